# For scripts to read: sdk_tool NAME prints where a build tool of Android is: on the path, or in the newest of ANDROID_HOME.
sdk_tool() {
  local found
  found=$(command -v "$1" || find "${ANDROID_HOME:-/nowhere}/build-tools" -maxdepth 2 -name "$1" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || { echo "$1 is not here: Debian's package has it, or the build-tools of ANDROID_HOME" >&2; return 1; }
  echo "$found"
}
