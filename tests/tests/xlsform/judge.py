"""Compares the XForms in a folder with those that pyxform makes of the spreadsheets beside them.

For each NAME.xlsx: our XForm is NAME.xml, or is missing where we refused. One JSON object a line: what pyxform
refused it for (null where it took it), whether the two XForms mean the same, and the first lines that differ.
"""

import difflib
import json
import pathlib
import sys
import xml.etree.ElementTree as etree

from pyxform.xls2xform import convert

XF = "{http://www.w3.org/2002/xforms}"


def blank(text):
    return " ".join((text or "").split())


def canonical(element, depth=0):
    attributes = "".join(f" {name}={blank(value)!r}" for name, value in sorted(element.attrib.items()))
    lines = [f"{' ' * depth}<{element.tag}{attributes}> {blank(element.text)}".rstrip()]
    children = [canonical(child, depth + 1) + tail(child, depth) for child in element]
    if element.tag == XF + "translation" or element.tag == XF + "text":
        children.sort()
    if element.tag == XF + "model":
        # Lists and files have no order among themselves; the first instance is the record.
        rest = [child for child in element if child.tag == XF + "instance"][1:]
        others = iter(sorted(canonical(child, depth + 1) for child in rest))
        children = [
            next(others) if child in rest else canonical(child, depth + 1) for child in element
        ]
    for child in children:
        lines.extend(child)
    return lines


def tail(element, depth):
    text = blank(element.tail)
    return [f"{' ' * depth} … {text}"] if text else []


def judge(sheet):
    ours = sheet.with_suffix(".xml")
    try:
        theirs = convert(xlsform=sheet, validate=False, warnings=[]).xform
    except Exception as error:  # whatever it is, pyxform does not take the form
        return {"refused": f"{type(error).__name__}: {error}"[:400], "same": False, "differs": []}
    if not ours.exists():
        return {"refused": None, "same": False, "differs": []}
    one = canonical(etree.fromstring(ours.read_bytes()))
    other = canonical(etree.fromstring(theirs.encode()))
    differs = list(difflib.unified_diff(other, one, "pyxform", "ours", lineterm="", n=1))
    return {"refused": None, "same": one == other, "differs": differs[:60]}


for sheet in sorted(pathlib.Path(sys.argv[1]).glob("*.xlsx")):
    print(json.dumps({"name": sheet.stem, **judge(sheet)}), flush=True)
