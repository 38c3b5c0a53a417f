# For scripts to read: `need PACKAGE…` installs what is missing from Debian where it runs as root; otherwise says so.
need() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    when_free update && when_free install -y --no-install-recommends "${missing[@]}"
  else
    echo "install these first: ${missing[*]}" >&2
    return 1
  fi
}

# apt-get, once nobody else installs; after ten minutes it says what was in the way. By itself it waits for dpkg's lock
# alone: whoever reads lists or fetches packages at the same time makes it fail at once.
when_free() {
  local said end=$((SECONDS + 600))
  until said=$(LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" 2>&1 >/dev/null); do
    if [[ $said != *"Could not get lock"* ]] || [ "$SECONDS" -ge "$end" ]; then
      echo "$said" >&2
      return 1
    fi
    sleep "${NEED_PAUSE_S:-3}"
  done
}
