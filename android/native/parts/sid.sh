# For scripts to read: `sid_toolchain` says the folder of the newest compiler of Debian's unstable suite, which comes with
# the source of its library. It is what is left where the source for the compiler in use is nowhere to be had: a compiler of
# another day, so that the library is not the release's to the byte. It is unpacked, not installed: nothing of the
# machine changes, and its programs run on the libc that they were built for.
sid_toolchain() {
  echo "taking the compiler of Debian's unstable suite, with the source of its library" >&2
  made "$cache/sid" unpack_sid || return 1
  echo "$cache/sid"
}

unpack_sid() { # new folder
  local place=$1 mirror package options
  mkdir -p "$place/lists/partial" "$place/archives/partial" "$place/bin" && : >"$place/status" || return 1
  mirror=$(debian "" | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$place/sid.list"
  options=(-qq -o "Dir::State::lists=$place/lists" -o "Dir::Cache::archives=$place/archives" -o Dir::Cache::pkgcache=
    -o Dir::Cache::srcpkgcache= -o "Dir::State::status=$place/status" -o "Dir::Etc::sourcelist=$place/sid.list"
    -o Dir::Etc::sourceparts=/dev/null -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=true)
  apt-get "${options[@]}" update && apt-get "${options[@]}" install -y --download-only rustc cargo rust-src >&2 || return 1
  for package in "$place"/archives/*.deb; do
    case ${package##*/} in
      # The machine's own C compiler links what runs while building.
      gcc-* | cpp-* | binutils* | perl* | dpkg*) ;;
      *) dpkg-deb -x "$package" "$place/root" || return 1 ;;
    esac
  done
  # cargo asks rustc where its library's source is, so that it is told where it lies now.
  for package in rustc cargo; do
    cat >"$place/bin/$package" <<'PROGRAM'
#!/usr/bin/env bash
root=$(dirname "$(dirname "$(realpath "$0")")")/root
program=$(basename "$0")
[ "$program" = rustc ] && set -- --sysroot "$root/usr" "$@"
exec "$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
  --argv0 "$program" "$root/usr/bin/$program" "$@"
PROGRAM
    chmod +x "$place/bin/$package"
  done
  rm -rf "$place/lists" "$place/archives"
  "$place/bin/rustc" --version >&2 && "$place/bin/cargo" --version >&2
}
