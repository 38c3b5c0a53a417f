### What the app says while a family or a person is registered, of consent and of a pregnancy. What is read to the family says *usted*; everything
### else speaks to the worker.

## 8 New registration, titles; max 48; read aloud

register-title_search = ¿Ya está registrada?
register-title_area = ¿En qué zona vive?
register-title_house = La casa
register-title_position = ¿Dónde está la casa?
register-title_kind = ¿A quién registras?
register-title_which = ¿Quién está gestando?
register-title_carer = ¿Quién cuida más a la niña o niño?
register-title_cares = ¿A quién cuida?
register-title_child = ¿Cómo se llama la niña o niño?
register-title_woman = ¿Cómo se llama la gestante?
register-title_name = ¿Cómo se llama?
register-title_sex = ¿Es niña o niño?
register-title_birth = ¿Cuándo nació?
register-title_papers = ¿Qué documentos muestran?
register-title_pregnancy = ¿Para cuándo espera?
register-title_more = ¿Hay alguien más?
register-title_consent = Permiso
register-title_answered = ¿Quién contestó?
register-title_check = Revisa antes de guardar
register-title_leave = ¿Borrar lo escrito?

## 8 New registration, how far it is; max 40; not read

register-step = Paso { $at } de { $all }

## 8 New registration, what is asked; max 48; read aloud

register-search_words = Nombre de la mamá, de la niña o de la casa
register-kind = A quién
register-which = Cuál de ellas
register-carer = Quién la cuida
register-cares = A quién cuida
register-relation = Qué es de la niña o niño
register-other_person = Otra persona
register-names = Nombres
register-position = Ubicación de la casa
register-consent_answer = ¿Da su permiso?
register-answered_by = Quién contestó
register-answered_language = En qué idioma se preguntó

## 8 New registration, how to answer; max 90; read aloud

register-search_hint = Un nombre y un apellido bastan.
register-known_as_hint = Como dicen los vecinos: los de la tienda, casa 14.
register-position_hint = Si no hay ubicación, toca por qué.
register-partial_hint = Si no sabe el día, basta el mes y el año, o solo el año.
register-begin_says = Mira primero si la familia ya está en este celular.
register-papers_says = Copia solo lo que te muestran. Lo demás se deja vacío.
register-pregnancy_says = Mira el carné. Basta una de las dos fechas.
register-check_says = Toca una línea para cambiarla.
register-leave_says = Se borra lo que escribiste aquí. Lo guardado antes queda igual.

## 8 New registration, looking first; max 60; read aloud

register-begin = Empezar
register-search = Buscar
register-search_found = ¿Es alguna de estas?
register-search_other = No, es otra
register-search_go_on = Seguir registrando
register-search_missing = Escribe un nombre para buscar.
register-alike = ¿Ya está registrada?
register-alike_says = Se parece por el nombre y la fecha. Tócala para mirar.

## 8 New registration, nothing found; max 90; read aloud

register-search_none = No encontré «{ $words }» en este celular.
    .say = No lo encontré en este celular.

## 8 New registration, buttons; max 28; read aloud

register-no_name = Aún no tiene nombre
register-date_unknown = No se sabe la fecha
register-more_child = Otra niña o niño
register-more_pregnant = Una gestante
register-more_nobody = No hay más
register-save_family = Guardar la familia
register-leave = Dejar sin guardar
register-leave_drop = Borrar
register-leave_not = Seguir registrando

## 8 New registration, what is to be written otherwise; max 90; read aloud

register-missing = Falta: { $field }.
register-lacking = Falta
register-too_long = Es muy largo. Escríbelo en { $most } letras o menos.
register-figure = Escribe un número de { $from } a { $to }.
register-date_old = Esa fecha es de antes de 1900. Mírala otra vez.
register-date_none = Esa fecha no está en el calendario. Mírala otra vez.
register-date_and_none = Escribiste una fecha. Bórrala si no se sabe.
register-name_and_none = Escribiste un nombre. Bórralo si aún no tiene.
register-number_wrong = Así no se escribe: { $system }. Mira el documento otra vez.
register-position_wrong = No se entiende la ubicación. Prueba otra vez o toca por qué falta.
register-no_area = Todavía no tienes una zona. Pídela a tu supervisora.

## 8 New registration, after it, and where it is not finished; max 60; read aloud

register-saved_family = Familia guardada en este celular.
register-saved = Guardado en este celular.
register-left = Se borró lo que no estaba guardado.
register-unfinished = Sin terminar
register-unfinished_family = Familia sin terminar
register-unfinished_person = Persona sin terminar
register-unfinished_consent = Permiso sin terminar

## 8 New registration, languages; max 32; read aloud

register-language_es = Castellano
register-language_quz = Quechua del Cusco y Puno
register-language_quy = Quechua de Ayacucho
register-language_ayr = Aimara
register-language_agr = Awajún
register-language_cni = Asháninka
register-language_shp = Shipibo-konibo
register-language_other = Otra lengua

## 9 Consent, read to the family; max 110; read aloud

register-consent_care = ¿Permite que anotemos los datos de su familia para cuidar la salud de sus niñas y niños?
register-consent_supervision = ¿Permite que la supervisora vea estos datos y también la visite?
register-consent_statistics = ¿Permite que se cuenten estos datos, sin nombres, para saber cómo va la zona?
register-consent_change = Puede cambiar de idea cuando quiera.
register-consent_danger = Si hay peligro, la ayuda no espera el permiso.

## 9 Consent of a person; max 60; read aloud

consent-says = Puede cambiar de idea cuando quiera.
consent-not_asked = Todavía no se preguntó
consent-ask = Preguntar otra vez
consent-withdraw_care = Retirar: cuidado de la familia
consent-withdraw_supervision = Retirar: supervisión
consent-withdraw_statistics = Retirar: estadísticas
consent-withdrawn = Retirado: { $day }
    .say = Retirado.
consent-withdrawn_saved = Permiso retirado en este celular.

## 7 Pregnancy that ended; max 90; read aloud

pregnancy-title = ¿Ya nació, o terminó el embarazo?
pregnancy-says = No hace falta decir por qué.
pregnancy-when = ¿Cuándo?
pregnancy-when_hint = Si no se sabe, déjalo vacío.
pregnancy-how = Si quiere contarlo
pregnancy-born = Ya nació
pregnancy-ended = Terminó el embarazo
pregnancy-saved = Anotado. Ya no se te recuerda este embarazo.
pregnancy-known = Ya se anotó. No hace falta nada.
