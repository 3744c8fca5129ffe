#!/bin/sh
# Installs the packages when they are missing or older than the lock file. npm warns that some want a newer Node than the
# machine's: they get it, because Node itself is one of the packages; so only errors are shown.
set -eu
cd "$(dirname "$0")/.."
marker=node_modules/.package-lock.json
quiet="--no-audit --no-fund --loglevel=error"
if [ ! -e "$marker" ] || [ -n "$(find package-lock.json -newer "$marker")" ]; then
  echo "Installing packages…" >&2
  # `npm ci` refuses a lock file that lacks the optional packages of other platforms, before it touches anything. An install
  # takes the same locked versions and leaves those out.
  npm ci $quiet >/dev/null 2>&1 || npm install --no-save $quiet >&2
  touch "$marker"
fi
