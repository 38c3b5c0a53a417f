"""The rules of a finished package, a function each: it gives its faults as sentences, none where all is well."""

import os
import re
import xml.etree.ElementTree as tree
import zipfile

ANDROID = "{http://schemas.android.com/apk/res/android}"
PAGE = 16384
MB = 1_000_000
BOUNDS = {"dex": 1 * MB, "resources": 1 * MB}
BOUND_OF_ONE_PROCESSOR = 12 * MB
LIBRARIES = ("libchaski_bindings.so", "libjnidispatch.so")


class Package:
    """A package as a file, as aapt2 describes it, and the manifest that it was made of."""

    def __init__(self, apk, badging, manifest):
        self.badging = badging
        self.manifest = tree.fromstring(manifest)
        self.size = os.path.getsize(apk)
        self.entries = {}
        self.begins = {}
        with zipfile.ZipFile(apk) as packed, open(apk, "rb") as raw:
            for info in packed.infolist():
                self.entries[info.filename] = info
                raw.seek(info.header_offset + 26)
                lengths = raw.read(4)
                name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
                self.begins[info.filename] = info.header_offset + 30 + name + extra

    def libraries(self):
        return [name for name in self.entries if name.startswith("lib/")]

    def abis(self):
        return sorted({name.split("/")[1] for name in self.libraries()})

    def part(self, name):
        if name.startswith("lib/"):
            return "libraries"
        if name.endswith(".dex"):
            return "dex"
        return "signature" if name.startswith("META-INF/") else "resources"

    def sizes(self):
        """As they are unpacked: what a phone keeps of them."""
        summed = {"dex": 0, "resources": 0, "libraries": 0}
        for name, info in self.entries.items():
            summed[self.part(name)] = summed.get(self.part(name), 0) + info.file_size
        return summed


def sizes(package):
    for name, size in package.sizes().items():
        yield f"{name}: {size:,} bytes"
    for name in package.libraries():
        yield f"  {name}: {package.entries[name].file_size:,} bytes"
    yield f"package: {package.size:,} bytes, for {', '.join(package.abis())}"


def is_small(package):
    for name, bound in BOUNDS.items():
        if package.sizes()[name] > bound:
            yield f"{name} has {package.sizes()[name]:,} bytes; {bound:,} is the bound"
    for abi in package.abis():
        others = [n for n in package.libraries() if n.split("/")[1] != abi]
        size = package.size - sum(package.entries[name].compress_size for name in others)
        if size > BOUND_OF_ONE_PROCESSOR:
            yield f"the package for {abi} has {size:,} bytes; {BOUND_OF_ONE_PROCESSOR:,} is the bound"


def libraries_are_mapped_where_they_lie(package):
    for name in package.libraries():
        if package.entries[name].compress_type != zipfile.ZIP_STORED:
            yield f"{name} is compressed: every phone would keep it twice"
        if package.begins[name] % PAGE:
            yield f"{name} begins at {package.begins[name]}, which is no page of 16 kB"
    table = "resources.arsc"
    if package.entries[table].compress_type != zipfile.ZIP_STORED or package.begins[table] % 4:
        yield f"{table} is compressed or not aligned: Android 11 and later refuse the package"


def each_processor_has_all_libraries(package):
    if not package.abis():
        yield "there is no library for any processor"
    for abi in package.abis():
        for name in LIBRARIES:
            if f"lib/{abi}/{name}" not in package.entries:
                yield f"{name} is missing for {abi}"
    said = re.search(r"^native-code: (.*)$", package.badging, re.M)
    told = sorted(re.findall(r"'([^']+)'", said.group(1))) if said else []
    if told != package.abis():
        yield f"the package says that it is for {told}, its libraries are for {package.abis()}"


def is_what_the_manifest_says(package):
    for name, pattern in (("id", r"package: name='org\.chaski\.app'"), ("minSdk", r"sdkVersion:'23'"), ("targetSdk", r"targetSdkVersion:'34'")):
        if not re.search(rf"^{pattern}", package.badging, re.M):
            yield f"the package has another {name}"
    asked = {one.get(ANDROID + "name") for one in package.manifest.iter("uses-permission")}
    told = set(re.findall(r"^uses-permission: name='([^']+)'", package.badging, re.M))
    for name in sorted(asked ^ told):
        yield f"{name} stands in the manifest or in the package, not in both"


def asks_for_no_more_than_it_uses(package):
    for name in re.findall(r"^uses-permission: name='([^']+)'", package.badging, re.M):
        if name not in PERMISSIONS:
            yield f"it asks for {name}, which nobody decided"
    for name in re.findall(r"^  uses-feature: name='([^']+)'", package.badging, re.M):
        if name != "android.hardware.faketouch":
            yield f"it turns away phones without {name}"


PERMISSIONS = {
    "android.permission." + name
    for name in (
        "INTERNET ACCESS_NETWORK_STATE VIBRATE CAMERA ACCESS_COARSE_LOCATION ACCESS_FINE_LOCATION "
        "RECORD_AUDIO POST_NOTIFICATIONS USE_BIOMETRIC USE_FINGERPRINT"
    ).split()
}


def only_the_launcher_is_open_to_others(package):
    for part in ("activity", "activity-alias", "service", "receiver", "provider"):
        for one in package.manifest.iter(part):
            name, exported = one.get(ANDROID + "name"), one.get(ANDROID + "exported")
            launches = any(c.get(ANDROID + "name") == "android.intent.category.LAUNCHER" for c in one.iter("category"))
            if exported != ("true" if launches else "false"):
                yield f"{name} says exported={exported}"


def the_system_copies_nothing(package):
    application = package.manifest.find("application")
    for name, wanted in (("allowBackup", "false"), ("usesCleartextTraffic", "false"), ("extractNativeLibs", "false")):
        if application.get(ANDROID + name) != wanted:
            yield f"{name} is {application.get(ANDROID + name)}"
    for name in ("fullBackupContent", "dataExtractionRules"):
        if not application.get(ANDROID + name, "").startswith("@xml/nothing_"):
            yield f"{name} is not said"
    if application.get(ANDROID + "debuggable") is not None:
        yield "debuggable is said"


RULES = (
    is_small,
    libraries_are_mapped_where_they_lie,
    each_processor_has_all_libraries,
    is_what_the_manifest_says,
    asks_for_no_more_than_it_uses,
    only_the_launcher_is_open_to_others,
    the_system_copies_nothing,
)
