"""Icons as Android vectors: icons.py LIST SYMBOLS HEALTH OUT; tools/icons calls it."""

import json
import pathlib
import re
import sys

import outline

VECTOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- {origin}: {name}. Made by tools/icons. -->
<vector xmlns:android="http://schemas.android.com/apk/res/android"
  android:width="{size}dp"
  android:height="{size}dp"
  android:viewportWidth="{box}"
  android:viewportHeight="{box}">
{paths}
</vector>
"""
PATH = """  <path
    android:fillColor="#000000"
    android:pathData="{data}" />"""


def listed(file):
    """Kind and name of each icon."""
    for line in pathlib.Path(file).read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name = line.split()
            yield kind, name


def drawable(kind, name):
    return ("ic_" if kind == "interface" else "pic_") + name.replace("-", "_")


def paths(svg):
    for path in re.findall(r"<path [^>]*>", svg):
        yield re.search(r'\bd="([^"]*)"', path).group(1), 'fill-rule="evenodd"' in path


def symbol(folder, name):
    svg = (pathlib.Path(folder) / f"{name}-fill.svg").read_text()
    if 'viewBox="0 -960 960 960"' not in svg:
        raise ValueError(f"{name} is drawn in another box")
    # Its box begins at -960: a vector's begins at 0. One unit is a fortieth of a dp.
    return [outline.of(data, evenodd).moved(0, 960).written(1) for data, evenodd in paths(svg)]


def picture(icons, name):
    return [outline.of(data, evenodd).written(2) for data, evenodd in paths(icons[name]["body"])]


def main(icon_list, symbols, health, out):
    icons = json.loads(pathlib.Path(health).read_text())["icons"]
    for kind, name in listed(icon_list):
        if kind == "interface":
            drawn, origin, size, box = symbol(symbols, name), "Material Symbols, Google, Apache-2.0", 24, 960
        else:
            drawn, origin, size, box = picture(icons, name), "Health Icons, Resolve to Save Lives, MIT", 48, 48
        written = "\n".join(PATH.format(data=data) for data in drawn)
        file = pathlib.Path(out) / f"{drawable(kind, name)}.xml"
        file.write_text(VECTOR.format(origin=origin, name=name, size=size, box=box, paths=written))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])
