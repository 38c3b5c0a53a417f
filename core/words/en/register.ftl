### What the app says while a family or a person is registered, of consent and of a pregnancy.

## 8 New registration, titles; max 48; read aloud

register-title_search = Is she registered already?
register-title_area = In which area do they live?
register-title_house = The house
register-title_position = Where is the house?
register-title_kind = Whom do you register?
register-title_which = Who is pregnant?
register-title_carer = Who mostly looks after the child?
register-title_cares = Whom does she look after?
register-title_child = What is the child called?
register-title_woman = What is the woman called?
register-title_name = What is the name?
register-title_sex = Girl or boy?
register-title_birth = Date of birth?
register-title_papers = Which documents do they show?
register-title_pregnancy = When is the birth expected?
register-title_more = Is there anybody else?
register-title_consent = Consent
register-title_answered = Who answered?
register-title_check = Check before you save
register-title_leave = Erase what was written?

## 8 New registration, how far it is; max 40; not read

register-step = Step { $at } of { $all }

## 8 New registration, what is asked; max 48; read aloud

register-search_words = Name of the mother, the child or the house
register-kind = Whom
register-which = Which of them
register-carer = Who looks after the child
register-cares = Whom she looks after
register-relation = What they are to the child
register-other_person = Somebody else
register-names = Names
register-position = Position of the house
register-consent_answer = Do you consent?
register-answered_by = Who answered
register-answered_language = In which language it was asked

## 8 New registration, how to answer; max 90; read aloud

register-search_hint = One given and one family name will do.
register-known_as_hint = As neighbours say: the ones from the shop, house 14.
register-position_hint = If there is no position, tap why.
register-partial_hint = If the day is not known, month and year will do, or the year alone.
register-begin_says = Look first whether the family is on this phone.
register-papers_says = Copy only what they show you. Leave the rest empty.
register-pregnancy_says = Look at the card. One of the two dates will do.
register-check_says = Tap a line to change it.
register-leave_says = What you wrote here is erased. What was saved before stays as it is.

## 8 New registration, looking first; max 60; read aloud

register-begin = Begin
register-search = Search
register-search_found = Is it one of these?
register-search_other = No, somebody else
register-search_go_on = Keep registering
register-search_missing = Write a name to look for.
register-alike = Registered already?
register-alike_says = Name and date look alike. Tap to look.

## 8 New registration, nothing found; max 90; read aloud

register-search_none = I did not find “{ $words }” on this phone.
    .say = I did not find it on this phone.

## 8 New registration, buttons; max 28; read aloud

register-no_name = Has no name yet
register-date_unknown = The date is not known
register-more_child = Another child
register-more_pregnant = A pregnant woman
register-more_nobody = Nobody else
register-save_family = Save the family
register-leave = Leave without saving
register-leave_drop = Erase
register-leave_not = Keep registering

## 8 New registration, what is to be written otherwise; max 90; read aloud

register-missing = Missing: { $field }.
register-lacking = Missing
register-too_long = It is very long. Write it in { $most } letters or fewer.
register-figure = Write a number from { $from } to { $to }.
register-date_old = That date is before 1900. Look at it again.
register-date_none = That date is not in the calendar. Look at it again.
register-date_and_none = You wrote a date. Erase it if it is not known.
register-name_and_none = You wrote a name. Erase it if there is none yet.
register-number_wrong = It is not written like this: { $system }. Look at the document again.
register-position_wrong = The position cannot be read. Try again or tap why it is missing.
register-no_area = You have no area yet. Ask your supervisor for it.

## 8 New registration, after it, and where it is not finished; max 60; read aloud

register-saved_family = Family saved on this phone.
register-saved = Saved on this phone.
register-left = What was not saved was erased.
register-unfinished = Unfinished
register-unfinished_family = Unfinished family
register-unfinished_person = Unfinished person
register-unfinished_consent = Unfinished consent

## 8 New registration, languages; max 32; read aloud

register-language_es = Spanish
register-language_quz = Quechua of Cusco and Puno
register-language_quy = Quechua of Ayacucho
register-language_ayr = Aymara
register-language_agr = Awajún
register-language_cni = Asháninka
register-language_shp = Shipibo-Konibo
register-language_other = Another language

## 9 Consent, read to the family; max 110; read aloud

register-consent_care = May we write down your family's data to look after the health of your children?
register-consent_supervision = May the supervisor see these data, and visit you too?
register-consent_statistics = May these data be counted, without names, to know how the area is doing?
register-consent_change = You may change your mind whenever you like.
register-consent_danger = If there is danger, help does not wait for consent.

## 9 Consent of a person; max 60; read aloud

consent-says = You may change your mind whenever you like.
consent-not_asked = Not asked yet
consent-ask = Ask again
consent-withdraw_care = Withdraw: care of the family
consent-withdraw_supervision = Withdraw: supervision
consent-withdraw_statistics = Withdraw: statistics
consent-withdrawn = Withdrawn: { $day }
    .say = Withdrawn.
consent-withdrawn_saved = Consent withdrawn on this phone.

## 7 Pregnancy that ended; max 90; read aloud

pregnancy-title = Was the child born, or did the pregnancy end?
pregnancy-says = Nobody has to say why.
pregnancy-when = When?
pregnancy-when_hint = If it is not known, leave it empty.
pregnancy-how = If she wants to tell
pregnancy-born = The child is born
pregnancy-ended = The pregnancy ended
pregnancy-saved = Noted. You are not reminded of this pregnancy any more.
pregnancy-known = It was noted already. Nothing is needed.
