### What is said of what each person is owed: the state, the window, the rule and what counts.

## 6 Child, 7 Pregnancy, web; state of a line; max 20; not read

programme-state_done = Up to date
programme-state_not_due = Not yet
programme-state_due = Due
programme-state_late = Late
programme-state_too_late = Too late
programme-state_cannot_tell = Cannot be told
programme-state_not_owed = Not asked for

## 3 Hoy, 6 Child, web; one line; max 90; not read

programme-due_until = Until { $day }
programme-due_between = Until a day between { $first } and { $last }
programme-due = Due now
programme-late = { $n ->
    [0] Late since today
    [one] { $shown } day late
   *[other] { $shown } days late
 }
programme-late_closes = { $late }. Counts until { $day }.
programme-not_due = From { $day }
programme-not_due_between = From a day between { $first } and { $last }
programme-done = Done
programme-done_on = Done: { $day }
programme-too_late = Too late for ever
programme-no_birth = The date of birth is missing
programme-no_last_period = The date of the last period is missing
programme-no_date_of = The date of what was given is missing
programme-rough_dates = The dates are not exact
programme-out_of_age = Not for this age
programme-ended = The pregnancy has ended
programme-excluded = Not asked for: { $reason }
programme-only_for = Only if { $reason }
programme-no_norm = No norm asks for it today
programme-after = Counted from: { $what }
programme-step = { $service }, { $step }

## 6 Child, why; max 260; not read

programme-why_missed = Not done: { $what }
programme-why_first = First: { $what }
programme-why_from = Counts from { $age }.
programme-why_due = Due at { $age }.
programme-why_in_time = In time until { $age }.
programme-why_until = Counts until { $age }.
programme-why_min_gap = { $n ->
    [0] On the same day as the one before, or later.
    [one] At least { $shown } day after the one before.
   *[other] At least { $shown } days after the one before.
 }
programme-why_max_gap = { $n ->
    [0] On the same day as the one before.
    [one] At most { $shown } day after the one before.
   *[other] At most { $shown } days after the one before.
 }
programme-why_times = { $n ->
    [0] Never a month.
    [one] { $shown } time a month.
   *[other] { $shown } times a month.
 }
programme-why_provider = Given by: { $who }
programme-why_owner = The data is of: { $who }
programme-why_norm = Norm: { $act }
programme-why_no_norm = The norm was not found. { $note }
programme-why_source = Read in: { $source }
programme-why_doubt = With a doubt: { $doubt }
programme-why_counts = Counts: { $what }, { $on } ({ $source })
programme-why_counts_not = Does not count: { $on } ({ $source }). { $why }
programme-why_disputed = Two different values were recorded of this.
programme-why_nothing = Nothing is recorded yet.
programme-unsaid = it is not said from where
programme-no_date = without a date

## 6 Child, why an event does not count; max 90; not read

programme-not_removed = It was removed.
programme-not_source = It is not taken from that source.
programme-not_no_date = The date is missing.
programme-not_before_start = It is of before birth or before the pregnancy.
programme-not_in_the_future = It is of a day that has not come.
programme-not_same_day = There is another of the same day.
programme-not_too_early = Too early: it counted from { $day }.
programme-not_too_soon = Too soon after the one before: it counted from { $day }.
programme-not_too_late = Too late: it counted until { $day }.
programme-not_too_long = Too long after the one before: it counted until { $day }.
programme-not_extra = It was complete before.
programme-not_rough_date = The date is not exact.

## ages in a rule; max 50; not read

programme-age_days = { $n ->
    [0] birth
    [one] { $shown } day
   *[other] { $shown } days
 }
programme-age_weeks = { $n ->
    [0] the beginning
    [one] { $shown } week
   *[other] { $shown } weeks
 }
programme-age_months = { $n ->
    [0] birth
    [one] { $shown } month
   *[other] { $shown } months
 }
programme-age_both = { $months } and { $days }
programme-age_before = one day before { $age }

## 3 Hoy, 6 Child, phone; max 60; not read

owed-more = { $n ->
    [0] and nothing more
    [one] and { $shown } more
   *[other] and { $shown } more
 }
owed-left = { $n ->
    [0] Today is the last day.
    [one] { $shown } day is left.
   *[other] { $shown } days are left.
 }
owed-why = Why
owed-none = Nothing of this is owed today.
owed-talk = To talk about with the family
