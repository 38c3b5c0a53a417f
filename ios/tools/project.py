#!/usr/bin/env python3
"""Says whether the project for Xcode names what exists, where no Xcode is: ios/tools/project.py

Reads the project as Xcode's own notation, follows every name in it, and looks for the files, the product of the package, the target of the scheme
and the words that the system says when it asks. It is silent where all is well."""
import pathlib
import plistlib
import re
import sys
import xml.etree.ElementTree as xml

HOME = pathlib.Path(__file__).resolve().parent.parent
NAME = re.compile(r"C0A5C1[0-9A-F]{18}")
TOKEN = re.compile(r'\s+|//[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*"|[A-Za-z0-9_./$:-]+|[{}()=;,])', re.S)
# What ios/generate writes is not there before it ran.
MADE = "Generated/"
wrong = []


def read(text):
    """A property list as people write it: {name = value;}, (value, value), words."""
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            sys.exit(f"ios/tools/project.py: line {text.count(chr(10), 0, at) + 1} of the project is no property list")
        if found.group(1):
            tokens.append((found.group(1), text.count("\n", 0, at) + 1))
        at = found.end()
    tokens.reverse()

    def take(expected):
        token, line = tokens.pop() if tokens else ("its end", 0)
        if token != expected:
            sys.exit(f"ios/tools/project.py: line {line} of the project has {token} where {expected} is due")

    def value():
        token, _ = tokens.pop()
        if token == "{":
            all_of = {}
            while tokens[-1][0] != "}":
                name, line = tokens.pop()
                take("=")
                if name in all_of:
                    wrong.append(f"line {line}: {name} stands twice")
                all_of[name] = value()
                take(";")
            tokens.pop()
            return all_of
        if token == "(":
            each = []
            while tokens[-1][0] != ")":
                each.append(value())
                if tokens[-1][0] == ",":
                    tokens.pop()
            tokens.pop()
            return each
        return token.strip('"')

    whole = value()
    if tokens:
        sys.exit(f"ios/tools/project.py: line {tokens[-1][1]} of the project stands after its end")
    return whole


def names(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from names(one)
    elif isinstance(value, list):
        for one in value:
            yield from names(one)
    elif NAME.fullmatch(value):
        yield value


def is_there(path, what):
    if not path.startswith(MADE) and not (HOME / path).exists():
        wrong.append(f"{what} names {path}, which is not there")


def project():
    whole = read((HOME / "Chaski.xcodeproj/project.pbxproj").read_text())
    objects = whole["objects"]
    used = set(names(list(objects.values()))) | {whole["rootObject"]}
    wrong.extend(f"{name} is named and is nowhere" for name in used - objects.keys())
    wrong.extend(f"{name} ({objects[name]['isa']}) is named nowhere" for name in objects.keys() - used)
    package = (HOME / "Package.swift").read_text()
    for one in objects.values():
        match one["isa"]:
            case "PBXFileReference" if one["sourceTree"] == "<group>":
                is_there(one["path"], "the project")
            case "PBXFileSystemSynchronizedRootGroup":
                is_there(one["path"], "the project")
                for name in one.get("exceptions", []):
                    for path in objects[name]["membershipExceptions"]:
                        is_there(f"{one['path']}/{path}", "the project")
            case "XCSwiftPackageProductDependency" if f'.library(name: "{one["productName"]}"' not in package:
                wrong.append(f"Package.swift has no product {one['productName']}")
            case "XCBuildConfiguration":
                for setting in ("INFOPLIST_FILE", "CODE_SIGN_ENTITLEMENTS"):
                    if setting in one["buildSettings"]:
                        is_there(one["buildSettings"][setting], setting)
    targets = {name: one["name"] for name, one in objects.items() if one["isa"] == "PBXNativeTarget"}
    for scheme in (HOME / "Chaski.xcodeproj/xcshareddata/xcschemes").glob("*.xcscheme"):
        for one in xml.parse(scheme).iter("BuildableReference"):
            if targets.get(one.get("BlueprintIdentifier")) != one.get("BlueprintName"):
                wrong.append(f"{scheme.name} names the target {one.get('BlueprintName')}, which the project does not have under that name")


def said(folder):
    text = (HOME / "App" / folder / "InfoPlist.strings").read_text()
    return dict(re.findall(r'^"(\w+)" = "(.*)";$', text, re.M))


def app():
    plist = plistlib.loads((HOME / "App/Info.plist").read_bytes())
    for name in ("PrivacyInfo.xcprivacy", "Chaski.entitlements"):
        plistlib.loads((HOME / "App" / name).read_bytes())
    asks = {name: text for name, text in plist.items() if name.endswith("UsageDescription")}
    if said("es.lproj") != asks:
        wrong.append("App/es.lproj/InfoPlist.strings says other words than App/Info.plist")
    if said("en.lproj").keys() != asks.keys():
        wrong.append("App/en.lproj/InfoPlist.strings has not the words that App/Info.plist has")
    # The name by which the system wakes the app for a delivery, in the code that asks for it.
    sources = "".join(path.read_text() for path in (HOME / "Sources").rglob("*.swift"))
    for name in plist["BGTaskSchedulerPermittedIdentifiers"]:
        if f'"{name}"' not in sources:
            wrong.append(f"App/Info.plist permits the task {name}, which no source asks for")


project()
app()
for one in wrong:
    print(f"ios/tools/project.py: {one}", file=sys.stderr)
sys.exit(bool(wrong))
