"""Each rule of a finished package notices what it is for: a small package, well made, is spoiled in one way at a time."""

import pathlib
import tempfile
import zipfile

import pack
import package_rules

MANIFEST = (pathlib.Path(__file__).resolve().parent.parent / "app/src/main/AndroidManifest.xml").read_text()
ABI = "arm64-v8a"


def badging():
    asked = sorted(package_rules.PERMISSIONS)
    return "\n".join(
        ["package: name='org.chaski.app' versionCode='1'", "sdkVersion:'23'", "targetSdkVersion:'34'"]
        + [f"uses-permission: name='{name}'" for name in asked]
        + ["  uses-feature: name='android.hardware.faketouch'", f"native-code: '{ABI}'"]
    )


def made(folder, libraries=package_rules.LIBRARIES, dex=1000, library=5000):
    """A package of plain bytes; gives its file."""
    folder = pathlib.Path(folder)
    (folder / "dex").mkdir()
    (folder / "dex/classes.dex").write_bytes(bytes(dex))
    for name in libraries:
        (folder / "lib" / ABI).mkdir(parents=True, exist_ok=True)
        (folder / "lib" / ABI / name).write_bytes(bytes(library))
    with zipfile.ZipFile(folder / "resources", "w") as resources:
        resources.writestr("resources.arsc", bytes(100))
        resources.writestr("AndroidManifest.xml", bytes(100))
    pack.pack(folder / "apk", folder / "resources", folder / "dex", folder / "lib")
    return folder / "apk"


def again(apk, compressed):
    """The same entries, put together by somebody who knows nothing of pages."""
    with zipfile.ZipFile(apk) as before, zipfile.ZipFile(apk.with_name("again"), "w") as after:
        after.writestr("a", b"one byte and more")
        for name in before.namelist():
            after.writestr(name, before.read(name), zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED)
    return apk.with_name("again")


def faults(make=made, said=lambda text: text, manifest=lambda text: text):
    with tempfile.TemporaryDirectory() as folder:
        package = package_rules.Package(make(folder), said(badging()), manifest(MANIFEST))
        return [fault for rule in package_rules.RULES for fault in rule(package)]


def changed(was, becomes):
    def change(text):
        if was not in text:
            raise SystemExit(f"{was} is not there to be changed")
        return text.replace(was, becomes, 1)

    return change


SPOILED = {
    "dex of 2 MB": (dict(make=lambda f: made(f, dex=2_000_000)), "dex has 2,000,000"),
    "libraries of 14 MB": (dict(make=lambda f: made(f, library=7_000_000)), "the bound"),
    "libraries that are compressed": (dict(make=lambda f: again(made(f), True)), "keep it twice"),
    "libraries at no page": (dict(make=lambda f: again(made(f), False)), "no page of 16 kB"),
    "no library of JNA": (dict(make=lambda f: made(f, libraries=["libchaski_bindings.so"])), "libjnidispatch.so is missing"),
    "no library": (dict(make=lambda f: made(f, libraries=[])), "no library for any processor"),
    "another processor said": (dict(said=changed(ABI, "x86")), "says that it is for ['x86']"),
    "another id": (dict(said=changed("org.chaski.app", "org.chaski")), "another id"),
    "Android 7 and later alone": (dict(said=changed("sdkVersion:'23'", "sdkVersion:'24'")), "another minSdk"),
    "a permission that nobody decided": (dict(said=lambda t: t + "\nuses-permission: name='a.READ_CONTACTS'"), "which nobody decided"),
    "a permission that was lost": (dict(said=changed("uses-permission: name='android.permission.CAMERA'", "")), "not in both"),
    "phones without a camera turned away": (
        dict(said=lambda t: t + "\n  uses-feature: name='android.hardware.camera'"), "turns away phones"
    ),
    "a service that is open to others": (
        dict(manifest=changed("</application>", '<service android:name="S" android:exported="true" /></application>')), "S says exported=true"
    ),
    "a receiver that does not say": (
        dict(manifest=changed("</application>", '<receiver android:name="R" /></application>')), "R says exported=None"
    ),
    "a backup": (dict(manifest=changed('allowBackup="false"', 'allowBackup="true"')), "allowBackup is true"),
    "cleartext": (dict(manifest=changed('usesCleartextTraffic="false"', 'usesCleartextTraffic="true"')), "usesCleartextTraffic is true"),
    "debuggable": (dict(manifest=changed("<application", '<application android:debuggable="true"')), "debuggable is said"),
}


def main():
    good = faults()
    print(f"FAILED: a package that is well made: {'; '.join(good)}" if good else "ok: a package that is well made has no fault")
    for name, (spoil, said) in SPOILED.items():
        noticed = any(said in fault for fault in faults(**spoil))
        print(f"{'ok' if noticed else 'FAILED'}: noticed in a package: {name}")


if __name__ == "__main__":
    main()
