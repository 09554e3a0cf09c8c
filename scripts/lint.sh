#!/bin/sh
# lint.sh [FILE...]: clang-format and clang-tidy on the given sources (default: all that git tracks).
# lint.sh --within SECONDS: clang-format on all; clang-tidy, until the time is up, on what the last 20
# commits changed and then on the others, beginning elsewhere after every commit. For where all would
# take too long.
set -eu
cd "$(dirname "$0")/.."
within=
if [ "${1:-}" = --within ]; then
  within=$2
  shift 2
fi
sources=${*:-$(git ls-files '*.cpp' '*.hpp')}
clang-format-14 --dry-run -Werror $sources
echo "lint: clang-format has nothing to say about $(printf '%s\n' $sources | wc -l) files"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What this build compiles: not bench/, nor what is for the browser alone. Headers are checked through
# the files that include them.
cmake --preset lint >/dev/null
sed -n 's/.*"file": "\(.*\)".*/\1/p' build/lint/compile_commands.json | sed "s|^$PWD/||" >"$work/compiled"
printf '%s\n' $sources | grep -Fxf "$work/compiled" >"$work/all" || true

# What changed first: a .cpp itself, a .hpp through the .cpp of its name or the first that includes it.
changed() {
  git log -20 --name-only --diff-filter=d --format= -- '*.cpp' '*.hpp' | while read -r file; do
    case $file in
      *.cpp) echo "$file" ;;
      *) grep -x "${file%.hpp}.cpp" "$work/all" || git grep -lF "#include \"${file#test/}\"" -- '*.cpp' | head -1 ;;
    esac
  done | awk '!seen[$0]++' | grep -Fxf "$work/all" || true
}
cp "$work/all" "$work/units"
if [ -n "$within" ]; then
  if [ "$(git rev-list --count HEAD)" -gt 20 ]; then
    changed >"$work/units"
  else
    echo "lint: the history is too short to say what changed lately"
    : >"$work/units"
  fi
  from=$((0x$(git rev-parse --short=6 HEAD) % $(wc -l <"$work/all")))
  { tail -n +$((from + 1)) "$work/all"; head -n "$from" "$work/all"; } |
    grep -vFxf "$work/units" >"$work/rest" || true
  cat "$work/rest" >>"$work/units"
fi

deadline=$(($(date +%s) + ${within:-100000}))
export work deadline
tidy='
  [ "$(date +%s)" -lt "$deadline" ] || exit 0
  if clang-tidy-19 --quiet -p build/lint "$1" >"$work/said.$$" 2>&1; then
    echo "$1" >>"$work/done"
  else
    echo "$1" >>"$work/failed"
    grep -vE "warnings( and [0-9]+ errors?)? (generated|treated)|^Error while processing|Suppressed [0-9]" "$work/said.$$" >&2
  fi
'
touch "$work/done" "$work/failed"
xargs -P "${LINT_JOBS:-$(nproc)}" -n 1 sh -c "$tidy" lint.sh <"$work/units"

[ -z "$within" ] || sort "$work/done" | sed 's/^/lint: clang-tidy: /'
if [ -s "$work/failed" ]; then
  echo "lint: clang-tidy finds something in $(wc -l <"$work/failed") files:" >&2
  sort "$work/failed" | sed 's/^/  /' >&2
  exit 1
fi
done=$(wc -l <"$work/done") total=$(wc -l <"$work/units")
echo "lint: clang-tidy has nothing to say about $done files"
[ "$done" = "$total" ] || echo "lint: no time for the other $((total - done)); make lint looks at all"
