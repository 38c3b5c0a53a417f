### What is said the same way everywhere: answers, buttons, dates, ages, states of delivery.

## every screen; max 22; not read

answer-yes = Yes
answer-no = No
answer-not-known = Don't know
button-save = Save
button-back = Back
button-cancel = Cancel
button-accept = Accept
button-return = Return
button-next = Next
button-remove = Remove
button-print = Print
value-none = No data

## every screen, where a record stands; max 24; not read

state-phone-only = On this phone only
state-delivered = Delivered
state-reviewed = Reviewed
state-returned = Returned
state-waiting = Waits for its family
state-set-aside = Your supervisor looks
state-dispute = Two different values

## every screen, dates and times; max 28; not read

day-today = today
day-yesterday = yesterday
day-tomorrow = tomorrow
weekday-short = { $n ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
 }
month-short = { $n ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
 }
date-day = { $weekday } { $day } { $month }
date-day-year = { $weekday } { $day } { $month } { $year }
date-table = { $day } { $month } { $year }
date-month = { $month } { $year }
time-morning = { $clock }{"\u00a0"}a.m.
time-afternoon = { $clock }{"\u00a0"}p.m.
date-time-near = { $date } { $time }
date-time = { $date }, { $time }

## every screen, how long; max 28; not read

ago-days = { $n ->
    [0] today
    [1] yesterday
    [one] { $shown } day ago
   *[other] { $shown } days ago
 }
ago-hours = { $n ->
    [0] less than 1 hour ago
    [one] { $shown } hour ago
   *[other] { $shown } hours ago
 }
length-days = { $n ->
    [0] no days
    [one] { $shown } day
   *[other] { $shown } days
 }
length-hours = { $n ->
    [0] less than 1 hour
    [one] { $shown } hour
   *[other] { $shown } hours
 }

## every screen, ages; max 32; not read

age-days = { $n ->
    [0] less than 1 day
    [one] { $shown } day
   *[other] { $shown } days
 }
age-months = { $n ->
    [0] under 1 month
    [one] { $shown } month
   *[other] { $shown } months
 }
age-years = { $n ->
    [0] under 1 year
    [one] { $shown } year
   *[other] { $shown } years
 }
age-two = { $first } { $second }
age-about = about { $age }
age-not-born = date of birth to be checked

## every screen, figures; max 24; not read

share-of = { $part } of { $whole }
