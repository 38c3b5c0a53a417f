# For scripts to read: `phone_toolchain` says the folder of a toolchain that can build Rust's standard library for a phone.
# It is a copy of hard links of the one in use, which stays as it was, with the library's source added.

# The source of a compiler as Debian packages it; it holds the commit, so that no other library can be taken for it.
std_version=1.95.0
std_commit=59807616e1fa2540724bfbac14d7976d7e4a3860
std_file=rustc_$std_version+dfsg1.orig.tar.xz
std_sha256=fee0a232c32b6f919b2166efc441a7c37884905bdcc2170163579eeed5feee6b

phone_toolchain() {
  local used commit
  used=$(rustc --print sysroot) || return 1
  if [ -f "$used/lib/rustlib/src/rust/library/Cargo.lock" ]; then
    echo "$used"
    return 0
  fi
  commit=$(rustc -vV | awk '$1 == "commit-hash:" {print $2}')
  # A mirror keeps a version while any suite of Debian has it.
  # shellcheck disable=SC2046
  if [ "$commit" != "$std_commit" ]; then
    echo "the compiler in use is of commit $commit; parts/std.sh knows its library's source only for $std_commit" >&2
  elif fetch "$std_file" "$std_sha256" $(debian "pool/main/r/rustc/$std_file"); then
    made "$cache/toolchain-$std_version" copy_toolchain "$used" && echo "$cache/toolchain-$std_version"
    return
  fi
  sid_toolchain || {
    echo "the source of Rust's standard library is missing, for the compiler in use (rustc $(rustc -V | cut -d' ' -f2)): where" \
      "rustup reaches its server, \`rustup component add rust-src\` gives it, and this script takes it from there" >&2
    return 1
  }
}

copy_toolchain() { # the toolchain in use, new folder
  # The cache may lie on another disk, to which no hard link leads.
  cp -al "$1/bin" "$1/lib" "$2/" 2>/dev/null || { rm -rf "$2/bin" "$2/lib" && cp -a "$1/bin" "$1/lib" "$2/"; } || return 1
  mkdir -p "$2/lib/rustlib/src/rust" &&
    tar -C "$2/lib/rustlib/src/rust" --strip-components=1 -xJf "$cache/$std_file" \
      --wildcards --no-wildcards-match-slash '*/library' '*/git-commit-hash' &&
    [ "$(cat "$2/lib/rustlib/src/rust/git-commit-hash")" = "$std_commit" ]
}
