"""The outline of an icon, as Android 6 draws it.

Android knows the rule "even-odd" from 7 on, and no arc whose flags are written together. So each outline is written anew:
absolute, and turned so that the rule "non-zero", which all versions know, fills the very same.
"""

import math
import re

LENGTHS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
NUMBER = re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
FLAG = re.compile(r"[\s,]*([01])")
COMMAND = re.compile(r"[\s,]*([MmLlHhVvCcSsQqTtAaZz])")
STEPS = 24
GRID = 60
# A point of the grid may lie on a line itself, where rounding decides.
ON_A_LINE = 3


def commands(data):
    """Each command with its numbers; a repeated one is said again, and a line after a move is a line."""
    at, command = 0, None
    while data[at:].strip(" \t\r\n,"):
        said = COMMAND.match(data, at)
        if said:
            command, at = said.group(1), said.end()
        elif command in "Mm":
            command = "L" if command == "M" else "l"
        if command is None:
            raise ValueError(f"no command at {data[at:at + 20]!r}")
        numbers = []
        for i in range(LENGTHS.get(command.upper(), 0)):
            found = (FLAG if command.upper() == "A" and i in (3, 4) else NUMBER).match(data, at)
            if not found:
                raise ValueError(f"a number is missing at {data[at:at + 20]!r}")
            numbers.append(float(found.group(1)))
            at = found.end()
        yield command, numbers
        if command in "Zz":
            command = None


class Part:
    """One closed line: where it begins, and its pieces, each (kind, numbers, end)."""

    def __init__(self, begin):
        self.begin = begin
        self.pieces = []

    @property
    def end(self):
        return self.pieces[-1][2] if self.pieces else self.begin

    def turned(self):
        """The same line, gone the other way."""
        other = Part(self.end)
        begins = [self.begin] + [end for _, _, end in self.pieces]
        for (kind, numbers, _), begin in reversed(list(zip(self.pieces, begins))):
            if kind == "C":
                numbers = numbers[2:] + numbers[:2]
            elif kind == "A":
                numbers = numbers[:4] + [1 - numbers[4]]
            other.pieces.append((kind, numbers, begin))
        return other

    def points(self):
        drawn, begin = [self.begin], self.begin
        for kind, numbers, end in self.pieces:
            drawn += [at(kind, begin, numbers, end, step / STEPS) for step in range(1, STEPS + 1)] if kind != "L" else [end]
            begin = end
        return drawn


def at(kind, begin, numbers, end, t):
    u = 1 - t
    if kind == "A":
        return on_arc(begin, numbers, end, t)
    if kind == "Q":
        weights, through = (u * u, 2 * u * t, t * t), [begin, numbers, end]
    else:
        weights, through = (u**3, 3 * u * u * t, 3 * u * t * t, t**3), [begin, numbers[:2], numbers[2:], end]
    return tuple(sum(w * p[i] for w, p in zip(weights, through)) for i in (0, 1))


def on_arc(begin, numbers, end, t):
    """A point of an elliptic arc, by the way that the SVG specification gives (F.6.5)."""
    rx, ry, turn, large, sweep = abs(numbers[0]), abs(numbers[1]), math.radians(numbers[2]), numbers[3], numbers[4]
    if rx == 0 or ry == 0 or begin == end:
        return tuple(b + (e - b) * t for b, e in zip(begin, end))
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (begin[0] - end[0]) / 2, (begin[1] - end[1]) / 2
    x, y = cos * dx + sin * dy, -sin * dx + cos * dy
    grown = max(1, math.sqrt((x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grown, ry * grown
    root = max(0, (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1)
    sign = math.sqrt(root) * (-1 if large == sweep else 1)
    cx, cy = sign * rx * y / ry, -sign * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    last = math.atan2((-y - cy) / ry, (-x - cx) / rx)
    if sweep and last < first:
        last += 2 * math.pi
    elif not sweep and last > first:
        last -= 2 * math.pi
    angle = first + (last - first) * t
    px, py = rx * math.cos(angle) + cx, ry * math.sin(angle) + cy
    return (
        cos * px - sin * py + (begin[0] + end[0]) / 2,
        sin * px + cos * py + (begin[1] + end[1]) / 2,
    )


def parts(data):
    found, here, before = [], (0.0, 0.0), None
    for command, numbers in commands(data):
        kind = command.upper()
        if kind == "Z":
            here, before = found[-1].begin, None
            continue
        if command.islower():
            numbers = relative(kind, numbers, here)
        if kind == "H":
            end = (numbers[0], here[1])
        elif kind == "V":
            end = (here[0], numbers[0])
        else:
            end = (numbers[-2], numbers[-1])
        if kind == "M":
            found.append(Part(end))
            here, before = end, None
            continue
        if before is None and (not found or here == found[-1].begin and found[-1].pieces):
            # A line that goes on after a close begins where the closed one began.
            found.append(Part(here))
        numbers, control = through(kind, numbers, here, before)
        found[-1].pieces.append(({"H": "L", "V": "L", "S": "C", "T": "Q"}.get(kind, kind), numbers, end))
        here, before = end, (kind, control)
    return [part for part in found if part.pieces]


def relative(kind, numbers, here):
    if kind == "H":
        return [numbers[0] + here[0]]
    if kind == "V":
        return [numbers[0] + here[1]]
    if kind == "A":
        return numbers[:5] + [numbers[5] + here[0], numbers[6] + here[1]]
    return [number + here[i % 2] for i, number in enumerate(numbers)]


def through(kind, numbers, here, before):
    """The numbers of a piece without its end, and the last point that it bends towards."""
    last, control = before or (None, None)
    smooth = {"S": "CS", "T": "QT"}.get(kind)
    mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1]) if smooth and last in tuple(smooth) else here
    if kind == "C":
        return numbers[:4], numbers[2:4]
    if kind == "S":
        return [*mirrored, *numbers[:2]], numbers[:2]
    if kind == "Q":
        return numbers[:2], numbers[:2]
    if kind == "T":
        return list(mirrored), mirrored
    return (numbers[:5] if kind == "A" else []), None


def area(points):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])) / 2


def winding(points, x, y):
    """How often a closed line goes round a point."""
    count = 0
    for a, b in zip(points, points[1:] + points[:1]):
        if (a[1] <= y) != (b[1] <= y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
            count += 1 if b[1] > a[1] else -1
    return count


class Outline:
    def __init__(self, pieces):
        self.parts = pieces

    def moved(self, dx, dy):
        for part in self.parts:
            part.begin = (part.begin[0] + dx, part.begin[1] + dy)
            part.pieces = [
                (kind, numbers if kind == "A" else [n + (dx, dy)[i % 2] for i, n in enumerate(numbers)], (end[0] + dx, end[1] + dy))
                for kind, numbers, end in part.pieces
            ]
        return self

    def turned(self):
        """Each line so that every second one, counted from outside, goes the other way."""
        drawn = [part.points() for part in self.parts]
        turned = []
        for i, (part, points) in enumerate(zip(self.parts, drawn)):
            inside = sorted(sum(winding(other, *p) % 2 for j, other in enumerate(drawn) if j != i) for p in points)
            depth = inside[len(inside) // 2]
            turned.append(part if (area(points) > 0) == (depth % 2 == 0) else part.turned())
        other = Outline(turned)
        self.same_as(other)
        return other

    def same_as(self, other):
        """That "non-zero" of the other fills what "even-odd" of this one does."""
        before, after = ([part.points() for part in one.parts] for one in (self, other))
        xs, ys = zip(*(p for points in before for p in points))
        wrong = 0
        for i in range(GRID * GRID):
            x = min(xs) + (max(xs) - min(xs)) * (i % GRID + 0.5) / GRID
            y = min(ys) + (max(ys) - min(ys)) * (i // GRID + 0.5) / GRID
            if sum(winding(p, x, y) for p in before) % 2 != (sum(winding(p, x, y) for p in after) != 0):
                wrong += 1
        if wrong > ON_A_LINE:
            raise ValueError(f"its lines cross: another rule fills another picture, at {wrong} points of {GRID * GRID}")

    def written(self, digits):
        def number(value):
            text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
            return "0" if text in ("-0", "") else text

        return " ".join(
            f"M{number(part.begin[0])},{number(part.begin[1])} "
            + " ".join(kind + ",".join(map(number, [*numbers, *end])) for kind, numbers, end in part.pieces)
            + " Z"
            for part in self.parts
        )


def of(data, evenodd):
    drawn = Outline(parts(data))
    return drawn.turned() if evenodd else drawn
