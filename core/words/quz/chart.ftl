### Growth charts: titles, axes, labels.
### Proposals from the project's term list; nothing here is shown until its comment names who reviewed it and when.
### What is not here is a sentence that needs a native speaker and not a list of terms.

# growth chart, names of the axes; max 56; not read; reviewed: none
chart-axis-weight = Llasaynin (kg)
# growth chart, names of the axes; max 56; not read; reviewed: none
chart-axis-length = Sayaynin (cm)
