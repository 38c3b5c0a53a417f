### What each thing that is recorded is called: entities, fields, parts and choices. The ids follow the names in the
### table of fields; a part follows the field it is a part of, a choice the list it stands in.

## every screen, entities; max 32; not read

entity-area = Area
entity-worker = Worker
entity-household = Family
entity-person = Person
entity-caregiver = Caregiver
entity-pregnancy = Pregnancy
entity-consent = Consent
entity-visit = Visit
entity-answers = Answers
entity-reading = Measurements
entity-service = Service received
entity-agreement = Agreement
entity-referral = Referral
entity-review = Review
entity-same_person = Same person
entity-device = Phone
entity-rights = Rights of a phone
entity-verdict = Decision
entity-server = Server
entity-release = Version in force

## every screen, area; max 40; not read

field-area-parent = Part of
field-area-name = Name
field-area-kind = Kind

## every screen, worker; max 40; not read

field-worker-name = Name
field-worker-language = Language of the screens
field-worker-status = At work

## every screen, household; max 40; not read

field-household-area = Area
field-household-place = Location
field-household-reference = How to get there
field-household-known_as = Known as
field-household-populated_centre = Village
field-household-altitude = Altitude of the house
field-household-telephone = Telephone
field-household-language = Language at home
field-household-status = Still visited

## every screen, person; max 40; not read

field-person-household = Family
field-person-given_names = Given names
field-person-family_names = Family names
field-person-sex = Sex
field-person-birth_date = Date of birth
field-person-kind = Why registered
field-person-status = Where the person is
field-person-local_id = Programme's number
field-person-identifier = Identity document
field-person-birth_weight_g = Weight at birth
field-person-gestational_weeks = Weeks of pregnancy at birth
field-person-insurance = Health insurance
field-person-facility = Health post
field-person-programmes = Social programmes

## every screen, caregiver; max 40; not read

field-caregiver-person = Child
field-caregiver-caregiver = Who looks after the child
field-caregiver-relation = Relation
field-caregiver-principal = Mostly looks after the child

## every screen, pregnancy; max 40; not read

field-pregnancy-person = Pregnant woman
field-pregnancy-last_period = Last period
field-pregnancy-due_date = Due date
field-pregnancy-gravida = Which pregnancy
field-pregnancy-ended = When it ended
field-pregnancy-outcome = How it ended
field-pregnancy-known_from = Where this was learnt

## every screen, consent; max 40; not read

field-consent-person = Whose data
field-consent-purpose = Purpose
field-consent-answer = Answer
field-consent-who = Who answered
field-consent-relation = Relation
field-consent-language = Language it was asked in
field-consent-text_version = Wording read out
field-consent-on = When it was asked
field-consent-withdrawn = Withdrawn since

## every screen, visit; max 40; not read

field-visit-household = Family
field-visit-persons_seen = Who was seen
field-visit-purpose = Purpose
field-visit-session_code = Session of the programme
field-visit-modality = How it was made
field-visit-outcome = Outcome
field-visit-begun = Began
field-visit-ended = Ended
field-visit-place = Location
field-visit-received_by = Who received the worker
field-visit-next_date = Next visit
field-visit-accompanied_by = Accompanied by
field-visit-on = Date of the visit
field-visit-stated_age_months = Stated age, months
field-visit-note = Note

## every screen, answers; max 40; not read

field-answers-about = About
field-answers-visit = Visit
field-answers-form = Form
field-answers-form_version = Version of the form
field-answers-content = Content of the form
field-answers-fed = Records that it made
field-answers-looked_up = What the form knew already
field-answers-answer = Answer

## every screen, reading; max 40

field-reading-person = Who was measured
field-reading-visit = Visit
field-reading-on = Date of measurement
field-reading-weight = Weight
field-reading-length = Length or height
field-reading-head_cm = Head circumference
field-reading-muac_cm = Arm circumference
field-reading-triceps_mm = Triceps skinfold
field-reading-subscapular_mm = Subscapular skinfold
field-reading-oedema = Swelling of both feet
field-reading-attempt = First or second measurement
field-reading-source = Where the figure comes from
field-reading-measured_by = Who measured
field-reading-instrument = Scale, board or tape
field-reading-not_measured = Why not measured

## every screen, service; max 40; not read

field-service-person = Who received it
field-service-visit = Visit
field-service-kind = Kind of service
field-service-antigens = Protects against
field-service-product = Product
field-service-dose_number = Dose number
field-service-haemoglobin = Haemoglobin
field-service-document = Document
field-service-on = When received
field-service-facility = Where received
field-service-source = How it was established

## every screen, agreement; max 40; not read

field-agreement-about = About
field-agreement-visit = Visit
field-agreement-text = Agreement
field-agreement-code = Code of the agreement
field-agreement-due = By when
field-agreement-kept = Kept?
field-agreement-kept_visit = Visit at which it was asked

## every screen, referral; max 40; not read

field-referral-person = Who was sent
field-referral-visit = Visit
field-referral-signs = Danger signs
field-referral-where_to = Where sent
field-referral-told_to = Who at home was told
field-referral-sent = When sent
field-referral-arrived = Arrived?
field-referral-arrived_on = When arrived
field-referral-answer = What the health post answered
field-referral-closed_by = Closed by
field-referral-closed_on = When closed
field-referral-sought_by = Who looks for her
field-referral-seek_until = Until when
field-referral-seen_at = Visit at which she was seen later

## every screen, review; max 40; not read

field-review-about = About
field-review-target = What was reviewed
field-review-field = Field remarked on
field-review-path = Question remarked on
field-review-verdict = Decision
field-review-comment = Comment
field-review-state = How far it is
field-review-reply = Reply
field-review-seen = What was accepted

## every screen, same_person; max 40; not read

field-same_person-person = The one kept
field-same_person-other = The one that is the same

## every screen, device; max 40; not read

field-device-worker = Whose it is
field-device-device = Name of the phone
field-device-public_key = Public key
field-device-label = What it is called
field-device-stopped = Stopped

## every screen, rights; max 40; not read

field-rights-device = Phone
field-rights-number = Version of the rights
field-rights-role = Role
field-rights-areas = Areas
field-rights-stopped = Stopped

## every screen, verdict; max 40; not read

field-verdict-device = Phone
field-verdict-number = Number of the change
field-verdict-outcome = Decision
field-verdict-reason = Why it was set aside
field-verdict-by = Who decided
field-verdict-note = What they said

## every screen, server; max 40; not read

field-server-device = Name
field-server-public_key = Public key
field-server-certificate = Certificate

## every screen, release; max 40; not read

field-release-kind = Kind
field-release-name = Name
field-release-version = Version in force
field-release-content = Name of its content
field-release-content_bytes = Length of its content
field-release-since = In force from
field-release-number = Which release

## every screen, what every record has; max 40; not read

field-void = Removed

## every screen, parts of a value; max 40; not read

part-place-lat = Latitude
part-place-lon = Longitude
part-place-accuracy_m = Accuracy
part-place-missing = Why it is missing
part-altitude-m = Metres above the sea
part-altitude-source = Where it was learnt
part-status-is = Where the person is
part-status-on = Since when
part-outcome-is = Outcome
part-outcome-reason = Reason
part-outcome-attempt = Attempt
part-weight-kg = Weight
part-weight-clothes = Clothes
part-length-cm = Length or height
part-length-position = Lying or standing
part-haemoglobin-g_dl = Haemoglobin as measured
part-haemoglobin-altitude_m = Altitude for the correction

## every screen, choices; max 44; not read

choice-yes_no-yes = Yes
choice-yes_no-no = No
choice-area_kind-region = Region
choice-area_kind-province = Province
choice-area_kind-district = District
choice-area_kind-populated_centre = Village
choice-area_kind-sector = Sector
choice-area_kind-other = Other
choice-worker_status-active = At work
choice-worker_status-stopped = Stopped
choice-household_status-active = Visited
choice-household_status-moved = Moved
choice-household_status-refused = Did not want
choice-household_status-closed = Closed
choice-no_place-no_signal = No GPS signal
choice-no_place-refused = Did not want
choice-no_place-no_permission = No permission on the phone
choice-no_place-no_device = No GPS in the phone
choice-no_place-other = Other
choice-altitude_source-gps = GPS
choice-altitude_source-map = Map
choice-altitude_source-census = Census
choice-altitude_source-told = Told
choice-sex-male = Male
choice-sex-female = Female
choice-person_kind-child = Child
choice-person_kind-caregiver = Caregiver
choice-person_kind-pregnant = Pregnant woman
choice-person_status-present = Present
choice-person_status-moved = Moved
choice-person_status-died = Died
choice-person_status-aged_out = Aged out
choice-person_status-refused = Did not want
choice-pregnancy_outcome-live_birth = Live birth
choice-pregnancy_outcome-stillbirth = Stillbirth
choice-pregnancy_outcome-miscarriage = Miscarriage
choice-pregnancy_outcome-other = Other
choice-pregnancy_outcome-not_known = Not known
choice-known_from-card = Card
choice-known_from-register = Register
choice-known_from-told = Told
choice-consent_purpose-care = Care
choice-consent_purpose-supervision = Supervision
choice-consent_purpose-statistics = Statistics
choice-consent_answer-given = Given
choice-consent_answer-refused = Refused
choice-visit_purpose-first = First visit
choice-visit_purpose-follow_up = Follow-up
choice-visit_purpose-danger_sign = Danger sign
choice-visit_purpose-back_check = Back-check
choice-visit_purpose-group_session = Group session
choice-visit_purpose-other = Other
choice-modality-home = At home
choice-modality-telephone = By telephone
choice-modality-group = In a group
choice-visit_outcome-planned = Planned
choice-visit_outcome-done = Done
choice-visit_outcome-not_found = Not found
choice-visit_outcome-refused = Did not want
choice-visit_outcome-moved = Moved
choice-clothes-none = None
choice-clothes-light = Light
choice-clothes-heavy = Heavy
choice-clothes-not_said = Not said
choice-position-lying = Lying
choice-position-standing = Standing
choice-position-not_said = Not said
choice-oedema-yes = Yes
choice-oedema-no = No
choice-oedema-not_looked = Not looked
choice-attempt-first = First
choice-attempt-second = Second
choice-reading_source-measured = Measured
choice-reading_source-card = Copied from the card
choice-reading_source-told = Told
choice-measured_by-worker = The worker
choice-measured_by-facility = The health post
choice-measured_by-other = Somebody else
choice-not_measured-child_ill = Child is ill
choice-not_measured-refused = Did not want
choice-not_measured-no_instrument = No instrument
choice-not_measured-asleep = Asleep
choice-not_measured-other = Other
choice-service_source-seen = Seen
choice-service_source-card = Card
choice-service_source-register = Register
choice-service_source-told = Told
choice-kept-yes = Yes
choice-kept-partly = Partly
choice-kept-no = No
choice-kept-not_asked = Not asked
choice-arrived-yes = Yes
choice-arrived-no = No
choice-arrived-not_known = Not known
choice-review_verdict-accepted = Accepted
choice-review_verdict-returned = Returned
choice-review_state-open = Open
choice-review_state-answered = Answered
choice-review_state-closed = Closed
choice-verdict_outcome-set_aside = Set aside
choice-verdict_outcome-accepted = Accepted
choice-verdict_reason-no_rights = No right to that area
choice-verdict_reason-stopped_device = The phone was stopped
choice-verdict_reason-stale_rights = Used rights that had been replaced
choice-verdict_reason-not_its_subject = Belongs to somebody else
choice-verdict_reason-role_too_low = Only a supervisor may record this
choice-verdict_reason-malformed = Does not say whom it belongs to
choice-verdict_reason-needs_supervisor = A supervisor settles it
choice-verdict_reason-fixed_field = Cannot be handed to another
choice-verdict_reason-no_such_owner = Its family or area does not exist
choice-verdict_reason-divided_area = Its area was divided
choice-verdict_reason-other_line = Another copy knew newer rights
choice-release_kind-form = Form
choice-release_kind-pack = Pack
choice-release_kind-app = App

## every screen, values that need words; max 40; not read

value-no_name = No name yet
value-elsewhere = In another area
who-visitor = The worker
who-supervisor = The supervisor
who-district = The district
value-field_later = Data of a newer version
value-choice_later = Choice of a newer version
value-later = A newer version shows it
language-es = Spanish
language-en = English
language-quz = Quechua
language-ayr = Aymara
place-missing = No position: { $why }
place-accuracy = With position, within { $shown }
place-held = With position
place-show = Show coordinates
