### Lo que dicen las pantallas de la aplicación: qué hacer hoy, las familias, una familia, una persona, una visita, avisos.

## every screen, on top; max 60; read aloud

screen-falls_back = Parte de esta pantalla está en castellano.

## every list; max 40; not read

and-more = { $n ->
    [0] ninguna más
    [one] y { $shown } más
   *[other] y { $shown } más
 }
said-by = { $who }, { $when }
said-because = Por qué: { $reason }
said-replaced = Reemplazado
record-code = Código en papel: { $code }
record-removed = Se quitó. La historia lo guarda todo.
answer-missing = Falta elegir una respuesta.
household-named = Familia { $name }
household-unnamed = Familia sin nombre

## every page of a person or family, bands; max 60; read aloud

band-danger = { $n ->
    [0] Ningún peligro por seguir
    [one] Peligro: seguir
   *[other] Peligro: seguir { $shown }
 }
    .say = Hay un peligro que seguir.
band-returned = { $n ->
    [0] Nada devuelto
    [one] Tu supervisora devolvió algo
   *[other] Tu supervisora devolvió { $shown } cosas
 }
    .say = Tu supervisora devolvió algo.
band-disputed = { $n ->
    [0] Ningún dato distinto
    [one] Dos datos distintos
   *[other] { $shown } datos con dos valores
 }
    .say = Hay dos datos distintos.

## 3 Today; max 48; not read

today-title = Hoy · { $day }
today-unfinished = Sin terminar
today-draft = Visita sin terminar
today-draft_correction = Corrección sin terminar
today-draft_kept = Guardada: { $when }
today-danger = Peligro: seguir
today-danger_follow = Peligro: seguir
today-returned = Devueltas
today-asked = Te piden buscar
today-asked_for = Te lo piden
today-late = Atrasadas
today-due = Toca hoy
today-week = Esta semana
today-not_seen = Sin visita hace tiempo
today-today = Toca hoy
today-on = Toca { $day }
today-days_late = { $n ->
    [0] Toca hoy
    [one] Atrasada { $shown } día
   *[other] Atrasada { $shown } días
 }
today-not_visited = { $n ->
    [0] Sin visita
    [one] Sin visita hace { $shown } día
   *[other] Sin visita hace { $shown } días o más
 }
today-all_not_seen = Ver todas
today-families = Ver familias

## 3 Today, where nothing is due; max 60; read aloud

today-empty = Hoy no toca ninguna visita.

## 4 Families; max 48; not read

families-title = Familias
families-new = Nueva familia
families-no_filter = Quitar el filtro
families-only-all = Todas
families-only-under_one = Menores de 1 año
families-only-pregnant = Gestantes
families-only-not_seen = Sin visita 30 días
families-last_visit = Última visita: { $day }
families-children = { $n ->
    [0] ninguna niña ni niño
    [one] { $shown } niña o niño
   *[other] { $shown } niñas y niños
 }

## 4 Families, where there is none; max 90; read aloud

families-none = Aún no hay familias. Registra la primera.
families-none_so = No hay familias así en este celular. Quita el filtro.
families-not_found = No encontré «{ $words }» en este celular. Prueba otro nombre o la casa.
    .say = No lo encontré en este celular. Prueba otro nombre o la casa.

## 5 Household; max 40; not read

household-people = Quiénes viven aquí
household-where = Cómo encontrarla
household-call = Llamar
household-visits = Últimas visitas
household-not_visited = No se pudo visitar
household-add_person = Registrar a una persona

## 5, 6 Household and child, main button; max 22; read aloud

visit-begin = Empezar visita

## 10 Visit, before it begins; max 60; read aloud

visit-with_whom = ¿Con quién empiezas?
visit-no_form = Todavía no hay una lista para llenar. Llega cuando entregas.

## 6 Child; max 48; not read

person-girl = niña
person-boy = niño
person-child = niña o niño
person-pregnant = gestante
person-caregiver = cuidadora o cuidador
person-age_unknown = edad por ver
person-corrected_age = edad corregida { $age }
person-lacking = Falta completar
person-complete = Completar
person-lacks_name = Aún no tiene nombre
person-growth = Cómo crece
person-pregnancy = Embarazo
person-pregnancy_ends = Ya nació, o terminó el embarazo
person-agreements = Acuerdos
person-agreed_until = Hasta { $day }
person-kept = ¿Se cumplió? { $answer }
person-services = Atenciones recibidas
person-identity = Documentos
person-has_it = Listo
person-lacks_it = Falta
person-around = Su familia
person-more = Más datos
person-consent = Permisos
person-history = Historia
person-is_the_same = Es la misma persona

## 6 Child, what is lacking; max 90; read aloud

person-lacks_birth = Falta la fecha de nacimiento. Sin ella no se sabe qué le toca.
person-lacks_sex = Falta saber si es niña o niño. Sin eso no se sabe cómo crece.
person-no_readings = Todavía no hay medidas. La primera se toma en la visita.

## 6 Growth; max 48; not read

growing-len = Talla para la edad
growing-wei = Peso para la edad
growing-wfl = Peso para la talla
growing-bmi = IMC para la edad
growing-hc = Cabeza para la edad
growing-ac = Brazo para la edad
growing-ts = Pliegue del tríceps
growing-ss = Pliegue bajo el hombro
growing-all = Todas las medidas
growing-second = segunda medida
growing-z = { $name } z { $z }

## 6 Child, correcting one field; max 60; read aloud

correct-field = Corregir: { $field }
    .say = Corregir un dato.
correct-reason = ¿Por qué se corrige?
correct-reason_hint = Una frase. Queda en la historia.
correct-reason_missing = Escribe por qué se corrige.
correct-ahead = Esa fecha todavía no llega. Mírala otra vez.
correct-saved = Corregido en este celular. Lo de antes queda en la historia.
correct-elsewhere = Este dato se corrige en la lista de preguntas.

## a visit; max 48; not read

visit-title = Visita: { $day }
visit-correct = Corregir respuestas
visit-reviews = Lo que dice tu supervisora

## 11 Danger: a referral; max 60; read aloud

referral-title = Peligro: seguir
referral-arrived = ¿Llegó al puesto de salud?
referral-answer = ¿Qué dijeron en el puesto? (si se sabe)
referral-closed = Ya se sabe qué pasó. No hace falta nada.
referral-saved_arrived = Anotado: llegó al puesto.
referral-saved_seek = Anotado. Sigue en Hoy hasta que alguien la vea.

## 15 Not found, refused, moved; max 60; read aloud

not_visited-title = No se pudo visitar
not_visited-attempt = Intento { $n }
    .say = Anota qué pasó.
not_visited-what = ¿Qué pasó?
not_visited-next = ¿Qué día vuelves?
not_visited-next_hint = Si no se sabe, déjalo vacío.
not_visited-next_wrong = Elige un día que todavía no pasó.
not_visited-reason = ¿Algo más? (si hace falta)

## 16 Notices, groups; max 48; not read

notices-removed = Anotado sobre algo que se quitó
notices-moved = Pasaron a otra zona

## 17 Two different values; max 90; read aloud

dispute-in_use = Se usa por ahora
dispute-settled = Ya se decidió. Los otros siguen en la historia.
dispute-leave_says = Tu supervisora decide. Si sabes más, pregunta a la familia y anótalo.

## 18 Returned visit, more; max 90; read aloud

returned-comment = Comentario
returned-about = De qué habla
returned-visit = Ver la visita
returned-closed = Tu supervisora ya cerró este comentario.
returned-replied = Contestaste: { $reply }
    .say = Ya contestaste.
returned-why = ¿Por qué está bien así?
returned-why_hint = Si hay que corregir, toca el dato.
returned-why_missing = Escribe por qué está bien, o corrige el dato.

## 19 My phone, more; max 60; not read

phone-unreadable = { $n ->
    [0] Todo se puede leer
    [one] { $shown } dato lo muestra una versión más nueva
   *[other] { $shown } datos los muestra una versión más nueva
 }
phone-this = Este celular
phone-settings = Ajustes
phone-lock = Bloquear ahora
phone-version = Versión de la aplicación
phone-checklists = Listas de preguntas
phone-pack = Listas del programa
phone-goes_first = Va primero
phone-list-phone_only = Solo en este celular
phone-list-set_aside = Lo revisa tu supervisora
phone-list-waiting = Espera a su familia
phone-list-unreadable = Lo muestra una versión nueva
phone-list-moved = Pasaron a otra zona
phone-list_empty = Aquí no hay nada.

## 19 My phone, more sentences; max 90; read aloud

phone-safe = Tu trabajo está guardado. Se entrega solo cuando haya señal.

## 14 Check before saving; max 48; not read

check-title = Revisa antes de guardar
check-open = Falta contestar
check-missing = Falta
check-save = Guardar la visita
check-save_correction = Guardar la corrección
check-answer_missing = Contestar lo que falta

## 14 Check before saving, of a correction; max 90; read aloud

check-correction = Solo cambia lo que corregiste. Lo de antes queda en la historia.
