### How well a survey or a month of visits was measured: the page for the supervisor.

## report of a survey's quality, frame; max 240; not read

survey-title = How it was measured
survey-rows = { $file } · measurements: { $rows }
survey-made = made on { $when }
survey-purpose = This page helps to measure better. An odd figure may come from the scale, the board, the place or chance, and says nothing of a person. Talk and measure together first; decide afterwards.
survey-empty = The file has no measurements yet. Once it has, this page will say how it was measured.
survey-first = What to look at first
survey-first-none = Nothing asks for attention. Tell the team that it measures well, and go on like this.
survey-talk = Talk
survey-well = Well
survey-few = Few data
survey-data = See the data
survey-even = even
survey-and = { $first } and { $last }
survey-too-few = Too few measurements to say something: { $n }. It takes 100. They are shown without judging.

## report of a survey's quality, names of columns and indicators; max 40; not read

survey-field-sex = Sex
survey-field-age = Age
survey-field-weight = Weight
survey-field-length = Length or height
survey-field-position = Position
survey-indicator-len = Length for age
survey-indicator-wei = Weight for age
survey-indicator-wfl = Weight for length
survey-indicator-bmi = BMI for age
survey-column-worker = worker
survey-column-team = team
survey-column-area = area
survey-column-region = region
survey-head-what = What
survey-head-missing = Missing
survey-head-digit = Ends in
survey-head-n = Measurements
survey-head-months = Months
survey-head-known = Position known
survey-head-other-position = In the other position
survey-head-indicator = Indicator
survey-head-scored = With z
survey-head-flagged = Outside the limits
survey-head-of-rows = % of rows
survey-head-smart = SMART
survey-head-of-scored = % with z
survey-head-mean = Mean
survey-head-sd = Standard deviation
survey-head-skewness = Skewness
survey-head-kurtosis = Kurtosis
survey-head-talk = Talk about
survey-head-weight-digits = Digits of weight
survey-head-length-digits = Digits of length
survey-head-position = Other position
survey-head-birthdays = At whole years
survey-head-limits = Outside the limits
survey-head-wfl-sd = SD weight for length
survey-head-most-missing = Most missing

## report of a survey's quality, its parts: what is seen and what to do; max 300; not read

survey-missing = Missing data
survey-missing-none = Nothing is missing.
survey-missing-well = Hardly anything is missing. Most of all: { $field }, { $share }.
survey-missing-talk = Most of all is missing: { $field }, { $share }. Without all of it nobody knows how the child grows.
survey-missing-act = Before leaving the house, look the sheet over together: sex, date of birth, weight, length and position.
survey-missing-plot = Measurements without it
survey-digits-weight = Last digit of the weight
survey-digits-length = Last digit of the length
survey-digits-weight-well = Weights end in all digits almost alike: the scale is read with care.
survey-digits-length-well = Lengths end in all digits almost alike: the board is read with care.
survey-digits-weight-talk = More weights than expected end in { $digits }: { $share }. Even would be { $even }. They may be rounded.
survey-digits-length-talk = More lengths than expected end in { $digits }: { $share }. Even would be { $even }. They may be rounded.
survey-digits-weight-act = Weigh a child together: wait until the scale is still, read the decimal too and write it down at once. See whether the scale shows 100 grams.
survey-digits-length-act = Measure a child together: eyes level with the mark, read the millimetre too and write it down at once. See whether the tape of the board is worn.
survey-digits-plot = How many of 100 end in each digit
survey-digits-some = Somewhat more than expected end in { $digits }: { $share }. Even would be { $even }. Still accepted; it is well to read the decimal always.
survey-digits-score = Preference score { $score }: { $band }
survey-band-excellent = very even (below 8)
survey-band-good = even (8 to 12)
survey-band-acceptable = somewhat rounded (12 to 20)
survey-band-problematic = much rounded (20 or more)
survey-position = Lying or standing
survey-position-well = Almost always measured in the position of the age: in the other, { $share }.
survey-position-talk = In the position of another age: { $share }. Before 2 years children are measured lying; from 2 years on, standing. The difference is 0.7{"\u00a0"}cm.
survey-position-act = Go over together when to measure lying and when standing. Where it could not be done, it is enough to write down how: the computation corrects it.
survey-position-plot = Measured in the position of another age
survey-months = { $months } months
survey-ages = Ages
survey-ages-well = Ages from 1 to 4 years lie in all months: the date of birth is written down.
survey-ages-talk = More ages than expected are { $months } months: { $share } of those from 1 to 4 years. Even would be 8{"\u00a0"}%. It may be the age that the family remembers.
survey-ages-act = Ask to see the identity document or the health card and write down the date of birth, not the age. If the programme begins at a certain age, it may well be so.
survey-ages-plot = Children by completed months
survey-ages-under = Dark: 1, 2, 3 and 4 completed years
survey-sexes = Who was measured
survey-sexes-well = Girls and boys, younger and older, were measured as expected: girls { $girls }; 6 to 29 months { $young }.
survey-sexes-sex = Girls: { $girls }. About a half is expected, and chance seldom makes such a difference.
survey-sexes-age = 6 to 29 months: { $young }. About 46{"\u00a0"}% is expected, and chance seldom makes such a difference.
survey-sexes-both = Girls: { $girls }, about a half is expected. 6 to 29 months: { $young }, about 46{"\u00a0"}% is expected. Chance seldom makes such a difference.
survey-sexes-act = If it is a survey, see whether houses or ages were not visited. If these are visits of a programme, it may well be so.
survey-sexes-plot = Girls and boys
survey-sexes-ages-plot = From 6 to 59 months
survey-girls = Girls
survey-boys = Boys
survey-younger = 6 to 29 months
survey-older = 30 to 59 months
survey-flags = Measurements outside WHO's limits
survey-flags-well = Hardly any measurement is outside WHO's limits.
survey-flags-talk = More than 1{"\u00a0"}% is outside WHO's limits in { $indicators }. It is almost always a figure copied wrongly, not a child like that.
survey-flags-act = Look for those rows: date of birth, grams for kilograms, length and weight exchanged. Where possible, measure again and keep both.
survey-flags-plot = Part of all measurements
survey-spread = How z-scores lie
survey-spread-read = The line is the curve of WHO's healthy children. Bars moved to one side tell how children grow. Bars wider than the line tell how they were measured.
survey-spread-well = The scores are as wide as expected.
survey-spread-wide = { $indicator }: very wide (deviation { $sd }; usual is up to { $most }). There may be weights, lengths or ages to look into.
survey-spread-narrow = { $indicator }: very narrow (deviation { $sd }; usual is from 0.8). Figures may be copied from another visit.
survey-spread-shape = { $indicator }: the shape is no bell. There may be very different groups or an instrument to look into.
survey-spread-act = Practise: two people measure the same 10 children twice and compare. Check the scale with a known weight.
survey-spread-plot = z-scores within WHO's limits
survey-spread-under = mean { $mean } · deviation { $sd } · n{"\u00a0"}{ $n }
survey-spread-line = WHO

## report of a survey's quality, by worker or area; max 300; not read

survey-by = By { $column }
survey-by-caption = By { $column }, first where there is most to talk about
survey-by-few = Nobody has 100 measurements yet: look at them together later. Names: { $all }.
survey-by-well = Nothing to point out in { $judged } of { $all } with 100 measurements or more. Tell each of them that she measures well.
survey-by-talk = Something to talk about in { $talk } of { $judged } with 100 measurements or more (names in all: { $all }). First where there is most.
survey-by-act = Talk first, in private and with scale and board at hand: what she sees, what is hard, what she lacks. Measure two or three children together.
survey-by-note = Each is compared with the limits, not with the others. Digits: how many end in .0 to .9, and the score; of 100 measurements, even reading gives about 10, so it is pointed out from 20 on.
survey-by-not-judged = With fewer than 100 measurements, not judged: { $names }.
survey-by-more = There are other names with 100 measurements or more: { $more }. Their figures are in the table of results.
survey-by-joined = The column has more than { $all } names. The other measurements count in the whole only: { $rows }.
survey-by-nameless = (no name)
survey-by-nothing = Nothing to point out
survey-point-weight = last digit of the weight
survey-point-length = last digit of the length
survey-point-position = lying or standing
survey-point-ages = ages that repeat
survey-point-flagged = measurements outside the limits
survey-point-spread = width of weight for length
survey-point-missing = missing data ({ $fields })

## report of a survey's quality, how it is computed; max 460; not read

survey-how = How it is computed
survey-how-rows = Every row of the file counts. z-scores are WHO's (2006), 0 to 59 months; from 100 measurements on it is judged.
survey-how-digits = Score of digits: 100 √(χ²/(9 n)) of the first decimal against ten equal parts (Kuulasmaa 1998; NiPN and SMART: very even below 8, even below 12, acceptable below 20).
survey-how-ages = Ages: χ² of the months since the birthday, 12 to 59 months, against twelve equal parts. Sex against a half and 6-29 against 30-59 months (0.85), with Yates's correction. Pointed out where chance would do it less than once in 1000.
survey-how-z = Outside the limits: WHO's (length for age 6, weight for age -6 and 5, the others 5); more than 1{"\u00a0"}% asks for a look (WHO and UNICEF 2019). Usual deviation: 95th percentile of surveys (Mei 2007), and from 0.8. Shape: skewness beyond 0.5, kurtosis outside 2 to 4.
survey-how-smart = SMART: z more than 3 from the mean of those within the limits, together with those outside.
survey-how-ours = Our own convention, no norm: more than 5{"\u00a0"}% without a figure, more than 5{"\u00a0"}% in the position of another age, more than 10{"\u00a0"}% of the ages in one month of the year, sex or ages more than 3 points from what is expected, and 3 rows outside the limits before a name is pointed out.
