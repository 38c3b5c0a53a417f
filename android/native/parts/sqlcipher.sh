# For scripts to read: `sqlcipher ABI` says the folder in which libsqlcipher.so of that ABI is.
# SQLCipher stays a library of its own. Its makers build it with the NDK for four ABIs, with OpenSSL inside, in pages of
# 16 kB and for Android 6; built here it would be OpenSSL and SQLite against headers of another libc, where one struct of
# another layout is a silent fault in the very code that keeps the records, and six more minutes for each ABI.
sqlcipher_version=4.16.0
sqlcipher_sha256=670088f2c14a16308e43108f261b9f012381f88fff27d4a296d3c01cc9cdabeb

sqlcipher() {
  local aar=$cache/sqlcipher-android-$sqlcipher_version.aar
  if ! pinned "$aar" "$sqlcipher_sha256"; then
    mvn --quiet --batch-mode dependency:copy "-Dartifact=net.zetetic:sqlcipher-android:$sqlcipher_version:aar" \
      "-DoutputDirectory=$cache" -Dmdep.useBaseVersion=true >"$cache/maven.log" 2>&1
    pinned "$aar" "$sqlcipher_sha256" || {
      echo "sqlcipher-android $sqlcipher_version did not come from Maven Central as it was pinned: $cache/maven.log" >&2
      return 1
    }
  fi
  made "$cache/sqlcipher-$sqlcipher_version" unpack_sqlcipher "$aar" || return 1
  echo "$cache/sqlcipher-$sqlcipher_version/jni/$1"
}

unpack_sqlcipher() { # archive, new folder
  unzip -q "$1" 'jni/*' -d "$2"
}

# What tells cargo to link that library: rusqlite's own settings, for this target alone, so that Cargo.toml and every other
# build stay as they are. Of OpenSSL, which the bundled SQLCipher would want, nothing is linked and only a version is asked.
use_sqlcipher() { # folder of the library, target
  local prefix
  prefix=$(tr a-z- A-Z_ <<<"$2")
  export LIBSQLITE3_SYS_USE_PKG_CONFIG=1 SQLCIPHER_LIB_DIR=$1 SQLCIPHER_INCLUDE_DIR=$1
  export OPENSSL_NO_VENDOR=1
  export "${prefix}_OPENSSL_LIBS=" "${prefix}_OPENSSL_LIB_DIR=$1" "${prefix}_OPENSSL_INCLUDE_DIR=$native/parts/no-openssl"
}
