"""The tests that surefire ran, a line each: tools/counted.py REPORTS"""

import pathlib
import sys
import xml.etree.ElementTree as tree

ran = 0
for file in sorted(pathlib.Path(sys.argv[1]).glob("TEST-*.xml")):
    for test in tree.parse(file).getroot().iter("testcase"):
        ran += 1
        bad = test.find("failure") if test.find("failure") is not None else test.find("error")
        if bad is not None:
            print(f"FAILED: {test.get('classname')}: {test.get('name')}: {bad.get('message')}")
        elif test.find("skipped") is not None:
            print(f"skipped: {test.get('name')}")
        else:
            print(f"ok: {test.get('name')} ({float(test.get('time')):.1f} s)")
if not ran:
    print("FAILED: no test ran")
