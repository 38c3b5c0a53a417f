### The supervisors' pages: frame, Today, visits, children, families, sign-in.

## every page, frame; max 40; not read

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
    [0] every phone has delivered
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
