"""Puts a package together: tools/pack.py OUT RESOURCES DEX LIB

RESOURCES is what aapt2 linked, DEX a folder of classes*.dex, LIB one of ABI/lib*.so. Libraries are stored as they are and
begin at a page of 16 kB, so that the system maps them out of the package and no phone keeps them twice. The same parts
give the same bytes.
"""

import pathlib
import sys
import zipfile

PAGE = 16384
WORD = 4
BEGINNING = (1981, 1, 1, 1, 1, 2)
# The header of alignment that zipalign and apksigner know: id, size, then the alignment and zeros.
HEADER = 0xD935


def add(package, name, data, stored, align):
    info = zipfile.ZipInfo(name, BEGINNING)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    if stored:
        begins = package.fp.tell() + zipfile.sizeFileHeader + len(name.encode()) + 6
        padding = -begins % align
        info.extra = (
            HEADER.to_bytes(2, "little") + (2 + padding).to_bytes(2, "little") + align.to_bytes(2, "little") + bytes(padding)
        )
    package.writestr(info, data, compresslevel=9)
    # The list at the end of the package need not say it again.
    info.extra = b""


def pack(out, resources, dex, lib):
    with zipfile.ZipFile(out, "w") as package:
        with zipfile.ZipFile(resources) as linked:
            for name in sorted(linked.namelist()):
                # Android 11 and later read the table where it lies.
                add(package, name, linked.read(name), stored=name == "resources.arsc", align=WORD)
        for file in sorted(pathlib.Path(dex).glob("classes*.dex")):
            add(package, file.name, file.read_bytes(), stored=False, align=WORD)
        for file in sorted(pathlib.Path(lib).glob("*/lib*.so")):
            add(package, f"lib/{file.parent.name}/{file.name}", file.read_bytes(), stored=True, align=PAGE)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        print(__doc__.splitlines()[0], file=sys.stderr)
        sys.exit(2)
    pack(*sys.argv[1:])
