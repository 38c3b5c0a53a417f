# For scripts to read: `prepare_without_ndk` sets what cargo needs to build for Android arm64 on a Debian without the NDK.
# $native is the folder of android/native, $own a folder to build in.
source "$native/parts/fetch.sh"
source "$native/parts/std.sh"
source "$native/parts/sid.sh"
source "$native/parts/sqlcipher.sh"
source "$native/parts/stand-ins.sh"

# Headers for the C of ring and zstd, which call memcpy, malloc and little else: musl's, of Debian.
musl_dev=musl-dev_1.2.3-1_arm64.deb
musl_dev_sha256=55c2ca4bc3041c8ed8ac7dc3ef6080d9551a21650568b2fd7610b59eaf98a4f4

prepare_without_ndk() {
  local toolchain headers
  need clang-19 lld-19 llvm-19 maven unzip xz-utils || return 1
  toolchain=$(phone_toolchain) || return 1
  # shellcheck disable=SC2046
  fetch "$musl_dev" "$musl_dev_sha256" $(debian "pool/main/m/musl/$musl_dev") &&
    made "$cache/musl-dev-1.2.3" dpkg-deb -x "$cache/$musl_dev" || return 1
  headers=$cache/musl-dev-1.2.3/usr/include/aarch64-linux-musl
  sqlcipher_folder=$(sqlcipher arm64-v8a) || return 1
  use_sqlcipher "$sqlcipher_folder" aarch64-linux-android

  # Not through rustup: its names in PATH would go on to the toolchain without the library's source.
  export PATH=$toolchain/bin:$PATH RUSTC=$toolchain/bin/rustc
  # What is not stable is only that cargo builds the standard library along.
  export RUSTC_BOOTSTRAP=1
  export CC_aarch64_linux_android=clang-19 AR_aarch64_linux_android=llvm-ar-19
  export CFLAGS_aarch64_linux_android="--target=aarch64-linux-android23 -nostdlibinc -isystem $headers -DNDEBUG"
  export CHASKI_STAND_INS=$own/stand-ins
  export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER=$native/parts/link-so
  export CARGO_TARGET_AARCH64_LINUX_ANDROID_RUSTFLAGS="$own_names --remap-path-prefix=$toolchain/lib/rustlib/src/rust=rust"
  stand_ins "$CHASKI_STAND_INS" && unwinder "$CHASKI_STAND_INS" "$own/unwind"
}

# Builds a package for Android arm64, the standard library along with it: package, what else cargo is to be told.
build_for_phone() {
  cargo rustc --quiet --locked --release -p "$@" -Zbuild-std=std,panic_unwind --target aarch64-linux-android --target-dir "$own"
}
