### The supervisors' pages: frame, Hoy, visits, children, families, sign-in.

## every page, frame; max 56; not read

web-skip = Ir al contenido
web-menu = Menú
web-languages = Idiomas
web-leave = Salir
web-section-today = Hoy
web-section-workers = Trabajadoras
web-section-visits = Visitas
web-section-children = Niñas y niños
web-section-decide = Por decidir
web-section-reports = Reportes
web-section-people = Personas
web-back-to = Volver a { $name }
web-data-until = Datos hasta { $when }
web-data-none = Todavía no llegó ninguna entrega
web-phones-owing = { $n ->
    [0] ninguno de { $all } celulares dijo tener algo por entregar
    [one] { $shown } de { $all } celulares por entregar
   *[other] { $shown } de { $all } celulares por entregar
 }
web-more-than = más de { $shown }
web-mend-title = Falta corregir:
web-partly-spanish = Parte de esta pantalla está en castellano.
web-printed = Hecho el { $when } por { $name }

## every page, foot; max 120; not read

web-help = Ayuda
web-help-numbers = Cada número abre su lista, y cada línea su visita o su familia.
web-help-nothing-lost = Lo que corriges o decides se suma a la historia. Nada de lo anterior se borra.
web-help-whom = Si no encuentras algo o no puedes entrar, habla con quien te dio tu contraseña.
web-session-ends = Tu sesión termina a las { $when } si no abres otra página.
web-session-go-on = Seguir en esta página

## every page, parts; max 60; not read

web-pages = Páginas de la lista
web-pages-of = { $shown } de { $all }
web-pages-first = Volver al principio
web-pages-next = Siguientes
web-share-none = ninguna esperada
web-filters-in-force = Filtros puestos
web-filter-remove = Quitar
web-filter-none = Todas
web-filter-apply = Filtrar
web-search = Buscar una familia, una niña o un niño
web-search-go = Buscar
web-mend = Falta algo para seguir

## every page, notices after something was done; max 100; not read

done-password = Tu contraseña nueva ya vale.
done-visit-accepted = Visita aceptada. La trabajadora lo verá cuando su celular entregue.
done-visits-accepted = Visitas aceptadas.
done-visit-returned = Visita devuelta. La trabajadora verá tus comentarios cuando su celular entregue.
done-family-moved = La familia ya está en su zona nueva. Lo anterior sigue en la historia.
done-danger-closed = Seguimiento cerrado.
done-danger-sought = Se pidió la visita. Sigue aquí hasta que alguien la vea.

## every page, short words; max 60; not read

web-correct = Corregir
web-reason = Motivo
web-reason-hint = Una o dos frases. Queda en la historia con tu nombre.
web-reason-missing = Escribe el motivo
web-optional = Si se sabe
web-choose = Elige
web-not-now = No, volver
web-name = Nombre
web-age = Edad
web-state = Cómo está
web-date = Fecha
web-code = Código en papel
web-age-unknown = edad por ver
web-sex-woman = Mujer
web-sex-man = Hombre
web-sex-unknown = Sexo por ver
web-removed = Quitado: no cuenta en ninguna lista.
web-family = Familia { $name }
web-family-unnamed = Familia sin nombre
web-dose = dosis { $shown }
web-from-to = de { $from } a { $to }
web-beyond = { $n ->
    [0] ningún dato más
    [one] y { $shown } dato que muestra una versión nueva
   *[other] y { $shown } datos que muestra una versión nueva
 }

## every list, printing; max 80; not read

web-print-nameless = Al imprimir, la lista sale con códigos y sin nombres.
web-print-names = Imprimir con nombres

## Hoy; max 110; not read

web-today = Hoy: lo que espera por ti
web-today-danger = { $n ->
    [0] Ninguna señal de peligro abierta
    [one] { $shown } señal de peligro abierta
   *[other] { $shown } señales de peligro abiertas
 }
web-today-danger-all = { $n ->
    [0] Ver las señales
    [one] Ver { $shown } señal abierta
   *[other] Ver las { $shown } señales abiertas
 }
web-today-follow = Seguir a { $name }
web-today-waiting = Por revisar y decidir
web-today-answered = Visitas devueltas que ya contestaron
web-today-changed = Visitas aceptadas que cambiaron después
web-today-flagged = Visitas con algo que mirar primero
web-today-review = Visitas hechas que nadie revisó
web-today-disputes = Dos personas anotaron cosas distintas
web-today-alike = Niñas o niños que quizá son la misma persona
web-today-aside = Trabajo puesto aparte: está guardado y espera tu decisión
web-today-unplaced = Familias de una zona que se dividió: falta decir en qué parte viven
web-do-changed = { $n ->
    [0] Ver cambios
    [one] Ver { $shown } visita
   *[other] Ver { $shown } visitas
 }
web-do-answered = { $n ->
    [0] Ver respuestas
    [one] Ver { $shown } respuesta
   *[other] Ver { $shown } respuestas
 }
web-do-flagged = { $n ->
    [0] Mirar visitas
    [one] Mirar { $shown } visita primero
   *[other] Mirar { $shown } visitas primero
 }
web-do-review = { $n ->
    [0] Revisar visitas
    [one] Revisar { $shown } visita
   *[other] Revisar { $shown } visitas
 }
web-do-disputes = { $n ->
    [0] Decidir datos
    [one] Decidir { $shown } dato
   *[other] Decidir { $shown } datos
 }
web-do-alike = { $n ->
    [0] Comparar pares
    [one] Comparar { $shown } par
   *[other] Comparar { $shown } pares
 }
web-do-aside = { $n ->
    [0] Ver lo puesto aparte
    [one] Decidir sobre { $shown } anotación
   *[other] Decidir sobre { $shown } anotaciones
 }
web-do-unplaced = { $n ->
    [0] Ubicar familias
    [one] Ubicar { $shown } familia
   *[other] Ubicar { $shown } familias
 }
web-do-worker = Ver a { $name }
web-set-back-since = La central se restableció de una copia { $when }
web-today-lines = Un celular, dos memorias
web-lines-twice = Dos celulares siguen con la misma memoria. No se perdió nada. Pregunta cuál es el suyo y detén el otro.
web-lines-put-back = El celular volvió a una copia anterior, o alguien lo copió. No se perdió nada. Pregunta qué pasó.
web-today-silent = { $n ->
    [0] Ningún celular callado
    [one] { $shown } celular no entrega hace más de 7 días
   *[other] { $shown } celulares no entregan hace más de 7 días
 }
web-today-silent-means = Lo anotado está guardado en el celular. Pide que busque señal o que entregue por otro celular.
web-phone-last = última entrega: { $when }
web-phone-never = todavía no entregó nunca
web-phone-unsent = { $n ->
    [0] nada por entregar
    [one] dijo tener { $shown } por entregar
   *[other] dijo tener { $shown } por entregar
 }
web-nothing-in = Nada pendiente en: { $list }.
web-zero-danger = señales de peligro
web-zero-answered = devueltas contestadas
web-zero-review = visitas por revisar
web-zero-disputes = datos distintos
web-zero-alike = personas parecidas
web-zero-aside = trabajo puesto aparte
web-zero-silent = celulares callados
web-coverage = Este mes por trabajadora
web-coverage-of = Visitas del mes, por trabajadora
web-coverage-worker = Trabajadora
web-coverage-followed = Con visita
web-coverage-in-time = A tiempo
web-coverage-done = Hechas
web-coverage-not-done = No encontradas o no quisieron
web-coverage-place = Con ubicación
web-coverage-empty = Ninguna trabajadora tiene celular en tus zonas todavía.

# Hoy; max 330; not read
web-coverage-n-and-d = Con visita y A tiempo: de las visitas acordadas para una fecha de este mes, cuántas familias se visitaron después, y cuántas en esa fecha o en los 7 días siguientes. Con ubicación: de las visitas hechas este mes, cuántas tienen ubicación.

## danger signs; max 130; not read

web-danger = Señales de peligro abiertas
web-danger-intro = Las más antiguas primero. Cada una sigue aquí hasta que llegó al puesto o una visita la vio.
web-danger-empty = Ninguna señal de peligro abierta en tus zonas.
web-danger-empty-next = Volver a Hoy
web-danger-open = Peligro, hace { $shown }
web-danger-open-unknown = Peligro
web-danger-seen-by = La vio { $name }
web-danger-close = Anotar qué pasó con { $name }
web-danger-close-do = Guardar
web-danger-arrived-missing = Elige si llegó al puesto
web-danger-follow = Seguir esta señal
web-danger-seek = Si no llegó o no se sabe: quién la busca y hasta cuándo
web-danger-seek-who = Elige quién la busca
web-danger-seek-until = Escribe hasta qué día
web-danger-no-telephone = Sin teléfono
web-danger-sought = La busca { $name } hasta el { $until }
web-see-visit = Ver la visita

## visits; max 110; not read

web-visits-of = Visitas, las últimas recibidas primero
web-visits-visit = Visita
web-visits-worker = Trabajadora
web-visits-outcome = Resultado
web-visits-review = Revisión
web-visits-look = Para mirar
web-visits-attention = Solo con algo que mirar
web-visits-from = Desde
web-visits-to = Hasta
web-visits-filter = Filtrar la lista
web-visits-none-yet = Todavía no llegó ninguna visita. Llegan cuando los celulares entregan.
web-visits-none-match = No hay visitas con estos filtros.
web-visits-none-family = Todavía no hay visitas a esta familia.
web-visits-of-family = Visitas a la familia, las últimas primero
web-visit-none-yet = sin visita
web-filters-remove = Quitar filtros
web-force-worker = Trabajadora: { $value }
web-force-area = Zona: { $value }
web-force-outcome = Resultado: { $value }
web-force-review = Revisión: { $value }
web-force-from = Desde { $value }
web-force-to = Hasta { $value }
web-force-expected = Se acordó la próxima visita
web-force-followed = Acordadas y después visitadas
web-force-in-time = Acordadas y visitadas a tiempo
web-force-not-done = No encontradas o no quisieron
web-force-with-place = Hechas con ubicación
web-review-none = Sin revisar
web-review-accepted = Aceptada
web-review-returned = Devuelta
web-review-answered = Contestada
web-review-changed = Cambió después de revisada
web-seen-nobody = nadie
web-seen-count = { $n ->
    [0] nadie
    [one] { $shown } persona
   *[other] { $shown } personas
 }
web-seen-more = { $names } { $n ->
    [0] y nadie más
    [one] y { $shown } más
   *[other] y { $shown } más
 }
web-day-unknown = sin fecha
web-accept-ticked = Aceptar las marcadas
web-accept-none-ticked = Marca al menos una visita
web-accept-sure = { $n ->
    [0] ¿Aceptar estas visitas?
    [one] ¿Aceptar { $shown } visita?
   *[other] ¿Aceptar { $shown } visitas?
 }
web-accept-do = { $n ->
    [0] Sí, aceptar
    [one] Sí, aceptar { $shown } visita
   *[other] Sí, aceptar { $shown } visitas
 }
web-accept-means = Quedan revisadas con tu nombre. Si después ves algo, puedes devolverlas.

## visits and a visit, why to look; max 150; not read

web-attention-danger = Peligro
    .why = Se vio una señal de peligro.
web-attention-growth = crecimiento por ver
    .why = Una medida pide mirarla: hay que medir otra vez, avisar a la enfermera o al puesto.
web-attention-disputed = datos distintos
    .why = Dos personas anotaron cosas distintas de esta visita.
web-attention-clock = hora por ver
    .why = La hora del celular no pudo ser esa. La fecha de la visita puede estar corrida.
web-attention-no-place = sin ubicación
    .why = La visita no tiene ubicación.
web-attention-late = llegó tarde
    .why = Llegó más de 30 días después de hecha.
web-attention-corrected = corregida
    .why = Algo se corrigió después. Lo anterior está en la historia.
web-attention-not-measured = sin medidas
    .why = Se vio a la niña o al niño y no hay medidas ni motivo.

## a visit; max 130; not read

web-visit-of = Visita: { $family }
web-date-visited = Visitada
web-date-written = Anotada
web-date-received = Recibida
web-visit-why-look = Por qué mirarla
web-visit-referrals = Señales de peligro y referencia
web-visit-answers = Respuestas
web-checklist = { $title }, versión { $version }
web-checklist-not-here = Aquí no está la lista con que se preguntó: cada pregunta va con su nombre corto.
web-checklist-others = Respuestas que la lista no tiene
web-visit-readings = Medidas
web-visit-services = Atenciones
web-visit-agreements = Acuerdos
web-visit-reviews = Comentarios de supervisión
web-visit-returned = Devuelta: espera la respuesta de la trabajadora.
web-visit-answered = La trabajadora ya contestó tus comentarios. Mira sus respuestas y decide.
web-visit-changed = Se aceptó como estaba antes. Mira lo que cambió y decide otra vez.
web-visit-decide = Tu decisión
web-visit-decide-hint = Para devolverla, abre Comentar en cada dato que haya que mirar y escribe qué.
web-visit-is-accepted = Ya está aceptada.
web-remark = Comentar
web-reply = Respuesta
web-accept-one = Aceptar la visita
web-return-one = Devolver con comentarios
web-return-no-remark = Escribe al menos un comentario para devolver la visita
web-return-sure = ¿Devolver la visita con estos comentarios?
web-return-do = { $n ->
    [0] Devolver
    [one] Sí, devolver con { $shown } comentario
   *[other] Sí, devolver con { $shown } comentarios
 }
web-return-means = La trabajadora los verá en su celular, junto a cada dato. Nada de lo anotado se borra.
web-accept-unsent = { $n ->
    [0] ¿Aceptar la visita?
    [one] ¿Aceptar sin enviar { $shown } comentario?
   *[other] ¿Aceptar sin enviar { $shown } comentarios?
 }
web-accept-unsent-means = Escribiste comentarios. Si aceptas, no se envían ni se guardan.
web-history = Historia
web-history-none = Nada se corrigió hasta ahora.
web-history-nothing-erased = Todo lo que se dijo de cada dato, con quién y cuándo. Nada se borra.
web-history-in-use = En uso
web-dispute-used = se usa por ahora
web-dispute-decide = Decidir cuál vale

## a child; max 120; not read

web-child-who = Quién es
web-child-identity = Documentos
web-child-consent = Permiso de la familia
web-child-readings = Medidas
web-child-readings-of = Todas las medidas, las últimas primero
web-child-readings-none = Todavía no hay medidas. La primera se toma en la visita.
web-child-reading-how = Cómo se midió
web-child-services = Atenciones recibidas
web-child-services-of = Vacunas, hierro, controles y documentos, los últimos primero
web-child-services-none = Todavía no hay atenciones anotadas.
web-child-referrals = Referencias al puesto
web-child-agreements = Acuerdos
web-child-pregnancies = Embarazos
web-child-principal = es quien más la cuida
web-child-returned = Tiene comentarios de supervisión por contestar.
web-child-joined = Se registró dos veces. También aparece como
web-child-alike = Se parece a { $name }: coincide en { $why }.
web-child-compare = Comparar
web-identity-has = Tiene
web-identity-lacks = Falta
web-consent-not-asked = Todavía no se preguntó
web-consent-withdrawn = Retirado
web-print-sheet = Para la hoja en papel, imprime esta página: sale sin menú ni botones.

## lists of children and the search; max 100; not read

web-children-of = Niñas y niños, por nombre
web-children-none = Todavía no hay niñas ni niños registrados en esta zona.
web-children-last-visit = Última visita
web-search-hint = Escribe un nombre, la casa, el DNI o el código en papel.
web-search-none = No encontré «{ $words }» en tus zonas. Prueba otro nombre o la casa.
web-search-list = Ver la lista
web-search-found = Lo que coincide con «{ $words }»
web-search-who = Quién es
web-search-like = parecido

## a family; max 170; not read

web-family-people = Quiénes viven aquí
web-family-people-of = Personas de la familia, niñas y niños primero
web-family-nobody = Todavía no hay nadie registrado en esta familia.
web-family-where = Dónde y cómo encontrarla
web-move = Pasar a otra zona
web-move-means = La familia pasa con todas sus personas y visitas. La verá quien atiende la zona nueva.
web-move-where = Zona nueva
web-move-no-area = Elige la zona nueva
web-move-check = Revisar antes de pasar
web-move-sure = ¿Pasar a la zona { $area }? { $family }
web-move-from = De
web-move-to = A
web-move-do = Sí, pasar la familia
web-move-stale = Alguien cambió la zona mientras mirabas. Ahora está en { $now }. Tú ibas a pasarla a { $yours }. No se cambió nada: mira y decide otra vez.

## pages that cannot be shown; max 170; not read

web-404 = Aquí no hay nada
web-404-says = La dirección no lleva a ninguna página. Quizá se quitó, o falta una parte de la dirección.
web-403 = Esta página es de otra zona
web-403-says = Tus zonas no la incluyen, por eso no se muestra.
web-elsewhere-whom = Quien coordina el distrito puede darte acceso.
web-no-export = No puedes llevarte listas
web-no-export-says = Tu cuenta no tiene permiso para sacar listas con nombres.
web-no-right = No puedes agregar personas ni celulares
web-no-right-says = Tu cuenta no tiene ese permiso.
web-stale = Alguien lo cambió mientras mirabas
web-stale-says = No se cambió nada. Vuelve a la página, mira cómo está ahora y decide otra vez.
web-set-back = La central se restableció de una copia
web-set-back-says = Por ahora solo se puede mirar. Los celulares devuelven lo que falta cuando entregan; podrás decidir otra vez cuando alguien confirme en la central que ya está todo.
web-already = Ya estaba hecho
web-already-says = Alguien lo hizo antes que tú. Mira qué decidió; si no estás de acuerdo, puedes corregirlo.
web-meanwhile = Lo que hizo otra persona:
web-meanwhile-see = Ver cómo está ahora
web-missing = Falta un dato
web-missing-says = Falta un dato, o es muy largo. Vuelve atrás, complétalo y envía otra vez.
web-invalid = Eso no se pudo leer
web-invalid-says = No se cambió nada. Vuelve atrás y escribe el dato otra vez.
web-old-page = Esta página estuvo abierta mucho tiempo
web-old-page-says = No se cambió nada. Ábrela otra vez y repite lo que hiciste.
web-typed = Lo que escribiste
web-typed-again = Seguir con lo que escribí
web-session-resume = Sigue donde estabas
web-session-resume-says = Lo que escribiste está aquí. Todavía no se guardó.
web-sign-in-ended = Tu sesión terminó. Entra otra vez: lo que escribiste sigue aquí.
web-signed-out = Tu sesión terminó
web-signed-out-says = Lo último que enviaste no se guardó. Entra otra vez y repítelo.
web-413 = Es demasiado largo
web-413-says = Lo que enviaste no entra en una página. Acorta el texto y envía otra vez.
web-cut = Se cortó antes de llegar
web-cut-says = No se cambió nada. Vuelve atrás y envía otra vez.
web-busy = Hay muchas personas a la vez
web-busy-says = Espera un minuto y abre la página otra vez.
web-500 = Esta página no se puede mostrar ahora
web-500-says = Algo no funcionó aquí, no en tu celular ni en tu computadora.
web-nothing-lost = Nada de lo guardado se perdió.
web-failed-number = Si vuelve a pasar, avisa con este número: { $number }.
web-go-today = Ir a Hoy
web-go-sign-in = Entrar

## signing in and one's own password; max 150; not read

web-sign-in = Entrar
web-login = Nombre de ingreso
web-password = Contraseña
web-sign-in-forgotten = ¿La olvidaste? Pide una nueva a quien te dio tu cuenta.
web-sign-in-wrong = El nombre o la contraseña no es. Prueba otra vez.
web-sign-in-wait = Hubo muchos intentos. Espera hasta las { $when } y prueba otra vez.
web-sign-in-old = La página estuvo abierta mucho tiempo. Escribe tu contraseña otra vez.
web-password-title = Tu contraseña
web-password-now = Contraseña de ahora
web-password-new = Contraseña nueva
web-password-again = Contraseña nueva otra vez
web-password-hint = 10 letras o más. Una frase corta es fácil de recordar.
web-password-change = Cambiar la contraseña
web-password-means = Al cambiarla, se cierran las demás sesiones que tengas abiertas.
web-password-wrong = La contraseña de ahora no es. Prueba otra vez.
web-password-short = La nueva es corta: usa 10 letras o más
web-password-long = La nueva es muy larga: acórtala
web-password-common = La nueva es muy conocida: piensa en otra
web-password-differs = Las dos nuevas no son iguales: escríbelas otra vez

## answers to checklists; max 60; not read

stage-peligro = Señales de peligro
stage-alimentacion = Alimentación
stage-hierro = Hierro
stage-higiene = Higiene y agua
stage-juego = Juego
question-alimentacion-lactancia_materna = Toma leche materna
question-alimentacion-origen_animal = Ayer comió alimento de origen animal
question-alimentacion-tres_comidas = Ayer comió tres veces o más
question-hierro-tomo_hoy = Hoy recibió su hierro
question-higiene-manos_antes_de_comer = Se lavan las manos antes de comer
question-higiene-agua_hervida = Hierven o cloran el agua
question-juego-jugaron_hoy = Hoy jugaron con la niña o el niño
question-peligro-fiebre = Fiebre

## a child and a visit, how a child grows; max 100; not read

web-growth = Cómo crece
web-growth-last = Última medida, { $on }, con { $age }: { $what }.
web-growth-lying = { $length } de talla acostada
web-growth-standing = { $length } de talla de pie
web-growth-length = { $length } de talla
web-growth-corrected = edad corregida { $age }
web-growth-age = Edad
web-growth-measure = Medida
web-growth-nth = { $n }.ª medida
web-growth-at-visit = Medidas de esta visita
web-growth-earlier = Qué se encontró antes: { $n ->
    [0] nada
    [one] { $shown } medida
   *[other] { $shown } medidas
 }
web-growth-by = Nombres según { $act }
web-growth-curve = Ver curva
web-growth-data = Ver datos
web-growth-others = Otras curvas
web-growth-flag = { $z } · por revisar
web-print-chart = Para llevarla en papel, imprime esta página.

## a child, how a child grows, in one sentence; max 80; not read

web-growth-sum_fine = Crece bien.
web-growth-sum_incomplete = Faltan datos para saber cómo crece.
web-growth-sum_measure_again = Hay una medida por repetir.
web-growth-sum_gains_little = Sube poco: la enfermera debe saberlo.
web-growth-sum_lost_weight = Bajó de peso: la enfermera debe saberlo.
web-growth-sum_tell_nurse = La enfermera debe saberlo.
web-growth-sum_refer_today = El puesto debe saberlo el mismo día.

## a child and a visit, what a finding asks for; max 40; not read

web-growth-asks_complete = Completar
web-growth-asks_measure = Medir otra vez
web-growth-asks_nurse = Avisar a la enfermera
web-growth-asks_post = Avisar hoy al puesto

## a child and a visit, names of the curves; max 50; not read

web-growth-of_wei = Peso para la edad
web-growth-of_len = Talla para la edad
web-growth-of_wfl = Peso para la talla
web-growth-of_bmi = Índice de masa corporal
web-growth-of_hc = Perímetro de la cabeza
web-growth-of_ac = Perímetro del brazo
web-growth-of_ts = Pliegue del tríceps
web-growth-of_ss = Pliegue bajo el hombro

## a child, heads of the table of measures; max 24; not read

web-growth-z_wei = z peso/edad
web-growth-z_len = z talla/edad
web-growth-z_wfl = z peso/talla
web-growth-z_bmi = z IMC
web-growth-z_hc = z cabeza
web-growth-z_ac = z brazo
web-growth-z_ts = z tríceps
web-growth-z_ss = z hombro

## a child, what a measurement asks for, in its list; max 16; not read

web-growth-word_complete = completar
web-growth-word_measure = repetir
web-growth-word_nurse = enfermera
web-growth-word_post = puesto hoy
