### The supervisors' pages: frame, Hoy, visits, children, families, sign-in.
