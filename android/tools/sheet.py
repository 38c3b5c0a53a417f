"""The pictures that the app's tests left, as one sheet and as those that the README shows: tools/sheet.py PICTURES DOCS

Needs Pillow (Debian: python3-pil).
"""

import pathlib
import sys

from PIL import Image

SHEET = [
    "enrol-scan-480x800", "pin-choose-480x800", "enrol-who-480x800", "lock-480x800", "today-work-480x800", "families-480x800",
    "household-480x800", "child-480x800", "chart-480x800", "begin-480x800", "fill-6-480x800", "stop-480x800",
    "stop-family-480x800", "check-whole-480x800", "today-saved-480x800", "notices-480x800", "returned-480x800", "dispute-480x800",
    "delivery-480x800", "not-visited-480x800", "referral-480x800", "register-1.birth-480x800", "consent-480x800", "settings-480x800",
    "today-480x800-200", "child-480x800-200", "fill-480x800-200", "child-480x800-sun", "child-480x800-night", "today-480x800-quz",
]
README = {"android-today": "today-work-720x1280", "android-visit": "fill-6-720x1280", "android-child": "child-720x1280"}
ACROSS = 6
SMALL = (240, 400)
LARGE = (360, 640)
GAP = 8
COLOURS = 128


def saved(picture: Image.Image, file: pathlib.Path) -> None:
    """In few colours, so that it is small."""
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def main(pictures: pathlib.Path, docs: pathlib.Path) -> None:
    def taken(name: str) -> Image.Image:
        return Image.open(pictures / f"{name}.png").convert("RGB")

    down = -(-len(SHEET) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (SMALL[0] + GAP) + GAP, down * (SMALL[1] + GAP) + GAP), "white")
    for at, name in enumerate(SHEET):
        x, y = at % ACROSS, at // ACROSS
        sheet.paste(taken(name).resize(SMALL, Image.Resampling.LANCZOS), (GAP + x * (SMALL[0] + GAP), GAP + y * (SMALL[1] + GAP)))
    saved(sheet, docs / "android-screens.png")
    for name, of in README.items():
        saved(taken(of).resize(LARGE, Image.Resampling.LANCZOS), docs / f"{name}.png")


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
