### What each thing that is recorded is called: entities, fields, parts and choices. The ids follow the names in the
### table of fields; a part follows the field it is a part of, a choice the list it stands in.

## every screen, entities; max 32; not read

entity-area = Zona
entity-worker = Trabajadora
entity-household = Familia
entity-person = Persona
entity-caregiver = Quién la cuida
entity-pregnancy = Embarazo
entity-consent = Permiso
entity-visit = Visita
entity-answers = Respuestas
entity-reading = Medidas
entity-service = Atención recibida
entity-agreement = Acuerdo
entity-referral = Referencia al puesto
entity-review = Revisión
entity-same_person = Es la misma persona
entity-device = Celular
entity-rights = Permisos del celular
entity-verdict = Decisión
entity-server = Central
entity-release = Lista en uso

## every screen, area; max 40; not read

field-area-parent = Zona mayor
field-area-name = Nombre
field-area-kind = Tipo de zona

## every screen, worker; max 40; not read

field-worker-name = Nombre
field-worker-language = Idioma de sus pantallas
field-worker-status = Si está trabajando

## every screen, household; max 40; not read

field-household-area = Zona
field-household-place = Ubicación
field-household-reference = Cómo llegar
field-household-known_as = Cómo los conocen
field-household-populated_centre = Centro poblado
field-household-altitude = Altitud de la casa
field-household-telephone = Teléfono
field-household-language = Idioma de la casa
field-household-status = Si se la visita

## every screen, person; max 40; not read

field-person-household = Familia
field-person-given_names = Nombres
field-person-family_names = Apellidos
field-person-sex = Sexo
field-person-birth_date = Fecha de nacimiento
field-person-kind = Por qué está registrada
field-person-status = Dónde está
field-person-local_id = Número del programa
field-person-identifier = Documento de identidad
field-person-birth_weight_g = Peso al nacer
field-person-gestational_weeks = Semanas de embarazo al nacer
field-person-insurance = Seguro de salud
field-person-facility = Puesto de salud
field-person-programmes = Programas sociales

## every screen, caregiver; max 40; not read

field-caregiver-person = Niña o niño
field-caregiver-caregiver = Quién la cuida
field-caregiver-relation = Parentesco
field-caregiver-principal = Es quien más la cuida

## every screen, pregnancy; max 40; not read

field-pregnancy-person = Gestante
field-pregnancy-last_period = Última regla
field-pregnancy-due_date = Fecha probable de parto
field-pregnancy-gravida = Número de embarazo
field-pregnancy-ended = Cuándo terminó
field-pregnancy-outcome = Cómo terminó
field-pregnancy-known_from = De dónde se sabe

## every screen, consent; max 40; not read

field-consent-person = De quién son los datos
field-consent-purpose = Para qué
field-consent-answer = Respuesta
field-consent-who = Quién contestó
field-consent-relation = Parentesco
field-consent-language = En qué idioma se preguntó
field-consent-text_version = Texto que se leyó
field-consent-on = Cuándo se preguntó
field-consent-withdrawn = Retirado desde

## every screen, visit; max 40; not read

field-visit-household = Familia
field-visit-persons_seen = A quiénes se vio
field-visit-purpose = Motivo de la visita
field-visit-session_code = Sesión del programa
field-visit-modality = Cómo se hizo
field-visit-outcome = Resultado de la visita
field-visit-begun = Empezó
field-visit-ended = Terminó
field-visit-place = Ubicación
field-visit-received_by = Quién recibió
field-visit-next_date = Próxima visita
field-visit-accompanied_by = Acompañada por
field-visit-on = Fecha de la visita
field-visit-stated_age_months = Edad que dijeron, en meses
field-visit-note = Nota

## every screen, answers; max 40; not read

field-answers-about = De quién trata
field-answers-visit = Visita
field-answers-form = Lista de preguntas
field-answers-form_version = Versión de la lista
field-answers-content = Contenido de la lista
field-answers-fed = Registros que hizo la lista
field-answers-looked_up = Lo que la lista ya sabía
field-answers-answer = Respuesta

## every screen, reading; max 40

field-reading-person = A quién se midió
field-reading-visit = Visita
field-reading-on = Fecha de la medida
field-reading-weight = Peso
field-reading-length = Talla
field-reading-head_cm = Perímetro de la cabeza
field-reading-muac_cm = Perímetro del brazo
field-reading-triceps_mm = Pliegue del tríceps
field-reading-subscapular_mm = Pliegue bajo el hombro
field-reading-oedema = Hinchazón en los dos pies
field-reading-attempt = Primera o segunda medida
field-reading-source = De dónde viene la medida
field-reading-measured_by = Quién midió
field-reading-instrument = Balanza, tallímetro o cinta
field-reading-not_measured = Por qué no se midió

## every screen, service; max 40; not read

field-service-person = Quién lo recibió
field-service-visit = Visita
field-service-kind = Tipo de atención
field-service-antigens = Protege contra
field-service-product = Producto
field-service-dose_number = Número de dosis
field-service-haemoglobin = Hemoglobina
field-service-document = Documento
field-service-on = Cuándo lo recibió
field-service-facility = Dónde lo recibió
field-service-source = Cómo se sabe

## every screen, agreement; max 40; not read

field-agreement-about = De quién trata
field-agreement-visit = Visita
field-agreement-text = Acuerdo
field-agreement-code = Código del acuerdo
field-agreement-due = Hasta cuándo
field-agreement-kept = ¿Se cumplió?
field-agreement-kept_visit = Visita en que se preguntó

## every screen, referral; max 40; not read

field-referral-person = A quién se mandó
field-referral-visit = Visita
field-referral-signs = Señales de peligro
field-referral-where_to = A dónde se mandó
field-referral-told_to = A quién se avisó en casa
field-referral-sent = Cuándo se mandó
field-referral-arrived = ¿Llegó?
field-referral-arrived_on = Cuándo llegó
field-referral-answer = Qué contestó el puesto
field-referral-closed_by = Quién la cerró
field-referral-closed_on = Cuándo se cerró
field-referral-sought_by = Quién la busca
field-referral-seek_until = Hasta cuándo
field-referral-seen_at = Visita en que se la vio después

## every screen, review; max 40; not read

field-review-about = De quién trata
field-review-target = Qué se revisó
field-review-field = Dato comentado
field-review-path = Pregunta comentada
field-review-verdict = Decisión
field-review-comment = Comentario
field-review-state = Cómo va
field-review-reply = Respuesta
field-review-seen = Lo que se aceptó

## every screen, same_person; max 40; not read

field-same_person-person = La que queda
field-same_person-other = La que es la misma

## every screen, device; max 40; not read

field-device-worker = De quién es
field-device-device = Número del celular
field-device-public_key = Llave pública
field-device-label = Cómo le dicen
field-device-stopped = Detenido

## every screen, rights; max 40; not read

field-rights-device = Celular
field-rights-number = Versión de los permisos
field-rights-role = Función
field-rights-areas = Zonas
field-rights-stopped = Detenido

## every screen, verdict; max 40; not read

field-verdict-device = Celular
field-verdict-number = Número del cambio
field-verdict-outcome = Decisión
field-verdict-reason = Por qué quedó aparte
field-verdict-by = Quién decidió
field-verdict-note = Qué dijo

## every screen, server; max 40; not read

field-server-device = Número
field-server-public_key = Llave pública
field-server-certificate = Certificado

## every screen, release; max 40; not read

field-release-kind = Tipo
field-release-name = Nombre
field-release-version = Versión en uso
field-release-content = Nombre de su contenido
field-release-content_bytes = Tamaño de su contenido
field-release-since = En uso desde
field-release-number = Cuál de las versiones

## every screen, what every record has; max 40; not read

field-void = Quitado

## every screen, parts of a value; max 40; not read

part-place-lat = Latitud
part-place-lon = Longitud
part-place-accuracy_m = Precisión
part-place-missing = Por qué falta
part-altitude-m = Metros sobre el mar
part-altitude-source = De dónde se sabe
part-status-is = Dónde está
part-status-on = Desde cuándo
part-outcome-is = Resultado
part-outcome-reason = Por qué
part-outcome-attempt = Intento
part-weight-kg = Peso
part-weight-clothes = Ropa
part-length-cm = Talla
part-length-position = Echada o de pie
part-haemoglobin-g_dl = Hemoglobina medida
part-haemoglobin-altitude_m = Altitud para corregir

## every screen, choices; max 44; not read

choice-yes_no-yes = Sí
choice-yes_no-no = No
choice-area_kind-region = Región
choice-area_kind-province = Provincia
choice-area_kind-district = Distrito
choice-area_kind-populated_centre = Centro poblado
choice-area_kind-sector = Sector
choice-area_kind-other = Otro
choice-worker_status-active = Trabajando
choice-worker_status-stopped = Ya no trabaja
choice-household_status-active = Se la visita
choice-household_status-moved = Se mudó
choice-household_status-refused = No quiso
choice-household_status-closed = Cerrada
choice-no_place-no_signal = Sin señal de GPS
choice-no_place-refused = No quiso
choice-no_place-no_permission = El celular no da permiso
choice-no_place-no_device = El celular no tiene GPS
choice-no_place-other = Otro
choice-altitude_source-gps = GPS
choice-altitude_source-map = Mapa
choice-altitude_source-census = Censo
choice-altitude_source-told = Lo dijeron
choice-sex-male = Niño
choice-sex-female = Niña
choice-person_kind-child = Niña o niño
choice-person_kind-caregiver = Mamá o cuidadora
choice-person_kind-pregnant = Gestante
choice-person_status-present = En casa
choice-person_status-moved = Se mudó
choice-person_status-died = Falleció
choice-person_status-aged_out = Ya pasó la edad
choice-person_status-refused = No quiso
choice-pregnancy_outcome-live_birth = Nació
choice-pregnancy_outcome-stillbirth = Nació sin vida
choice-pregnancy_outcome-miscarriage = Pérdida
choice-pregnancy_outcome-other = Otro
choice-pregnancy_outcome-not_known = No se sabe
choice-known_from-card = Carné
choice-known_from-register = Registro del puesto
choice-known_from-told = Lo dijeron
choice-consent_purpose-care = Cuidado de la familia
choice-consent_purpose-supervision = Supervisión
choice-consent_purpose-statistics = Estadísticas
choice-consent_answer-given = Sí, da permiso
choice-consent_answer-refused = No da permiso
choice-visit_purpose-first = Primera visita
choice-visit_purpose-follow_up = Seguimiento
choice-visit_purpose-danger_sign = Por señal de peligro
choice-visit_purpose-back_check = Verificación
choice-visit_purpose-group_session = Sesión de grupo
choice-visit_purpose-other = Otro
choice-modality-home = En la casa
choice-modality-telephone = Por teléfono
choice-modality-group = En grupo
choice-visit_outcome-planned = Por hacer
choice-visit_outcome-done = Hecha
choice-visit_outcome-not_found = No se encontró
choice-visit_outcome-refused = No quiso
choice-visit_outcome-moved = Se mudó
choice-clothes-none = Sin ropa
choice-clothes-light = Ropa ligera
choice-clothes-heavy = Ropa gruesa
choice-clothes-not_said = No se anotó
choice-position-lying = Echada o echado
choice-position-standing = De pie
choice-position-not_said = No se anotó
choice-oedema-yes = Sí
choice-oedema-no = No
choice-oedema-not_looked = No se miró
choice-attempt-first = 1.ª medida
choice-attempt-second = 2.ª medida
choice-reading_source-measured = Medida aquí
choice-reading_source-card = Copiada del carné
choice-reading_source-told = La dijeron
choice-measured_by-worker = La visitadora
choice-measured_by-facility = El puesto de salud
choice-measured_by-other = Otra persona
choice-not_measured-child_ill = Está enferma o enfermo
choice-not_measured-refused = No quiso
choice-not_measured-no_instrument = Sin balanza, tallímetro o cinta
choice-not_measured-asleep = Está durmiendo
choice-not_measured-other = Otro
choice-service_source-seen = Visto
choice-service_source-card = Carné
choice-service_source-register = Registro del puesto
choice-service_source-told = Lo dijeron
choice-kept-yes = Sí
choice-kept-partly = A medias
choice-kept-no = No
choice-kept-not_asked = No se preguntó
choice-arrived-yes = Llegó
choice-arrived-no = No llegó
choice-arrived-not_known = No se sabe
choice-review_verdict-accepted = Aceptada
choice-review_verdict-returned = Devuelta
choice-review_state-open = Abierta
choice-review_state-answered = Contestada
choice-review_state-closed = Cerrada
choice-verdict_outcome-set_aside = Puesto aparte
choice-verdict_outcome-accepted = Aceptado
choice-verdict_reason-no_rights = Su zona es otra
choice-verdict_reason-stopped_device = El celular estaba detenido
choice-verdict_reason-stale_rights = Usó permisos que ya cambiaron
choice-verdict_reason-not_its_subject = Es de otra persona o familia
choice-verdict_reason-role_too_low = Solo lo anota una supervisora
choice-verdict_reason-malformed = Le falta de quién es
choice-verdict_reason-needs_supervisor = Lo decide una supervisora
choice-verdict_reason-fixed_field = No se pasa a otra persona
choice-verdict_reason-no_such_owner = Su familia o su zona no existe
choice-verdict_reason-divided_area = Su zona se dividió
choice-verdict_reason-other_line = Otra copia conocía permisos más nuevos
choice-release_kind-form = Lista de preguntas
choice-release_kind-pack = Reglas del programa
choice-release_kind-app = Aplicación

## every screen, values that need words; max 40; not read

value-no_name = Sin nombre todavía
value-elsewhere = En otra zona
who-visitor = La trabajadora
who-supervisor = La supervisora
who-district = El distrito
value-field_later = Dato de una versión nueva
value-choice_later = Opción de una versión nueva
value-later = Se ve con una versión más nueva
language-es = castellano
language-en = inglés
language-quz = quechua
language-ayr = aimara
place-missing = Sin ubicación: { $why }
place-accuracy = Con ubicación, a { $shown }
place-held = Con ubicación
place-show = Ver coordenadas
