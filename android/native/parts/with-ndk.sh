# For scripts to read: `build_with_ndk` builds the library for every ABI with the NDK that ANDROID_NDK_HOME names (28 or
# later: its linker makes pages of 16 kB). It has never been run: there was no NDK where it was written. Whoever runs it
# first removes this sentence; `android/native/check` tells of arm64-v8a whether the result is what the app needs.
source "$native/parts/fetch.sh"
source "$native/parts/sqlcipher.sh"

build_with_ndk() {
  local tools abi target clang prefix folder
  tools=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
  [ -x "$tools/llvm-strip" ] || { echo "ANDROID_NDK_HOME is $ANDROID_NDK_HOME, and no NDK is there" >&2; return 1; }
  command -v mvn >/dev/null && command -v unzip >/dev/null || need maven unzip || return 1
  while read -r -u 3 abi target clang; do
    rustup target add "$target" || return 1
    folder=$(sqlcipher "$abi") || return 1
    use_sqlcipher "$folder" "$target"
    # The names under which cargo and the crate `cc` look for a target's tools.
    prefix=$(tr a-z- A-Z_ <<<"$target")
    export "CARGO_TARGET_${prefix}_LINKER=$tools/$clang-clang" "CC_${target//-/_}=$tools/$clang-clang" "AR_${target//-/_}=$tools/llvm-ar"
    export "CARGO_TARGET_${prefix}_RUSTFLAGS=$own_names -C link-arg=-Wl,-z,max-page-size=16384"
    cargo rustc --quiet --release -p chaski-bindings --lib --crate-type cdylib --target "$target" --target-dir "$own" || return 1
    put "$abi" "$own/$target/release/libchaski_bindings.so" "$folder/libsqlcipher.so" "$tools/llvm-strip" || return 1
  done 3<<'ABIS'
arm64-v8a aarch64-linux-android aarch64-linux-android23
armeabi-v7a armv7-linux-androideabi armv7a-linux-androideabi23
x86_64 x86_64-linux-android x86_64-linux-android23
ABIS
}
