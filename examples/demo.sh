#!/bin/sh
# What `make demo` shows: sample mails through a desk on a store, from receipt to a settled, a refused and a complained
# request; the log of every decision, decided again; an audit of that store, and of made-up records. The clock is set by
# hand, so that it shows the same every day.
#   BIN    where netpoint-stp is         OUT    where the store and the log go
#   REQUESTS  how many requests are made up
#   STORE  URL of the store, else SQLite in OUT; a PostgreSQL or MariaDB database has to be empty
set -eu
BIN=${BIN:-.venv/bin}
OUT=${OUT:-demo-out}
REQUESTS=${REQUESTS:-5000}
STORE=${STORE:-sqlite:///$OUT/desk.db}
BILLING="billing+sqlite:///$OUT/billing.db?mapping=examples/billing/billing.toml"

rm -rf "$OUT"
mkdir -p "$OUT"
"$BIN/python" -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2], encoding="utf-8").read())' \
    "$OUT/billing.db" examples/billing/subscribers.sql
printf 'andriy = "Андрій"\nbohdana = "Богдана"\n' >"$OUT/names.toml" # under which clients know them (3.11)

at() { # at MOMENT STAFF COMMAND…: show a command of the desk, and run it
    moment=$1 staff=$2
    shift 2
    printf '\n$ netpoint-stp desk --as %s' "$staff"
    for word; do # as it would be typed
        case $word in *" "*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '   # %s\n' "$(echo "$moment" | cut -c 1-16 | tr T ' ')"
    "$BIN/netpoint-stp" desk --store "$STORE" --directory "$BILLING" --names "$OUT/names.toml" --clock "$moment" \
        --as "$staff" "$@" 2>"$OUT/stderr" ||
        { cat "$OUT/stderr" >&2; return 1; }
}

refused() { # the same for a step that is to be refused: its reason is shown
    if at "$@" 2>&1; then echo "this should have been refused" >&2; exit 1; fi
}

printf '\n$ export NETPOINT_STP_STORE="%s" NETPOINT_STP_DIRECTORY="%s" NETPOINT_STP_NAMES="%s"\n' \
    "$STORE" "$BILLING" "$OUT/names.toml"
echo 'The desk works by a clock that is set by hand: the moment stands beside each command.'
at 2026-11-27T10:00:00+02:00 andriy receive examples/mail
at 2026-11-27T10:05:00+02:00 andriy queue
at 2026-11-27T10:06:00+02:00 andriy take
at 2026-11-27T10:08:00+02:00 andriy identify R-4 --login prykladko --contract 100245 --action "report a fault"
at 2026-11-27T10:20:00+02:00 andriy resolve R-4 "Порт на вузлі перезапущено, зв’язок є."
at 2026-11-27T10:25:00+02:00 bohdana read R-8
at 2026-11-27T10:26:00+02:00 bohdana triage R-8
at 2026-11-27T10:30:00+02:00 bohdana ask R-3 contract_number --action "report a fault"
refused 2026-11-27T10:31:00+02:00 bohdana refuse R-3 --action "report a fault" --demand within_contract
at 2026-12-01T10:30:00+02:00 bohdana refuse R-3 --action "report a fault" --demand within_contract
at 2026-12-01T10:40:00+02:00 bohdana due --before 2026-12-03T00:00:00+02:00
at 2026-12-01T10:42:00+02:00 bohdana complaints
at 2026-12-01T10:43:00+02:00 bohdana read-complaint C-1 --complainant holder --about carrying_out
at 2026-12-01T10:45:00+02:00 bohdana answer-complaint C-1 "Мы разобрались: заявку вовремя не передали мастеру. Перерасчёт сделан."
at 2026-12-01T10:50:00+02:00 bohdana show C-1
at 2026-12-01T10:50:00+02:00 bohdana show R-4
at 2026-12-01T10:51:00+02:00 bohdana show R-3
at 2026-12-01T10:52:00+02:00 bohdana verify
at 2026-12-01T10:52:30+02:00 bohdana outbox
at 2026-12-01T10:53:00+02:00 bohdana log --to "$OUT/decisions.jsonl"
printf '\n$ netpoint-stp replay %s\n' "$OUT/decisions.jsonl"
"$BIN/netpoint-stp" replay "$OUT/decisions.jsonl"

audited() { # audited WHAT PAGE: audit it, show what is found, and leave the page; breaches are what it is to find
    printf '\n$ netpoint-stp audit %s --out %s\n' "$1" "$2"
    "$BIN/netpoint-stp" audit "$1" --out "$2" 2>"$OUT/stderr" || [ $? -eq 1 ] || { cat "$OUT/stderr" >&2; return 1; }
}

audited "$STORE" "$OUT/desk-audit.html"
printf '\n$ netpoint-stp generate --requests %s --seed 1 --breach all=0.02 --out %s\n' "$REQUESTS" "$OUT/generated"
"$BIN/netpoint-stp" generate --requests "$REQUESTS" --seed 1 --breach all=0.02 --out "$OUT/generated"
audited "$OUT/generated" "$OUT/audit.html"
rm -f "$OUT/stderr"
printf '\nThe pages, to be opened in a browser: %s and %s\n' "$OUT/desk-audit.html" "$OUT/audit.html"
