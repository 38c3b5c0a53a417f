"""Says what a run with counters did not reach: a percentage a file, then the lines, by function.

    unreached.py COUNTS.lcov ALLOWED [--list]

ALLOWED has a line for each function that is known not to be reached whole, with its reason:

    core/src/store/keys.rs KeyFile::write -- phones have a keystore
    core/src/store/save.rs Action::save `if full {` -- this line alone, by its text
    core/src/store/query/* * -- every file there; so in each of the three, `*` for anything

--list prints a line for each function that is not in the list, for a person to give it a reason.
"""

import re
import sys
from fnmatch import fnmatchcase

FN = re.compile(r"^(\s*)(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe |extern \"C\" )*fn (\w+)")
IMPL = re.compile(r"^(?:unsafe )?impl(?:<.*?>)? (?:.* for )?&?(?:\w+::)*(\w+)")
CLOSES = re.compile(r"^[\s)\]};,?]*$")
ENTRY = re.compile(r"^(\S+) (\S+)(?: `(.+)`)? -- (.+)$")


def counts(path):
    """Times that each line ran, by file."""
    files, lines = {}, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("SF:"):
            name = line[3:].strip()
            at = re.search(r"(core|sync-server/service)/src/", name)
            lines = files.setdefault(name[at.start():] if at else name, {})
        elif line.startswith("DA:"):
            number, count = line[3:].split(",")[:2]
            lines[int(number)] = max(lines.get(int(number), 0), int(count))
    return files


def functions(source):
    """Name of the function at each line, innermost first; `-` outside of any."""
    names, owner, open_ = [], None, []
    for line in source:
        impl = IMPL.match(line)
        if impl:
            owner = impl.group(1)
        found = FN.match(line)
        if found and not line.rstrip().endswith(";"):
            indent = found.group(1)
            name = f"{owner}::{found.group(2)}" if owner and len(indent) == 4 else found.group(2)
            open_.append((indent, name))
        names.append(open_[-1][1] if open_ else "-")
        if open_ and (line.rstrip() == open_[-1][0] + "}" or (found and line.rstrip().endswith("}"))):
            open_.pop()
        if line.rstrip() == "}":
            owner = None
    return names


def entries(path):
    """What is allowed: patterns of file and function, a line's text or nothing, the reason."""
    allowed = []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            entry = ENTRY.match(line)
            if not entry:
                sys.exit(f"{path}:{number}: not `file function -- reason`: {line}")
            allowed.append(entry.groups())
    return allowed


def ranges(numbers):
    """[1, 2, 3, 7] as 1-3 7."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return " ".join(f"{a}-{b}" if b > a else f"{a}" for a, b in parts)


def main(lcov, allowed_path, *options):
    allowed, used, missing = entries(allowed_path), set(), 0
    all_lines = all_reached = 0
    listed = []
    for path, lines in sorted(counts(lcov).items()):
        source = open(path, encoding="utf-8").read().splitlines()
        names = functions(source)
        # A line of brackets is what is left of an error that its call did not give.
        lines = {number: count for number, count in lines.items() if not CLOSES.match(source[number - 1])}
        unreached = [number for number, count in sorted(lines.items()) if count == 0]
        reached = len(lines) - len(unreached)
        all_lines, all_reached = all_lines + len(lines), all_reached + reached
        print(f"{100 * reached / max(len(lines), 1):6.1f}%  {path}  ({reached} of {len(lines)} lines)")
        by_function = {}
        for number in unreached:
            by_function.setdefault(names[number - 1], []).append(number)
        for name, numbers in by_function.items():
            reasons, left = [], []
            for number in numbers:
                for at, (file, function, text, reason) in enumerate(allowed):
                    if (
                        fnmatchcase(path, file)
                        and fnmatchcase(name, function)
                        and (text is None or fnmatchcase(source[number - 1].strip(), text))
                    ):
                        used.add(at)
                        if reason not in reasons:
                            reasons.append(reason)
                        break
                else:
                    left.append(number)
            done = [number for number in numbers if number not in left]
            if done:
                print(f"           {name} {ranges(done)}: {'; '.join(reasons)}")
            if left:
                missing += len(left)
                print(f"           {name} {ranges(left)}: NOT REACHED")
                for number in left:
                    print(f"             {number}: {source[number - 1].strip()}")
                listed.append(f"{path} {name} -- ")
    print(f"{100 * all_reached / max(all_lines, 1):6.1f}%  of all  ({all_reached} of {all_lines} lines)")
    asked = all_reached + missing
    print(f"{100 * all_reached / max(asked, 1):6.1f}%  of what is not listed  ({all_reached} of {asked} lines)")
    stale = [allowed[at] for at in range(len(allowed)) if at not in used]
    for file, function, text, reason in stale:
        print(f"reached, take it off the list: {file} {function}{f' `{text}`' if text else ''} -- {reason}")
    print(f"{missing} lines are neither reached nor listed, {len(stale)} entries are listed and reached")
    if "--list" in options:
        print("\n".join(listed))
    return 1 if missing or stale else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
