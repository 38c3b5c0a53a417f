# For scripts to read: `fetch FILE SHA256 ADDRESS…` puts what is found first at one of the addresses into the cache, if it
# is what was pinned. apt's own client fetches, so that a mirror or proxy which this machine's apt knows is used here too.
cache=${CHASKI_CACHE:-$HOME/.cache/chaski}/android
mkdir -p "$cache"

fetch() {
  local file=$cache/$1 sha256=$2 address
  shift 2
  pinned "$file" "$sha256" && return 0
  for address in "$@"; do
    /usr/lib/apt/apt-helper -o APT::Sandbox::User=root -o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
      download-file "$address" "$file.part" "SHA256:$sha256" >"$file.log" 2>&1 || continue
    mv "$file.part" "$file" && rm -f "$file.log" && pinned "$file" "$sha256" && return 0
  done
  echo "${file##*/} is at none of these addresses as it was pinned: $*" >&2
  return 1
}

pinned() { # file, sha256
  [ -f "$1" ] && echo "$2  $1" | sha256sum --check --status
}

# The mirrors of Debian that this machine installs from; lists of packages tell which they are.
debian() { # path in the mirror
  local mirrors
  mirrors=$(mirrors_of_debian)
  [ -n "$mirrors" ] || { when_free update && mirrors=$(mirrors_of_debian); }
  for mirror in $mirrors; do echo "${mirror%/}/$1"; done
}
mirrors_of_debian() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 2>/dev/null | awk '$1 == "Debian" && $2 !~ /security/ {print $2}' | sort -u
}

# Makes a folder of the cache once: what is half made by a script that was stopped has another name.
made() { # folder, command that fills the folder it is given
  local folder=$1
  shift
  [ -d "$folder" ] && return 0
  rm -rf "$folder".part.*
  mkdir -p "$folder.part.$$" && "$@" "$folder.part.$$" && mv -T "$folder.part.$$" "$folder"
}
