#!/bin/sh
# need-node.sh: node 18 or newer with npm, from wherever; otherwise Debian's.
set -eu
major=$(node --version 2>/dev/null | sed -nE 's/^v([0-9]+).*/\1/p')
[ "${major:-0}" -ge 18 ] && command -v npm >/dev/null && exit 0
exec "$(dirname "$0")/need.sh" "$(dirname "$0")/packages-node.txt"
