### What the sheets, columns and words of `package.xlsx` are called, in which a programme writes its rules.

## package.xlsx, names of sheets; max 20; not read

package-sheet-norms = norms
package-sheet-doubts = doubts
package-sheet-products = products
package-sheet-conditions = conditions
package-sheet-packages = packages
package-sheet-services = services
package-sheet-schedule = schedule
package-sheet-messages = messages

## package.xlsx, headings; max 20; not read

package-column-norms-id = id
package-column-norms-act = act
package-column-norms-version = version
package-column-norms-valid_from = valid_from
package-column-norms-valid_until = valid_until
package-column-norms-source = source
package-column-norms-note = note
package-column-doubts-id = id
package-column-doubts-text = text
package-column-products-product = product
package-column-products-name = name
package-column-products-antigens = antigens
package-column-conditions-id = id
package-column-conditions-attribute = attribute
package-column-conditions-operator = operator
package-column-conditions-value = value
package-column-conditions-reason = reason
package-column-packages-id = id
package-column-packages-name = name
package-column-packages-about = about
package-column-packages-from = from
package-column-packages-until = until
package-column-packages-shown = shown
package-column-packages-unless = unless
package-column-services-id = id
package-column-services-packages = packages
package-column-services-name = name
package-column-services-remedy = remedy
package-column-services-kind = kind
package-column-services-antigens = antigens
package-column-services-product = product
package-column-services-document = document
package-column-services-source = source
package-column-services-order = order
package-column-services-times = times
package-column-services-any_of = any_of
package-column-services-counted_from = counted_from
package-column-services-only = only
package-column-services-unless = unless
package-column-services-needs = needs
package-column-services-provider = provider
package-column-services-owner = owner
package-column-services-risk = risk
package-column-services-picture = picture
package-column-services-doubt = doubt
package-column-schedule-service = service
package-column-schedule-step = step
package-column-schedule-name = name
package-column-schedule-from = from
package-column-schedule-due = due
package-column-schedule-in_time = in_time
package-column-schedule-until = until
package-column-schedule-min_gap = min_gap
package-column-schedule-max_gap = max_gap
package-column-schedule-grace = grace
package-column-schedule-norm = norm
package-column-schedule-doubt = doubt
package-column-schedule-born_from = born_from
package-column-schedule-born_until = born_until
package-column-messages-from = from
package-column-messages-until = until
package-column-messages-about = about
package-column-messages-text = text
package-column-messages-picture = picture

## package.xlsx, words in cells; max 20; not read

package-word-doses = doses
package-word-ages = ages
package-word-every = every
package-word-monthly = monthly
package-word-any_of = any_of
package-word-child = child
package-word-pregnancy = pregnancy
package-word-list = list
package-word-countdown = countdown
package-word-indicator = indicator
package-word-below = below
package-word-at_least = at_least
package-word-is = is
package-word-is_not = is_not
package-word-unknown = unknown
package-word-birth_weight_g = birth_weight_g
package-word-gestational_weeks = gestational_weeks
package-word-altitude_m = altitude_m
package-word-sex = sex
package-word-insurance = insurance
package-word-programme = programme
package-word-anaemia = anaemia
package-word-yes = yes
package-word-no = no
package-word-female = female
package-word-male = male
package-word-seen = seen
package-word-card = card
package-word-register = register
package-word-told = told
package-word-start = start
package-word-first = first
package-word-last = last
package-word-visit = visit

## package.xlsx, letters of day, week, month and year; max 8; not read

package-units = d w m y
