### Growth charts: titles, axes, labels.

## growth chart, title; max 56; not read

chart-title-length = Talla para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-weight = Peso para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-weight-length = Peso para la talla, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-bmi = Índice de masa corporal para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-head = Perímetro de la cabeza para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-arm = Perímetro del brazo para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-triceps = Pliegue del tríceps para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-title-subscapular = Pliegue bajo el hombro para la edad, { $sex ->
    [f] niñas
   *[m] niños
 }
chart-subtitle = { $window ->
    [six] Nacimiento a 6 meses
    [two] Nacimiento a 2 años
    [three-six] 3 a 6 meses
    [three-two] 3 meses a 2 años
    [three-five] 3 meses a 5 años
    [two-five] 2 a 5 años
    [year] 12 meses
   *[five] Nacimiento a 5 años
 } · Patrones de la OMS, { $year }

## growth chart, names of the axes; max 56; not read

chart-axis-age = Edad (meses y años cumplidos)
chart-axis-weeks = Edad (semanas y meses cumplidos)
chart-axis-lying = Talla acostada (cm)
chart-axis-standing = Talla de pie (cm)
chart-axis-lying-to-2 = Talla (cm): acostada hasta 2 años, luego de pie
chart-axis-lying-to-87 = Talla (cm): acostada hasta 87, luego de pie
chart-axis-length = Talla (cm)
chart-axis-weight = Peso (kg)
chart-axis-bmi = Índice de masa corporal (kg/m²)
chart-axis-head = Perímetro de la cabeza (cm)
chart-axis-arm = Perímetro del brazo (cm)
chart-axis-triceps = Pliegue del tríceps (mm)
chart-axis-subscapular = Pliegue bajo el hombro (mm)
chart-unit-months = meses
chart-birth = Nacimiento

## growth chart, what a sign means; max 40; not read

chart-sign-finding = medida por revisar
chart-sign-preterm = a edad corregida
chart-sign-between = edad aproximada
chart-sign-beyond = fuera del gráfico

## growth chart, its table; max 56; not read

chart-column-on = Fecha
chart-column-age = Edad
chart-column-corrected = Edad corregida
chart-column-z = z
chart-column-note = Nota
chart-between = de { $from } a { $to }
chart-before-term = antes de las 40 semanas
chart-point = { $at }: { $value }
chart-why-swelling = hinchazón en los dos pies: el peso no se compara
chart-why-measurement = medida por ver
chart-why-age-unknown = falta la edad
chart-why-age = antes de las 40 semanas no se compara
chart-why-length = falta la talla
chart-why-table = fuera de las tablas de la OMS

## growth chart, said of it to who does not see it; max 120; not read

chart-says-none = { $title }, gráfico sin medidas.
chart-says = { $title }, { $n ->
    [0] gráfico sin medidas
    [one] gráfico de una medida
   *[other] gráfico de { $shown } medidas
 }; la última, { $value } ({ $at }), z { $z }.
chart-says-of = { $name }: { $what }
