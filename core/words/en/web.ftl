### The supervisors' pages: frame, Today, visits, children, families, sign-in.

## every page, frame; max 56; not read

web-skip = Go to the content
web-menu = Menu
web-languages = Languages
web-leave = Leave
web-section-today = Today
web-section-workers = Workers
web-section-visits = Visits
web-section-children = Children
web-section-decide = To decide
web-section-reports = Reports
web-section-people = People
web-back-to = Back to { $name }
web-data-until = Data until { $when }
web-data-none = Nothing was delivered yet
web-phones-owing = { $n ->
    [0] none of { $all } phones said it had anything to deliver
    [one] { $shown } of { $all } phones still to deliver
   *[other] { $shown } of { $all } phones still to deliver
 }
web-more-than = more than { $shown }
web-mend-title = To mend:
web-partly-spanish = Part of this page is in Spanish.
web-printed = Made { $when } by { $name }

## every page, foot; max 120; not read

web-help = Help
web-help-numbers = Each number opens its list, and each line its visit or its family.
web-help-nothing-lost = What you correct or decide is added to the history. Nothing said before is erased.
web-help-whom = If you do not find something or cannot sign in, talk to whoever gave you your password.
web-session-ends = Your session ends at { $when } unless you open another page.
web-session-go-on = Go on with this page

## every page, parts; max 60; not read

web-pages = Pages of the list
web-pages-of = { $shown } of { $all }
web-pages-first = Back to the beginning
web-pages-next = Next
web-share-none = none expected
web-filters-in-force = Filters in force
web-filter-remove = Remove
web-filter-none = All
web-filter-apply = Filter
web-search = Find a family or a child
web-search-go = Search
web-mend = Something is missing

## every page, notices after something was done; max 100; not read

done-password = Your new password is in force.
done-visit-accepted = Visit accepted. The worker will see it when her phone delivers.
done-visits-accepted = Visits accepted.
done-visit-returned = Visit returned. The worker will see your remarks when her phone delivers.
done-family-moved = The family is in its new area. What was before stays in the history.
done-danger-closed = Follow-up closed.
done-danger-sought = The visit was asked for. It stays here until somebody sees her.

## every page, short words; max 60; not read

web-correct = Correct
web-reason = Reason
web-reason-hint = One or two sentences. It stays in the history.
web-reason-missing = Write the reason
web-optional = If it is known
web-choose = Choose
web-not-now = No, go back
web-name = Name
web-age = Age
web-state = State
web-date = Date
web-code = Code on paper
web-age-unknown = age not known
web-sex-woman = Woman
web-sex-man = Man
web-sex-unknown = Sex not known
web-removed = Removed: it counts in no list.
web-family = Family { $name }
web-family-unnamed = Family without a name
web-dose = dose { $shown }
web-from-to = from { $from } to { $to }
web-beyond = { $n ->
    [0] nothing more
    [one] and { $shown } value that a newer version shows
   *[other] and { $shown } values that a newer version shows
 }

## every list, printing; max 80; not read

web-print-nameless = Printed, the list has codes and no names.
web-print-names = Print with names

## Hoy; max 110; not read

web-today = Today: what waits for you
web-today-danger = { $n ->
    [0] No open danger sign
    [one] { $shown } open danger sign
   *[other] { $shown } open danger signs
 }
web-today-danger-all = { $n ->
    [0] See the signs
    [one] See { $shown } open sign
   *[other] See the { $shown } open signs
 }
web-today-follow = Follow up { $name }
web-today-waiting = To review and decide
web-today-answered = Returned visits that were answered
web-today-changed = Accepted visits that changed afterwards
web-today-flagged = Visits with something to look at first
web-today-review = Visits done that nobody reviewed
web-today-disputes = Two people wrote down different things
web-today-alike = Children who may be the same person
web-today-aside = Work set aside: it is kept and waits for your decision
web-today-unplaced = Families of an area that was divided: which part do they live in?
web-do-changed = { $n ->
    [0] See changes
    [one] See { $shown } visit
   *[other] See { $shown } visits
 }
web-do-answered = { $n ->
    [0] See answers
    [one] See { $shown } answer
   *[other] See { $shown } answers
 }
web-do-flagged = { $n ->
    [0] Look at visits
    [one] Look at { $shown } visit first
   *[other] Look at { $shown } visits first
 }
web-do-review = { $n ->
    [0] Review visits
    [one] Review { $shown } visit
   *[other] Review { $shown } visits
 }
web-do-disputes = { $n ->
    [0] Decide values
    [one] Decide { $shown } value
   *[other] Decide { $shown } values
 }
web-do-alike = { $n ->
    [0] Compare pairs
    [one] Compare { $shown } pair
   *[other] Compare { $shown } pairs
 }
web-do-aside = { $n ->
    [0] See what was set aside
    [one] Decide on { $shown } entry
   *[other] Decide on { $shown } entries
 }
web-do-unplaced = { $n ->
    [0] Place families
    [one] Place { $shown } family
   *[other] Place { $shown } families
 }
web-do-worker = See { $name }
web-set-back-since = The server was put back from a backup { $when }
web-today-lines = One phone, two memories
web-lines-twice = Two phones go on from one memory. Nothing was lost. Ask which is theirs and stop the other.
web-lines-put-back = The phone went back to an older copy, or somebody copied it. Nothing was lost. Ask what happened.
web-today-silent = { $n ->
    [0] No silent phone
    [one] { $shown } phone has not delivered for over 7 days
   *[other] { $shown } phones have not delivered for over 7 days
 }
web-today-silent-means = What was noted is kept on the phone. Ask to look for a signal or to deliver through another phone.
web-phone-last = last delivery: { $when }
web-phone-never = has never delivered yet
web-phone-unsent = { $n ->
    [0] nothing to deliver
    [one] said it held { $shown } to deliver
   *[other] said it held { $shown } to deliver
 }
web-nothing-in = Nothing pending in: { $list }.
web-zero-danger = danger signs
web-zero-answered = answered returns
web-zero-review = visits to review
web-zero-disputes = different values
web-zero-alike = look-alikes
web-zero-aside = work set aside
web-zero-silent = silent phones
web-coverage = This month by worker
web-coverage-of = Visits of the month, by worker
web-coverage-worker = Worker
web-coverage-followed = Visited
web-coverage-in-time = In time
web-coverage-done = Done
web-coverage-not-done = Not found or refused
web-coverage-place = With position
web-coverage-empty = No worker has a phone in your areas yet.

# Hoy; max 330; not read
web-coverage-n-and-d = Visited and In time: of the visits agreed for a date in this month, how many families were visited after, and how many on that date or in the 7 days that followed. With position: of the visits done this month, how many have a position.

## danger signs; max 130; not read

web-danger = Open danger signs
web-danger-intro = The oldest first. Each stays here until she arrived at the health post or a visit saw her.
web-danger-empty = No open danger sign in your areas.
web-danger-empty-next = Back to Today
web-danger-open = Danger, for { $shown }
web-danger-open-unknown = Danger
web-danger-seen-by = Seen by { $name }
web-danger-close = Note what happened to { $name }
web-danger-close-do = Save
web-danger-arrived-missing = Choose whether she arrived
web-danger-follow = Follow this sign
web-danger-seek = If not, or not known: who looks for her and until when
web-danger-seek-who = Choose who looks for her
web-danger-seek-until = Write until which day
web-danger-no-telephone = No telephone
web-danger-sought = { $name } looks for her until { $until }
web-see-visit = See the visit

## visits; max 110; not read

web-visits-of = Visits, the last received first
web-visits-visit = Visit
web-visits-worker = Worker
web-visits-outcome = Outcome
web-visits-review = Review
web-visits-look = To look at
web-visits-attention = Only with something to look at
web-visits-from = From
web-visits-to = Until
web-visits-filter = Filter the list
web-visits-none-yet = No visit has come yet. They come when phones deliver.
web-visits-none-match = There are no visits with these filters.
web-visits-none-family = No visit to this family yet.
web-visits-of-family = Visits to the family, the last first
web-visit-none-yet = no visit
web-filters-remove = Remove filters
web-force-worker = Worker: { $value }
web-force-area = Area: { $value }
web-force-outcome = Outcome: { $value }
web-force-review = Review: { $value }
web-force-from = From { $value }
web-force-to = Until { $value }
web-force-expected = Next visit agreed
web-force-followed = Agreed and visited since
web-force-in-time = Agreed and visited in time
web-force-not-done = Not found or refused
web-force-with-place = Done, with a place
web-review-none = Not reviewed
web-review-accepted = Accepted
web-review-returned = Returned
web-review-answered = Answered
web-review-changed = Changed after the review
web-seen-nobody = nobody
web-seen-count = { $n ->
    [0] nobody
    [one] { $shown } person
   *[other] { $shown } people
 }
web-seen-more = { $names } { $n ->
    [0] and nobody else
    [one] and { $shown } more
   *[other] and { $shown } more
 }
web-day-unknown = no date
web-accept-ticked = Accept those ticked
web-accept-none-ticked = Tick at least one visit
web-accept-sure = { $n ->
    [0] Accept these visits?
    [one] Accept { $shown } visit?
   *[other] Accept { $shown } visits?
 }
web-accept-do = { $n ->
    [0] Yes, accept
    [one] Yes, accept { $shown } visit
   *[other] Yes, accept { $shown } visits
 }
web-accept-means = They are reviewed in your name. If you see something later, you can return them.

## visits and a visit, why to look; max 150; not read

web-attention-danger = Danger
    .why = A danger sign was seen.
web-attention-growth = growth to look at
    .why = A measurement asks for a look: measure again, tell the nurse or the health post.
web-attention-disputed = different values
    .why = Two people wrote down different things about this visit.
web-attention-clock = clock to check
    .why = The phone's clock cannot have been right. The date of the visit may be shifted.
web-attention-no-place = no position
    .why = The visit has no position.
web-attention-late = came late
    .why = It came more than 30 days after it was made.
web-attention-corrected = corrected
    .why = Something was corrected afterwards. What was before is in the history.
web-attention-not-measured = not measured
    .why = A child was seen and there is neither a measure nor a reason.

## a visit; max 130; not read

web-visit-of = Visit: { $family }
web-date-visited = Visited
web-date-written = Noted
web-date-received = Received
web-visit-why-look = Why to look at it
web-visit-referrals = Danger signs and referral
web-visit-answers = Answers
web-checklist = { $title }, version { $version }
web-checklist-not-here = The checklist that was asked is not here: each question goes by its short name.
web-checklist-others = Answers that the checklist does not have
web-visit-readings = Measures
web-visit-services = Services
web-visit-agreements = Agreements
web-visit-reviews = Remarks of supervision
web-visit-returned = Returned: it waits for the worker's answer.
web-visit-answered = The worker has answered your remarks. See her answers and decide.
web-visit-changed = It was accepted as it was before. See what changed and decide again.
web-visit-decide = Your decision
web-visit-decide-hint = To return it, open Remark at each value to be looked at and write what.
web-visit-is-accepted = It is accepted.
web-remark = Remark
web-reply = Reply
web-accept-one = Accept the visit
web-return-one = Return with remarks
web-return-no-remark = Write at least one remark to return the visit
web-return-sure = Return the visit with these remarks?
web-return-do = { $n ->
    [0] Return
    [one] Yes, return with { $shown } remark
   *[other] Yes, return with { $shown } remarks
 }
web-return-means = The worker will see them on her phone, beside each value. Nothing noted is erased.
web-accept-unsent = { $n ->
    [0] Accept the visit?
    [one] Accept without sending { $shown } remark?
   *[other] Accept without sending { $shown } remarks?
 }
web-accept-unsent-means = You wrote remarks. If you accept, they are neither sent nor kept.
web-history = History
web-history-none = Nothing was corrected so far.
web-history-nothing-erased = All that was said of each value, with who and when. Nothing is erased.
web-history-in-use = In use
web-dispute-used = used meanwhile
web-dispute-decide = Decide which holds

## a child; max 120; not read

web-child-who = Who she is
web-child-identity = Documents
web-child-consent = Consent of the family
web-child-readings = Measures
web-child-readings-of = All measures, the last first
web-child-readings-none = No measures yet. The first is taken at the visit.
web-child-reading-how = How it was measured
web-child-services = Services received
web-child-services-of = Vaccines, iron, checks and documents, the last first
web-child-services-none = No services noted yet.
web-child-referrals = Referrals to the health post
web-child-agreements = Agreements
web-child-pregnancies = Pregnancies
web-child-principal = mostly looks after her
web-child-returned = There are remarks of supervision to be answered.
web-child-joined = Registered twice. Also appears as
web-child-alike = Looks like { $name }: the same in { $why }.
web-child-compare = Compare
web-identity-has = Has
web-identity-lacks = Missing
web-consent-not-asked = Not asked yet
web-consent-withdrawn = Withdrawn
web-print-sheet = For the sheet on paper, print this page: it comes without menu or buttons.

## lists of children and the search; max 100; not read

web-children-of = Children, by name
web-children-none = No children are registered in this area yet.
web-children-last-visit = Last visit
web-search-hint = Type a name, the house, the DNI or the code on paper.
web-search-none = I found no «{ $words }» in your areas. Try another name or the house.
web-search-list = See the list
web-search-found = What matches «{ $words }»
web-search-who = Who
web-search-like = similar

## a family; max 170; not read

web-family-people = Who lives here
web-family-people-of = People of the family, children first
web-family-nobody = Nobody is registered in this family yet.
web-family-where = Where and how to find it
web-move = Move to another area
web-move-means = The family goes with all its people and visits. Whoever looks after the new area will see it.
web-move-where = New area
web-move-no-area = Choose the new area
web-move-check = Check before moving
web-move-sure = Move to { $area }? { $family }
web-move-from = From
web-move-to = To
web-move-do = Yes, move the family
web-move-stale = Somebody changed the area while you looked. It is now in { $now }. You were moving it to { $yours }. Nothing was changed: look and decide again.

## pages that cannot be shown; max 170; not read

web-404 = There is nothing here
web-404-says = The address leads to no page. Perhaps it was removed, or part of the address is missing.
web-403 = This page belongs to another area
web-403-says = Your areas do not include it, so it is not shown.
web-elsewhere-whom = Whoever coordinates the district can give you access.
web-no-export = You may not take lists
web-no-export-says = Your account has no right to take lists with names.
web-no-right = You may not add people or phones
web-no-right-says = Your account does not have that right.
web-stale = Somebody changed it while you looked
web-stale-says = Nothing was changed. Go back to the page, see how it is now and decide again.
web-set-back = The server was put back from a backup
web-set-back-says = For now you can only look. Phones give back what is missing when they deliver; you can decide again once somebody confirms at the server that all is back.
web-already = It was done already
web-already-says = Somebody did it before you. See what they decided; if you do not agree, you can correct it.
web-meanwhile = What somebody else did:
web-meanwhile-see = See how it is now
web-missing = Something is missing
web-missing-says = Something is missing or too long. Go back, complete it and send again.
web-invalid = That could not be read
web-invalid-says = Nothing was changed. Go back and type it again.
web-old-page = This page was open for long
web-old-page-says = Nothing was changed. Open it again and repeat what you did.
web-typed = What you wrote
web-typed-again = Go on with what I wrote
web-session-resume = Go on where you were
web-session-resume-says = What you wrote is here. It is not saved yet.
web-sign-in-ended = Your session ended. Sign in again: what you wrote is still here.
web-signed-out = Your session has ended
web-signed-out-says = What you sent last was not kept. Sign in again and repeat it.
web-413 = It is too long
web-413-says = What you sent does not fit a page. Shorten the text and send again.
web-cut = It was cut before it arrived
web-cut-says = Nothing was changed. Go back and send again.
web-busy = Many people are here at once
web-busy-says = Wait a minute and open the page again.
web-500 = This page cannot be shown now
web-500-says = Something did not work here, not on your phone or computer.
web-nothing-lost = Nothing that was kept is lost.
web-failed-number = If it happens again, tell this number: { $number }.
web-go-today = Go to Today
web-go-sign-in = Sign in

## signing in and one's own password; max 150; not read

web-sign-in = Sign in
web-login = Sign-in name
web-password = Password
web-sign-in-forgotten = Forgotten? Ask for a new one from whoever gave you your account.
web-sign-in-wrong = The name or the password is not right. Try again.
web-sign-in-wait = There were many tries. Wait until { $when } and try again.
web-sign-in-old = The page was open for long. Type your password again.
web-password-title = Your password
web-password-now = Present password
web-password-new = New password
web-password-again = New password again
web-password-hint = 10 characters or more. A short sentence is easy to remember.
web-password-change = Change the password
web-password-means = When it changes, your other open sessions end.
web-password-wrong = The present password is not right. Try again.
web-password-short = The new one is short: use 10 characters or more
web-password-long = The new one is too long: shorten it
web-password-common = The new one is too well known: think of another
web-password-differs = The two new ones differ: type them again

## answers to checklists; max 60; not read

stage-peligro = Danger signs
stage-alimentacion = Feeding
stage-hierro = Iron
stage-higiene = Hygiene and water
stage-juego = Play
question-alimentacion-lactancia_materna = Breastfed
question-alimentacion-origen_animal = Ate animal food yesterday
question-alimentacion-tres_comidas = Ate three times or more yesterday
question-hierro-tomo_hoy = Iron was given today
question-higiene-manos_antes_de_comer = Hands are washed before meals
question-higiene-agua_hervida = Water is boiled or chlorinated
question-juego-jugaron_hoy = Played with the child today
question-peligro-fiebre = Fever

## a child and a visit, how a child grows; max 100; not read

web-growth = How the child grows
web-growth-last = Last measured { $on } at { $age }: { $what }.
web-growth-lying = { $length } long, lying
web-growth-standing = { $length } tall, standing
web-growth-length = { $length } long
web-growth-corrected = corrected age { $age }
web-growth-age = Age
web-growth-measure = Measure
web-growth-nth = Measurement { $n }
web-growth-at-visit = Measured at this visit
web-growth-earlier = What was found before: { $n ->
    [0] nothing
    [one] { $shown } measurement
   *[other] { $shown } measurements
 }
web-growth-by = Names by { $act }
web-growth-curve = See the curve
web-growth-data = See the data
web-growth-others = Other curves
web-growth-flag = { $z } · to be checked
web-print-chart = To take it along on paper, print this page.

## a child, how a child grows, in one sentence; max 80; not read

web-growth-sum_fine = Grows well.
web-growth-sum_incomplete = Something is missing to tell how the child grows.
web-growth-sum_measure_again = A measurement has to be repeated.
web-growth-sum_gains_little = Gains little: the nurse should know.
web-growth-sum_lost_weight = Has lost weight: the nurse should know.
web-growth-sum_tell_nurse = The nurse should know.
web-growth-sum_refer_today = The health post should know the same day.

## a child and a visit, what a finding asks for; max 40; not read

web-growth-asks_complete = To be completed
web-growth-asks_measure = Measure again
web-growth-asks_nurse = Tell the nurse
web-growth-asks_post = Tell the health post today

## a child and a visit, names of the curves; max 50; not read

web-growth-of_wei = Weight for age
web-growth-of_len = Length or height for age
web-growth-of_wfl = Weight for length or height
web-growth-of_bmi = Body mass index
web-growth-of_hc = Head circumference
web-growth-of_ac = Arm circumference
web-growth-of_ts = Triceps skinfold
web-growth-of_ss = Subscapular skinfold

## a child, heads of the table of measures; max 24; not read

web-growth-z_wei = z weight/age
web-growth-z_len = z length/age
web-growth-z_wfl = z weight/length
web-growth-z_bmi = z BMI
web-growth-z_hc = z head
web-growth-z_ac = z arm
web-growth-z_ts = z triceps
web-growth-z_ss = z subscapular

## a child, what a measurement asks for, in its list; max 16; not read

web-growth-word_complete = complete
web-growth-word_measure = repeat
web-growth-word_nurse = nurse
web-growth-word_post = post today
