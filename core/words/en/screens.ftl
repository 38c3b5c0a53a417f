### What the screens of the app say: what to do today, families, a family, a person, a visit, notices.

## every screen, on top; max 60; read aloud

screen-falls_back = Part of this screen is in Spanish.

## every list; max 40; not read

and-more = { $n ->
    [0] no more
    [one] and { $shown } more
   *[other] and { $shown } more
 }
said-by = { $who }, { $when }
said-because = Why: { $reason }
said-replaced = Replaced
record-code = Code on paper: { $code }
record-removed = Removed. The history keeps all of it.
answer-missing = Choose an answer.
household-named = Family { $name }
household-unnamed = Family without a name

## every page of a person or family, bands; max 60; read aloud

band-danger = { $n ->
    [0] No danger to follow
    [one] Danger: follow up
   *[other] Danger: follow up { $shown }
 }
    .say = There is a danger to follow.
band-returned = { $n ->
    [0] Nothing returned
    [one] Your supervisor returned something
   *[other] Your supervisor returned { $shown } things
 }
    .say = Your supervisor returned something.
band-disputed = { $n ->
    [0] No different values
    [one] Two different values
   *[other] { $shown } fields with two values
 }
    .say = There are two different values.

## 3 Today; max 48; not read

today-title = Today · { $day }
today-unfinished = Not finished
today-draft = Visit not finished
today-draft_correction = Correction not finished
today-draft_kept = Kept: { $when }
today-danger = Danger: follow up
today-danger_follow = Danger: follow up
today-returned = Returned
today-asked = You are asked to look for
today-asked_for = Asked of you
today-late = Late
today-due = Due today
today-week = This week
today-not_seen = Not visited for long
today-today = Due today
today-on = Due { $day }
today-days_late = { $n ->
    [0] Due today
    [one] { $shown } day late
   *[other] { $shown } days late
 }
today-not_visited = { $n ->
    [0] Not visited
    [one] Not visited for { $shown } day
   *[other] Not visited for { $shown } days or more
 }
today-all_not_seen = See all
today-families = See families

## 3 Today, where nothing is due; max 60; read aloud

today-empty = No visit is due today.

## 4 Families; max 48; not read

families-title = Families
families-new = New family
families-no_filter = Remove the filter
families-only-all = All
families-only-under_one = Under 1 year
families-only-pregnant = Pregnant women
families-only-not_seen = Not visited for 30 days
families-last_visit = Last visit: { $day }
families-children = { $n ->
    [0] no child
    [one] { $shown } child
   *[other] { $shown } children
 }

## 4 Families, where there is none; max 90; read aloud

families-none = No families yet. Register the first.
families-none_so = There is no such family on this phone. Remove the filter.
families-not_found = “{ $words }” was not found on this phone. Try another name, or the house.
    .say = It was not found on this phone. Try another name, or the house.

## 5 Household; max 40; not read

household-people = Who lives here
household-where = How to find it
household-call = Call
household-visits = Last visits
household-not_visited = Could not be visited
household-add_person = Register a person

## 5, 6 Household and child, main button; max 22; read aloud

visit-begin = Start the visit

## 10 Visit, before it begins; max 60; read aloud

visit-with_whom = With whom do you begin?
visit-no_form = There is no checklist yet. It comes when you deliver.

## 6 Child; max 48; not read

person-girl = girl
person-boy = boy
person-child = child
person-pregnant = pregnant
person-caregiver = caregiver
person-age_unknown = age not known
person-corrected_age = corrected age { $age }
person-lacking = To be completed
person-complete = Complete
person-lacks_name = No name yet
person-growth = How the child grows
person-pregnancy = Pregnancy
person-pregnancy_ends = Born, or the pregnancy ended
person-agreements = Agreements
person-agreed_until = Until { $day }
person-kept = Was it kept? { $answer }
person-services = Services received
person-identity = Documents
person-has_it = Done
person-lacks_it = Missing
person-around = The family
person-more = More
person-consent = Consent
person-history = History
person-is_the_same = Is the same person

## 6 Child, what is lacking; max 90; read aloud

person-lacks_birth = The date of birth is missing. Without it nobody knows what is due.
person-lacks_sex = Girl or boy is missing. Without it nobody knows how the child grows.
person-no_readings = No measurements yet. The first is taken at the visit.

## 6 Growth; max 48; not read

growing-len = Length for age
growing-wei = Weight for age
growing-wfl = Weight for length
growing-bmi = BMI for age
growing-hc = Head for age
growing-ac = Arm for age
growing-ts = Triceps skinfold
growing-ss = Subscapular skinfold
growing-all = All measurements
growing-second = second measurement
growing-z = { $name } z { $z }

## 6 Child, correcting one field; max 60; read aloud

correct-field = Correct: { $field }
    .say = Correct a value.
correct-reason = Why is it corrected?
correct-reason_hint = One sentence. It stays in the history.
correct-reason_missing = Write why it is corrected.
correct-ahead = That date is still to come. Look again.
correct-saved = Corrected on this phone. What was before stays in history.
correct-elsewhere = This is corrected in the checklist.

## a visit; max 48; not read

visit-title = Visit: { $day }
visit-correct = Correct answers
visit-reviews = What your supervisor says

## 11 Danger: a referral; max 60; read aloud

referral-title = Danger: follow up
referral-arrived = Did they arrive at the health post?
referral-answer = What did the post say? (if known)
referral-closed = What happened is known. Nothing is needed.
referral-saved_arrived = Noted: they arrived at the post.
referral-saved_seek = Noted. It stays on Today until somebody sees them.

## 15 Not found, refused, moved; max 60; read aloud

not_visited-title = Could not be visited
not_visited-attempt = Attempt { $n }
    .say = Note what happened.
not_visited-what = What happened?
not_visited-next = On which day do you come back?
not_visited-next_hint = Leave it empty if not known.
not_visited-next_wrong = Choose a day that is still to come.
not_visited-reason = Anything else? (if needed)

## 16 Notices, groups; max 48; not read

notices-removed = Said of something that was removed
notices-moved = Moved to another area

## 17 Two different values; max 90; read aloud

dispute-in_use = In use meanwhile
dispute-settled = It was decided. The others stay in the history.
dispute-leave_says = Your supervisor decides. If you know more, ask the family and note it.

## 18 Returned visit, more; max 90; read aloud

returned-comment = Comment
returned-about = What it is about
returned-visit = See the visit
returned-closed = Your supervisor has closed this comment.
returned-replied = You replied: { $reply }
    .say = You have replied.
returned-why = Why is it right as it is?
returned-why_hint = If it is to be corrected, tap it.
returned-why_missing = Write why it is right, or correct it.

## 19 My phone, more; max 60; not read

phone-unreadable = { $n ->
    [0] Everything can be read
    [one] { $shown } item is shown by a newer version
   *[other] { $shown } items are shown by a newer version
 }
phone-this = This phone
phone-settings = Settings
phone-lock = Lock now
phone-version = Version of the app
phone-checklists = Checklists
phone-pack = Lists of the programme
phone-goes_first = Goes first
phone-list-phone_only = On this phone only
phone-list-set_aside = Your supervisor looks at it
phone-list-waiting = Waits for its family
phone-list-unreadable = A newer version shows it
phone-list-moved = Moved to another area
phone-list_empty = There is nothing here.

## 19 My phone, more sentences; max 90; read aloud

phone-safe = Your work is saved. It delivers itself when there is a signal.

## 14 Check before saving; max 48; not read

check-title = Look through it before saving
check-open = To be answered
check-missing = Missing
check-save = Save the visit
check-save_correction = Save the correction
check-answer_missing = Answer what is missing

## 14 Check before saving, of a correction; max 90; read aloud

check-correction = Only what you corrected changes. What was before stays in the history.
