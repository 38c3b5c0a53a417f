# For run to read: the command line, built for arm64, is a phone: a worker's whole way with a server of this machine.
export CARGO_TARGET_AARCH64_LINUX_ANDROID_LINKER=$here/link-for-musl
# It is not what phones carry: built quickly, not small; in a folder of its own, or the library would be linked anew for the package.
own=$own/story
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
build_for_phone chaski-cli --bin chaski || exit 1
cli=$own/aarch64-linux-android/release/chaski

data=$work/district
port=$(python3 -B tests/port.py)
{ "$target/debug/chaski-server" init --data "$data" --district "Distrito de prueba" &&
  "$target/debug/chaski-server" area add Norte --data "$data" &&
  "$target/debug/chaski-server" worker add "Elena Ccori" --data "$data"; } >/dev/null || exit 1
"$target/debug/chaski-server" serve --data "$data" --listen "127.0.0.1:$port" --name localhost --log "$work/server.log" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do
  python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null && break
  sleep 0.1
done
of() { python3 -c 'import json, sys; print(eval("told" + sys.argv[1], {"told": json.load(sys.stdin)}))' "$1"; }
invitation=$("$target/debug/chaski-server" invite --data "$data" --url "https://localhost:$port" --worker "Elena Ccori" \
  --role visitor --area Norte --json 2>/dev/null | of '["invitation"]') || exit 1

says() { # what it is called in a failure, arguments: the answer in JSON, on standard output
  phone "$cli" --home "$work/phone" --json "$@" 2>"$work/cli.err" || { cat "$work/cli.err" >&2; return 1; }
}

says enrol "$invitation" --label arm64 >/dev/null
note "a phone on arm64 is enrolled with its worker's invitation, over TLS" $?

household=$(says household add --area Norte --known-as "los de la tienda" --altitude-m 3650 | of '["code"]') &&
  child=$(says child add --household "$household" --given-names Rosa --family-names "Ñahui Quispe" --sex f --birth-date 2024-03-15 |
    of '["code"]')
note "a household and a child in it are recorded" $?

cat >"$work/visit.json" <<JSON
{ "household": "$household", "on": "2026-03-15", "modality": "home", "outcome": { "is": "done" },
  "persons": [{ "person": "$child", "reading": { "on": "2026-03-15", "weight": { "kg": "10.60" }, "source": "measured" } }] }
JSON
says visit record "$work/visit.json" >"$work/visit.said" &&
  says child "$child" >"$work/child.said" && grep -q '10\.60' "$work/child.said"
note "a visit with a weight is recorded, and the child's page shows it" $?

says sync >"$work/sync.said" &&
  "$target/debug/chaski-server" export measurements --csv --data "$data" >"$work/measurements.csv" && grep -q '10\.6' "$work/measurements.csv"
note "the weight is on the server after a sync" $?

says verify | of '["sound"]' | grep -q True
note "what the phone keeps is sound" $?

# The database as SQLCipher's own library wrote it, read by the one that is built into the desktop's command line.
"$target/debug/chaski" --home "$work/phone" --json child "$child" 2>"$work/cli.err" | diff - "$work/child.said" >"$work/difference"
note "the desktop's command line opens the phone's file and shows the same page" $?
head -5 "$work/difference" "$work/cli.err"

zstd -dcq tests/data/growth/oracle_public.csv.zst | head -2000 >"$work/rows.csv"
# As they are shown, to the last digit. Unrounded they part in the twelfth on a few rows: each libc has its own power and logarithm.
phone "$cli" growth zscore "$work/rows.csv" -o "$work/z.phone.csv" >/dev/null 2>&1 &&
  "$target/debug/chaski" growth zscore "$work/rows.csv" -o "$work/z.desktop.csv" >/dev/null 2>&1 &&
  cmp "$work/z.phone.csv" "$work/z.desktop.csv"
status=$?
note "z-scores of $(($(wc -l <"$work/rows.csv") - 1)) rows are the desktop's to the last digit that is shown" $status
