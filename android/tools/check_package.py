"""What a finished package must be, and how large its parts are: tools/check_package.py APK BADGING MANIFEST

BADGING is what `aapt2 dump badging` said of the package, MANIFEST the app's own. Status 1 where a rule is broken.
"""

import sys

import package_rules


def main(apk, badging, manifest):
    package = package_rules.Package(apk, open(badging).read(), open(manifest).read())
    for line in package_rules.sizes(package):
        print(line)
    broken = [fault for rule in package_rules.RULES for fault in rule(package)]
    for fault in broken:
        print(f"FAILED: {fault}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        print(__doc__.splitlines()[0], file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
