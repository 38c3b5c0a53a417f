### Growth: what is said of a measurement and what to do about it. `$what` is the indicator (len, wei, wfl, bmi, hc, ac,
### ts, ss) or the measure (weight, length, head, muac, triceps, subscapular) that a sentence is about.

## 12 Growth entry, one sentence for all of it; max 60; read aloud

growth-sum_fine = Va bien
growth-sum_incomplete = Faltan datos para saber cómo crece
growth-sum_measure_again = Mide otra vez, con calma
growth-sum_gains_little = Sube poco: avisa a la enfermera
growth-sum_lost_weight = Bajó de peso: avisa a la enfermera
growth-sum_tell_nurse = Avisa a la enfermera
growth-sum_refer_today = Avisa hoy al puesto

## 12 Growth entry, what to do; max 110; read aloud

growth-do-note = No hace falta nada.
growth-do-sex = Completa si es niña o niño.
growth-do-birth = Completa la fecha de nacimiento.
growth-do-gestation = Revisa con cuántas semanas nació.
growth-do-date = Revisa las fechas.
growth-do-look = Mira el dato y mide otra vez, con calma.
growth-do-third = Mide una vez más. Si sale distinto otra vez, avisa a la enfermera.
growth-do-lying = Mide otra vez, con la niña o el niño echado.
growth-do-again = Mide otra vez, con calma.
growth-do-again_then_nurse = Mide otra vez, con calma. Si sale igual, avisa a la enfermera.
growth-do-nurse = Avisa a la enfermera.
growth-do-again_and_post = Mide otra vez. Si sale igual, avisa hoy al puesto.
growth-do-post = Avisa hoy al puesto.
growth-do-nurse_and_again = Avisa a la enfermera y mide otra vez dentro de { $from } a { $to } días.

## 12 Growth entry, under "Ver detalle"; max 60; not read

growth-detail_z = z { $z }
growth-detail_from_to = z { $before } el { $on }, ahora { $now }
growth-detail_between = z entre { $least } y { $greatest }

## 12 Growth entry, what is missing; max 150; read aloud

growth-sex_missing = Falta saber si es niña o niño. Sin eso no se sabe cómo crece.
growth-birth_missing = Falta la fecha de nacimiento. Sin ella no se sabe cómo crece para su edad.
growth-birth_not_exact = No se sabe el día exacto: no se puede decir con certeza cómo crece.
growth-gestation_wrong = Las semanas de embarazo anotadas no pueden ser.
growth-date_missing = Falta la fecha en que se midió.
growth-date_not_exact = No se sabe el día en que se midió: no se compara con otras visitas.
growth-before_birth = La fecha de la medida es anterior al nacimiento.
growth-too_old = Ya tiene 5 años o más: estas curvas llegan hasta los 5 años.
growth-corrected = Nació antes de tiempo: se compara con su edad corregida, { $corrected }.
growth-before_term = Nació antes de tiempo: { $scored ->
    [no] a esta edad todavía no hay con qué comparar.
   *[yes] se compara con quienes nacieron a las mismas semanas.
 }
growth-history_left_out = Hay { $count ->
    [0] ninguna medida anterior
    [one] { $n } medida anterior
   *[other] { $n } medidas anteriores
 } sin día o de antes del nacimiento: no se compara.
growth-history_later = Hay { $count ->
    [0] ninguna medida
    [one] { $n } medida
   *[other] { $n } medidas
 } de una fecha posterior. Mira si la fecha del celular está bien.
growth-same_day = Hay { $count ->
    [0] ninguna medida
    [one] { $n } medida
   *[other] { $n } medidas
 } de este mismo día. Todas están guardadas.

## 12 Growth entry, how it was typed; max 150; read aloud

growth-not_a_measure = { $what ->
    [weight] El peso
    [length] La talla
    [head] La medida de la cabeza
    [muac] La medida del brazo
   *[other] El pliegue
 } no puede ser cero ni menos.
growth-wrong_unit = ¿Quisiste escribir { $suggested }? Está escrito { $now }.
growth-exchanged = ¿Peso { $suggested } y talla { $suggested2 }? Parecen cambiados de lugar.
growth-outside_limits = { $what ->
    [wei] El peso
    [len] La talla
    [wfl] El peso con esta talla
    [bmi] El peso con esta talla
    [hc] La medida de la cabeza
    [ac] La medida del brazo
   *[other] El pliegue
 } está muy lejos de lo que mide una niña o un niño de esta edad.
growth-stood_too_young = Talla de pie ({ $now }): antes de los 9 meses se mide echado.
growth-position_missing = Falta decir si se midió echado o de pie.
growth-position_adjusted = { $position ->
    [lying] Se midió echado y ya tiene 2 años: se quitó 0.7 cm.
   *[standing] Se midió de pie y aún no tiene 2 años: se sumó 0.7 cm.
 } De { $now } a { $used }.
growth-two = Las dos medidas: { $one } y { $other }
growth-measures_differ = Las dos medidas son distintas: { $one } y { $other }.

## 12 Growth entry, signs; max 110; read aloud; danger

growth-oedema = Hinchazón en los dos pies.
growth-muac_red = El brazo mide { $now }: es muy delgado.
growth-muac_yellow = El brazo mide { $now }: es delgado.
growth-below_minus_3 = { $what ->
    [wei] El peso
    [len] La talla
    [wfl] El peso con esta talla
   *[other] La medida de la cabeza
 } está muy por debajo de lo esperado.
growth-below_minus_2 = { $what ->
    [wei] El peso
    [len] La talla
    [wfl] El peso con esta talla
   *[other] La medida de la cabeza
 } está por debajo de lo esperado.
growth-above_plus_3 = El peso con esta talla está muy por encima de lo esperado.

## 12 Growth entry, since the last visit; max 150; read aloud

growth-same_as_last = Peso y talla son iguales a los de { $on }: { $weight } y { $length }.
growth-shorter = La talla es menor que la de { $on }: antes { $before }, ahora { $now }.
growth-head_smaller = La cabeza mide menos que { $on }: antes { $before }, ahora { $now }.
growth-gain_too_great = { $what ->
    [weight] El peso
    [length] La talla
   *[other] La medida de la cabeza
 } subió demasiado desde { $on }: antes { $before }, ahora { $now }.
growth-loss_too_great = El peso bajó demasiado desde { $on }: antes { $before }, ahora { $now }.
growth-crossed_minus_3 = { $what ->
    [wei] El peso
    [len] La talla
    [wfl] El peso con esta talla
   *[other] La medida de la cabeza
 } bajó mucho en su curva desde { $on }.
growth-crossed_minus_2 = { $what ->
    [wei] El peso
    [len] La talla
    [wfl] El peso con esta talla
   *[other] La medida de la cabeza
 } bajó de la línea desde { $on }.
growth-fell = { $what ->
    [wei] El peso sube
    [len] La talla sube
    [wfl] El peso con esta talla sube
   *[other] La cabeza crece
 } poco desde { $on }.
growth-no_gain = No sube de peso desde { $on }: antes { $before }, ahora { $now }.
growth-lost_weight = Bajó de peso desde { $on }: antes { $before }, ahora { $now }.

## 11 Haemoglobin; max 150; read aloud

growth-hb = Hemoglobina { $raw }. Corregida por la altura: { $adjusted }.
growth-hb_raw = Hemoglobina { $raw }, sin corregir por la altura.
growth-hb_do_normal = Va bien. Sigue con lo acordado.
growth-hb_do_nurse = Avisa a la enfermera.
growth-hb_do_today = Avisa hoy al puesto.
growth-hb_altitude_unknown = Falta la altura de la casa donde vivió los últimos 4 meses.
growth-hb_altitude_outside_table = La norma no dice cuánto se corrige a esta altura. Avisa a la enfermera.
growth-hb_age_unknown = Falta la fecha de nacimiento o la del examen.
growth-hb_before_birth = La fecha del examen es anterior al nacimiento. Revisa las fechas.
growth-hb_age_not_exact = Falta el día de nacimiento: de él depende lo que dice la norma.
growth-hb_gestation_unknown = Falta saber con cuántas semanas nació.
growth-hb_trimester_unknown = Falta saber de cuántos meses está.
growth-hb_no_rule = La norma no dice nada para esta edad. Pregunta a la enfermera.

## supervisor's pages: the norm's own words; max 40; not read

growth-hb_class_normal = Sin anemia
growth-hb_class_below_limit = Anemia
growth-hb_class_mild = Anemia leve
growth-hb_class_moderate = Anemia moderada
growth-hb_class_severe = Anemia severa
