### Cómo se llaman las hojas, las columnas y las palabras de `package.xlsx`, donde un programa escribe sus reglas.

## package.xlsx, names of sheets; max 20; not read

package-sheet-norms = normas
package-sheet-doubts = dudas
package-sheet-products = productos
package-sheet-conditions = condiciones
package-sheet-packages = paquetes
package-sheet-services = servicios
package-sheet-schedule = calendario
package-sheet-messages = mensajes

## package.xlsx, headings; max 20; not read

package-column-norms-id = id
package-column-norms-act = acto
package-column-norms-version = versión
package-column-norms-valid_from = rige_desde
package-column-norms-valid_until = rige_hasta
package-column-norms-source = fuente
package-column-norms-note = nota
package-column-doubts-id = id
package-column-doubts-text = texto
package-column-products-product = producto
package-column-products-name = nombre
package-column-products-antigens = antígenos
package-column-conditions-id = id
package-column-conditions-attribute = dato
package-column-conditions-operator = comparación
package-column-conditions-value = valor
package-column-conditions-reason = motivo
package-column-packages-id = id
package-column-packages-name = nombre
package-column-packages-about = para
package-column-packages-from = desde
package-column-packages-until = hasta
package-column-packages-shown = se_muestra
package-column-packages-unless = salvo
package-column-services-id = id
package-column-services-packages = paquetes
package-column-services-name = nombre
package-column-services-remedy = qué_hacer
package-column-services-kind = tipo
package-column-services-antigens = antígenos
package-column-services-product = producto
package-column-services-document = documento
package-column-services-source = fuente
package-column-services-order = orden
package-column-services-times = veces
package-column-services-any_of = cualquiera_de
package-column-services-counted_from = se_cuenta_desde
package-column-services-only = solo
package-column-services-unless = salvo
package-column-services-needs = antes
package-column-services-provider = lo_da
package-column-services-owner = dueño_del_dato
package-column-services-risk = riesgo
package-column-services-picture = dibujo
package-column-services-doubt = duda
package-column-schedule-service = servicio
package-column-schedule-step = paso
package-column-schedule-name = nombre
package-column-schedule-from = vale_desde
package-column-schedule-due = toca
package-column-schedule-in_time = a_tiempo_hasta
package-column-schedule-until = vale_hasta
package-column-schedule-min_gap = días_mínimo
package-column-schedule-max_gap = días_máximo
package-column-schedule-grace = plazo_extra
package-column-schedule-norm = norma
package-column-schedule-doubt = duda
package-column-schedule-born_from = nacidos_desde
package-column-schedule-born_until = nacidos_hasta
package-column-messages-from = desde
package-column-messages-until = hasta
package-column-messages-about = para
package-column-messages-text = texto
package-column-messages-picture = dibujo

## package.xlsx, words in cells; max 20; not read

package-word-doses = dosis
package-word-ages = edades
package-word-every = cada
package-word-monthly = mensual
package-word-any_of = cualquiera
package-word-child = niñez
package-word-pregnancy = gestación
package-word-list = lista
package-word-countdown = cuenta_regresiva
package-word-indicator = indicador
package-word-below = menor_que
package-word-at_least = desde
package-word-is = es
package-word-is_not = no_es
package-word-unknown = sin_dato
package-word-birth_weight_g = peso_al_nacer_g
package-word-gestational_weeks = semanas_gestación
package-word-altitude_m = altitud_m
package-word-sex = sexo
package-word-insurance = seguro
package-word-programme = programa
package-word-anaemia = anemia
package-word-yes = sí
package-word-no = no
package-word-female = mujer
package-word-male = varón
package-word-seen = visto
package-word-card = carné
package-word-register = registro
package-word-told = dicho
package-word-start = inicio
package-word-first = primero
package-word-last = último
package-word-visit = visita

## package.xlsx, letters of day, week, month and year; max 8; not read

package-units = d s m a
