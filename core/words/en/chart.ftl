### Growth charts: titles, axes, labels.

## growth chart, title; max 56; not read

chart-title-length = Length or height for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-weight = Weight for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-weight-length = Weight for length or height, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-bmi = Body mass index for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-head = Head circumference for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-arm = Arm circumference for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-triceps = Triceps skinfold for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-title-subscapular = Subscapular skinfold for age, { $sex ->
    [f] girls
   *[m] boys
 }
chart-subtitle = { $window ->
    [six] Birth to 6 months
    [two] Birth to 2 years
    [three-six] 3 to 6 months
    [three-two] 3 months to 2 years
    [three-five] 3 months to 5 years
    [two-five] 2 to 5 years
    [year] 12 months
   *[five] Birth to 5 years
 } · WHO Child Growth Standards, { $year }

## growth chart, names of the axes; max 56; not read

chart-axis-age = Age (completed months and years)
chart-axis-weeks = Age (completed weeks and months)
chart-axis-lying = Length (cm)
chart-axis-standing = Height (cm)
chart-axis-lying-to-2 = Length to 2 years, then height (cm)
chart-axis-lying-to-87 = Length to 87 cm, then height (cm)
chart-axis-length = Length or height (cm)
chart-axis-weight = Weight (kg)
chart-axis-bmi = Body mass index (kg/m²)
chart-axis-head = Head circumference (cm)
chart-axis-arm = Arm circumference (cm)
chart-axis-triceps = Triceps skinfold (mm)
chart-axis-subscapular = Subscapular skinfold (mm)
chart-unit-months = months
chart-birth = Birth

## growth chart, what a sign means; max 40; not read

chart-sign-finding = measurement to check
chart-sign-preterm = at corrected age
chart-sign-between = approximate age
chart-sign-beyond = outside the chart

## growth chart, its table; max 56; not read

chart-column-on = Date
chart-column-age = Age
chart-column-corrected = Corrected age
chart-column-z = z
chart-column-note = Note
chart-between = { $from } to { $to }
chart-before-term = before 40 weeks
chart-point = { $at }: { $value }
chart-why-swelling = both feet swollen: the weight is not compared
chart-why-measurement = measurement to be checked
chart-why-age-unknown = the age is missing
chart-why-age = not compared before 40 weeks
chart-why-length = the length is missing
chart-why-table = outside WHO's tables

## growth chart, said of it to who does not see it; max 120; not read

chart-says-none = { $title }, chart without measurements.
chart-says = { $title }, { $n ->
    [0] chart without measurements
    [one] chart of one measurement
   *[other] chart of { $shown } measurements
 }; the last, { $value } ({ $at }), z { $z }.
chart-says-of = { $name }: { $what }
