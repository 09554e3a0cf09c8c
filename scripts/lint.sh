#!/bin/sh
# lint.sh [FILE...]: clang-format and clang-tidy on the given sources (default: all that git tracks).
set -eu
cd "$(dirname "$0")/.."
sources=${*:-$(git ls-files '*.cpp' '*.hpp')}
clang-format --dry-run -Werror $sources
cmake --preset lint >/dev/null
# Headers are checked through the files that include them.
units=$(printf '%s\n' $sources | grep '\.cpp$' | grep -v '^test/fuzz/\|^bench/' || true)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
if [ -n "$units" ] &&
  ! printf '%s\n' $units | xargs -P "$(nproc)" -n 2 clang-tidy-19 --quiet -p build/lint >"$said" 2>&1; then
  grep -vE 'warnings( and [0-9]+ errors?)? generated|Processing file|^Error while processing' "$said" >&2
  exit 1
fi
echo "lint: no findings in $(printf '%s\n' $sources | wc -l) files"
