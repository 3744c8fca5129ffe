#!/bin/sh
# Installs the packages when they are missing or older than the lock file: those that the program needs, or with `all` also
# those that only tests and tools need. npm warns that some want a newer Node than the machine's: they get it, because Node
# itself is one of the packages; so only errors are shown.
set -eu
cd "$(dirname "$0")/.."
marker=node_modules/.package-lock.json
tools=node_modules/.with-tools
want=${1:-}
[ ! -e "$tools" ] || want=all
if [ ! -e "$marker" ] || [ -n "$(find package-lock.json -newer "$marker")" ] || { [ "$want" = all ] && [ ! -e "$tools" ]; }; then
  echo "Installing packages…" >&2
  omit=$([ "$want" = all ] || echo --omit=dev)
  npm ci --prefer-offline --no-audit --no-fund --loglevel=error $omit >&2
  touch "$marker"
  [ "$want" != all ] || touch "$tools"
fi
