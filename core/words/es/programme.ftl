### Lo que se dice de lo que le toca a cada persona: el estado, la ventana, la regla y lo que cuenta.

## 6 Child, 7 Pregnancy, web; state of a line; max 20; not read

programme-state_done = Al día
programme-state_not_due = Todavía no toca
programme-state_due = Toca
programme-state_late = Con atraso
programme-state_too_late = Ya no se puede
programme-state_cannot_tell = No se sabe
programme-state_not_owed = No se pide

## 3 Hoy, 6 Child, web; one line; max 90; not read

programme-due_until = Hasta el { $day }
programme-due_between = Hasta un día entre el { $first } y el { $last }
programme-due = Toca ahora
programme-late = { $n ->
    [0] Con atraso desde hoy
    [one] Con { $shown } día de atraso
   *[other] Con { $shown } días de atraso
 }
programme-late_closes = { $late }. Vale hasta el { $day }.
programme-not_due = Desde el { $day }
programme-not_due_between = Desde un día entre el { $first } y el { $last }
programme-done = Hecho
programme-done_on = Hecho: { $day }
programme-too_late = Ya no se puede
programme-no_birth = Falta la fecha de nacimiento
programme-no_last_period = Falta la fecha de la última regla
programme-no_date_of = Falta la fecha de lo que ya recibió
programme-rough_dates = Las fechas no son exactas
programme-out_of_age = No es de su edad
programme-ended = El embarazo terminó
programme-excluded = No se pide: { $reason }
programme-only_for = Solo si { $reason }
programme-no_norm = Ninguna norma lo pide hoy
programme-after = Se cuenta desde: { $what }
programme-step = { $service }, { $step }

## 6 Child, why; max 260; not read

programme-why_missed = No se hizo: { $what }
programme-why_first = Primero: { $what }
programme-why_from = Vale desde { $age }.
programme-why_due = Toca a { $age }.
programme-why_in_time = A tiempo hasta { $age }.
programme-why_until = Vale hasta { $age }.
programme-why_min_gap = { $n ->
    [0] El mismo día que la vez anterior, o después.
    [one] Al menos { $shown } día después de la vez anterior.
   *[other] Al menos { $shown } días después de la vez anterior.
 }
programme-why_max_gap = { $n ->
    [0] El mismo día que la vez anterior.
    [one] A más tardar { $shown } día después de la vez anterior.
   *[other] A más tardar { $shown } días después de la vez anterior.
 }
programme-why_times = { $n ->
    [0] Ninguna vez al mes.
    [one] { $shown } vez al mes.
   *[other] { $shown } veces al mes.
 }
programme-why_provider = Lo da: { $who }
programme-why_owner = El dato es de: { $who }
programme-why_norm = Norma: { $act }
programme-why_no_norm = No se halló la norma. { $note }
programme-why_source = Leído en: { $source }
programme-why_doubt = Con duda: { $doubt }
programme-why_counts = Cuenta: { $what }, { $on } ({ $source })
programme-why_counts_not = No cuenta: { $on } ({ $source }). { $why }
programme-why_disputed = De esto se anotaron dos datos distintos.
programme-why_nothing = Todavía no hay nada anotado.
programme-unsaid = no se dice de dónde
programme-no_date = sin fecha

## 6 Child, why an event does not count; max 90; not read

programme-not_removed = Se quitó.
programme-not_source = No se acepta de esa fuente.
programme-not_no_date = Falta la fecha.
programme-not_before_start = Es de antes de nacer o del embarazo.
programme-not_in_the_future = Es de un día que no llegó.
programme-not_same_day = Hay otro del mismo día.
programme-not_too_early = Fue muy pronto: valía desde el { $day }.
programme-not_too_soon = Muy cerca del anterior: valía desde el { $day }.
programme-not_too_late = Fue tarde: valía hasta el { $day }.
programme-not_too_long = Muy lejos del anterior: valía hasta el { $day }.
programme-not_extra = Ya estaba completo.
programme-not_rough_date = La fecha no es exacta.

## ages in a rule; max 50; not read

programme-age_days = { $n ->
    [0] el nacimiento
    [one] { $shown } día
   *[other] { $shown } días
 }
programme-age_weeks = { $n ->
    [0] el comienzo
    [one] { $shown } semana
   *[other] { $shown } semanas
 }
programme-age_months = { $n ->
    [0] el nacimiento
    [one] { $shown } mes
   *[other] { $shown } meses
 }
programme-age_both = { $months } y { $days }
programme-age_before = un día antes de { $age }

## 3 Hoy, 6 Child, phone; max 60; not read

owed-more = { $n ->
    [0] y nada más
    [one] y { $shown } más
   *[other] y { $shown } más
 }
owed-left = { $n ->
    [0] Hoy es el último día.
    [one] Queda { $shown } día.
   *[other] Quedan { $shown } días.
 }
owed-why = Por qué
owed-none = Hoy no se le pide nada de esto.
owed-talk = Para conversar con la familia
