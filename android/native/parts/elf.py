"""What a library says of itself, as readelf reads it."""
import collections
import re
import subprocess

Symbol = collections.namedtuple("Symbol", "name bind defined")


class NotElf(Exception):
    pass


class Library:
    def __init__(self, path):
        said = subprocess.run(["readelf", "-W", "-h", "-l", "-d", "--dyn-syms", path], capture_output=True, text=True,
                              env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
        if said.returncode != 0 or "ELF Header" not in said.stdout:
            raise NotElf(path)
        text = said.stdout
        self.kind, self.bits, self.machine = (re.search(rf"^\s*{key}:\s*(.+?)(?: \(.*)?$", text, re.M).group(1)
                                              for key in ("Type", "Class", "Machine"))
        # (type, alignment, flags) of each segment.
        self.segments = [(kind, int(align, 16), flags.replace(" ", "")) for kind, flags, align in re.findall(
            r"^  ([A-Z_]+)\s+0x\S+ 0x\S+ 0x\S+ 0x\S+ 0x\S+ (.{3}) (0x[0-9a-f]+)$", text, re.M)]
        self.dynamic = re.findall(r"^\s*0x[0-9a-f]+ \(([A-Z_0-9a-z<>: ]+)\)\s+(.*)$", text, re.M)
        self.symbols = [Symbol(name, bind, section != "UND") for bind, section, name in re.findall(
            r"^\s*\d+: [0-9a-f]+\s+\S+ \S+\s+(\S+)\s+\S+\s+(\S+) ([^\s@]+)\S*", text, re.M)]

    def needed(self):
        return [re.search(r"\[(.+)\]", value).group(1) for tag, value in self.dynamic if tag == "NEEDED"]

    def tags(self):
        return {tag for tag, _ in self.dynamic}

    def exports(self):
        return {s.name for s in self.symbols if s.defined and s.bind != "LOCAL"}

    def imports(self):
        return {s.name for s in self.symbols if not s.defined and s.bind == "GLOBAL"}

    def weak_imports(self):
        return {s.name for s in self.symbols if not s.defined and s.bind == "WEAK"}
