### The supervisors' pages: workers, what is to be decided, people and phones, exports.

## workers, people, disputes and lists, heads of columns and short words; max 48; not read

desk-worker = Trabajadora
desk-areas = Zonas
desk-area = Zona
desk-all-areas = Todas mis zonas
desk-last-delivery = Última entrega completa
desk-on-phone = Por entregar, según el celular
desk-expected = Acordadas
desk-followed = De esas, con visita
desk-in-time = De esas, a tiempo
desk-done = Hechas
desk-not-done = No se encontró, no quiso, se mudó
desk-with-place = Hechas con ubicación
desk-open-remarks = Comentarios abiertos
desk-action = Qué hacer
desk-month = Mes
desk-families = Familias en sus zonas
desk-phones = Celulares
desk-phone = Celular
desk-whose = De quién es
desk-role = Función
desk-role-visitor = Trabajadora
desk-role-supervisor = Supervisora
desk-role-district = Distrito
desk-state = Estado
desk-name = Nombre
desk-when = Cuándo
desk-when-phone = Cuándo, según su celular
desk-who = Quién
desk-value = Dato
desk-note = Nota
desk-fact = Qué dato
desk-received = Recibido
desk-noted = Anotado
desk-before = Antes
desk-now = Se usa ahora
desk-not-known = No se sabe
desk-see = Ver
desk-see-data = Ver datos
desk-compare = Comparar
desk-from = Desde
desk-to = Hasta
desk-day = Día
desk-year = Año
desk-choose = Elige una
desk-go-on = Seguir
desk-leave-as-is = Dejar como está
desk-decide = Decidir
desk-decide-later = Decidir después
desk-change-answer = Cambiar lo que puse
desk-check-title = Revisa antes de guardar
desk-reason-short = Por qué
desk-people = Personas y celulares
desk-in-use = se usa ahora
desk-not-decided = por decidir
desk-no-longer = ya no se usa

## workers, the table and a worker; max 170; not read

desk-workers-caption = Visitas de { $month } por trabajadora
desk-workers-none = Todavía no hay trabajadoras en tus zonas.
desk-workers-none-next = Inscribe su primer celular en Personas.
desk-how-counted = Cómo se cuenta
desk-how-expected = Acordadas: visitas cuya fecha se acordó con la familia en la visita anterior y que cae en este mes.
desk-how-followed = Con visita: de las acordadas, después de las cuales la familia recibió una visita.
desk-how-in-time = A tiempo: de las acordadas, con visita hasta 7 días después de la fecha.
desk-how-place = Con ubicación: de las hechas, las que el celular pudo ubicar.
desk-silent = Sin entregar desde { $ago }
desk-none-agreed = ninguna acordada
desk-none-done = ninguna hecha
desk-never-delivered = Todavía no entrega
desk-phone-none = Sin celular en uso
desk-see-visits = Ver sus visitas
desk-months = Mes a mes
desk-chart-title = Visitas hechas por mes
desk-chart-says = { $n ->
    [0] En { $month }, ninguna visita hecha. El mes con más fue { $best }: { $most }.
    [one] En { $month }, { $shown } visita hecha. El mes con más fue { $best }: { $most }.
   *[other] En { $month }, { $shown } visitas hechas. El mes con más fue { $best }: { $most }.
 }

## handing families over; max 200; not read

desk-hand-over = Pasar familias
desk-hand-over-explained = Las familias pasan a los celulares de la otra zona cuando entreguen. En los de esta zona se pueden ver, ya no anotar. La historia va con ellas.
desk-hand-over-other-area = De qué zona
desk-hand-over-no-area = Sus celulares en uso no tienen una zona tuya.
desk-hand-over-no-family = No hay familias en esta zona.
desk-hand-over-which = Qué familias
desk-hand-over-all = { $n ->
    [0] Todas las de esta zona: ninguna
    [one] Todas las de esta zona: { $shown }
   *[other] Todas las de esta zona: { $shown }
 }
desk-hand-over-to = A qué zona
desk-hand-over-sure = { $n ->
    [0] Ninguna familia pasa a { $area }.
    [one] { $shown } familia pasa a { $area }.
   *[other] { $shown } familias pasan a { $area }.
 }
desk-family-code = Familia { $code }

## families of an area that was divided; max 200; not read

desk-place = Familias de zonas divididas
desk-place-explained = Su zona se dividió en partes. Las sigue viendo quien atiende toda la zona. Elige en qué parte vive cada una; la historia va con ella.
desk-place-none = Cada familia tiene ya su parte.
desk-place-where = En qué parte viven
desk-place-do = Sí, viven allí

## what is to be decided, disputes; max 200; not read

desk-list-disputes = Dos datos distintos
desk-list-alike = Parecidas
desk-list-aside = Puesto aparte
desk-disputes-caption = { $n ->
    [0] Ningún dato por decidir
    [one] { $shown } dato por decidir, lo más antiguo primero
   *[other] { $shown } datos por decidir, lo más antiguo primero
 }
desk-disputes-none = No hay datos por decidir. Aparecen aquí cuando dos personas anotan distinto lo mismo.
desk-dispute-what = Qué dato
desk-dispute-values = Qué dicen
desk-dispute-who = Quiénes
desk-dispute-since = Desde
desk-dispute-withheld = { $n ->
    [0] ningún dato
    [one] { $shown } dato: ábrelo para verlo
   *[other] { $shown } datos distintos: ábrelo para verlos
 }
desk-of-code = código { $code }
desk-of-whom = De quién
desk-dispute-where = Dónde está anotado
desk-dispute-kept = No se borró ningún dato. Lo que decidas se suma a la historia.
desk-dispute-which = ¿Cuál vale?
desk-dispute-other = Otro dato
desk-dispute-other-hint = Escríbelo abajo
desk-from-phone = celular { $phone }
desk-reason-said = Dijo por qué: { $reason }
desk-changed-meanwhile = Alguien lo cambió mientras lo mirabas.
desk-nothing-decided = No se guardó nada de lo que pusiste. Mira lo que hay ahora y decide otra vez.
desk-what-you-saw = Lo que viste:
desk-what-is-now = Lo que hay ahora:
desk-dispute-over-title = Ya está decidido
desk-dispute-over = Aquí ya no hay dos datos distintos: alguien decidió, o se corrigió.
desk-dispute-over-next = Quién decidió y por qué está en la historia. Si no está bien, ábrelo otra vez y pon el dato que vale.
desk-reopen = Volver a abrir
desk-see-whom = Ver de quién es
desk-settle-means = Los celulares reciben este dato con su próxima entrega. Los otros siguen en la historia.
desk-history = Historia
desk-history-caption = Todo lo que se dijo de este dato

## to correct a field, and typing values; max 200; not read

desk-correct = Corregir: { $name }
desk-correct-new = Dato nuevo
desk-correct-none = No hay dato: dejarlo vacío
desk-correct-disputed = Hay dos datos distintos.
desk-correct-elsewhere = Este dato no se escribe aquí: se cambia desde la página de la familia o de la niña o el niño.
desk-correct-means = El dato nuevo se usa desde ahora. El de antes sigue en la historia con tu nombre y tu razón.
desk-reason = ¿Por qué?
desk-reason-hint = Se verá en la historia. Por ejemplo: lo vi en el carné.
desk-range = Entre { $least } y { $most }{ $unit }
desk-range-unit = En { $unit }, entre { $least } y { $most }. Vale punto o coma.
desk-date-hint = Con números. Si no se sabe el día, pon el mes y el año, o solo el año.
desk-mend-missing = Escribe o elige el dato
desk-mend-figure = Escribe un número, por ejemplo 7.00
desk-mend-whole = Escribe un número sin decimales, por ejemplo 12
desk-mend-range = Revisa el número: { $range }
desk-mend-identifier = No es un número de { $system }: míralo en el documento y escríbelo otra vez
desk-mend-date = Escribe la fecha con números, por ejemplo 24, 11 y 2026
desk-mend-time = Escribe la fecha y la hora
desk-mend-choose = Elige una respuesta
desk-mend-choose-value = Elige cuál vale
desk-mend-value = Este dato no entra en este lugar: revísalo
desk-mend-signs = Hay signos que no se pueden mostrar: escríbelo otra vez
desk-mend-in-no-feed = No se puede aceptar: la familia o la zona que nombra no está aquí. Espera a que llegue o anota de nuevo dónde viven.
desk-mend-reason = Escribe por qué
desk-mend-long = { $n ->
    [0] Es muy largo
    [one] Es muy largo: como máximo { $shown } letra
   *[other] Es muy largo: como máximo { $shown } letras
 }
desk-mend-families = Marca al menos una familia
desk-mend-area = Elige a qué zona pasan
desk-mend-areas = Marca al menos una de tus zonas
desk-mend-kept = Elige cuál página queda
desk-mend-decide = Elige si entra o se queda aparte
desk-mend-worker = Elige una persona de tus zonas
desk-mend-worker-or-name = Elige una persona o escribe un nombre nuevo, no las dos cosas
desk-mend-name = Elige una persona o escribe su nombre
desk-mend-role = Elige la función

## look-alikes; max 230; not read

desk-alike-caption = { $n ->
    [0] Ningún par
    [one] { $shown } par que se parece
   *[other] { $shown } pares que se parecen
 }
desk-alike-none = No hay niñas ni niños que se parezcan. Aparecen aquí cuando dos páginas pueden ser de la misma persona.
desk-alike-one = Una
desk-alike-other = Otra
desk-alike-why = Por qué se parecen
desk-alike-because = Se parecen en: { $what }.
desk-alike-title = ¿Es la misma?
desk-beside-caption = Una al lado de la otra
desk-beside-one = Código { $code }
desk-beside-other = Código { $code }
desk-beside-compare = Comparación
desk-equal = igual
desk-differs = distinto
desk-last-reading = Última medida
desk-last-visit = Última visita a su familia
desk-same = Es la misma
desk-same-means = Queda una sola página con todo lo de las dos. No se borra nada y se puede separar después.
desk-same-kept = ¿Qué página queda?
desk-same-keep = { $name }, código { $code }
desk-same-sure = Las dos páginas pasan a ser una. Los celulares lo reciben con su próxima entrega.
desk-two = Son dos
desk-two-means = Cada una sigue con su página y el par sale de esta lista.
desk-two-sure = Queda dicho que son dos personas. El par no vuelve a esta lista.
desk-alike-not-sure = ¿No se sabe? Deja el par en la lista y pide a la trabajadora que mire el DNI o el carné en su próxima visita.
desk-joined-already = Ya se dijo que son la misma.
desk-separate = Separar
desk-separate-means = Vuelven a ser dos páginas, cada una con lo que se anotó en ella.
desk-separate-sure = Vuelven a ser dos páginas. Los celulares lo reciben con su próxima entrega.

## set aside; max 260; not read

desk-aside-explained = Lo que está aquí llegó de un celular y espera a que decidas. No se borró nada; en las páginas todavía no se ve.
desk-aside-caption = { $n ->
    [0] Nada puesto aparte
    [one] { $shown } puesto aparte, lo más antiguo primero
   *[other] { $shown } puestos aparte, lo más antiguo primero
 }
desk-aside-none = No hay nada puesto aparte.
desk-aside-what = Qué es
desk-aside-why = Por qué está aparte
desk-aside-change = Una anotación
desk-aside-says = Qué dice
desk-aside-why-no-rights = La familia es de una zona que este celular no tiene.
desk-aside-why-stopped = El celular ya estaba detenido cuando se anotó.
desk-aside-why-stale = Cuando se anotó, el celular ya tenía otros permisos.
desk-aside-why-subject = Dice algo de una persona o familia distinta de la que nombra.
desk-aside-why-role = Esto lo anota una supervisora.
desk-aside-why-malformed = Le falta decir de quién es.
desk-aside-why-supervisor = Cambia algo que decide una supervisora.
desk-aside-why-fixed = Pasa algo anotado a otra persona, y eso no se hace.
desk-aside-why-line = Otra copia del mismo celular ya tenía permisos más nuevos.
desk-aside-why-other = Por una razón que esta versión no conoce.
desk-aside-accepted-by = { $name } lo aceptó: { $reason }
desk-aside-refused-by = { $name } lo dejó aparte: { $reason }
desk-aside-decide = Decidir
desk-aside-decision = ¿Qué hacemos con esto?
desk-aside-accept = Que entre
desk-aside-refuse = Que se quede aparte
desk-aside-accept-sure = Entra con la fecha y el nombre de quien lo anotó, y con lo que esperaba por ello. Los celulares de la zona lo reciben con su próxima entrega.
desk-aside-refuse-sure = Se queda guardado y aparte, con tu razón, y sale de esta lista. No se borra.
desk-apart = De una copia del celular
desk-apart-explained = Un celular fue copiado, y estas anotaciones de la copia chocan con otras que ya llegaron. No se mezclan con nada y nada se borra. Pide a la trabajadora que mire su celular y anote de nuevo lo que falte.
desk-apart-caption = { $n ->
    [0] Nada guardado de una copia
    [one] { $shown } anotación guardada, lo más antiguo primero
   *[other] { $shown } anotaciones guardadas, lo más antiguo primero
 }

## people and phones; max 230; not read

desk-phones-caption = { $n ->
    [0] Ningún celular
    [one] { $shown } celular
   *[other] { $shown } celulares
 }
desk-phones-none = Todavía no hay celulares aquí.
desk-phone-unnamed = Celular sin nombre
desk-phone-stopped = Detenido
desk-phone-new = Inscrito, todavía no entrega
desk-phone-at-work = En uso
desk-version = versión { $version }
desk-checklists = Listas de preguntas en los celulares
desk-checklists-caption = Qué versión de cada lista tiene cada celular, según él mismo
desk-checklist = Lista de preguntas
desk-checklist-version = Versión que usa
desk-checklist-since = desde
desk-checklist-none = Ninguna todavía
desk-checklist-lacks = Todavía no le llega la versión { $version }
desk-checklist-refused = Su aplicación no puede usar la versión { $version }
desk-checklist-next = La versión { $version } empieza el { $from }: todavía no le llega
desk-checklist-next-held = La versión { $version } empieza el { $from }: ya la tiene
desk-checklist-up-to-date = Al día
desk-supervisors = Supervisoras
desk-supervisors-explained = Quienes entran a estas páginas. Su contraseña y sus zonas las da quien administra el distrito.
desk-supervisors-none = Nadie más entra a estas páginas en tus zonas.
desk-supervisors-caption = { $n ->
    [0] Ninguna supervisora
    [one] { $shown } supervisora
   *[other] { $shown } supervisoras
 }
desk-may = Qué puede
desk-may-look = ver y decidir
desk-may-enrol = inscribir celulares
desk-may-export = llevarse listas
desk-account-stopped = Ya no entra
desk-account-at-work = Puede entrar
desk-stop = Detener celular
desk-stop-title = ¿Detener este celular?
desk-stop-kept = Lo que ya entregó se queda como está.
desk-stop-unsent = { $n ->
    [0] Según su última entrega no le queda nada por entregar. Si algo queda, llega aparte y tú decides.
    [one] Le queda 1 dato por entregar. Llega aparte y tú decides si entra.
   *[other] Le quedan { $shown } datos por entregar. Llegan aparte y tú decides si entran.
 }
desk-stop-no-more = Ya no recibe nada más de las familias.
desk-stop-again = Para volver a trabajar hay que inscribir otro celular, o este de nuevo.

## enrolling a phone and the invitation; max 230; not read

desk-enrol = Inscribir un celular
desk-enrol-another = Inscribir otro celular
desk-enrol-worker = De quién es el celular
desk-enrol-new = Una persona nueva
desk-enrol-name = Nombre de la persona nueva
desk-enrol-name-hint = Solo si no está en la lista. Así la ven las demás: Nelly Quispe.
desk-enrol-areas = Zonas que verá en el celular
desk-enrol-areas-hint = Solo las que necesita: el celular lleva los datos de esas familias.
desk-enrol-once = El código se muestra una sola vez, en la página que sigue. Ten a la mano la impresora o el celular.
desk-enrol-make = Hacer el código
desk-enrol-no-address = Todavía no se puede inscribir: falta decir por qué dirección llegan los celulares. Pídelo a quien administra el distrito.
desk-enrol-no-area = No tienes ninguna zona para dar. Pídela a quien administra el distrito.
desk-invitation = Código para el celular de { $name }
desk-invitation-once = Este código no se vuelve a mostrar. Quien lo tenga puede inscribir un celular: entrégalo en la mano.
desk-invitation-1 = En el celular, abre Chaski y toca Inscribir.
desk-invitation-2 = Apunta la cámara a este dibujo. Si no se puede, toca Escribir el código.
desk-invitation-3 = Compara las letras de «Para comparar» con las del celular. Si son iguales, es tu distrito.
desk-valid-until = Vale hasta
desk-one-use = Sirve para un solo celular.
desk-fingerprint = Para comparar
desk-fingerprint-hint = El celular muestra lo mismo.
desk-address = Dirección del distrito
desk-qr-title = Código para apuntar con la cámara
desk-typed-code = El mismo código, corto, para escribir
desk-typed-code-hint = Se escribe con la dirección, como está aquí. Las mayúsculas y los guiones no importan.
desk-print-hint = Imprime esta página con el menú de tu navegador: sale en una hoja A4.

## exports; max 230; not read

desk-export-explained = Lo que te llevas deja de estar protegido aquí. Van sin nombres, salvo que los pidas. Queda anotado quién se llevó qué.
desk-export-measurements = Medidas
desk-export-measurements-what = Una línea por medida, con las columnas del programa de la OMS. Nunca lleva nombres.
desk-export-visits = Visitas
desk-export-visits-what = Una línea por visita: fecha, resultado, revisión. Con nombres: trabajadora, familia, niñas y niños.
desk-export-children = Niñas y niños
desk-export-children-what = Una línea por niña o niño: código, sexo, edad, última visita. Con nombres: también la fecha de nacimiento y la familia.
desk-export-checklists = Listas de preguntas
desk-export-checklists-what = Una línea por lista terminada, una columna por pregunta. Lo que se repite va en otra tabla. Con nombres: trabajadora, familia y persona.
desk-export-checklists-none = Todavía no se publicó ninguna lista de preguntas.
desk-export-checklist = Qué lista
desk-export-checklist-repeat = { $title }: { $repeat }, que se repite
desk-export-checklist-of = la lista de preguntas «{ $name }»
desk-export-labels = Con las palabras de la lista en vez de códigos
desk-export-json = Llevar JSON
desk-export-last = { $name } se la llevó: { $when }
desk-export-never = Nadie se la llevó todavía.
desk-export-names = Con nombres
desk-export-bom = Para abrir el CSV en Excel
desk-export-csv = Llevar CSV
desk-export-xlsx = Llevar XLSX
desk-export-taken = Quién se llevó qué
desk-export-taken-caption = Las últimas listas que salieron
desk-export-nobody = Nadie se llevó una lista todavía.
desk-export-too-long = { $n ->
    [0] La lista es muy larga para XLSX.
    [one] La lista pasa de { $shown } línea: llévala en CSV.
   *[other] La lista pasa de { $shown } líneas: llévala en CSV.
 }

## access log; max 170; not read

desk-seen = Quién vio qué
desk-seen-link = Ver quién vio qué
desk-seen-explained = Cada vez que alguien abre una página con datos de una familia, o se lleva una lista, queda anotado aquí.
desk-seen-caption = { $n ->
    [0] Nada anotado
    [one] { $shown } vez, lo último primero
   *[other] { $shown } veces, lo último primero
 }
desk-seen-none = Nadie abrió una página todavía.
desk-seen-what = Qué
desk-seen-whose = De quién
desk-seen-list = una lista
desk-seen-child = Página de una niña o un niño
desk-seen-household = Página de una familia
desk-seen-visit = Página de una visita
desk-seen-aside = Algo puesto aparte
desk-seen-record = Un dato
desk-seen-enrol = Hizo un código para un celular
desk-seen-bundle = Recibió una tarjeta
desk-seen-stop = Detuvo un celular
desk-seen-export = Se llevó una lista
desk-seen-took = Se llevó { $list } en { $form }, sin nombres
desk-seen-took-names = Se llevó { $list } en { $form }, con nombres

## what was just done; max 110; not read

done-settled = Decidido. Los otros datos siguen en la historia.
done-corrected = Corregido. El dato de antes sigue en la historia.
done-joined = Las dos páginas son una. Se pueden separar cuando quieras.
done-two = Queda dicho que son dos.
done-separated = Separadas: vuelven a ser dos páginas.
done-aside-accepted = Entró. Los celulares de la zona lo reciben con su próxima entrega.
done-aside-refused = Se queda guardado y aparte.
done-handed-over = Las familias pasaron. Los celulares lo reciben con su próxima entrega.
done-handed-over-but = Pasaron, menos las que alguien cambió mientras tanto: míralas otra vez.
done-stopped = El celular está detenido. No se borró nada.

## a file that a phone wrote to a card; max 170; not read

desk-bundle = Recibir una tarjeta
desk-bundle-explained = Si un celular no tiene línea, lo que guarda puede venir en una tarjeta o por cable. Elige aquí ese archivo: solo se abre en este distrito.
desk-bundle-file = Archivo de la tarjeta
desk-bundle-file-hint = Su nombre empieza con chaski y termina en .bundle.
desk-bundle-take = Recibir
desk-bundle-taken = Tarjeta recibida
desk-bundle-elsewhere = Un celular de otra zona
desk-bundle-new = Nuevo aquí
desk-bundle-changes = { $n ->
    [0] Nada: todo había llegado antes
    [one] { $n } registro
   *[other] { $n } registros
}
desk-bundle-next = No borres nada del celular: en su próxima entrega sabrá que todo llegó.
desk-bundle-partly = Una parte del archivo no se pudo leer. Lo demás está guardado. Pide que lo guarden otra vez en el celular.
desk-bundle-another = Recibir otra
desk-mend-bundle = Elige el archivo de la tarjeta.
desk-mend-bundle-other = Ese archivo no es de un celular de Chaski, o es de una versión más nueva. Elige otro.
desk-mend-bundle-sealed = Ese archivo es de otro distrito o llegó dañado. Pide que lo guarden otra vez en el celular.
desk-mend-bundle-refused = El distrito no reconoce ese celular. Habla con quien te dio tu contraseña.
