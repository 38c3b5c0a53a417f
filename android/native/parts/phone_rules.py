"""What a phone from Android 6 (API 23) on asks of the two libraries, a rule each: its name, and what is wrong by it."""
import os

import elf

CORE, SQLCIPHER = LIBRARIES = ("libchaski_bindings.so", "libsqlcipher.so")
SYSTEM = {"libc.so", "libm.so", "libdl.so", "liblog.so"}


def names_of_android_6():
    """names-23: what must be there, and what is asked for only where it is there."""
    strong, weak = set(), set()
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "names-23")) as file:
        for line in file:
            fields = line.split("#")[0].split()
            if fields:
                (weak if fields[0] == "weak" else strong).update(fields[2:])
    return strong, weak


def calls(library):
    return {name for name in library.exports() if name.startswith(("uniffi_", "ffi_"))}


def is_for_arm64(libraries, desktop):
    for name, library in libraries.items():
        if (library.kind, library.bits, library.machine) != ("DYN", "ELF64", "AArch64"):
            yield f"{name} is {library.kind} {library.bits} {library.machine}"


def pages_of_16_kb(libraries, desktop):
    for name, library in libraries.items():
        small = [align for kind, align, _ in library.segments if kind == "LOAD" and align < 0x4000]
        if small or not any(kind == "LOAD" for kind, _, _ in library.segments):
            yield f"{name} has segments that are aligned to {', '.join(map(hex, small)) or 'nothing'}"


def code_is_not_written(libraries, desktop):
    for name, library in libraries.items():
        if "TEXTREL" in library.tags() or any(tag == "FLAGS" and "TEXTREL" in value for tag, value in library.dynamic):
            yield f"{name} has relocations in its code"
        for kind, _, flags in library.segments:
            if "W" in flags and "E" in flags:
                yield f"{name} has a segment {kind} that is written and executed"


def only_what_android_6_reads(libraries, desktop):
    for name, library in libraries.items():
        if any(kind == "TLS" for kind, _, _ in library.segments):
            yield f"{name} has thread-local variables of ELF, which Android reads from 10 on"
        for tag in sorted(library.tags()):
            if "RELR" in tag:
                yield f"{name} has packed relocations ({tag}), which Android reads from 9 on"


def links_nothing_else(libraries, desktop):
    for name, library in libraries.items():
        allowed = SYSTEM | ({SQLCIPHER} if name == CORE else set())
        for needed in sorted(set(library.needed()) - allowed):
            yield f"{name} needs {needed}"


def imports_public_names(libraries, desktop):
    strong, weak = names_of_android_6()
    for name, library in libraries.items():
        there = strong | (libraries[SQLCIPHER].exports() if name == CORE else set())
        for symbol in sorted(library.imports() - there):
            yield f"{name} imports {symbol}, which is not in names-23"
        for symbol in sorted(library.weak_imports() - strong - weak):
            yield f"{name} imports {symbol}, weakly, which is not in names-23"


def has_every_call(libraries, desktop):
    wanted = calls(desktop)
    if not wanted:
        yield "the desktop's library has no call at all"
    for symbol in sorted(wanted - calls(libraries[CORE])):
        yield f"{symbol} is missing"
    for symbol in sorted(calls(libraries[CORE]) - wanted):
        yield f"{symbol} is not in the desktop's library: one of both is of another day"


RULES = [
    ("both are libraries for arm64", is_for_arm64),
    ("pages may be of 16 kB", pages_of_16_kb),
    ("code is never written to", code_is_not_written),
    ("Android 6 can read them", only_what_android_6_reads),
    ("they link bionic, its log and SQLCipher alone", links_nothing_else),
    ("they import only names that Android 6 publishes", imports_public_names),
    ("every call of the desktop's library is there", has_every_call),
]


def judge(folder, desktop):
    """Each rule's name with what is wrong by it."""
    try:
        libraries = {name: elf.Library(os.path.join(folder, name)) for name in LIBRARIES}
        reference = elf.Library(desktop)
    except elf.NotElf as path:
        return [(name, [f"{path} is not a library"]) for name, _ in RULES]
    return [(name, list(rule(libraries, reference))) for name, rule in RULES]
