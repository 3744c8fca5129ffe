#!/bin/sh
# Installs the packages when they are missing or older than the lock file. npm warns that some want a newer Node than the
# machine's: they get it, because Node itself is one of the packages; so only errors are shown.
set -eu
cd "$(dirname "$0")/.."
marker=node_modules/.package-lock.json
if [ ! -e "$marker" ] || [ -n "$(find package-lock.json -newer "$marker")" ]; then
  echo "Installing packages…" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch "$marker"
fi
