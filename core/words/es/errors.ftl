### What is safe and what to do when something cannot be done: by the code of the error, its remedy as attribute.

## the phone's own file: opening it and saving; max 150; not read

error-wrong_key = La llave de este celular no abre lo guardado.
    .remedy = Nada se borra. Avisa a tu supervisora: devuelve las llaves de este celular o inscríbelo otra vez sin quitar lo guardado.
error-damaged = Lo guardado en este celular está dañado.
    .remedy = No lo inscribas otra vez ni borres nada: casi todo se puede recuperar. Avisa a tu supervisora.
error-not_ours = Este archivo no es de Chaski.
    .remedy = No se tocó. Elige otra carpeta o mueve ese archivo.
error-newer_schema = Lo guardado es de una versión más nueva de la aplicación.
    .remedy = Nada cambió. Actualiza la aplicación y abre otra vez.
error-disk_full = No hay espacio en el celular.
    .remedy = Lo anterior está guardado. Borra fotos o videos del celular y vuelve a intentar.
error-read_only = No se puede escribir en esta carpeta o en sus archivos.
    .remedy = Nada cambió. Elige otra carpeta o pide permiso para escribir.
error-read_only-keys = No se puede escribir en la carpeta de las llaves, { $folder }.
    .remedy = Nada cambió. Pide permiso para escribir ahí o nombra otra carpeta en CHASKI_KEYS.
error-no_folder = La carpeta no existe.
    .remedy = Nada cambió. Crea la carpeta o elige otra.
error-in_use = Chaski está abierto en otro lugar.
    .remedy = Lo guardado está bien. Cierra el otro y vuelve a abrir.
error-database_missing = Están las llaves de este celular, pero falta lo guardado.
    .remedy = No inscribas todavía. Devuelve el archivo a su lugar; si se perdió del todo, avisa a tu supervisora.
error-keys_missing = Está lo guardado, pero faltan las llaves de este celular.
    .remedy = Nada se borra. Devuelve las llaves o pide otras a tu supervisora.
error-keys = El celular no entrega su llave.
    .remedy = Nada cambió. Desbloquea el celular y prueba otra vez.
error-database = Este paso no se guardó.
    .remedy = Lo anterior está guardado. Prueba otra vez; si sigue igual, avisa a tu supervisora.
error-unreadable = Hay algo guardado que esta versión no puede leer.
    .remedy = No se borra. Actualiza la aplicación; si sigue igual, avisa a tu supervisora.
error-output = No se pudo escribir el archivo.
    .remedy = Lo guardado no cambió. Libera espacio o elige otro lugar y pide otra vez.
error-language = Esta versión todavía no habla ese idioma.
    .remedy = Nada cambió. Elige otro de la lista.
error-no_place = Esta parte de la aplicación no se puede abrir así.
    .remedy = Vuelve a Hoy y entra desde ahí. Lo anotado está guardado.
error-no_phone = En esta carpeta no hay un celular inscrito.
    .remedy = Inscribe con el código de tu supervisora o elige la carpeta de un celular.
error-not_enrolled = Este celular todavía no está inscrito.
    .remedy = Escribe el código que te da tu supervisora.
error-already_enrolled = Este celular ya está inscrito.
    .remedy = Sigue con su mismo número; no hace falta nada.

## entering and correcting; max 150; not read

error-entry = No se guardó: un dato no se puede anotar así.
    .remedy = Lo anterior está guardado. Mira el dato y escríbelo otra vez.
error-not_saved = No se guardó.
error-offence = No se guardó: esto no se puede anotar desde aquí.
    .remedy = Lo anterior está guardado. Pregunta a tu supervisora.
error-reason_missing = No se guardó: falta decir por qué.
    .remedy = El dato anterior sigue igual. Escribe por qué cambia y guarda otra vez.
error-no_entity = Esta versión no conoce ese tipo de dato.
    .remedy = Nada cambió. Actualiza la aplicación.
error-unanswered = Faltan respuestas.
    .remedy = Nada se perdió. Revisa las preguntas marcadas y responde.
error-question = Esta pregunta no se puede responder así.
    .remedy = Lo anterior está guardado. Vuelve a la pregunta y responde otra vez.
error-question-kind = Eso no es lo que se pregunta.
    .remedy = Lo anterior está guardado. Escribe un número o una fecha, como dice la pregunta.
error-question-choice = Esa opción no está en la lista.
    .remedy = Lo anterior está guardado. Elige una de las que se ven.
error-question-full = No cabe otro más.
    .remedy = Todo está guardado. Termina esta lista de preguntas y empieza otra.
error-no_content = Esa lista de preguntas no está en este celular.
    .remedy = Sincroniza cuando haya señal. Mientras tanto, anota la visita sin ella.
error-form_refused = Esta aplicación no puede usar esa lista de preguntas.
    .remedy = Nada se perdió. Actualiza la aplicación y avisa a tu supervisora.
error-no_draft = Este borrador ya se terminó o se dejó.
    .remedy = Mira la visita en la ficha de la familia.
error-no_record = No está en este celular.
    .remedy = Búscalo en la lista o entrega para recibir lo nuevo. Si es un código de ocho signos, revisa cada uno.
error-no_record-elsewhere = Es de otra zona.
    .remedy = Nada cambió. Pregunta a quien visita esa zona.
error-wrong_record = Ese código es de otra cosa.
    .remedy = Escribe el código o el nombre de lo que buscas.
error-ambiguous = Hay varios con ese nombre.
    .remedy = Escribe más del nombre o el código completo.
error-moved = Ya no está en este celular: pasó a otra zona.
    .remedy = Nada se perdió. Pregunta a quien visita esa zona.
error-moved-to = Ya no está en este celular: pasó a { $to }.
    .remedy = Nada se perdió. Pregunta a quien visita esa zona.
error-stale = Alguien lo cambió después de que abriste esta página.
    .remedy = No se guardó nada. Abre otra vez la página, mira qué cambió y decide otra vez.
error-already = Ya está así.
    .remedy = Abre otra vez la página y mira quién lo hizo.
error-remark_missing = No se guardó: falta escribir qué pasa.
    .remedy = Escribe lo que hay que decir y guarda otra vez.
error-same = Los dos nombres son de la misma persona.
    .remedy = Elige dos personas distintas.
error-seen = Lo que se mostró no viene de una página de este celular.
    .remedy = Nada cambió. Abre otra vez la página y corrige allí.
error-too_large = Es muy largo para guardarlo de una vez.
    .remedy = Nada cambió. Acorta el texto o guárdalo en partes.
error-too_large-letters = Un texto pasa de { $most } letras.
    .remedy = Nada cambió. Acorta el texto.
error-said_twice = No se guardó: el mismo dato se dio dos veces.
    .remedy = Lo anterior está guardado. Dalo una sola vez y guarda otra vez.
error-too_many_heads = No se guardó: de este dato hay demasiados valores distintos.
    .remedy = Todos están guardados. Avisa a tu supervisora.
error-document = La visita escrita en el archivo no se puede leer.
    .remedy = No se guardó nada de ella. Corrígela donde se indica y prueba otra vez.
error-document-key_twice = La visita escrita en el archivo dice dos veces { $key }.
    .remedy = No se guardó nada de ella. Deja solo uno de los dos y prueba otra vez.
error-reading-key_twice = Esta medida dice dos veces { $key }.
    .remedy = No se guardó nada de ella. Deja solo uno de los dos.
error-reading = Esta medida no se puede leer.
    .remedy = No se guardó nada de ella. Escríbela otra vez.
error-sex_unknown = Falta anotar si es niña o niño.
    .remedy = Anótalo en su página y vuelve a abrir la curva.
error-no_rules = Esta versión no tiene las normas de ese país.
    .remedy = Nada cambió. Elige otro país, o actualiza la aplicación.
error-pack = Algo no está bien en estas reglas del programa.
    .remedy = Nada cambió. Pide uno revisado a tu supervisora.

## entering and correcting, one value; max 150; not read

error-entry-unknown_field = Esta versión no conoce ese dato.
    .remedy = No se guardó. Actualiza la aplicación.
error-entry-missing = Falta: { $field }.
    .remedy = Debe ser { $expected }.
error-entry-wrong_type = No se entiende: { $field }.
    .remedy = Debe ser { $expected }.
error-entry-not_allowed = No se puede anotar así: { $field }.
    .remedy = Debe ser { $expected }.
error-entry-not_plain_text = Tiene signos que no se pueden mostrar: { $field }.
    .remedy = Escríbelo otra vez con letras, números y signos comunes.
error-entry-no_name = Falta escribir el nombre: { $field }.
    .remedy = Escríbelo con letras; si nadie lo sabe, déjalo sin llenar.
error-entry-key_twice = Dice dos veces { $key }: { $field }.
    .remedy = No se guardó. Deja solo uno de los dos.
error-entry-twice = Lo mismo está dos veces: { $field }.
    .remedy = Elige cada uno una sola vez.
error-entry-unknown_part = Esta versión no conoce una parte de: { $field }.
    .remedy = No se guardó. Actualiza la aplicación.
error-entry-not_a_path = No se sabe a qué pregunta corresponde: { $field }.
    .remedy = No se guardó. Abre la pregunta otra vez y contesta allí.
error-entry-needs_path = Se contesta pregunta por pregunta: { $field }.
    .remedy = Guarda primero la visita y contesta después cada pregunta.

## entering and correcting: what a value must be, within the sentences above; max 80; not read

error-expected-text = un texto de { $most } letras como máximo
error-expected-range = un número de { $from } a { $to }
error-expected-from = un número desde { $from }
error-expected-choice = una opción de la lista
error-expected-identifier = el número tal como está en el documento
error-expected-date = una fecha, aunque solo se sepa el mes o el año
error-expected-time = una fecha con hora
error-expected-record = el nombre o el código de alguien registrado
error-expected-parts = todas sus partes

## what the rules do not let anybody record; max 150; not read

error-offence-no_rights = Es de una zona que no le toca a quien lo anotó.
    .remedy = No se borra. Pide a una supervisora que lo acepte o que dé permiso en esa zona.
error-offence-stopped_device = El celular estaba detenido.
    .remedy = No se borra. Una supervisora lo revisa.
error-offence-stale_rights = Se anotó con permisos que ya habían cambiado.
    .remedy = No se borra. Entrega para recibir los permisos nuevos y anótalo otra vez.
error-offence-not_its_subject = Cambia un dato que es de otra persona o familia.
    .remedy = Anótalo en la persona o familia a la que pertenece.
error-offence-role_too_low = Solo una supervisora puede anotar esto.
    .remedy = Pídele a tu supervisora que lo anote.
error-offence-malformed = No dice de quién es.
    .remedy = Abre a la persona o familia y anótalo desde allí.
error-offence-needs_supervisor = Dos personas anotaron datos distintos.
    .remedy = Los dos están guardados. Una supervisora decide cuál queda.
error-offence-fixed_field = Un dato se queda con quien se anotó.
    .remedy = Quítalo, di por qué, y anótalo de nuevo en quien corresponde.
error-offence-no_such_owner = Una persona vive en una familia y una familia está en una zona.
    .remedy = Elige la familia o la zona de la lista y guarda otra vez.
error-offence-divided_area = Esa zona se dividió en partes.
    .remedy = Elige la parte en la que vive la familia y guarda otra vez.
error-offence-other_line = Otra copia del mismo celular ya conocía permisos nuevos.
    .remedy = No se borra. Una supervisora lo revisa.

## delivering; max 150; not read

error-first_sync = El celular quedó inscrito; su primera entrega no terminó.
error-answer = Lo que llegó no se pudo leer.
    .remedy = Tu trabajo sigue guardado. Actualiza la aplicación o prueba con otra señal.
error-bad_answer = Lo que llegó no concuerda con lo que hay aquí.
    .remedy = No se cambió nada y tu trabajo sigue guardado. Prueba otra vez; si sigue igual, avisa a tu supervisora.
error-line = Se cortó la señal.
    .remedy = Lo que llegó está guardado y lo demás sigue en este celular. Entrega otra vez donde haya señal.
error-cancelled = Se detuvo la entrega.
    .remedy = Lo que llegó está guardado y lo demás sigue en este celular.
error-syncing = Ya se está entregando.
    .remedy = Espera a que termine. Puedes seguir trabajando.
error-not_our_server = Contesta un lugar que no es el de tu invitación.
    .remedy = Tu trabajo sigue guardado. No escribas ningún código y avisa a tu supervisora.
error-not_our_server-expired = Con la fecha de este teléfono no se puede comprobar quién contesta.
    .remedy = Tu trabajo sigue guardado. Pon la fecha de hoy en el teléfono y entrega otra vez; avisa a tu supervisora si sigue igual.
error-refused = Ahora no se pudo entregar.
    .remedy = Tu trabajo sigue guardado. Prueba más tarde; si sigue igual, avisa a tu supervisora.
error-refused-stale = Otra entrega de este celular llegó antes.
    .remedy = Tu trabajo sigue guardado. Entrega otra vez.
error-refused-unknown_device = La central no conoce este celular.
    .remedy = Tu trabajo sigue guardado. Pide a tu supervisora inscribirlo otra vez.
error-refused-not_verified = La central no pudo comprobar que es este celular.
    .remedy = Tu trabajo sigue guardado. Pide a tu supervisora inscribirlo otra vez.
error-refused-unreadable = La central no entiende lo que mandó este celular.
    .remedy = Tu trabajo sigue guardado. Actualiza la aplicación.
error-refused-taken_over = Siguió otra entrega más nueva de este celular.
    .remedy = Tu trabajo sigue guardado. No hace falta nada.
error-refused-unavailable = La central no puede recibir ahora.
    .remedy = Tu trabajo sigue guardado. Se entrega solo más tarde.
error-refused-copied = Otra copia de este celular habló en su lugar.
    .remedy = Tu trabajo sigue guardado. Entrega otra vez y avisa a tu supervisora.

## 1 Enrol; max 150; not read

error-no_line = Para inscribir hace falta señal una sola vez.
    .remedy = Ve a donde haya señal y escribe el código otra vez.
error-invitation = Este no es el código de una invitación, o le falta un signo.
    .remedy = Cópialo completo, desde chaski: hasta el final, o pide otro a tu supervisora.
error-enrolment = No se pudo inscribir este celular.
    .remedy = Revisa el código o pide otro a tu supervisora.
error-enrolment-unknown_code = Este código no existe.
    .remedy = Revísalo o pide otro a tu supervisora.
error-enrolment-used_code = Este código ya se usó.
    .remedy = Pide otro a tu supervisora.
error-enrolment-expired_code = Este código ya venció.
    .remedy = Pide otro a tu supervisora.
error-enrolment-not_verified = No se pudo comprobar que es este celular.
    .remedy = Actualiza la aplicación y prueba otra vez.
error-enrolment-closed = La central se restableció y todavía no inscribe celulares.
    .remedy = Prueba más tarde o pregunta a tu supervisora.
error-enrolment-too_many = Se probaron muchos códigos que no son.
    .remedy = Espera un minuto y escríbelo otra vez.

## 16 Notices, 19 My phone: what became of a change; max 150; not read

inbox-visit_asked = { $who } te pide buscar a { $name } hasta el { $until }: se le mandó al puesto por una señal de peligro.
    .remedy = Visita a la familia y anota la visita con quien viste. Se quita solo de los avisos.
inbox-visit_asked_undated = { $who } te pide buscar a { $name }: se le mandó al puesto por una señal de peligro.
    .remedy = Visita a la familia y anota la visita con quien viste. Se quita solo de los avisos.
inbox-something = Un dato
inbox-waits = { $what }, de { $who }: espera a la persona o familia de la que trata.
    .remedy = Nada se pierde. Se arregla solo al recibirla: entrega, y mira que entregue el celular que la anotó.
inbox-waits_record = { $what }, de { $who }: espera otro dato que no ha llegado.
    .remedy = Nada se pierde. Se arregla solo al recibirlo: entrega, y mira que entregue el celular que lo anotó.
inbox-waits_from = Lo que falta se anotó en el celular de { $from }.
inbox-set_aside = { $what }, de { $who }: quedó aparte. { $why }
    .remedy = No se borra. Una supervisora lo revisa y puede aceptarlo; avisa a la tuya si debe contar.
inbox-set_aside_by = { $what }, de { $who }: { $by } lo puso aparte. { $why }
    .remedy = No se borra. Una supervisora lo revisa y puede aceptarlo; avisa a la tuya si debe contar.
inbox-set_aside_newer = La razón la dice una versión más nueva de la aplicación.
inbox-set_aside_no_reason = No se anotó la razón.
inbox-unreadable = Un dato del celular { $phone } no se puede leer con esta versión.
    .remedy = Está guardado y se entrega como vino. Actualiza la aplicación para verlo.
inbox-unreadable_partly = { $what }, de { $who }: dice más de lo que esta versión puede mostrar.
    .remedy = Está guardado y se entrega como vino. Actualiza la aplicación para verlo todo.
inbox-unsent = { $what }, de { $who }: solo en este celular.
    .remedy = Está guardado. Se entrega solo cuando haya señal; conserva el celular hasta entonces.
inbox-beside = { $what }: { $remover } lo quitó el { $removed }; { $sayer } anotó «{ $field }» el { $said }. Ninguna de las dos personas sabía de la otra.
    .remedy = Los dos están guardados. Si debe quedar, devuélvelo y di por qué; si no, no hace falta nada.
inbox-beside_reason = Por qué se quitó: { $reason }
inbox-moved = { $what } { $code }: pasó a { $to } el { $day }.
inbox-elsewhere = una zona que no está en este celular

## 2 Lock; max 150; not read

error-wrong_pin = Ese PIN no es. { $left }
    .remedy = Nada se borra. Escríbelo otra vez.
error-wrong_pin-wait = Ese PIN no es. { $wait }.
    .remedy = Nada se borra. Si lo olvidaste, avisa a tu supervisora.
error-wait = { $wait }.
    .remedy = Nada se borra. Después escribe tu PIN otra vez.
error-pin_form = El PIN tiene de 4 a 8 cifras.
    .remedy = Nada cambió. Escríbelo solo con cifras.
error-pin_weak = Ese PIN es fácil de adivinar.
    .remedy = Nada cambió. Usa otro: ni cifras iguales, ni seguidas, ni que se repiten, ni un año.
error-wrong_fingerprint = La huella ya no abre.
    .remedy = Nada cambió. Entra con tu PIN y activa la huella otra vez.
error-no_worker = Esa persona no está en este celular.
    .remedy = Nada cambió. Elige un nombre de la lista.
error-key_damaged = La llave de esta persona está dañada en este celular.
    .remedy = Lo guardado sigue aquí. No borres nada ni quites la aplicación, y avisa a tu supervisora.
