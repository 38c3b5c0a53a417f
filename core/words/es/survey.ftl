### Qué tan bien se midió en una encuesta o un mes de visitas: la hoja para la supervisora.

## report of a survey's quality, frame; max 240; not read

survey-title = Cómo se midió
survey-rows = { $file } · mediciones: { $rows }
survey-made = hecho el { $when }
survey-purpose = Esta hoja ayuda a medir mejor. Una cifra rara puede venir de la balanza, del tallímetro, del lugar o del azar, y no dice nada de una persona. Primero se conversa y se mide juntas; después se decide.
survey-empty = El archivo no tiene mediciones todavía. Cuando las tenga, esta hoja dirá cómo se midió.
survey-first = Qué mirar primero
survey-first-none = Nada pide atención. Cuenten al equipo que está midiendo bien y sigan así.
survey-talk = Conversar
survey-well = Bien
survey-few = Pocos datos
survey-data = Ver datos
survey-even = parejo
survey-and = { $first } y { $last }
survey-too-few = Son pocas mediciones para decir algo: { $n }. Hacen falta 100. Se muestran sin juzgar.

## report of a survey's quality, names of columns and indicators; max 40; not read

survey-field-sex = Sexo
survey-field-age = Edad
survey-field-weight = Peso
survey-field-length = Talla
survey-field-position = Posición al medir
survey-indicator-len = Talla para la edad
survey-indicator-wei = Peso para la edad
survey-indicator-wfl = Peso para la talla
survey-indicator-bmi = IMC para la edad
survey-column-worker = trabajadora
survey-column-team = equipo
survey-column-area = área
survey-column-region = región
survey-head-what = Dato
survey-head-missing = Faltan
survey-head-digit = Termina en
survey-head-n = Mediciones
survey-head-months = Meses
survey-head-known = Con posición
survey-head-other-position = En la otra posición
survey-head-indicator = Indicador
survey-head-scored = Con z
survey-head-flagged = Fuera de límites
survey-head-of-rows = % de filas
survey-head-smart = SMART
survey-head-of-scored = % con z
survey-head-mean = Media
survey-head-sd = Desviación
survey-head-skewness = Asimetría
survey-head-kurtosis = Curtosis
survey-head-talk = Conversar sobre
survey-head-weight-digits = Dígitos del peso
survey-head-length-digits = Dígitos de la talla
survey-head-position = Otra posición
survey-head-birthdays = En años cumplidos
survey-head-limits = Fuera de límites
survey-head-wfl-sd = Desv. peso para talla
survey-head-most-missing = Falta más

## report of a survey's quality, its parts: what is seen and what to do; max 300; not read

survey-missing = Datos que faltan
survey-missing-none = No falta ningún dato.
survey-missing-well = Casi no faltan datos. Lo que más falta: { $field }, { $share }.
survey-missing-talk = Lo que más falta: { $field }, { $share }. Sin todos los datos no se sabe cómo crece la niña o el niño.
survey-missing-act = Antes de salir de la casa, revisen juntas la hoja: sexo, fecha de nacimiento, peso, talla y posición.
survey-missing-plot = Mediciones sin el dato
survey-digits-weight = Último dígito del peso
survey-digits-length = Último dígito de la talla
survey-digits-weight-well = Los pesos terminan en todos los dígitos casi por igual: se lee la balanza con cuidado.
survey-digits-length-well = Las tallas terminan en todos los dígitos casi por igual: se lee el tallímetro con cuidado.
survey-digits-weight-talk = Más pesos de lo esperado terminan en { $digits }: { $share }. Lo parejo sería { $even }. Puede que se redondee.
survey-digits-length-talk = Más tallas de lo esperado terminan en { $digits }: { $share }. Lo parejo sería { $even }. Puede que se redondee.
survey-digits-weight-act = Pesen juntas a una niña o un niño: esperar que la balanza se quede quieta, leer también el decimal y anotarlo enseguida. Vean si la balanza muestra 100 gramos.
survey-digits-length-act = Midan juntas a una niña o un niño: ojos a la altura de la marca, leer también el milímetro y anotarlo enseguida. Vean si la cinta del tallímetro está gastada.
survey-digits-plot = Cuántas de cada 100 terminan en cada dígito
survey-digits-some = Algo más de lo esperado termina en { $digits }: { $share }. Lo parejo sería { $even }. Todavía se acepta; conviene leer siempre el decimal.
survey-digits-score = Puntaje de preferencia { $score }: { $band }
survey-band-excellent = muy parejo (menos de 8)
survey-band-good = parejo (de 8 a 12)
survey-band-acceptable = algo redondeado (de 12 a 20)
survey-band-problematic = muy redondeado (20 o más)
survey-position = Echada o de pie
survey-position-well = Casi siempre se midió en la posición de la edad: en la otra, { $share }.
survey-position-talk = En la posición de otra edad: { $share }. Antes de los 2 años se mide echada; desde los 2 años, de pie. La diferencia es de 0.7{"\u00a0"}cm.
survey-position-act = Repasen juntas cuándo se mide echada y cuándo de pie. Si no se pudo, basta con anotar cómo se midió: el cálculo lo corrige.
survey-position-plot = Medidas en la posición de otra edad
survey-months = { $months } meses
survey-ages = Edades
survey-ages-well = Las edades de 1 a 4 años se reparten entre todos los meses: se anota la fecha de nacimiento.
survey-ages-talk = Más edades de lo esperado caen en { $months } meses: { $share } de las de 1 a 4 años. Lo parejo sería 8{"\u00a0"}%. Puede que se anote la edad que la familia recuerda.
survey-ages-act = Pidan ver el DNI o el carné y anoten la fecha de nacimiento, no la edad. Si es un programa que empieza a cierta edad, puede ser así.
survey-ages-plot = Niñas y niños por meses cumplidos
survey-ages-under = Oscuro: 1, 2, 3 y 4 años cumplidos
survey-sexes = A quiénes se midió
survey-sexes-well = Se midió a niñas y niños, menores y mayores, como se espera: niñas { $girls }; de 6 a 29 meses { $young }.
survey-sexes-sex = Niñas: { $girls }. Lo esperado es cerca de la mitad, y el azar no suele dar tanta diferencia.
survey-sexes-age = De 6 a 29 meses: { $young }. Lo esperado es cerca de 46{"\u00a0"}%, y el azar no suele dar tanta diferencia.
survey-sexes-both = Niñas: { $girls }, se espera cerca de la mitad. De 6 a 29 meses: { $young }, se espera cerca de 46{"\u00a0"}%. El azar no suele dar tanta diferencia.
survey-sexes-act = Si es una encuesta, vean si quedaron casas o edades sin visitar. Si son visitas de un programa, puede ser así.
survey-sexes-plot = Niñas y niños
survey-sexes-ages-plot = De 6 a 59 meses
survey-girls = Niñas
survey-boys = Niños
survey-younger = 6 a 29 meses
survey-older = 30 a 59 meses
survey-flags = Medidas fuera de los límites de la OMS
survey-flags-well = Casi ninguna medida queda fuera de los límites de la OMS.
survey-flags-talk = Más de 1{"\u00a0"}% queda fuera de los límites de la OMS en { $indicators }. Casi siempre es un dato mal copiado, no una niña o un niño así.
survey-flags-act = Busquen esas filas: fecha de nacimiento, gramos por kilos, talla y peso cambiados. Si se puede, midan otra vez y guarden las dos medidas.
survey-flags-plot = Parte de todas las mediciones
survey-spread = Cómo se reparten los puntajes z
survey-spread-read = La línea es la curva de las niñas y niños sanos de la OMS. Barras corridas a un lado hablan de cómo crecen. Barras más anchas que la línea hablan de cómo se midió.
survey-spread-well = Los puntajes se reparten con la anchura que se espera.
survey-spread-wide = { $indicator }: muy ancho (desviación { $sd }; lo usual es hasta { $most }). Puede haber pesos, tallas o edades por revisar.
survey-spread-narrow = { $indicator }: muy angosto (desviación { $sd }; lo usual es desde 0.8). Puede haber datos copiados de otra visita.
survey-spread-shape = { $indicator }: la forma no es de campana. Puede haber grupos muy distintos o un instrumento por revisar.
survey-spread-act = Hagan una práctica: dos personas miden dos veces a las mismas 10 niñas y niños y comparan. Revisen la balanza con un peso conocido.
survey-spread-plot = Puntajes z dentro de los límites de la OMS
survey-spread-under = media { $mean } · desviación { $sd } · n{"\u00a0"}{ $n }
survey-spread-line = OMS

## report of a survey's quality, by worker or area; max 300; not read

survey-by = Por { $column }
survey-by-caption = Por { $column }, primero donde hay más que conversar
survey-by-few = Nadie tiene todavía 100 mediciones: se miran juntas más adelante. Nombres: { $all }.
survey-by-well = Nada que señalar en { $judged } de { $all } con 100 mediciones o más. Digan a cada quien que mide bien.
survey-by-talk = Hay algo que conversar en { $talk } de { $judged } con 100 mediciones o más (nombres en total: { $all }). Va primero donde hay más.
survey-by-act = Conversar primero, a solas y con la balanza y el tallímetro delante: qué ve, qué le cuesta, qué le falta. Medir juntas a dos o tres niñas y niños.
survey-by-note = Se compara a cada quien con los límites, no con las demás. Dígitos: cuántas terminan en .0 a .9, y el puntaje; con 100 mediciones, quien lee parejo tiene cerca de 10, por eso se señala desde 20.
survey-by-not-judged = Con menos de 100 mediciones, sin juzgar: { $names }.
survey-by-more = Con 100 mediciones o más hay otros nombres: { $more }. Sus cifras están en la tabla de resultados.
survey-by-joined = La columna tiene más de { $all } nombres. Las otras mediciones se cuentan solo en el total: { $rows }.
survey-by-nameless = (sin nombre)
survey-by-nothing = Nada que señalar
survey-point-weight = último dígito del peso
survey-point-length = último dígito de la talla
survey-point-position = echada o de pie
survey-point-ages = edades repetidas
survey-point-flagged = medidas fuera de límites
survey-point-spread = anchura del peso para la talla
survey-point-missing = datos que faltan ({ $fields })

## report of a survey's quality, how it is computed; max 460; not read

survey-how = Cómo se calcula
survey-how-rows = Cuenta cada fila del archivo. Los puntajes z son los de la OMS (2006), de 0 a 59 meses; se juzga desde 100 mediciones.
survey-how-digits = Puntaje de dígitos: 100 √(χ²/(9 n)) del primer decimal contra diez partes iguales (Kuulasmaa 1998; NiPN y SMART: muy parejo bajo 8, parejo bajo 12, aceptable bajo 20).
survey-how-ages = Edades: χ² de los meses desde el cumpleaños, de 12 a 59 meses, contra doce partes iguales. Sexo contra la mitad y 6-29 contra 30-59 meses (0.85), con corrección de Yates. Se señala si el azar lo haría menos de 1 vez en 1000.
survey-how-z = Fuera de límites: los de la OMS (talla para la edad 6, peso para la edad -6 y 5, los otros 5); más de 1{"\u00a0"}% pide revisión (OMS y Unicef 2019). Desviación usual: percentil 95 de encuestas (Mei 2007), y desde 0.8. Forma: asimetría más de 0.5, curtosis fuera de 2 a 4.
survey-how-smart = SMART: z a más de 3 de la media de las que están dentro de los límites, junto con las que están fuera.
survey-how-ours = Son costumbre nuestra, no norma: más de 5{"\u00a0"}% sin un dato, más de 5{"\u00a0"}% en la posición de otra edad, más de 10{"\u00a0"}% de las edades en un mes del año, sexo o edades a más de 3 puntos de lo esperado, y 3 filas fuera de límites antes de señalar un nombre.
