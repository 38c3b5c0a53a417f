# For run to read: the library that an app loads is opened and called.
startup=$root/usr/lib/aarch64-linux-musl
for_musl -fPIE -pie -nostdlib -fuse-ld=lld "$startup/Scrt1.o" "$startup/crti.o" "$here/load.c" "$startup/crtn.o" \
  -L"$root/lib/aarch64-linux-musl" -lc -Wl,--dynamic-linker=/lib/ld-musl-aarch64.so.1 -o "$work/load" || exit 1

python3 "$here/contract.py" "$target/debug/libchaski_bindings.so" >"$work/desktop.said" || exit 1
sed -n 's/^\(uniffi_.*\)=.*/\1/p' "$work/desktop.said" | phone "$work/load" "$root/lib/libchaski_bindings.so" >"$work/phone.said" 2>"$work/phone.err"
note "the library opens on arm64 and answers" $?
grep -v -e '^rubbish=' -e '^panic=' "$work/phone.said" | diff - "$work/desktop.said" >"$work/difference"
status=$?
note "its contract and the checksums of its $(grep -c '^uniffi_' "$work/desktop.said") calls are the desktop's" $status
head -20 "$work/difference"
grep -aq '^rubbish=1' "$work/phone.said"
note "a call refuses rubbish with an error of ours" $?
grep -q '^panic=2 null RustBuffer had non-zero capacity' "$work/phone.said"
note "a panic in a call is caught and comes back as an error: the unwinder unwinds" $?
[ -s "$work/phone.said" ] || cat "$work/phone.err"
