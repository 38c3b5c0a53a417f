### Growth: what is said of a measurement and what to do about it. `$what` is the indicator (len, wei, wfl, bmi, hc, ac,
### ts, ss) or the measure (weight, length, head, muac, triceps, subscapular) that a sentence is about.

## 12 Growth entry, one sentence for all of it; max 60; read aloud

growth-sum_fine = Growing well
growth-sum_incomplete = Something is missing to know how the child grows
growth-sum_measure_again = Measure again, calmly
growth-sum_gains_little = Gains little: tell the nurse
growth-sum_lost_weight = Lost weight: tell the nurse
growth-sum_tell_nurse = Tell the nurse
growth-sum_refer_today = Tell the health post today

## 12 Growth entry, what to do; max 110; read aloud

growth-do-note = Nothing to do.
growth-do-sex = Complete whether it is a girl or a boy.
growth-do-birth = Complete the birth date.
growth-do-gestation = Check the weeks of pregnancy at birth.
growth-do-date = Check the dates.
growth-do-look = Look at the figure and measure again, calmly.
growth-do-third = Measure once more. If it differs again, tell the nurse.
growth-do-lying = Measure again with the child lying down.
growth-do-again = Measure again, calmly.
growth-do-again_then_nurse = Measure again, calmly. If it is the same, tell the nurse.
growth-do-nurse = Tell the nurse.
growth-do-again_and_post = Measure again. If it is the same, tell the health post today.
growth-do-post = Tell the health post today.
growth-do-nurse_and_again = Tell the nurse and measure again in { $from } to { $to } days.

## 12 Growth entry, under "Ver detalle"; max 60; not read

growth-detail_z = z { $z }
growth-detail_from_to = z { $before } on { $on }, { $now } now
growth-detail_between = z between { $least } and { $greatest }

## 12 Growth entry, what is missing; max 150; read aloud

growth-sex_missing = It is not known whether it is a girl or a boy. Without that nobody knows how the child grows.
growth-birth_missing = The birth date is missing. Without it nobody knows how the child grows for its age.
growth-birth_not_exact = The exact day is not known: how the child grows cannot be said for certain.
growth-gestation_wrong = The weeks of pregnancy noted cannot be.
growth-date_missing = The date of the measurement is missing.
growth-date_not_exact = The day of the measurement is not known: it is not compared with other visits.
growth-before_birth = The measurement is dated before the birth.
growth-too_old = Already 5 years or older: these curves end at 5 years.
growth-corrected = Born early: compared at corrected age, { $corrected }.
growth-before_term = Born early: { $scored ->
    [no] at this age there is nothing to compare with yet.
   *[yes] compared with children born at the same weeks.
 }
growth-history_left_out = There are { $count ->
    [0] no earlier measurements
    [one] { $n } earlier measurement
   *[other] { $n } earlier measurements
 } without a day or before the birth: not compared.
growth-history_later = There are { $count ->
    [0] no measurements
    [one] { $n } measurement
   *[other] { $n } measurements
 } of a later date. See whether the phone's date is right.
growth-same_day = There are { $count ->
    [0] no measurements
    [one] { $n } measurement
   *[other] { $n } measurements
 } of this same day. All are kept.

## 12 Growth entry, how it was typed; max 150; read aloud

growth-not_a_measure = { $what ->
    [weight] The weight
    [length] The length
    [head] The head
    [muac] The arm
   *[other] The skinfold
 } cannot be zero or less.
growth-wrong_unit = Did you mean { $suggested }? It says { $now }.
growth-exchanged = Weight { $suggested } and length { $suggested2 }? They seem to be in each other's place.
growth-outside_limits = { $what ->
    [wei] The weight
    [len] The length
    [wfl] The weight at this length
    [bmi] The weight at this length
    [hc] The head
    [ac] The arm
   *[other] The skinfold
 } is very far from that of a child of this age.
growth-stood_too_young = Measured standing ({ $now }): before 9 months a child is measured lying.
growth-position_missing = It is not said whether the child lay or stood.
growth-position_adjusted = { $position ->
    [lying] Measured lying at 2 years or more: 0.7 cm were taken away.
   *[standing] Measured standing before 2 years: 0.7 cm were added.
 } From { $now } to { $used }.
growth-two = The two measurements: { $one } and { $other }
growth-measures_differ = The two measurements differ: { $one } and { $other }.

## 12 Growth entry, signs; max 110; read aloud; danger

growth-oedema = Both feet are swollen.
growth-muac_red = The arm measures { $now }: it is very thin.
growth-muac_yellow = The arm measures { $now }: it is thin.
growth-below_minus_3 = { $what ->
    [wei] The weight
    [len] The length
    [wfl] The weight at this length
   *[other] The head
 } is far below what is expected.
growth-below_minus_2 = { $what ->
    [wei] The weight
    [len] The length
    [wfl] The weight at this length
   *[other] The head
 } is below what is expected.
growth-above_plus_3 = The weight at this length is far above what is expected.

## 12 Growth entry, since the last visit; max 150; read aloud

growth-same_as_last = Weight and length are the same as on { $on }: { $weight } and { $length }.
growth-shorter = Shorter than on { $on }: { $before } before, { $now } now.
growth-head_smaller = The head is smaller than on { $on }: { $before } before, { $now } now.
growth-gain_too_great = { $what ->
    [weight] The weight
    [length] The length
   *[other] The head
 } went up too much since { $on }: { $before } before, { $now } now.
growth-loss_too_great = The weight went down too much since { $on }: { $before } before, { $now } now.
growth-crossed_minus_3 = { $what ->
    [wei] The weight
    [len] The length
    [wfl] The weight at this length
   *[other] The head
 } fell far on its curve since { $on }.
growth-crossed_minus_2 = { $what ->
    [wei] The weight
    [len] The length
    [wfl] The weight at this length
   *[other] The head
 } fell below the line since { $on }.
growth-fell = { $what ->
    [wei] The weight gains
    [len] The length gains
    [wfl] The weight at this length gains
   *[other] The head grows
 } little since { $on }.
growth-no_gain = No weight gained since { $on }: { $before } before, { $now } now.
growth-lost_weight = Weight lost since { $on }: { $before } before, { $now } now.

## 11 Haemoglobin; max 150; read aloud

growth-hb = Haemoglobin { $raw }. Corrected for the altitude: { $adjusted }.
growth-hb_raw = Haemoglobin { $raw }, not corrected for the altitude.
growth-hb_do_normal = Fine. Go on as agreed.
growth-hb_do_nurse = Tell the nurse.
growth-hb_do_today = Tell the health post today.
growth-hb_altitude_unknown = The altitude of the home of the last 4 months is missing.
growth-hb_altitude_outside_table = The norm does not say how to correct at this altitude. Tell the nurse.
growth-hb_age_unknown = The birth date or the date of the test is missing.
growth-hb_before_birth = The test is dated before the birth. Check the dates.
growth-hb_age_not_exact = The day of birth is missing: what the norm says depends on it.
growth-hb_gestation_unknown = The weeks of pregnancy at birth are missing.
growth-hb_trimester_unknown = The month of pregnancy is missing.
growth-hb_no_rule = The norm says nothing for this age. Ask the nurse.

## supervisor's pages: the norm's own words; max 40; not read

growth-hb_class_normal = No anaemia
growth-hb_class_below_limit = Anaemia
growth-hb_class_mild = Mild anaemia
growth-hb_class_moderate = Moderate anaemia
growth-hb_class_severe = Severe anaemia
