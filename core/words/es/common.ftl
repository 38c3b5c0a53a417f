### Lo que se dice igual en todas partes: respuestas, botones, fechas, edades, estados de entrega.
### Each message, or the group (##) it stands in, has a comment: screen; most letters; read aloud or not.

## every screen; max 22; not read

answer-yes = Sí
answer-no = No
answer-not-known = No sé
button-save = Guardar
button-back = Atrás
button-cancel = Cancelar
button-accept = Aceptar
button-return = Devolver
button-next = Siguiente
button-remove = Quitar
button-print = Imprimir
value-none = Sin dato

## every screen, where a record stands; max 24; not read

state-phone-only = Solo en este celular
state-delivered = Entregado
state-reviewed = Revisado
state-returned = Devuelto
state-waiting = Espera a su familia
state-set-aside = Lo revisa tu supervisora
state-dispute = Dos datos distintos

## every screen, dates and times; max 28; not read

day-today = hoy
day-yesterday = ayer
day-tomorrow = mañana
weekday-short = { $n ->
    [1] lun
    [2] mar
    [3] mié
    [4] jue
    [5] vie
    [6] sáb
   *[7] dom
 }
month-short = { $n ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] set
    [10] oct
    [11] nov
   *[12] dic
 }
date-day = { $weekday } { $day } { $month }
date-day-year = { $weekday } { $day } { $month } { $year }
date-table = { $day } { $month } { $year }
date-month = { $month } { $year }
time-morning = { $clock }{"\u00a0"}a.{"\u00a0"}m.
time-afternoon = { $clock }{"\u00a0"}p.{"\u00a0"}m.
date-time-near = { $date } { $time }
date-time = { $date }, { $time }

## every screen, how long; max 28; not read

ago-days = { $n ->
    [0] hoy
    [1] ayer
    [one] hace { $shown } día
   *[other] hace { $shown } días
 }
ago-hours = { $n ->
    [0] hace menos de 1 hora
    [one] hace { $shown } hora
   *[other] hace { $shown } horas
 }
length-days = { $n ->
    [0] ningún día
    [one] { $shown } día
   *[other] { $shown } días
 }
length-hours = { $n ->
    [0] menos de 1 hora
    [one] { $shown } hora
   *[other] { $shown } horas
 }

## every screen, ages; max 32; not read

age-days = { $n ->
    [0] menos de 1 día
    [one] { $shown } día
   *[other] { $shown } días
 }
age-months = { $n ->
    [0] menos de 1 mes
    [one] { $shown } mes
   *[other] { $shown } meses
 }
age-years = { $n ->
    [0] menos de 1 año
    [one] { $shown } año
   *[other] { $shown } años
 }
age-two = { $first } { $second }
age-about = aprox. { $age }
age-not-born = fecha de nacimiento por ver

## every screen, figures; max 24; not read

share-of = { $part } de { $whole }
