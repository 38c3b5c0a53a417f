### Growth charts: titles, axes, labels.
