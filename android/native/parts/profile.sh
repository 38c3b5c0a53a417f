# For scripts to read: how a library for phones is built. Smaller is what counts there: it travels over a line that is paid
# by the megabyte and lies on phones that are full. README.md has what each setting was measured to change.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=${CARGO_PROFILE_RELEASE_OPT_LEVEL:-s}
export CARGO_PROFILE_RELEASE_LTO=${CARGO_PROFILE_RELEASE_LTO:-fat}
export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=${CARGO_PROFILE_RELEASE_CODEGEN_UNITS:-1}
# A panic must unwind: uniffi catches it at each call (`rust_call`) and the app gets an error it can show and send, where
# an abort would close the app in a worker's hands.
export CARGO_PROFILE_RELEASE_PANIC=unwind
export CARGO_TERM_COLOR=never

# Where a panic came from stays in the library, by the name of the crate instead of the folders of whoever built it.
own_names="--remap-path-prefix=$PWD=chaski --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=crates"

# The library for a package: stripped, with what it links beside it. Names of functions stay in the one cargo made.
put() { # ABI, library, libsqlcipher.so, strip
  mkdir -p "$out/$1"
  "$4" --strip-all -o "$out/$1/libchaski_bindings.so.part" "$2"
  mv "$out/$1/libchaski_bindings.so.part" "$out/$1/libchaski_bindings.so"
  cp "$3" "$out/$1/libsqlcipher.so"
  (cd "$out" && stat -c '%n %s bytes' "$1"/*.so)
}
