### The phone's screens of delivery, notices, disputes and returned visits.

## 19 My phone, heading; max 26; not read

phone-title = Mi celular · Entregas

## 19 My phone; max 28; read aloud

phone-only = solo en este celular
phone-delivered = entregadas
phone-reviewed = revisadas

## 19 My phone, main button; max 22; read aloud

phone-deliver_now = Entregar ahora

## 19 My phone, link; max 28; read aloud

phone-deliver_other = Entregar por otro celular
phone-bundle = Guardar en una tarjeta

## 19 My phone, sentences; max 90; read aloud

phone-offline = Sin señal. Tu trabajo está guardado. Se entrega solo.
phone-not_erased = No se borran.
phone-all_delivered = Todo entregado
phone-saved = Visita guardada en este celular. Se entrega sola cuando haya señal.
phone-bundle_saved = Guardado. Llévalo a tu supervisora: nadie más puede abrirlo.
phone-bundle_failed = No se pudo escribir el archivo. Nada se perdió: elige otro lugar.
phone-bundle_nowhere = Este celular no tiene con qué guardar archivos.

## 16 Notices; max 40; read aloud

notices-title = Avisos
notices-empty = No tienes avisos.
notices-new = Nuevo

## 17 Two different values; max 60; read aloud

dispute-title = Dos datos distintos
dispute-kept = No se borró ningún dato.
dispute-ask = Preguntar a la familia
dispute-leave = Que decida la supervisora

## 18 Returned visit; max 22; read aloud

returned-title = Devuelta
returned-correct = Corregir
returned-keep = Está bien así
returned-send = Enviar de nuevo

## 18 Returned visit, sentences; max 60; read aloud

returned-delivers = Se entrega sola cuando haya señal.

## 19 My phone, sentences with a count or a date; max 110; read aloud

phone-only_count = { $n ->
    [0] Ningún dato solo en este celular
   *[other] { $shown } solo en este celular
 }
    .say = Hay datos que están solo en este celular.
phone-last = Última entrega completa: { $when }
    .say = Ya hubo una entrega completa.
phone-last_none = Todavía no hay una entrega completa.
phone-delivering = Entregando { $done } de { $total }
    .say = Entregando.
phone-cut = { $n ->
    [0] Se cortó. No llegó ninguno; { $rest } siguen guardados.
    [one] Se cortó. Llegó { $shown }; los otros { $rest } siguen guardados.
   *[other] Se cortó. Llegaron { $shown }; los otros { $rest } siguen guardados.
 }
    .say = Se cortó. Lo que no llegó sigue guardado.
phone-set_aside = { $n ->
    [0] Ninguno por revisar aparte.
    [one] { $shown } lo revisa tu supervisora. No se borra.
   *[other] { $shown } los revisa tu supervisora. No se borran.
 }
    .say = Tu supervisora revisa lo que quedó aparte. No se borra.
phone-waiting = { $n ->
    [0] Ningún dato espera a su familia.
    [one] { $shown } dato espera a su familia. Se arregla solo al recibirla.
   *[other] { $shown } datos esperan a su familia. Se arreglan solos al recibirla.
 }
    .say = Hay datos que esperan a su familia. Se arreglan solos al recibirla.
phone-silent = { $n ->
    [0] Hoy entregaste.
    [one] Hace { $shown } día que no entregas. Busca señal o entrega por otro celular.
   *[other] Hace { $shown } días que no entregas. Busca señal o entrega por otro celular.
 }
    .say = Hace días que no entregas. Busca señal o entrega por otro celular.
phone-closes = Entrega antes del { $date } o este celular se cierra. Tu trabajo no se pierde.
    .say = Entrega pronto o este celular se cierra. Tu trabajo no se pierde.
phone-clock = Tu celular dice { $date }. Puedes seguir; la fecha se corrige al entregar.
    .say = La fecha de tu celular no es la de hoy. Puedes seguir; se corrige al entregar.
phone-copied = Este celular parece una copia. Nada se pierde; sigues con un número nuevo.
phone-stopped = Este celular está detenido. Lo que hiciste se entrega igual y tu supervisora lo revisa.

## 19 My phone, whose pack holds; max 130; read aloud

phone-pack_none = Este celular no tiene las listas de tu programa. Puedes anotar; los códigos no se revisan.
    .remedy = Pide las listas de tu programa a tu supervisora (chaski pack use).
phone-pack_unreadable = No se pueden leer las listas de tu programa ({ $pack }). Puedes anotar; los códigos no se revisan.
    .remedy = Pide que las pongan otra vez (chaski pack use), o una versión más nueva de la aplicación.

## 19 My phone, checklists; max 110; not read

phone-checklist_comes = La versión { $version } está en camino: ya llegó { $percent } %.
phone-checklist_is_there = La versión { $version } ya está en el celular.
phone-checklist_begins = La versión { $version } ya está en el celular y empieza el { $date }.
phone-checklist_refused = Esta aplicación no puede usar la versión { $version }. Sigue la anterior. Actualiza la aplicación.

## 16 Notices, sentences; max 90; read aloud

notices-count = { $n ->
    [0] Chaski: no tienes ningún aviso
    [one] Chaski: tienes { $shown } aviso
   *[other] Chaski: tienes { $shown } avisos
 }
    .say = Tienes avisos.
notices-decided = { $who } decidió: { $value }
    .say = Tu supervisora decidió.
notices-returned = { $who } te devolvió la visita de { $child }.
    .say = Tu supervisora te devolvió una visita.
notices-dispute = Hay dos datos distintos de { $child }: { $field }.
    .say = Hay dos datos distintos.

## 17 Two different values, sentences; max 90; read aloud

dispute-used = Por ahora se usa { $value }.
    .say = Por ahora se usa uno de los dos.
dispute-decided = { $who } decidió el { $date }: { $value }. Los otros siguen en la historia.
    .say = Tu supervisora ya decidió. Los otros siguen en la historia.

## 18 Returned visit, with a comment; max 60; not read

returned-before = antes { $value }
returned-says = { $who } dice: { $comment }

## 6 Child, 13 Measures: why a measurement is not compared; max 56; not read

phone-z_sex = Falta anotar si es niña o niño
phone-z_age = Falta la fecha de nacimiento
phone-z_before_birth = Esa fecha es anterior al nacimiento
phone-z_too_old = Tiene 5 años o más: ya no se compara
phone-z_too_young = A esta edad todavía no se compara
phone-z_table = Fuera de las tablas de la OMS
phone-z_oedema = Pies hinchados: el peso no se compara
phone-z_measure = Mira otra vez la medida
phone-between = { $from } a { $to }

## 2 Lock: tries and waits, within the sentences of its errors; max 40; not read

lock-tries_left = { $n ->
    [0] No queda otro intento.
    [one] Te queda { $shown } intento.
   *[other] Te quedan { $shown } intentos.
 }
lock-wait_seconds = { $n ->
    [0] Ya no hay que esperar
    [one] Espera { $shown } segundo
   *[other] Espera { $shown } segundos
 }
lock-wait_minutes = { $n ->
    [0] Ya no hay que esperar
    [one] Espera { $shown } minuto
   *[other] Espera { $shown } minutos
 }
