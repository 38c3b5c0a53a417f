"""Sees that each rule refuses what breaks it, and nothing else is refused: a library of two calls, linked for arm64 as
the real one is, is broken in one way at a time."""
import os
import subprocess
import tempfile

import phone_rules

CALLS = "void uniffi_one(void) {}\nvoid ffi_two(void) {}\n"
USES = "extern void abort(void);\nvoid ends(void) { abort(); }\n"
FOR_PHONES = ["clang-19", "--target=aarch64-linux-android23", "-fPIC", "-shared", "-nostdlib", "-fuse-ld=lld",
              "-Wl,-z,undefs", "-Wl,-z,max-page-size=16384"]


def compiled(out, source, command, *more):
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write(source)
        file.flush()
        subprocess.run([*command, file.name, *more, "-o", out], check=True)


# What is done to the library, which rules then refuse it, what else is given to compiler and linker.
WAYS = [
    ("a whole library", set(), CALLS + USES, []),
    ("a name of Android 7", {"imports_public_names"}, CALLS + "extern int getifaddrs(void *);\nint f(void) { return getifaddrs(0); }", []),
    ("a weak name that nobody listed", {"imports_public_names"},
     CALLS + "__attribute__((weak)) extern int memfd_create(const char *, int);\nint f(void) { return memfd_create ? 1 : 0; }", []),
    ("pages of 4 kB", {"pages_of_16_kb"}, CALLS + USES, ["-Wl,-z,max-page-size=4096"]),
    ("an address in the code", {"code_is_not_written"},
     CALLS + '__asm__(".text\\n.globl place\\nplace: .quad abort");', ["-Wl,-z,notext"]),
    ("a thread-local variable", {"only_what_android_6_reads"},
     CALLS + "_Thread_local int each;\nint f(void) { return each++; }", ["-fno-emulated-tls", "-ftls-model=initial-exec"]),
    ("packed relocations", {"only_what_android_6_reads"}, CALLS + "void *one = uniffi_one, *two = ffi_two;",
     ["-Wl,--pack-dyn-relocs=relr", "-Wl,-Bsymbolic"]),
    ("a call that is missing", {"has_every_call"}, "void uniffi_one(void) {}", []),
    ("a call that is too many", {"has_every_call"}, CALLS + "void uniffi_three(void) {}", []),
]


def run():
    outcomes = []
    with tempfile.TemporaryDirectory() as work:
        phone = os.path.join(work, "arm64-v8a")
        os.mkdir(phone)
        core, sqlcipher = (os.path.join(phone, name) for name in phone_rules.LIBRARIES)
        desktop = os.path.join(work, "desktop.so")
        compiled(desktop, CALLS, ["cc", "-fPIC", "-shared"])
        compiled(sqlcipher, "int sqlite3_open(void) { return 0; }", FOR_PHONES, "-Wl,-soname,libsqlcipher.so")

        def outcome(name, refusing):
            functions = {title: rule.__name__ for title, rule in phone_rules.RULES}
            found = {functions[title] for title, faults in phone_rules.judge(phone, desktop) if faults}
            outcomes.append(found == refusing)
            print(f"ok: {name}: {'is refused' if refusing else 'is taken'}" if outcomes[-1] else
                  f"FAILED: {name}: refused by {sorted(found)}, should be by {sorted(refusing)}")

        for name, refusing, source, more in WAYS:
            compiled(core, source, FOR_PHONES, *more)
            outcome(name, refusing)

        other = os.path.join(work, "libother.so")
        compiled(other, "void other(void) {}", FOR_PHONES, "-Wl,-soname,libother.so")
        compiled(core, CALLS, FOR_PHONES, "-Wl,--no-as-needed", other)
        outcome("another library that it needs", {"links_nothing_else"})

        compiled(core, CALLS + USES, FOR_PHONES)
        compiled(sqlcipher, "int sqlite3_open(void) { return 0; }", FOR_PHONES, "-Wl,-z,max-page-size=4096")
        outcome("SQLCipher in pages of 4 kB", {"pages_of_16_kb"})
        compiled(sqlcipher, "int sqlite3_open(void) { return 0; }", FOR_PHONES)

        compiled(core, CALLS, ["cc", "-fPIC", "-shared", "-nostdlib", "-Wl,-z,max-page-size=16384", "-Wl,-z,norelro"])
        outcome("a library of this machine", {"is_for_arm64"})
        with open(core, "w") as file:
            file.write("not a library")
        outcome("a file that is no library", {rule.__name__ for _, rule in phone_rules.RULES})
    print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    return 0 if all(outcomes) else 1
