#!/usr/bin/env python3
"""Independent reference reading of the child-health schedule.

Reads one child per line (JSON) on standard input, writes one JSON object per
line on standard output: service -> state, dates of the next open step, and
the events counted.  It is deliberately plain: tables first, then a chain
search that keeps every reachable chain end, with nothing optimised.

Conventions
  * Ages: "55d" days, "8w" weeks, "12m" calendar months (the day is clamped to
    the last day of the month), "12m-1d" the day before 12 months.
  * The day of birth is day 0.  All bounds are inclusive.
"""

import calendar
import json
import re
import sys
from datetime import date, timedelta

# ---------------------------------------------------------------------------
# Vaccine products -> antigens (antigens are counted, never product names)
# ---------------------------------------------------------------------------

PRODUCT_ANTIGENS = {
    "bcg": ["bcg"],
    "hepb": ["hepb"],
    "penta": ["dpt", "hib", "hepb"],
    "hexa": ["dpt", "hib", "hepb", "ipv"],
    "ipv": ["ipv"],
    "apo": ["opv"],
    "dpt": ["dpt"],
    "pneumo": ["pneumo"],
    "rota": ["rota"],
    "influenza": ["influenza"],
    "spr": ["mmr"],
    "varicela": ["varicella"],
    "hepa": ["hepa"],
    "ama": ["yellow_fever"],
}

# ---------------------------------------------------------------------------
# Packages: the ages at which their services are owed
# ---------------------------------------------------------------------------

PACKAGES = {
    "ninez": ("0d", "60m-1d"),
    "recien-nacido": ("0d", "60d"),
    "mc02": ("0d", "364d"),      # domain 3.1: 0 <= age_days <= 364; 365 d is out
}

NINEZ = ["ninez"]
NEWBORN = ["recien-nacido"]
BOTH = ["ninez", "recien-nacido"]
MC02 = ["mc02"]

# ---------------------------------------------------------------------------
# Event filters
# ---------------------------------------------------------------------------


def antigens_of(event):
    given = set(event.get("antigens") or [])
    given.update(PRODUCT_ANTIGENS.get(event.get("product"), []))
    return given


def kind(wanted):
    return lambda e: e.get("kind") == wanted


def document(wanted):
    return lambda e: e.get("kind") == "document" and e.get("document") == wanted


def vaccine(all_of=(), any_of=(), none_of=()):
    def matches(e):
        if e.get("kind") != "vaccine":
            return False
        got = antigens_of(e)
        if any(a not in got for a in all_of):
            return False
        if any_of and not any(a in got for a in any_of):
            return False
        return not any(a in got for a in none_of)
    return matches


TREATMENT = "hierro_tratamiento"
MMN = "mmn"


def iron_not(*products):
    """Iron of any product but these; an absent product is taken."""
    return lambda e: e.get("kind") == "iron" and e.get("product") not in products


def iron_only(product):
    return lambda e: e.get("kind") == "iron" and e.get("product") == product


# ---------------------------------------------------------------------------
# Steps
# ---------------------------------------------------------------------------


def step(due, in_time=None, until=None, from_=None, gap=1, max_gap=None, grace=0):
    return {
        "from": due if from_ is None else from_,   # earliest age that counts
        "due": due,
        "in_time": in_time,
        "until": until,                            # last age that counts
        "min_gap": max(1, gap),
        "max_gap": max_gap,
        "grace": grace,
    }


def day_before(months):
    return "%dm-1d" % months


def month_of(n):
    return "%dm" % n


# --- CRED: domain 1.5 -------------------------------------------------------
# Ideal ages: 3 newborn; 1, 2, 3, 4, 6, 7, 9 m; 12, 15, 18, 21 m;
# 24, 30, 36, 42, 48, 54 m; then yearly 5..11 y: 27 in all.
# Minimum gap by age at the visit: <= 28 d 7; < 120 d 30; < 180 d 60;
# < 210 d 30; < 270 d 60; to 24 m 90; 24-59 m 180; 5-11 y 360.

CRED_STEPS = [
    step("2d", "6d", "6d"),
    step("7d", "13d", "13d", gap=7),
    step("14d", "21d", "21d", gap=7),
    step("29d", "59d", "59d", gap=30),
    step("60d", "89d", "89d", gap=30),
    step("90d", "119d", "119d", gap=30),
    step("120d", "149d", "179d", gap=60, grace=29),
    step("180d", "209d", "209d", gap=30),
    step("210d", "239d", "269d", gap=60, grace=29),
    step("270d", "299d", "12m-1d", gap=90, grace=29),
    step("12m", "13m-1d", "15m-1d", gap=90, grace=29),
    step("15m", "16m-1d", "18m-1d", gap=90, grace=29),
    step("18m", "19m-1d", "21m-1d", gap=90, grace=29),
    step("21m", "22m-1d", "24m-1d", gap=90, grace=29),
    step("24m", "25m-1d", "30m-1d", gap=180, grace=29),
    step("30m", "31m-1d", "36m-1d", gap=180, grace=29),
    step("36m", "37m-1d", "42m-1d", gap=180, grace=29),
    step("42m", "43m-1d", "48m-1d", gap=180, grace=29),
    step("48m", "49m-1d", "54m-1d", gap=180, grace=29),
    step("54m", "55m-1d", "60m-1d", gap=180, grace=29),
    step("60m", "61m-1d", "72m-1d", gap=360, grace=29),
    step("72m", "73m-1d", "84m-1d", gap=360, grace=29),
    step("84m", "85m-1d", "96m-1d", gap=360, grace=29),
    step("96m", "97m-1d", "108m-1d", gap=360, grace=29),
    step("108m", "109m-1d", "120m-1d", gap=360, grace=29),
    step("120m", "121m-1d", "132m-1d", gap=360, grace=29),
    step("132m", "133m-1d", "144m-1d", gap=360, grace=29),
]

# --- Vaccines: domain 1.6 (2, 4, 6 m; 12, 15, 18 m; yearly influenza; 4 y) --

THREE_PRIMARY = [
    step("2m", "119d", from_="55d", grace=30),
    step("4m", "189d", from_="83d", gap=28, grace=30),
    step("6m", "259d", from_="111d", gap=28, grace=30),
]

POLIO_STEPS = THREE_PRIMARY + [
    step("18m", "19m-1d", gap=28, grace=30),
    step("48m", "49m-1d", gap=28, grace=30),
]

PNEUMO_STEPS = THREE_PRIMARY[:2] + [
    step("12m", "13m-1d", gap=28, grace=30),
]

# Domain 1.6: no rotavirus dose after 240 d; gap at least 28 d.
ROTA_STEPS = [
    step("2m", "119d", "210d", from_="55d", grace=30),
    step("4m", "189d", "240d", from_="83d", gap=28, grace=30),
]

INFLUENZA_STEPS = [
    step("6m", "7m-1d", "12m-1d", grace=30),
    step("7m", "8m-1d", "12m-1d", gap=28, grace=30),
    step("12m", "13m-1d", "24m-1d", gap=28, grace=30),
    step("24m", "25m-1d", "36m-1d", gap=28, grace=30),
    step("36m", "37m-1d", "48m-1d", gap=28, grace=30),
    step("48m", "49m-1d", "60m-1d", gap=28, grace=30),
]

MMR_STEPS = [
    step("12m", "13m-1d", grace=30),
    step("18m", "19m-1d", gap=28, grace=30),
]

DPT_BOOSTER_STEPS = [
    step("18m", "19m-1d", "48m-1d"),
    step("48m", "49m-1d", "60m-1d", gap=28, grace=30),
]

# --- Preventive iron: domain 1.7 --------------------------------------------
# Preterm or low birth weight from 30 d; term from 120 d; 6-11 m 6 months;
# 12-23 m 6 months after 3 months' rest; 24-35 m 6 months; 36-59 m 3 months
# a year.  One delivery a month is asked for.

IRON_6M_STEPS = [step("6m", "209d", "12m-1d", from_="170d")] + [
    step(month_of(6 + i), day_before(7 + i), "12m-1d", from_="170d", gap=25, grace=30)
    for i in range(1, 6)
]

# At one year the grace holds for the first delivery also.
IRON_1Y_STEPS = [step("15m", "16m-1d", "24m-1d", from_="15m", grace=30)] + [
    step(month_of(15 + i), day_before(16 + i), "24m-1d", from_="15m", gap=25, grace=30)
    for i in range(1, 6)
]


def iron_course(start, end, count):
    """`count` monthly deliveries from `start` months, until the day before `end`."""
    first = [step(month_of(start), day_before(start + 1), day_before(end),
                  from_=month_of(start))]
    return first + [
        step(month_of(start + i), day_before(start + i + 1), day_before(end),
             from_=month_of(start), gap=25, grace=30)
        for i in range(1, count)
    ]


# --- Age series: haemoglobin, vitamin A (domain 1.5), parasites -------------


def age_series(months, end, in_time_months, gap, grace):
    """One step at each age, open until the day before the next one."""
    ends = months[1:] + [end]
    return [
        step(month_of(m), day_before(m + in_time_months), day_before(e), gap=gap, grace=grace)
        for m, e in zip(months, ends)
    ]


HAEMOGLOBIN_STEPS = [
    step("6m", "209d", "9m-1d", from_="170d", gap=25, grace=29),
] + age_series([9, 12, 15, 18, 21, 24, 30, 36, 42, 48, 54], 60, 1, 25, 29)

VITAMIN_A_STEPS = age_series([6, 12, 18, 24, 30, 36, 42, 48, 54], 60, 1, 90, 29)

PARASITE_STEPS = age_series([12, 24, 36, 48], 60, 6, 90, 29)

# --- MC-02.01, 2026 version: domain 3.1 -------------------------------------
# "Age at cut -> cumulative requirement" gives in_time (the last age at which
# one fewer is enough); "validity of each event" gives the windows and gaps.

# Polio and penta: 0-119: 0; 120-189: 1; 190-259: 2; 260-364: 3.
# 1st at 55-119 d, then gaps of 28-70 d.
MC02_THREE = [
    step("55d", "119d", "119d"),
    step("55d", "189d", gap=28, max_gap=70),
    step("55d", "259d", gap=28, max_gap=70),
]

# Pneumo: 0-119: 0; 120-189: 1; 190-364: 2.  The same windows, two doses.
MC02_PNEUMO = MC02_THREE[:2]

# Rota: 0-210: 0; 211-240: 1; 241-364: 2.  1st at 55-210 d,
# 2nd at least 28 d later and at 240 d at most.
MC02_ROTA = [
    step("55d", "210d", "210d"),
    step("55d", "240d", "240d", gap=28),
]

# Iron at six months: four paths, any one of them is enough.
MC02_IRON_PATHS = [
    # A, treatment: 210-279: 1; 280-349: 2; 350-364: 3; gaps 25-70.
    (iron_only(TREATMENT), [
        step("170d", "209d", "209d"),
        step("170d", "279d", gap=25, max_gap=70),
        step("170d", "349d", gap=25, max_gap=70),
    ]),
    # B, iron only: 210-279: 1; 280-364: 2; gap 25-70.
    (iron_not(TREATMENT, MMN), [
        step("170d", "209d", "209d"),
        step("170d", "279d", gap=25, max_gap=70),
    ]),
    # C, iron and micronutrients: 210-244: 1; 245-364: 2; gap 25-35.
    (iron_not(TREATMENT), [
        step("170d", "209d", "209d"),
        step("170d", "244d", gap=25, max_gap=35),
    ]),
    # D, micronutrients only: 210-244: 1; 245-279: 2; 280-314: 3; 315-349: 4;
    # 350-363: 5; 364: 6; gaps 25-35.
    (iron_only(MMN), [
        step("170d", "209d", "209d"),
        step("170d", "244d", gap=25, max_gap=35),
        step("170d", "279d", gap=25, max_gap=35),
        step("170d", "314d", gap=25, max_gap=35),
        step("170d", "349d", gap=25, max_gap=35),
        step("170d", "363d", gap=25, max_gap=35),
    ]),
]

# Best first.
STATE_RANK = ["done", "not_due", "due", "late", "too_late"]

# ---------------------------------------------------------------------------
# Conditions
# ---------------------------------------------------------------------------


def low_birth_weight(child):
    """Under 2500 g or under 37 weeks; an unknown value says nothing."""
    weight = child.get("birth_weight_g")
    weeks = child.get("gestational_weeks")
    return (weight is not None and weight < 2500) or (weeks is not None and weeks < 37)


def anaemia(child):
    return child.get("anaemia") is True


def nobody(child):
    return False


def lbw_or_anaemia(child):
    return low_birth_weight(child) or anaemia(child)


def not_lbw_or_anaemia(child):
    return not low_birth_weight(child) or anaemia(child)


# ---------------------------------------------------------------------------
# Services: name, packages, left-out condition, event filter, mode, steps
# ---------------------------------------------------------------------------

DOSES = "doses"
AGES = "ages"

IPV_OR_OPV = vaccine(any_of=["ipv", "opv"])
PENTAVALENT = vaccine(all_of=["dpt", "hib", "hepb"])
PREVENTIVE_IRON = iron_not(TREATMENT)

SERVICES = [
    # Identity (domain 1.8: certificate, then birth act, then DNI; timely DNI
    # is 30 d at most).
    ("cnv", BOTH, nobody, document("cnv"), DOSES, [step("0d", "7d")]),
    ("acta", BOTH, nobody, document("birth_act"), DOSES, [step("0d", "30d")]),
    ("dni", BOTH, nobody, document("dni"), DOSES, [step("0d", "30d")]),

    # Newborn (domain 1.6 and MC-03: BCG and HepB within 24 h, by dates 0-1 d;
    # screening from 48 h to 6 d).
    ("bcg", BOTH, nobody, vaccine(all_of=["bcg"]), DOSES, [step("0d", "1d")]),
    ("hepb-rn", NEWBORN, nobody, vaccine(all_of=["hepb"], none_of=["dpt"]), DOSES,
     [step("0d", "1d", "28d")]),
    ("tamizaje", NEWBORN, nobody, kind("newborn_screening"), AGES,
     [step("2d", "6d", "28d")]),

    ("cred", BOTH, nobody, kind("cred_check"), AGES, CRED_STEPS),

    # Vaccines
    ("penta", NINEZ, nobody, PENTAVALENT, DOSES, THREE_PRIMARY),
    ("polio", NINEZ, nobody, IPV_OR_OPV, DOSES, POLIO_STEPS),
    ("neumococo", NINEZ, nobody, vaccine(all_of=["pneumo"]), DOSES, PNEUMO_STEPS),
    ("rotavirus", NINEZ, nobody, vaccine(all_of=["rota"]), DOSES, ROTA_STEPS),
    ("influenza", NINEZ, nobody, vaccine(all_of=["influenza"]), AGES, INFLUENZA_STEPS),
    ("spr", NINEZ, nobody, vaccine(all_of=["mmr"]), DOSES, MMR_STEPS),
    ("varicela", NINEZ, nobody, vaccine(all_of=["varicella"]), DOSES,
     [step("12m", "13m-1d")]),
    ("hepatitis-a", NINEZ, nobody, vaccine(all_of=["hepa"]), DOSES,
     [step("15m", "16m-1d")]),
    ("fiebre-amarilla", NINEZ, nobody, vaccine(all_of=["yellow_fever"]), DOSES,
     [step("15m", "16m-1d")]),
    ("dpt-refuerzo", NINEZ, nobody, vaccine(all_of=["dpt"], none_of=["hib"]), AGES,
     DPT_BOOSTER_STEPS),

    # Preventive iron
    ("hierro-inicio", NINEZ, lbw_or_anaemia, PREVENTIVE_IRON, DOSES,
     [step("120d", "130d", "179d", from_="110d")]),
    ("hierro-prematuro", NINEZ, not_lbw_or_anaemia, PREVENTIVE_IRON, AGES, [
        step("30d", "59d", "79d"),
        step("80d", "130d", "179d", gap=25),
    ]),
    ("hierro-6m", NINEZ, anaemia, PREVENTIVE_IRON, DOSES, IRON_6M_STEPS),
    ("hierro-1a", NINEZ, anaemia, PREVENTIVE_IRON, DOSES, IRON_1Y_STEPS),
    ("hierro-2a", NINEZ, anaemia, PREVENTIVE_IRON, DOSES, iron_course(24, 36, 6)),
    ("hierro-3a", NINEZ, anaemia, PREVENTIVE_IRON, DOSES, iron_course(36, 48, 3)),
    ("hierro-4a", NINEZ, anaemia, PREVENTIVE_IRON, DOSES, iron_course(48, 60, 3)),

    # Tests and supplements at given ages
    ("hemoglobina", NINEZ, nobody, kind("haemoglobin"), AGES, HAEMOGLOBIN_STEPS),
    ("vitamina-a", NINEZ, nobody, kind("vitamin_a"), AGES, VITAMIN_A_STEPS),
    ("parasitos", NINEZ, nobody, kind("parasite_check"), AGES, PARASITE_STEPS),

    # MC-02.01 (2026): under 2500 g or 37 weeks is out only if the value exists.
    ("mc02-neumococo", MC02, low_birth_weight, vaccine(all_of=["pneumo"]), DOSES, MC02_PNEUMO),
    ("mc02-rotavirus", MC02, low_birth_weight, vaccine(all_of=["rota"]), DOSES, MC02_ROTA),
    ("mc02-polio", MC02, low_birth_weight, IPV_OR_OPV, DOSES, MC02_THREE),
    ("mc02-penta", MC02, low_birth_weight, PENTAVALENT, DOSES, MC02_THREE),
    ("mc02-hierro-4m", MC02, low_birth_weight, kind("iron"), DOSES,
     [step("110d", "130d", "130d")]),
    ("mc02-hemoglobina", MC02, low_birth_weight, kind("haemoglobin"), DOSES,
     [step("170d", "209d", "209d")]),
    ("mc02-dni", MC02, low_birth_weight, document("dni"), DOSES,
     [step("0d", "30d", "30d")]),
]

# ---------------------------------------------------------------------------
# Ages
# ---------------------------------------------------------------------------

AGE_PATTERN = re.compile(r"^(\d+)([dwm])(?:-(\d+)d)?$")


def add_months(day, months):
    total = day.year * 12 + (day.month - 1) + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def at_age(birth, age):
    """The date at which a child born on `birth` has this age; None for none."""
    if age is None:
        return None
    number, unit, minus = AGE_PATTERN.match(age).groups()
    number = int(number)
    if unit == "m":
        reached = add_months(birth, number)
    else:
        reached = birth + timedelta(days=number * (7 if unit == "w" else 1))
    return reached - timedelta(days=int(minus or 0))


def days(n):
    return timedelta(days=n)


# ---------------------------------------------------------------------------
# Which events count
# ---------------------------------------------------------------------------


def matching_dates(child, event_filter):
    """Dates of the matching events from birth to the day, one per date, sorted."""
    found = set()
    for event in child["events"]:
        on = date.fromisoformat(event["on"])
        if child["birth"] <= on <= child["day"] and event_filter(event):
            found.add(on)
    return sorted(found)


def in_window(birth, on, one_step):
    if on < at_age(birth, one_step["from"]):
        return False
    last = at_age(birth, one_step["until"])
    return last is None or on <= last


def gap_allowed(previous, on, one_step):
    gap = (on - previous).days
    if gap < one_step["min_gap"]:
        return False
    return one_step["max_gap"] is None or gap <= one_step["max_gap"]


def longest_chain(birth, dates, steps, mode):
    """(number of events, date of the last, index of the last step filled, the
    latest date that a chain of as many can end with at that step).

    Whether a chain can go on depends only on its last event and its last
    step, so all the chains of one length are kept as the set of these pairs;
    each length is made from the one before by trying every event and step.
    """
    # Chains of one event.
    ends = set()
    for number in range(len(steps)):
        if mode == DOSES and number > 0:
            break                                  # doses begin at the first step
        for on in dates:
            if in_window(birth, on, steps[number]):
                ends.add((on, number))
    length, best, latest = 0, (None, -1), None
    while ends:
        length += 1
        best = min(ends)          # the earliest last event, then the lowest step
        latest = max(on for on, number in ends if number == best[1])
        longer = set()
        for previous, filled in ends:
            for number in range(filled + 1, len(steps)):
                if mode == DOSES and number != filled + 1:
                    break                          # doses never skip a step
                for on in dates:
                    if (on > previous
                            and in_window(birth, on, steps[number])
                            and gap_allowed(previous, on, steps[number])):
                        longer.add((on, number))
        ends = longer
    return length, best[0], best[1], latest


# ---------------------------------------------------------------------------
# The next open step and the state
# ---------------------------------------------------------------------------


def step_dates(birth, one_step, real, counted):
    """opens, due, in_time, closes of a step.

    real: the last matching event, counted or not.  counted: the latest that
    may be taken for the last counted.
    """
    opens = at_age(birth, one_step["from"])
    if real is not None:
        opens = max(opens, real + days(one_step["min_gap"]))
    due = max(at_age(birth, one_step["due"]), opens)
    in_time = at_age(birth, one_step["in_time"])
    if in_time is not None and one_step["grace"] > 0:
        in_time = max(in_time, opens + days(one_step["grace"]))
    limits = []
    if one_step["until"] is not None:
        limits.append(at_age(birth, one_step["until"]))
    if one_step["max_gap"] is not None and counted is not None:
        limits.append(counted + days(one_step["max_gap"]))
    closes = min(limits) if limits else None
    # Nothing is in time once it does not count any more.
    if in_time is not None and closes is not None:
        in_time = min(in_time, closes)
    return opens, due, in_time, closes


def answer(state, due=None, in_time=None, closes=None, used=0, last=None):
    return {"state": state, "due": due, "in_time": in_time, "closes": closes,
            "used": used, "last": last}


def evaluate(child, event_filter, mode, steps):
    """The answer for a child to whom the service is owed."""
    birth, day = child["birth"], child["day"]
    dates = matching_dates(child, event_filter)
    real = dates[-1] if dates else None
    used, last, filled, latest = longest_chain(birth, dates, steps, mode)

    missed = (filled + 1) - used                   # skipped before the last filled
    for one_step in steps[filled + 1:]:
        opens, due, in_time, closes = step_dates(birth, one_step, real, latest)
        over = closes is not None and (closes < day or closes < opens)
        if not over:
            if day < due:
                state = "not_due"
            elif in_time is None or day <= in_time:
                state = "due"
            else:
                state = "late"
            return answer(state, due, in_time, closes, used, last)
        if mode == DOSES:
            return answer("too_late", used=used, last=last)
        missed += 1
    # No step is left.
    return answer("done" if missed == 0 else "too_late", used=used, last=last)


def owed_at_this_age(child, packages):
    for name in packages:
        first, last = PACKAGES[name]
        if at_age(child["birth"], first) <= child["day"] <= at_age(child["birth"], last):
            return True
    return False


def judge(child):
    """All the services of one child."""
    out = {}
    for name, packages, left_out, event_filter, mode, steps in SERVICES:
        if left_out(child):
            out[name] = answer("not_owed")
            continue
        result = evaluate(child, event_filter, mode, steps)
        if not owed_at_this_age(child, packages):
            # The counted events stay; there is no next step to give dates of.
            result = answer("not_owed", used=result["used"], last=result["last"])
        out[name] = result

    if low_birth_weight(child) or not owed_at_this_age(child, MC02):
        state = "not_owed"
    else:
        states = [evaluate(child, event_filter, DOSES, steps)["state"]
                  for event_filter, steps in MC02_IRON_PATHS]
        state = min(states, key=STATE_RANK.index)
    out["mc02-hierro-6m"] = {"state": state}
    return out


def main():
    for line in sys.stdin:
        if not line.strip():
            continue
        child = json.loads(line)
        child["day"] = date.fromisoformat(child["day"])
        child["birth"] = date.fromisoformat(child["birth"])
        child["events"] = child.get("events") or []
        print(json.dumps(judge(child), default=date.isoformat))


if __name__ == "__main__":
    main()
