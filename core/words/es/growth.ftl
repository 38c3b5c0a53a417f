### Growth: what is said of a measurement and what to do about it.
