"""What the library of this machine says of its calls: the contract's version, and each call's checksum by its name."""
import ctypes
import subprocess
import sys

library = ctypes.CDLL(sys.argv[1])
names = subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]], capture_output=True, text=True, check=True).stdout
print(f"contract={library.ffi_chaski_bindings_uniffi_contract_version()}")
for name in sorted(line.split()[-1] for line in names.splitlines()):
    if name.startswith("uniffi_") and "_checksum_" in name:
        call = getattr(library, name)
        call.restype = ctypes.c_uint16
        print(f"{name}={call()}")
