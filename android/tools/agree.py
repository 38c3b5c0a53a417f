"""That the Gradle project and the build without Gradle are of one mind: python3 android/tools/agree.py

A sentence a rule, and what parts is said. Then each is seen to notice what it is for.
"""

import pathlib
import re
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as tree

ANDROID = "{http://schemas.android.com/apk/res/android}"
POM = "{http://maven.apache.org/POM/4.0.0}"
# What Maven's file calls by another name than the catalogue, and what only one of the two has.
NAMES = {"minSdk": "min.sdk", "targetSdk": "target.sdk", "versionCode": "version.code", "java": "java.version"}
GRADLE_ALONE = {"agp", "versionName"}
MAVEN_ALONE = {"r8.version", "framework.version"}
NOT_LIBRARIES = {"com.android.tools:r8", "org.robolectric:android-all", "org.jetbrains.kotlin:kotlin-stdlib"}


class Project:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.pom = tree.fromstring((folder / "pom.xml").read_text())
        self.catalogue = tomllib.loads((folder / "gradle/libs.versions.toml").read_text())
        self.gradle = (folder / "app/build.gradle.kts").read_text()
        self.settings = (folder / "settings.gradle.kts").read_text()
        self.manifest = tree.fromstring((folder / "app/src/main/AndroidManifest.xml").read_text())
        self.folder = folder

    def properties(self):
        return {one.tag.removeprefix(POM): one.text for one in self.pom.find(f"{POM}properties")}

    def maven_libraries(self):
        found = {}
        for one in self.pom.find(f"{POM}dependencies"):
            part = {child.tag.removeprefix(POM): child.text for child in one}
            found[f"{part['groupId']}:{part['artifactId']}"] = part.get("scope", "compile")
        return {name: scope for name, scope in found.items() if name not in NOT_LIBRARIES}


def versions_are_the_same(project):
    maven, gradle = project.properties(), project.catalogue["versions"]
    for name, version in gradle.items():
        if name in GRADLE_ALONE:
            continue
        other = maven.get(NAMES.get(name, f"{name}.version"))
        if other != version:
            yield f"{name} is {version} in the catalogue and {other} in pom.xml"
    known = {NAMES.get(name, f"{name}.version") for name in gradle} | MAVEN_ALONE
    for name in sorted(name for name in maven if name.endswith(".version") and name not in known):
        yield f"{name} stands in pom.xml alone"
    if project.pom.find(f"{POM}version").text != gradle["versionName"]:
        yield f"versionName is {gradle['versionName']} in the catalogue, which is not pom.xml's version"


def libraries_are_the_same(project):
    maven = project.maven_libraries()
    gradle = {one["module"]: one["version"]["ref"] for one in project.catalogue["libraries"].values()}
    for name in sorted(set(maven) ^ set(gradle)):
        yield f"{name} stands in one of pom.xml and the catalogue"
    for alias, one in project.catalogue["libraries"].items():
        used = alias.replace("-", ".")
        scope = "testImplementation" if maven.get(one["module"]) == "test" else "implementation"
        if not re.search(rf"\b{scope}\((variantOf\()?libs\.{re.escape(used)}\)", project.gradle):
            yield f"{one['module']} is no {scope} in app/build.gradle.kts"


def ids_are_the_same(project):
    wanted = project.properties()["application.id"]
    for name in ("namespace", "applicationId"):
        said = re.search(rf'\b{name} = "([^"]*)"', project.gradle)
        if not said or said.group(1) != wanted:
            yield f"{name} is {said and said.group(1)}, not {wanted}"
    if project.manifest.get("package") is not None:
        yield "the manifest says a package of its own"
    for one in project.manifest.iter("provider"):
        if not one.get(ANDROID + "authorities", "").startswith(wanted + "."):
            yield f"a provider is called {one.get(ANDROID + 'authorities')}, which another app may be called as well"
    if project.manifest.find("uses-sdk") is not None:
        yield "the manifest says versions of Android, which the build says"


def sources_are_the_same(project):
    # Gradle's own folders, which it does not say.
    maven = {one.replace("${project.basedir}/", "") for one in (project.properties()[f"{part}.kotlin"] for part in ("main", "test"))}
    if maven != {"app/src/main/kotlin", "app/src/test/kotlin"}:
        yield f"pom.xml compiles {', '.join(sorted(maven))}"
    if re.search(r"\b(manifest|res|assets)\.srcFile|\b(res|assets|java)\.srcDirs?|setSrcDirs", project.gradle):
        yield "app/build.gradle.kts takes sources from elsewhere"
    for line in re.findall(r"srcDir\(([^\n]*)\)\n", project.gradle):
        if not line.startswith(("generated", "native")):
            yield f"app/build.gradle.kts takes sources from {line}"
    if 'include(":app")' not in project.settings:
        yield "settings.gradle.kts has no app"
    for folder in ("app/src/main/java", "app/src/test/java"):
        if (project.folder / folder).exists():
            yield f"{folder} is compiled by Gradle alone"


def it_is_said_that_gradle_was_not_run(project):
    if "written, not run" not in project.settings:
        yield "settings.gradle.kts does not say that it was not run"


def icons_are_those_of_the_list(project):
    listed = set()
    for line in (project.folder / "tools/icons.list").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name = line.split()
            listed.add(("ic_" if kind == "interface" else "pic_") + name.replace("-", "_"))
    made = {
        file.stem for file in (project.folder / "app/src/main/res/drawable").glob("*.xml") if "Made by tools/icons" in file.read_text()
    }
    for name in sorted(listed ^ made):
        yield f"{name} is listed, or drawn, not both"


RULES = {
    "the versions of Gradle's catalogue are those of the build": versions_are_the_same,
    "both builds use the same libraries": libraries_are_the_same,
    "both builds make the same app": ids_are_the_same,
    "both builds compile the same sources": sources_are_the_same,
    "the Gradle files say that they were not run": it_is_said_that_gradle_was_not_run,
    "the icons are those of the list": icons_are_those_of_the_list,
}

# file, what stands there, what stands there instead, a part of what is then said
SPOILED = (
    ("gradle/libs.versions.toml", 'jna = "5', 'jna = "6', "jna is 6"),
    ("gradle/libs.versions.toml", 'versionName = "', 'versionName = "9', "versionName"),
    ("gradle/libs.versions.toml", 'minSdk = "23"', 'minSdk = "24"', "minSdk is 24"),
    ("pom.xml", "<robolectric.version>", "<other.version>1</other.version><robolectric.version>", "other.version stands"),
    ("gradle/libs.versions.toml", "junit:junit", "junit:other", "junit:other stands in one"),
    ("app/build.gradle.kts", "testImplementation(libs.junit)", "implementation(libs.junit)", "no testImplementation"),
    ("app/build.gradle.kts", 'applicationId = "org.chaski.app"', 'applicationId = "org.chaski"', "applicationId is"),
    ("app/src/main/AndroidManifest.xml", "<manifest ", '<manifest package="a.b" ', "a package of its own"),
    ("app/src/main/AndroidManifest.xml", "<application", "<uses-sdk /><application", "which the build says"),
    ("pom.xml", "app/src/main/kotlin", "app/src/main/other", "pom.xml compiles"),
    ("app/build.gradle.kts", "kotlin.srcDir(generated", "java.srcDirs(generated", "from elsewhere"),
    ("settings.gradle.kts", 'include(":app")', "", "has no app"),
    ("settings.gradle.kts", "written, not run", "written and run", "not run"),
    ("tools/icons.list", "interface home", "interface house", "ic_house is listed"),
)


def judged(project):
    return {name: list(rule(project)) for name, rule in RULES.items()}


def spoiled(folder, file, was, becomes):
    """The faults of a copy in which one thing is otherwise."""
    with tempfile.TemporaryDirectory() as copy:
        kept = ["pom.xml", "settings.gradle.kts", "gradle/libs.versions.toml", "app/build.gradle.kts", "tools/icons.list"]
        kept += ["app/src/main/AndroidManifest.xml"]
        kept += [str(icon.relative_to(folder)) for icon in folder.glob("app/src/main/res/drawable/*.xml")]
        for name in kept:
            text = (folder / name).read_text()
            if name == file:
                if was not in text:
                    raise SystemExit(f"{file} does not say {was}")
                text = text.replace(was, becomes, 1)
            to = pathlib.Path(copy) / name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(text)
        return [fault for faults in judged(Project(copy)).values() for fault in faults]


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent
    for name, faults in judged(Project(folder)).items():
        print(f"FAILED: {name}: {'; '.join(faults)}" if faults else f"ok: {name}")
    for file, was, becomes, said in SPOILED:
        noticed = any(said in fault for fault in spoiled(folder, file, was, becomes))
        print(f"{'ok' if noticed else 'FAILED'}: noticed where builds part: {said}")


if __name__ == "__main__":
    main()
