### Runasimi, Qusqu-Qollaw. Nothing here is shown until its comment names who reviewed it and when
### (`reviewed: Name, 2026-11-24`); until then the screen says it in Spanish and marks it so.
### The words below are proposals of the project's term list, to be settled by a native speaker.

# every screen; max 22; read aloud; reviewed: none
answer-yes = arí
# every screen; max 22; read aloud; reviewed: none
answer-no = manan
# every screen; max 22; read aloud; reviewed: none
answer-not-known = manan yachanichu
# every screen, where a record stands; max 32; read aloud; reviewed: none
state-phone-only = kay celularllapi
# every screen, where a record stands; max 32; read aloud; reviewed: none
state-delivered = chaskisqa
# every screen, where a record stands; max 32; read aloud; reviewed: none
state-reviewed = qhawarisqa
