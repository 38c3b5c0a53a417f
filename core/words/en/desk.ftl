### The supervisors' pages: workers, what is to be decided, people and phones, exports.

## workers, people, disputes and lists, heads of columns and short words; max 48; not read

desk-worker = Worker
desk-areas = Areas
desk-area = Area
desk-all-areas = All my areas
desk-last-delivery = Last complete delivery
desk-on-phone = Still to deliver, as the phone told
desk-expected = Agreed
desk-followed = Of those, visited
desk-in-time = Of those, in time
desk-done = Done
desk-not-done = Not found, refused, moved
desk-with-place = Done with a place
desk-open-remarks = Open remarks
desk-action = What to do
desk-month = Month
desk-families = Families in these areas
desk-phones = Phones
desk-phone = Phone
desk-whose = Whose it is
desk-role = Role
desk-role-visitor = Worker
desk-role-supervisor = Supervisor
desk-role-district = District
desk-state = State
desk-name = Name
desk-when = When
desk-when-phone = When, by their phone
desk-who = Who
desk-value = Value
desk-note = Note
desk-fact = What
desk-received = Received
desk-noted = Noted
desk-before = Before
desk-now = In use now
desk-not-known = Not known
desk-see = See
desk-see-data = See the data
desk-compare = Compare
desk-from = From
desk-to = To
desk-day = Day
desk-year = Year
desk-choose = Choose one
desk-go-on = Go on
desk-leave-as-is = Leave as it is
desk-decide = Decide
desk-decide-later = Decide later
desk-change-answer = Change what I put
desk-check-title = Check before saving
desk-reason-short = Why
desk-people = People and phones
desk-in-use = in use now
desk-not-decided = to be decided
desk-no-longer = no longer in use

## workers, the table and a worker; max 170; not read

desk-workers-caption = Visits of { $month } by worker
desk-workers-none = There are no workers in your areas yet.
desk-workers-none-next = Enrol their first phone under People.
desk-how-counted = How this is counted
desk-how-expected = Agreed: visits whose date was agreed with the family at the visit before, for a day of this month.
desk-how-followed = Visited: of those agreed, after which the family was visited.
desk-how-in-time = In time: of those agreed, visited by at most 7 days after the date.
desk-how-place = With a place: of those done, the ones that the phone could locate.
desk-silent = Nothing delivered: { $ago }
desk-none-agreed = none agreed
desk-none-done = none done
desk-never-delivered = Nothing delivered yet
desk-phone-none = No phone in use
desk-see-visits = See her visits
desk-months = Month by month
desk-chart-title = Visits done by month
desk-chart-says = { $n ->
    [0] No visits done in { $month }. The month with most was { $best }: { $most }.
    [one] { $shown } visit done in { $month }. The month with most was { $best }: { $most }.
   *[other] { $shown } visits done in { $month }. The month with most was { $best }: { $most }.
 }

## handing families over; max 200; not read

desk-hand-over = Hand families over
desk-hand-over-explained = The families go to the phones of the other area with their next delivery. Phones of this area can look, no longer write. Their history goes with them.
desk-hand-over-other-area = From which area
desk-hand-over-no-area = None of her phones in use has an area of yours.
desk-hand-over-no-family = There are no families in this area.
desk-hand-over-which = Which families
desk-hand-over-all = { $n ->
    [0] All of this area: none
    [one] All of this area: { $shown }
   *[other] All of this area: { $shown }
 }
desk-hand-over-to = To which area
desk-hand-over-sure = { $n ->
    [0] No family goes to { $area }.
    [one] { $shown } family goes to { $area }.
   *[other] { $shown } families go to { $area }.
 }
desk-family-code = Family { $code }

## families of an area that was divided; max 200; not read

desk-place = Families of divided areas
desk-place-explained = Their area was divided into parts. Whoever looks after the whole area still sees them. Choose which part each lives in; its history goes with it.
desk-place-none = Every family has its part by now.
desk-place-where = The part they live in
desk-place-do = Yes, they live there

## what is to be decided, disputes; max 200; not read

desk-list-disputes = Two different values
desk-list-alike = Look-alikes
desk-list-aside = Set aside
desk-disputes-caption = { $n ->
    [0] Nothing to decide
    [one] { $shown } to decide, the oldest first
   *[other] { $shown } to decide, the oldest first
 }
desk-disputes-none = Nothing is to be decided. When two people note the same thing differently, it stands here.
desk-dispute-what = What
desk-dispute-values = What is said
desk-dispute-who = Who
desk-dispute-since = Since
desk-dispute-withheld = { $n ->
    [0] no value
    [one] { $shown } value: open it to see
   *[other] { $shown } different values: open it to see them
 }
desk-of-code = code { $code }
desk-of-whom = Of whom
desk-dispute-where = Where it is noted
desk-dispute-kept = Nothing was erased. What you decide is added to the history.
desk-dispute-which = Which one holds?
desk-dispute-other = Another value
desk-dispute-other-hint = Write it below
desk-from-phone = phone { $phone }
desk-reason-said = Said why: { $reason }
desk-changed-meanwhile = Somebody changed it while you looked.
desk-nothing-decided = Nothing of what you put was saved. Look at what is there now and decide again.
desk-what-you-saw = What you saw:
desk-what-is-now = What is there now:
desk-dispute-over-title = It is decided already
desk-dispute-over = There are no longer two different values here: somebody decided, or it was corrected.
desk-dispute-over-next = Who decided and why stands in the history. If it is not right, open it again and put the value that holds.
desk-reopen = Open again
desk-see-whom = See whose it is
desk-settle-means = Phones get this value with their next delivery. The others stay in the history.
desk-history = History
desk-history-caption = Everything said of this value

## to correct a field, and typing values; max 200; not read

desk-correct = Correct: { $name }
desk-correct-new = New value
desk-correct-none = There is no value: leave it empty
desk-correct-disputed = There are two different values.
desk-correct-elsewhere = This is not written here: it is changed from the page of the family or the child.
desk-correct-means = The new value is used from now on. The one before stays in the history with your name and reason.
desk-reason = Why?
desk-reason-hint = It will be seen in the history. For example: I saw it on the card.
desk-range = Between { $least } and { $most }{ $unit }
desk-range-unit = In { $unit }, between { $least } and { $most }. Point or comma will do.
desk-date-hint = In figures. If the day is not known, give month and year, or the year alone.
desk-mend-missing = Write or choose the value
desk-mend-figure = Write a number, for example 7.00
desk-mend-whole = Write a whole number, for example 12
desk-mend-range = Look at the number again: { $range }
desk-mend-identifier = This is no number of { $system }: look at the document and write it again
desk-mend-date = Write the date in figures, for example 24, 11 and 2026
desk-mend-time = Write the date and the time
desk-mend-choose = Choose an answer
desk-mend-choose-value = Choose which one holds
desk-mend-value = This value does not fit here: look at it again
desk-mend-signs = There are signs that cannot be shown: write it again
desk-mend-in-no-feed = It cannot be accepted: the family or area that it names is not here. Wait until it arrives, or record anew where they live.
desk-mend-reason = Write why
desk-mend-long = { $n ->
    [0] It is too long
    [one] It is too long: at most { $shown } letter
   *[other] It is too long: at most { $shown } letters
 }
desk-mend-families = Tick at least one family
desk-mend-area = Choose the area they go to
desk-mend-areas = Tick at least one of your areas
desk-mend-kept = Choose which page stays
desk-mend-decide = Choose whether it comes in or stays aside
desk-mend-worker = Choose a person of your areas
desk-mend-worker-or-name = Choose a person or write a new name, not both
desk-mend-name = Choose a person or write their name
desk-mend-role = Choose the role

## look-alikes; max 230; not read

desk-alike-caption = { $n ->
    [0] No pairs
    [one] { $shown } pair that looks alike
   *[other] { $shown } pairs that look alike
 }
desk-alike-none = There are no look-alikes. When two pages may be of the same person, they stand here.
desk-alike-one = One
desk-alike-other = The other
desk-alike-why = Why they look alike
desk-alike-because = Alike in: { $what }.
desk-alike-title = Are they the same?
desk-beside-caption = Beside each other
desk-beside-one = Code { $code }
desk-beside-other = Code { $code }
desk-beside-compare = Comparison
desk-equal = equal
desk-differs = differs
desk-last-reading = Last measured
desk-last-visit = Last visit to the family
desk-same = They are the same
desk-same-means = One page stays, with everything of both. Nothing is erased and they can be separated later.
desk-same-kept = Which page stays?
desk-same-keep = { $name }, code { $code }
desk-same-sure = The two pages become one. Phones get it with their next delivery.
desk-two = They are two
desk-two-means = Each keeps her page and the pair leaves this list.
desk-two-sure = It is said that they are two persons. The pair does not come back to this list.
desk-alike-not-sure = Not sure? Leave the pair on the list and ask the worker to look at the DNI or the card at her next visit.
desk-joined-already = It was said that they are the same.
desk-separate = Separate
desk-separate-means = They become two pages again, each with what was noted on it.
desk-separate-sure = They become two pages again. Phones get it with their next delivery.

## set aside; max 260; not read

desk-aside-explained = What stands here came from a phone and waits for you to decide. Nothing was erased; the pages do not show it yet.
desk-aside-caption = { $n ->
    [0] Nothing set aside
    [one] { $shown } set aside, the oldest first
   *[other] { $shown } set aside, the oldest first
 }
desk-aside-none = Nothing is set aside.
desk-aside-what = What it is
desk-aside-why = Why it is aside
desk-aside-change = A note
desk-aside-says = What it says
desk-aside-why-no-rights = The family is of an area that this phone does not have.
desk-aside-why-stopped = The phone was stopped already when it was noted.
desk-aside-why-stale = When it was noted, the phone had other rights already.
desk-aside-why-subject = It says something of another person or family than it names.
desk-aside-why-role = A supervisor notes this.
desk-aside-why-malformed = It does not say whose it is.
desk-aside-why-supervisor = It changes what a supervisor decides.
desk-aside-why-fixed = It gives what was noted to another person, which is not done.
desk-aside-why-line = Another copy of the same phone already had newer rights.
desk-aside-why-other = For a reason that this version does not know.
desk-aside-accepted-by = { $name } accepted it: { $reason }
desk-aside-refused-by = { $name } left it aside: { $reason }
desk-aside-decide = Decide
desk-aside-decision = What is to become of it?
desk-aside-accept = Take it in
desk-aside-refuse = Leave it aside
desk-aside-accept-sure = It comes in with the date and name of whoever noted it, and with what waited for it. The phones of the area get it with their next delivery.
desk-aside-refuse-sure = It stays, set aside, with your reason, and leaves this list. It is not erased.
desk-apart = From a copy of the phone
desk-apart-explained = A phone was copied, and these notes of the copy clash with others that came before. They are mixed with nothing, and nothing is erased. Ask the worker to look at her phone and to note again what is missing.
desk-apart-caption = { $n ->
    [0] Nothing kept of a copy
    [one] { $shown } note kept, the oldest first
   *[other] { $shown } notes kept, the oldest first
 }

## people and phones; max 230; not read

desk-phones-caption = { $n ->
    [0] No phones
    [one] { $shown } phone
   *[other] { $shown } phones
 }
desk-phones-none = There are no phones here yet.
desk-phone-unnamed = Phone without a name
desk-phone-stopped = Stopped
desk-phone-new = Enrolled, nothing delivered yet
desk-phone-at-work = In use
desk-version = version { $version }
desk-checklists = Checklists on the phones
desk-checklists-caption = Which version of each checklist every phone has, as it says itself
desk-checklist = Checklist
desk-checklist-version = Version in use
desk-checklist-since = since
desk-checklist-none = None yet
desk-checklist-lacks = Version { $version } has not come yet
desk-checklist-refused = Its app cannot use version { $version }
desk-checklist-next = Version { $version } begins on { $from }: not there yet
desk-checklist-next-held = Version { $version } begins on { $from }: it is there
desk-checklist-up-to-date = Up to date
desk-supervisors = Supervisors
desk-supervisors-explained = Who signs in to these pages. Their password and areas are given by whoever runs the district.
desk-supervisors-none = Nobody else signs in to these pages in your areas.
desk-supervisors-caption = { $n ->
    [0] No supervisors
    [one] { $shown } supervisor
   *[other] { $shown } supervisors
 }
desk-may = May
desk-may-look = look and decide
desk-may-enrol = enrol phones
desk-may-export = take lists along
desk-account-stopped = No longer signs in
desk-account-at-work = May sign in
desk-stop = Stop the phone
desk-stop-title = Stop this phone?
desk-stop-kept = What it delivered stays as it is.
desk-stop-unsent = { $n ->
    [0] As of its last delivery nothing is left on it. If anything is, it arrives set aside and you decide.
    [one] 1 value is left on it. It arrives set aside and you decide whether it comes in.
   *[other] { $shown } values are left on it. They arrive set aside and you decide whether they come in.
 }
desk-stop-no-more = It gets nothing more of the families.
desk-stop-again = To work again, another phone must be enrolled, or this one anew.

## enrolling a phone and the invitation; max 230; not read

desk-enrol = Enrol a phone
desk-enrol-another = Enrol another phone
desk-enrol-worker = Whose phone it is
desk-enrol-new = A new person
desk-enrol-name = Name of the new person
desk-enrol-name-hint = Only if they are not on the list. Others see them so: Nelly Quispe.
desk-enrol-areas = Areas that the phone shows
desk-enrol-areas-hint = Only those needed: the phone carries the data of those families.
desk-enrol-once = The code is shown once, on the next page. Have the printer or the phone at hand.
desk-enrol-make = Make the code
desk-enrol-no-address = Phones cannot be enrolled yet: the address by which they reach the district was not told. Ask whoever runs the district.
desk-enrol-no-area = You have no area to give. Ask whoever runs the district.
desk-invitation = Code for the phone of { $name }
desk-invitation-once = This code is not shown again. Whoever holds it can enrol a phone: hand it over in person.
desk-invitation-1 = On the phone, open Chaski and tap Enrol.
desk-invitation-2 = Point the camera at this picture. If that does not work, tap Type the code.
desk-invitation-3 = Compare the signs of «To compare» with those on the phone. If they are the same, it is your district.
desk-valid-until = Good until
desk-one-use = It serves for one phone.
desk-fingerprint = To compare
desk-fingerprint-hint = The phone shows the same.
desk-address = Address of the district
desk-qr-title = Code for the camera
desk-typed-code = The same code, short, to be typed
desk-typed-code-hint = It is typed with the address, as it stands here. Capitals and dashes do not matter.
desk-print-hint = Print this page from your browser's menu: it fits one A4 sheet.

## exports; max 230; not read

desk-export-explained = What you take along is no longer protected here. Names are left out unless you ask for them. It is written down who took what.
desk-export-measurements = Measurements
desk-export-measurements-what = A row a measurement, with the columns of WHO's programme. It never holds names.
desk-export-visits = Visits
desk-export-visits-what = A row a visit: date, outcome, review. With names: worker, family, children.
desk-export-children = Children
desk-export-children-what = A row a child: code, sex, age, last visit. With names: also the date of birth and the family.
desk-export-checklists = Checklists
desk-export-checklists-what = A row a finished checklist, a column a question. What repeats goes into another table. With names: worker, family and person.
desk-export-checklists-none = No checklist was published yet.
desk-export-checklist = Which checklist
desk-export-checklist-repeat = { $title }: { $repeat }, which repeats
desk-export-checklist-of = the checklist "{ $name }"
desk-export-labels = With the checklist's words in place of codes
desk-export-json = Take JSON
desk-export-last = { $name } took it on { $when }.
desk-export-never = Nobody took it yet.
desk-export-names = With names
desk-export-bom = To open the CSV in Excel
desk-export-csv = Take CSV
desk-export-xlsx = Take XLSX
desk-export-taken = Who took what
desk-export-taken-caption = The last lists that left
desk-export-nobody = Nobody took a list yet.
desk-export-too-long = { $n ->
    [0] The list is too long for XLSX.
    [one] The list has more than { $shown } row: take it as CSV.
   *[other] The list has more than { $shown } rows: take it as CSV.
 }

## access log; max 170; not read

desk-seen = Who saw what
desk-seen-link = See who saw what
desk-seen-explained = Whenever somebody opens a page with a family's data, or takes a list along, it is written down here.
desk-seen-caption = { $n ->
    [0] Nothing written down
    [one] { $shown } time, the last first
   *[other] { $shown } times, the last first
 }
desk-seen-none = Nobody opened a page yet.
desk-seen-what = What
desk-seen-whose = Of whom
desk-seen-list = a list
desk-seen-child = Page of a child
desk-seen-household = Page of a family
desk-seen-visit = Page of a visit
desk-seen-aside = Something set aside
desk-seen-record = A value
desk-seen-enrol = Made a code for a phone
desk-seen-bundle = Took in a card
desk-seen-stop = Stopped a phone
desk-seen-export = Took a list along
desk-seen-took = Took { $list } as { $form }, without names
desk-seen-took-names = Took { $list } as { $form }, with names

## what was just done; max 110; not read

done-settled = Decided. The other values stay in the history.
done-corrected = Corrected. The value before stays in the history.
done-joined = The two pages are one. They can be separated at any time.
done-two = It is said that they are two.
done-separated = Separated: they are two pages again.
done-aside-accepted = It came in. The phones of the area get it with their next delivery.
done-aside-refused = It stays, set aside.
done-handed-over = The families were handed over. Phones get it with their next delivery.
done-handed-over-but = Handed over, but for those that somebody changed meanwhile: look at them again.
done-stopped = The phone is stopped. Nothing was erased.

## a file that a phone wrote to a card; max 170; not read

desk-bundle = Take in a card
desk-bundle-explained = Where a phone has no line, what it keeps can come on a card or by cable. Choose that file here: it opens in this district only.
desk-bundle-file = The card's file
desk-bundle-file-hint = Its name begins with chaski and ends in .bundle.
desk-bundle-take = Take in
desk-bundle-taken = Card taken in
desk-bundle-elsewhere = A phone of another area
desk-bundle-new = New here
desk-bundle-changes = { $n ->
    [0] Nothing: all had come before
    [one] { $n } entry
   *[other] { $n } entries
}
desk-bundle-next = Erase nothing on the phone: with its next delivery it learns that all came.
desk-bundle-partly = A part of the file could not be read. The rest is kept. Ask for it to be written again on the phone.
desk-bundle-another = Take in another
desk-mend-bundle = Choose the card's file.
desk-mend-bundle-other = That file is not from a phone of Chaski, or is of a later version. Choose another.
desk-mend-bundle-sealed = That file is of another district, or was damaged. Ask for it to be written again on the phone.
desk-mend-bundle-refused = The district does not know that phone. Speak with whoever gave you your password.
