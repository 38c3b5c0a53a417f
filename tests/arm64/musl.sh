# For run to read: a root in which programs for arm64 run, in $root, the settings to build for it, and `phone PROGRAM …`.
source "$native/parts/profile.sh"
source "$native/parts/without-ndk.sh"
prepare_without_ndk || exit 1

musl=musl_1.2.3-1_arm64.deb
musl_sha256=6ccf2bf0f479b00411cb8e1eeb048e648718170db5d63bbb4bf4a89350b81468
# shellcheck disable=SC2046
fetch "$musl" "$musl_sha256" $(debian "pool/main/m/musl/$musl") || exit 1
root=$work/root
mkdir "$root" && dpkg-deb -x "$cache/$musl" "$root" && dpkg-deb -x "$cache/$musl_dev" "$root" || exit 1
export CHASKI_MUSL=$root

for_musl() {
  clang-19 --target=aarch64-linux-musl -nostdlibinc -isystem "$root/usr/include/aarch64-linux-musl" -fno-builtin -w -O1 "$@"
}
echo 'void *__dso_handle = 0;' >"$work/start.c"
for_musl -c "$work/start.c" -o "$root/start.o" &&
  for_musl -fPIC -shared -nostdlib -fuse-ld=lld -Wl,-soname,liblog.so "$here/shim.c" -L"$root/lib/aarch64-linux-musl" -lc \
    -o "$root/lib/aarch64-linux-musl/liblog.so" &&
  cp "$work"/out/arm64-v8a/*.so "$root/lib/" || exit 1

phone() {
  local libraries=$root/lib:$root/lib/aarch64-linux-musl
  qemu-aarch64-static -L "$root" -E "LD_LIBRARY_PATH=$libraries" -E "LD_PRELOAD=$root/lib/aarch64-linux-musl/liblog.so" "$@"
}
