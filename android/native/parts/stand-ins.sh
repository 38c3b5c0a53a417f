# For scripts to read: `stand_ins FOLDER` makes there what the linker wants of Android: libraries that hold bionic's public
# names and nothing else, the start of a library, and the unwinder.
stand_ins() {
  local library
  mkdir -p "$1" || return 1
  for library in libc libm libdl liblog; do
    awk -v library="$library" '$1 == library {for (i = 3; i <= NF; i++) print ".globl " $i "\n.type " $i ",%function\n" $i ":"}' "$native/names-23" >"$1/$library.s" &&
      for_phone -c "$1/$library.s" -o "$1/$library.o" &&
      for_phone -nostdlib -fuse-ld=lld -shared -Wl,-soname,$library.so "$1/$library.o" -o "$1/$library.so" || return 1
  done
  for_phone -Os -fPIC -c "$native/parts/start-so.c" -o "$1/start-so.o"
}

for_phone() {
  clang-19 --target=aarch64-linux-android23 "$@"
}

# The unwinder as one object that shows the names of an unwinder and hides its own copy of Rust's core library.
unwinder() { # folder of the stand-ins, folder to build in
  # Its own profile holds, whatever is set for the library.
  (unset "${!CARGO_PROFILE_@}" && cd "$native/unwind" && RUSTFLAGS='-C relocation-model=pic -C force-unwind-tables=yes' cargo build --quiet --locked --release \
    -Zbuild-std=core,compiler_builtins --target aarch64-linux-android --target-dir "$2") &&
    ld.lld-19 -r --whole-archive "$2/aarch64-linux-android/release/libunwind.a" -o "$1/unwind.o" &&
    llvm-objcopy-19 --wildcard --keep-global-symbol='_Unwind_*' "$1/unwind.o" &&
    rm -f "$1/libunwind.a" && llvm-ar-19 rcs "$1/libunwind.a" "$1/unwind.o"
}
