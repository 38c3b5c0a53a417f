### Lo que dicen las páginas que la aplicación del celular hace por sí misma: inscribir, PIN, llenar una lista, entregar, ajustes.

## every screen, tabs; max 10; not read

app-tab_today = Hoy
app-tab_families = Familias
app-tab_notices = Avisos
app-tab_phone = Mi celular

## every screen, bar and spoken names of controls; max 40; not read

app-search = Nombre o casa
app-search_clear = Borrar lo escrito
app-erase = Borrar
app-less = Menos
app-more = Más
app-menu = Ir a otra parte
app-retry = Intentar otra vez
app-listen = Escuchar
app-no_sound = sin audio
app-read_more = Ver más
app-understood = Entendido
app-again = Tomar otra vez

## 1 Enrol; max 60; read aloud

app-language_title = ¿En qué idioma?
app-language_es = Castellano
app-language_en = English
app-language_quz = Runasimi
app-enrol_title = Inscribir este celular
app-enrol_point = Apunta al código de tu supervisora.
app-enrol_type = Escribir el código
app-enrol_scan = Usar la cámara
app-enrol_hint = Escribe la dirección y el código corto del papel.
app-enrol_wrong = Ese código no está completo. Míralo otra vez.
app-enrol_line = Para inscribir hace falta señal una sola vez.
app-enrol_arriving = Bajando tus familias.
app-enrol_wait = Puede tardar unos minutos. No cierres la aplicación.
app-enrol_who = ¿Eres tú?
app-enrol_yes = Sí, soy yo
app-enrol_no = No soy yo
app-enrol_other = Pide tu propio código a tu supervisora.
app-enrol_areas = Tu zona
app-enrol_camera_none = No se puede usar la cámara. Escribe el código.
app-enrol_no_code = Este celular no tiene persona inscrita.

## 2 Lock; max 60; read aloud

app-pin_choose = Elige tu PIN de 4 números
app-pin_again = Escribe el mismo PIN otra vez
app-pin_differs = No son iguales. Elige otra vez.
app-pin_who = ¿Quién eres?
app-pin_title = Hola
app-pin_hello = Hola, { $name }
    .say = Hola.
app-pin_write = Escribe tu PIN
app-pin_wait = { $n ->
    [0] Ya puedes intentar otra vez.
    [one] Espera { $shown } segundo
   *[other] Espera { $shown } segundos
 }
    .say = Espera un momento.
app-pin_unsent = { $n ->
    [0] Nada por entregar
   *[other] { $shown } por entregar
 }
    .say = Hay datos por entregar.
app-pin_add = Inscribir a otra persona
app-pin_old = Escribe tu PIN de ahora
app-pin_changed = Tu PIN cambió.
app-pin_finger = Pon tu dedo en el lector o escribe tu PIN
app-pin_forgot = Olvidé mi PIN
app-pin_dots = { $n ->
    [0] Ningún número escrito
    [one] { $shown } de 4 números
   *[other] { $shown } de 4 números
 }
    .say = PIN de 4 números.

## 2 Lock, forgotten; max 120; read aloud

app-pin_forgot_says = Pide un código nuevo a tu supervisora. Lo que no entregaste sigue guardado en este celular, con tu PIN de antes.

## 19 My phone, while it delivers; max 90; read aloud

app-sync_running = Entregando. Puedes seguir trabajando.
app-sync_stop = Parar
app-sync_stopped = Parado. Lo que no llegó sigue guardado.
app-sync_done = Todo entregado.
app-sync_metered = Solo hay señal que se paga.
app-sync_anyway = Entregar con datos

## 10 Visit: filling; max 60; read aloud

app-fill_pause = Pausar
app-fill_language = Cambiar idioma
app-fill_missing = Falta contestar esto.
app-fill_not_so = Esa respuesta no puede ser. Mírala otra vez.
app-fill_add = Añadir otro
app-fill_no_more = No hay más
app-fill_add_ask = ¿Hay otro?
app-fill_photo = Tomar foto
app-fill_audio = Grabar sonido
app-fill_video = Grabar video
app-fill_file = Elegir archivo
app-fill_barcode = Leer el código
app-fill_kept = Guardado en este celular
app-fill_no_app = Este celular no tiene con qué hacerlo.
app-fill_order = Toca en orden, del primero al último.
app-fill_nothing = Esta lista no pregunta nada.
app-fill_new_list = Hay una lista nueva.
app-fill_new_list_says = Termina con la de antes o pasa a la nueva. Nada se pierde.
app-fill_new_list_go = Pasar a la nueva
app-fill_new_list_stay = Seguir con la de antes
app-fill_placeless = Ya no se pregunta; queda guardado:
app-fill_new_question = Pregunta nueva:
app-fill_drop = Borrar esta visita sin terminar
app-fill_drop_ask = Se borran sus respuestas. No se puede deshacer.
app-fill_drop_yes = Borrar

## 14 Check and finish; max 60; read aloud

app-check_reason = ¿Por qué se corrige?

## every form, dates and times; max 28; not read

app-date_day = Día
app-date_month = Mes
app-date_year = Año
app-date_no_day = No sé el día
app-date_no_month = No sé el mes
app-date_today = Hoy
app-time_hour = Hora (0 a 23)
app-time_minute = Minuto

## every form, where the phone is; max 60; read aloud

app-place_take = Tomar la ubicación
app-place_looking = Buscando la ubicación…
app-place_stop = Dejar de buscar
app-place_none = No se encontró. Sal al aire libre o elige por qué.
app-place_taken = { $n ->
    [0] Ubicación tomada
   *[other] Ubicación tomada, con { $shown } m de margen
 }
    .say = Ubicación tomada.
app-place_point = Añadir este punto
app-place_points = { $n ->
    [0] Ningún punto todavía
    [one] { $shown } punto
   *[other] { $shown } puntos
 }
    .say = Puntos tomados.

## 11 Danger stop; max 40; read aloud; danger

app-stop_title = Señal de peligro

## 6 Growth chart; max 40; not read

app-chart_all = Ver todo
app-chart_year = Ver el último año
app-chart_table = Ver como tabla
app-chart_picture = Ver el gráfico
app-chart_before = Medida de antes
app-chart_after = Medida que sigue

## 20 Settings; max 48; read aloud

app-settings_title = Ajustes
app-settings_language = Idioma
app-settings_letters = Tamaño de letra
app-settings_look = Colores
app-settings_day = Modo normal
app-settings_sun = Modo sol
app-settings_night = Modo noche
app-settings_moves_on = Pasar sola a la pregunta siguiente
app-settings_vibration = Vibrar al contestar
app-settings_budget = Datos al día para listas nuevas
app-settings_megabytes = { $shown } MB
app-settings_percent = { $shown } %
app-settings_on = Sí
app-settings_off = No
app-settings_pin = Cambiar mi PIN
app-settings_finger = Entrar con mi huella
app-settings_lock = Bloquear ahora
app-settings_phone = Este celular
app-settings_number = Número del celular
app-settings_worker = Inscrita a nombre de

## every screen, trouble of the app's own; max 90; read aloud

app-trouble_title = No se pudo mostrar
app-trouble_safe = Tu trabajo está guardado en este celular.
