### The phone's screens of delivery, notices, disputes and returned visits.

## 19 My phone, heading; max 26; not read

phone-title = My phone · Deliveries

## 19 My phone; max 28; read aloud

phone-only = on this phone only
phone-delivered = delivered
phone-reviewed = reviewed

## 19 My phone, main button; max 22; read aloud

phone-deliver_now = Deliver now

## 19 My phone, link; max 28; read aloud

phone-deliver_other = Deliver by another phone
phone-bundle = Save to a card

## 19 My phone, sentences; max 90; read aloud

phone-offline = No signal. Your work is saved. It is delivered by itself.
phone-not_erased = They are not erased.
phone-all_delivered = Everything is delivered
phone-saved = Visit saved on this phone. It is delivered by itself when there is signal.
phone-bundle_saved = Saved. Take it to your supervisor: nobody else can open it.
phone-bundle_failed = The file could not be written. Nothing is lost: choose another place.
phone-bundle_nowhere = This phone has nothing to save files with.

## 16 Notices; max 40; read aloud

notices-title = Notices
notices-empty = You have no notices.
notices-new = New

## 17 Two different values; max 60; read aloud

dispute-title = Two different values
dispute-kept = Nothing was erased.
dispute-ask = Ask the family
dispute-leave = Let the supervisor decide

## 18 Returned visit; max 22; read aloud

returned-title = Returned
returned-correct = Correct
returned-keep = It is right as it is
returned-send = Send again

## 18 Returned visit, sentences; max 60; read aloud

returned-delivers = It is delivered by itself when there is signal.

## 19 My phone, sentences with a count or a date; max 110; read aloud

phone-only_count = { $n ->
    [0] Nothing on this phone only
   *[other] { $shown } on this phone only
 }
    .say = There are records on this phone only.
phone-last = Last complete delivery: { $when }
    .say = There has been a complete delivery.
phone-last_none = There has been no complete delivery yet.
phone-delivering = Delivering { $done } of { $total }
    .say = Delivering.
phone-cut = { $n ->
    [0] It was cut. None arrived; { $rest } are still saved.
    [one] It was cut. { $shown } arrived; the other { $rest } are still saved.
   *[other] It was cut. { $shown } arrived; the other { $rest } are still saved.
 }
    .say = It was cut. What did not arrive is still saved.
phone-set_aside = { $n ->
    [0] None set aside.
    [one] Your supervisor looks at { $shown }. It is not erased.
   *[other] Your supervisor looks at { $shown }. They are not erased.
 }
    .say = Your supervisor looks at what was set aside. It is not erased.
phone-waiting = { $n ->
    [0] No record waits for its family.
    [one] { $shown } record waits for its family. It mends itself when that arrives.
   *[other] { $shown } records wait for their family. They mend themselves when that arrives.
 }
    .say = Some records wait for their family. They mend themselves when that arrives.
phone-silent = { $n ->
    [0] You delivered today.
    [one] You have not delivered for { $shown } day. Look for a signal or use another phone.
   *[other] You have not delivered for { $shown } days. Look for a signal or use another phone.
 }
    .say = You have not delivered for days. Look for a signal or use another phone.
phone-closes = Deliver before { $date } or this phone closes. Your work is not lost.
    .say = Deliver soon or this phone closes. Your work is not lost.
phone-clock = Your phone says { $date }. You can go on; the date is corrected when you deliver.
    .say = The date of your phone is not today's. You can go on; it is corrected when you deliver.
phone-copied = This phone looks like a copy. Nothing is lost; you go on under a new number.
phone-stopped = This phone is stopped. What you did is delivered all the same and your supervisor looks at it.

## 19 My phone, whose pack holds; max 130; read aloud

phone-pack_none = This phone has no pack of a programme. You can record; lists are empty and codes are not checked.
    .remedy = Ask for the pack of your programme (chaski pack use).
phone-pack_unreadable = The pack of your programme ({ $pack }) cannot be read. You can record; codes are not checked.
    .remedy = Give the pack again (chaski pack use), or update the app.

## 19 My phone, checklists; max 110; not read

phone-checklist_comes = Version { $version } is on its way: { $percent } % is here.
phone-checklist_is_there = Version { $version } is here.
phone-checklist_begins = Version { $version } is here and begins on { $date }.
phone-checklist_refused = This app cannot use version { $version }. The one before goes on. Update the app.

## 16 Notices, sentences; max 90; read aloud

notices-count = { $n ->
    [0] Chaski: you have no notices
    [one] Chaski: you have { $shown } notice
   *[other] Chaski: you have { $shown } notices
 }
    .say = You have notices.
notices-decided = { $who } decided: { $value }
    .say = Your supervisor decided.
notices-returned = { $who } returned the visit of { $child } to you.
    .say = Your supervisor returned a visit to you.
notices-dispute = There are two different values of { $child }: { $field }.
    .say = There are two different values.

## 17 Two different values, sentences; max 90; read aloud

dispute-used = For now { $value } is used.
    .say = For now one of the two is used.
dispute-decided = { $who } decided on { $date }: { $value }. The others stay in the history.
    .say = Your supervisor has decided. The others stay in the history.

## 18 Returned visit, with a comment; max 60; not read

returned-before = before { $value }
returned-says = { $who } says: { $comment }

## 6 Child, 13 Measures: why a measurement is not compared; max 56; not read

phone-z_sex = It is not recorded if this is a girl or a boy
phone-z_age = The date of birth is missing
phone-z_before_birth = That date is before the birth
phone-z_too_old = 5 years or older: no longer compared
phone-z_too_young = At this age it is not compared yet
phone-z_table = Outside WHO's tables
phone-z_oedema = Swollen feet: the weight is not compared
phone-z_measure = Look at the measurement again
phone-between = { $from } to { $to }

## 2 Lock: tries and waits, within the sentences of its errors; max 40; not read

lock-tries_left = { $n ->
    [0] No try is left.
    [one] { $shown } try left.
   *[other] { $shown } tries left.
 }
lock-wait_seconds = { $n ->
    [0] No need to wait any more
    [one] Wait { $shown } second
   *[other] Wait { $shown } seconds
 }
lock-wait_minutes = { $n ->
    [0] No need to wait any more
    [one] Wait { $shown } minute
   *[other] Wait { $shown } minutes
 }
