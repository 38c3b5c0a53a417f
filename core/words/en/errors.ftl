### What is safe and what to do when something cannot be done: by the code of the error, its remedy as attribute.

## the phone's own file: opening it and saving; max 150; not read

error-wrong_key = The key does not open what is stored on this phone.
    .remedy = Nothing is erased. Restore the keys of this phone, or enrol it again and keep what is stored.
error-damaged = What is stored on this phone is damaged.
    .remedy = Do not enrol again and erase nothing: almost all of it can be taken out. Tell your supervisor.
error-not_ours = This file is not Chaski's.
    .remedy = It was not touched. Choose another folder, or move that file away.
error-newer_schema = What is stored was written by a newer version of the app.
    .remedy = Nothing was changed. Update the app and open it again.
error-disk_full = The phone's storage is full.
    .remedy = Everything saved before is safe. Delete photos or videos from the phone and try again.
error-read_only = The folder, or a file in it, cannot be written.
    .remedy = Nothing was changed. Choose another folder, or ask for the right to write.
error-read_only-keys = The folder of the keys, { $folder }, cannot be written.
    .remedy = Nothing was changed. Ask for the right to write there, or name another folder in CHASKI_KEYS.
error-no_folder = The folder does not exist.
    .remedy = Nothing was changed. Create the folder, or choose another.
error-in_use = The database is open in another program.
    .remedy = What is stored is safe. Close the other one first.
error-database_missing = The keys of this phone are there, but what was stored is missing.
    .remedy = Do not enrol yet. Put the file back where it was; if it is lost for good, tell your supervisor.
error-keys_missing = What is stored is there, but the keys of this phone are missing.
    .remedy = Nothing is erased. Restore the keys, or ask your supervisor for them.
error-keys = The phone's key store does not answer.
    .remedy = Nothing was changed. Unlock the phone and try again.
error-database = This step was not saved.
    .remedy = Everything saved before is safe. Try again; tell your supervisor if it stays.
error-unreadable = There is something stored that this version cannot read.
    .remedy = It is not erased. Update the app; tell your supervisor if it stays.
error-output = The output cannot be written.
    .remedy = Nothing stored was changed. Free some space or choose another place, and ask again.
error-language = This version does not speak that language yet.
    .remedy = Nothing was changed. Choose another of the list.
error-no_place = This part of the app cannot be opened so.
    .remedy = Go back to Today and enter from there. What was noted is saved.
error-no_phone = There is no phone in this folder.
    .remedy = Enrol with the code that your supervisor gives you, or name the folder of a phone.
error-not_enrolled = This phone is not enrolled.
    .remedy = Enter the code that your supervisor gives you.
error-already_enrolled = This phone is enrolled already.
    .remedy = It keeps its identity; nothing needs to be done.

## entering and correcting; max 150; not read

error-entry = Not saved: a value cannot be recorded like this.
    .remedy = Everything saved before is safe. Look at the value and write it again.
error-not_saved = Not saved.
error-offence = Not saved: this cannot be recorded from here.
    .remedy = Everything saved before is safe. Ask your supervisor.
error-reason_missing = Not saved: the reason is missing.
    .remedy = The value stays as it was. Say why it changes and save again.
error-no_entity = This version does not know this kind of record.
    .remedy = Nothing was changed. Update the app.
error-unanswered = Answers are missing.
    .remedy = Nothing is lost. Look at the marked questions and answer them.
error-question = This question cannot be answered so.
    .remedy = What came before is kept. Go back to the question and answer again.
error-question-kind = That is not what is asked.
    .remedy = What came before is kept. Write a number or a date, as the question says.
error-question-choice = That choice is not in the list.
    .remedy = What came before is kept. Choose one of those shown.
error-question-full = There is no room for one more.
    .remedy = All is kept. Finish this checklist and begin another.
error-no_content = That checklist is not on this phone.
    .remedy = Sync when there is a line. Until then, record the visit without it.
error-form_refused = This app cannot use that checklist.
    .remedy = Nothing was lost. Update the app and tell your supervisor.
error-no_draft = This draft was finished or let go already.
    .remedy = Look at the visit on the family's page.
error-no_record = It is not on this phone.
    .remedy = Look for it in the list, or deliver to receive what is new. Of a code, which has eight signs, check each.
error-no_record-elsewhere = It belongs to another area.
    .remedy = Nothing was changed. Ask whoever visits that area.
error-wrong_record = This names something else.
    .remedy = Give the code or name of the right record.
error-ambiguous = Several are called so.
    .remedy = Write more of the name, or the whole code.
error-moved = It is no longer on this phone: it moved to another area.
    .remedy = Nothing is lost. Ask whoever visits that area.
error-moved-to = It is no longer on this phone: it moved to { $to }.
    .remedy = Nothing is lost. Ask whoever visits that area.
error-stale = Somebody changed it after this page was shown.
    .remedy = Nothing was saved. Open the page again, see what changed and decide again.
error-already = It is so already.
    .remedy = Open the page again and see who did it.
error-remark_missing = Not saved: nothing was written.
    .remedy = Write what there is to say, and save again.
error-same = Both names are the same person's.
    .remedy = Name two different persons.
error-seen = What was shown does not come from a page of this phone.
    .remedy = Nothing was changed. Open the page again and correct it there.
error-too_large = This is too long to be saved as one.
    .remedy = Nothing was changed. Shorten the text, or save it in parts.
error-too_large-letters = A text has more than { $most } letters.
    .remedy = Nothing was changed. Shorten the text.
error-said_twice = Not saved: the same field was given twice.
    .remedy = Everything saved before is safe. Give it once and save again.
error-too_many_heads = Not saved: too many different values of this field are kept.
    .remedy = All of them are safe. Tell your supervisor.
error-document = The visit in the file cannot be read.
    .remedy = Nothing of it was saved. Mend it where it says, and try again.
error-document-key_twice = The visit in the file says { $key } twice.
    .remedy = Nothing of it was saved. Keep one of them and try again.
error-reading-key_twice = This measurement says { $key } twice.
    .remedy = Nothing of it was saved. Keep one of them.
error-reading = This measurement cannot be read.
    .remedy = Nothing of it was saved. Write it again.
error-sex_unknown = It is not recorded whether this is a girl or a boy.
    .remedy = Record it on the child's page and open the chart again.
error-no_rules = This version does not have that country's rules.
    .remedy = Nothing was changed. Choose another country, or update the app.
error-pack = Something is wrong in this rule pack.
    .remedy = Nothing was changed. Ask your supervisor for a checked one.

## entering and correcting, one value; max 150; not read

error-entry-unknown_field = This version does not know this value.
    .remedy = It was not saved. Update the app.
error-entry-missing = Missing: { $field }.
    .remedy = It must be { $expected }.
error-entry-wrong_type = Cannot be read: { $field }.
    .remedy = It must be { $expected }.
error-entry-not_allowed = Not allowed: { $field }.
    .remedy = It must be { $expected }.
error-entry-not_plain_text = Holds signs that cannot be shown: { $field }.
    .remedy = Type it anew with letters, digits and common signs.
error-entry-no_name = The name is not written: { $field }.
    .remedy = Write it with letters; leave it out where nobody knows it.
error-entry-key_twice = Says { $key } twice: { $field }.
    .remedy = It was not saved. Keep one of them.
error-entry-twice = The same thing stands twice: { $field }.
    .remedy = Name each once.
error-entry-unknown_part = This version does not know a part of: { $field }.
    .remedy = It was not saved. Update the app.
error-entry-not_a_path = It is not known which question it belongs to: { $field }.
    .remedy = It was not saved. Open the question again and answer there.
error-entry-needs_path = Is answered one question at a time: { $field }.
    .remedy = Save the visit first, then answer each question.

## entering and correcting: what a value must be, within the sentences above; max 80; not read

error-expected-text = a text of at most { $most } letters
error-expected-range = a number from { $from } to { $to }
error-expected-from = a number from { $from }
error-expected-choice = one of the list
error-expected-identifier = the number as it stands in the document
error-expected-date = a date, be it only the month or the year
error-expected-time = a date with a time
error-expected-record = the name or code of a record
error-expected-parts = all its parts

## what the rules do not let anybody record; max 150; not read

error-offence-no_rights = Its author has no right to the area it is about.
    .remedy = It is not erased. Ask a supervisor to accept it or to change the rights.
error-offence-stopped_device = The phone was stopped.
    .remedy = It is not erased. A supervisor looks at it.
error-offence-stale_rights = It claims rights that the phone had already replaced.
    .remedy = It is not erased. Deliver to receive the new rights, then record it again.
error-offence-not_its_subject = It changes a record of another person or family.
    .remedy = Record it of the person or family that it belongs to.
error-offence-role_too_low = Only a supervisor may record this.
    .remedy = Ask your supervisor to record it.
error-offence-malformed = It does not say whom it belongs to.
    .remedy = Open the person or family and record it from there.
error-offence-needs_supervisor = Two people recorded different values.
    .remedy = Both are kept. A supervisor settles which holds.
error-offence-fixed_field = A record stays with whom it was made for.
    .remedy = Remove it, with a reason, and record it anew.
error-offence-no_such_owner = A person lives in a family and a family is in an area.
    .remedy = Choose the family or the area from the list and save again.
error-offence-divided_area = That area was divided into parts.
    .remedy = Choose the part in which the family lives and save again.
error-offence-other_line = Another copy of the same phone knew newer rights.
    .remedy = It is not deleted. A supervisor looks at it.

## delivering; max 150; not read

error-first_sync = The phone is enrolled; its first delivery did not end.
error-answer = What arrived cannot be read.
    .remedy = Your work is still saved. Update the app, or try again on another network.
error-bad_answer = What arrived does not hold together.
    .remedy = Nothing of it was applied and your work is still saved. Try again, and tell your supervisor if it stays.
error-line = The line broke.
    .remedy = What arrived is kept and the rest is still on this phone. Deliver again where there is signal.
error-cancelled = The delivery was stopped.
    .remedy = What arrived is kept and the rest is still on this phone.
error-syncing = A delivery is running already.
    .remedy = Wait until it has ended. You can go on working.
error-not_our_server = This is not the place of your invitation that answers.
    .remedy = Your work is still saved. Do not enter any code; tell your supervisor.
error-not_our_server-expired = With this phone's date it cannot be checked who answers.
    .remedy = Your work is still saved. Set today's date on the phone and deliver again; tell your supervisor if it stays.
error-refused = Nothing could be delivered now.
    .remedy = Your work is still saved. Try again later; tell your supervisor if it stays.
error-refused-stale = Another delivery of this phone came first.
    .remedy = Your work is still saved. Deliver again.
error-refused-unknown_device = The server does not know this phone.
    .remedy = Your work is still saved. Ask your supervisor to enrol it again.
error-refused-not_verified = The server cannot verify this phone.
    .remedy = Your work is still saved. Ask your supervisor to enrol it again.
error-refused-unreadable = The server cannot read what the phone sent.
    .remedy = Your work is still saved. Update the app.
error-refused-taken_over = A later delivery of this phone took over.
    .remedy = Your work is still saved. Nothing needs to be done.
error-refused-unavailable = The server cannot take anything now.
    .remedy = Your work is still saved. It is delivered by itself later.
error-refused-copied = Another copy of this phone spoke in its place.
    .remedy = Your work is safe. Send it again and tell your supervisor.

## 1 Enrol; max 150; not read

error-no_line = To enrol, the phone needs a signal once.
    .remedy = Go where there is signal and enter the code again.
error-invitation = This is not the code of an invitation, or a sign of it is wrong or missing.
    .remedy = Copy it whole, from chaski: to its end, or ask your supervisor for a new one.
error-enrolment = This phone could not be enrolled.
    .remedy = Check the code, or ask your supervisor for a new one.
error-enrolment-unknown_code = There is no such code.
    .remedy = Check it, or ask your supervisor for a new one.
error-enrolment-used_code = This code was used by another phone.
    .remedy = Ask your supervisor for a new one.
error-enrolment-expired_code = This code is too old.
    .remedy = Ask your supervisor for a new one.
error-enrolment-not_verified = The phone could not prove its key.
    .remedy = Update the app and try again.
error-enrolment-closed = The server was put back and enrols no phones yet.
    .remedy = Try again later, or ask your supervisor.
error-enrolment-too_many = Too many wrong codes came from here.
    .remedy = Wait a minute and type it again.

## 16 Notices, 19 My phone: what became of a change; max 150; not read

inbox-visit_asked = { $who } asks you to look for { $name } until { $until }: sent to the health post for a danger sign.
    .remedy = Visit the family and record the visit with whom you saw. It leaves the inbox by itself.
inbox-visit_asked_undated = { $who } asks you to look for { $name }: sent to the health post for a danger sign.
    .remedy = Visit the family and record the visit with whom you saw. It leaves the inbox by itself.
inbox-something = Something
inbox-waits = { $what }, by { $who }: waits for the person or family it is about.
    .remedy = Nothing is lost. It takes its place by itself when that arrives: deliver, and see that the phone which recorded it delivers.
inbox-waits_record = { $what }, by { $who }: waits for another record, which has not arrived.
    .remedy = Nothing is lost. It takes its place by itself when that arrives: deliver, and see that the phone which recorded it delivers.
inbox-waits_from = What is missing was recorded on the phone of { $from }.
inbox-set_aside = { $what }, by { $who }: was set aside. { $why }
    .remedy = It is kept, not erased. A supervisor looks at it and can accept it; tell yours if it should count.
inbox-set_aside_by = { $what }, by { $who }: was set aside by { $by }. { $why }
    .remedy = It is kept, not erased. A supervisor looks at it and can accept it; tell yours if it should count.
inbox-set_aside_newer = The reason is one that a newer app names.
inbox-set_aside_no_reason = No reason was recorded.
inbox-unreadable = Something from the phone { $phone } cannot be read by this version.
    .remedy = It is kept and delivered as it came. Update the app: a newer one shows it.
inbox-unreadable_partly = { $what }, by { $who }: says more than this version can show.
    .remedy = It is kept and delivered as it came. Update the app: a newer one shows it.
inbox-unsent = { $what }, by { $who }: on this phone only.
    .remedy = It is saved. It is delivered by itself when there is signal; keep the phone until then.
inbox-beside = { $what }: { $remover } removed it on { $removed }; { $sayer } recorded “{ $field }” on { $said }. Neither knew of the other.
    .remedy = Both are kept. If the record should stand, restore it, with a reason; if not, nothing needs to be done.
inbox-beside_reason = Why it was removed: { $reason }
inbox-moved = { $what } { $code }: moved to { $to } on { $day }.
inbox-elsewhere = an area that is not on this phone

## 2 Lock; max 150; not read

error-wrong_pin = That is not the PIN. { $left }
    .remedy = Nothing is erased. Type it again.
error-wrong_pin-wait = That is not the PIN. { $wait }.
    .remedy = Nothing is erased. If you forgot it, tell your supervisor.
error-wait = { $wait }.
    .remedy = Nothing is erased. Type your PIN again after that.
error-pin_form = A PIN has 4 to 8 digits.
    .remedy = Nothing changed. Type it with digits only.
error-pin_weak = That PIN is easy to guess.
    .remedy = Nothing changed. Use another: no equal digits, none in a row, none that repeat, no year.
error-wrong_fingerprint = The fingerprint does not open any more.
    .remedy = Nothing changed. Enter with your PIN and set up the fingerprint again.
error-no_worker = That person is not on this phone.
    .remedy = Nothing changed. Choose a name from the list.
error-key_damaged = The key of this person is damaged on this phone.
    .remedy = What was saved is still here. Erase nothing, do not remove the app, and tell your supervisor.
