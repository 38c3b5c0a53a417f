### What the pages say that the phone's app makes itself: enrol, PIN, filling a checklist, delivering, settings.

## every screen, tabs; max 12; not read

app-tab_today = Today
app-tab_families = Families
app-tab_notices = Notices
app-tab_phone = My phone

## every screen, bar and spoken names of controls; max 40; not read

app-search = Name or house
app-search_clear = Clear what is typed
app-erase = Delete
app-less = Less
app-more = More
app-menu = Go elsewhere
app-retry = Try again
app-listen = Listen
app-no_sound = no sound
app-read_more = Read more
app-understood = Understood
app-again = Take again

## 1 Enrol; max 60; read aloud

app-language_title = In which language?
app-language_es = Castellano
app-language_en = English
app-language_quz = Runasimi
app-enrol_title = Enrol this phone
app-enrol_point = Point at your supervisor's code.
app-enrol_type = Type the code
app-enrol_scan = Use the camera
app-enrol_hint = Type the address and the short code of the paper.
app-enrol_wrong = That code is not complete. Look at it again.
app-enrol_line = To enrol, a signal is needed once.
app-enrol_arriving = Your families are coming.
app-enrol_wait = It may take some minutes. Do not close the app.
app-enrol_who = Is this you?
app-enrol_yes = Yes, that is me
app-enrol_no = That is not me
app-enrol_other = Ask your supervisor for a code of your own.
app-enrol_areas = Your area
app-enrol_camera_none = The camera cannot be used. Type the code.
app-enrol_no_code = Nobody is enrolled on this phone.

## 2 Lock; max 60; read aloud

app-pin_choose = Choose your PIN of 4 figures
app-pin_again = Type the same PIN again
app-pin_differs = They are not the same. Choose again.
app-pin_who = Who are you?
app-pin_title = Hello
app-pin_hello = Hello, { $name }
    .say = Hello.
app-pin_write = Type your PIN
app-pin_wait = { $n ->
    [0] You can try again.
    [one] Wait { $shown } second
   *[other] Wait { $shown } seconds
 }
    .say = Wait a moment.
app-pin_unsent = { $n ->
    [0] Nothing to deliver
   *[other] { $shown } to deliver
 }
    .say = There is something to deliver.
app-pin_add = Enrol somebody else
app-pin_old = Type your present PIN
app-pin_changed = Your PIN was changed.
app-pin_finger = Put your finger on the reader or type your PIN
app-pin_forgot = I forgot my PIN
app-pin_dots = { $n ->
    [0] No figure typed
    [one] { $shown } of 4 figures
   *[other] { $shown } of 4 figures
 }
    .say = PIN of 4 figures.

## 2 Lock, forgotten; max 120; read aloud

app-pin_forgot_says = Ask your supervisor for a new code. What you did not deliver stays on this phone, behind your old PIN.

## 19 My phone, while it delivers; max 90; read aloud

app-sync_running = Delivering. You can go on working.
app-sync_stop = Stop
app-sync_stopped = Stopped. What did not arrive is still saved.
app-sync_done = All is delivered.
app-sync_metered = There is only a signal that costs money.
app-sync_anyway = Deliver over it

## 10 Visit: filling; max 60; read aloud

app-fill_pause = Pause
app-fill_language = Change language
app-fill_missing = This is still to be answered.
app-fill_not_so = That answer cannot be. Look at it again.
app-fill_add = Add another
app-fill_no_more = No more
app-fill_add_ask = Is there another?
app-fill_photo = Take a photo
app-fill_audio = Record a sound
app-fill_video = Record a film
app-fill_file = Choose a file
app-fill_barcode = Read the code
app-fill_kept = Saved on this phone
app-fill_no_app = This phone has nothing to do it with.
app-fill_order = Tap in order, from first to last.
app-fill_nothing = This checklist asks nothing.
app-fill_new_list = There is a new checklist.
app-fill_new_list_says = Finish the earlier one or move over. Nothing is lost.
app-fill_new_list_go = Move to the new one
app-fill_new_list_stay = Go on with the earlier one
app-fill_placeless = No longer asked; stays saved:
app-fill_new_question = New question:
app-fill_drop = Delete this unfinished visit
app-fill_drop_ask = Its answers go. This cannot be undone.
app-fill_drop_yes = Delete

## 14 Check and finish; max 60; read aloud

app-check_reason = Why is it corrected?

## every form, dates and times; max 28; not read

app-date_day = Day
app-date_month = Month
app-date_year = Year
app-date_no_day = I don't know the day
app-date_no_month = I don't know the month
app-date_today = Today
app-time_hour = Hour (0 to 23)
app-time_minute = Minute

## every form, where the phone is; max 60; read aloud

app-place_take = Take the position
app-place_looking = Looking for the position…
app-place_stop = Stop looking
app-place_none = Not found. Go outside, or choose why.
app-place_taken = { $n ->
    [0] Position taken
   *[other] Position taken, within { $shown } m
 }
    .say = Position taken.
app-place_point = Add this point
app-place_points = { $n ->
    [0] No point yet
    [one] { $shown } point
   *[other] { $shown } points
 }
    .say = Points taken.

## 11 Danger stop; max 40; read aloud; danger

app-stop_title = Danger sign

## 6 Growth chart; max 40; not read

app-chart_all = See all
app-chart_year = See the last year
app-chart_table = See as a table
app-chart_picture = See the chart
app-chart_before = Measure before
app-chart_after = Next measure

## 20 Settings; max 48; read aloud

app-settings_title = Settings
app-settings_language = Language
app-settings_letters = Size of letters
app-settings_look = Colours
app-settings_day = Normal
app-settings_sun = For the sun
app-settings_night = For the night
app-settings_moves_on = Go to the next question by itself
app-settings_vibration = Vibrate on an answer
app-settings_budget = Data a day for new checklists
app-settings_megabytes = { $shown } MB
app-settings_percent = { $shown } %
app-settings_on = Yes
app-settings_off = No
app-settings_pin = Change my PIN
app-settings_finger = Enter with my fingerprint
app-settings_lock = Lock now
app-settings_phone = This phone
app-settings_number = Number of the phone
app-settings_worker = Enrolled for

## every screen, trouble of the app's own; max 90; read aloud

app-trouble_title = It could not be shown
app-trouble_safe = Your work is saved on this phone.
