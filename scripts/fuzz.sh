#!/bin/sh
# fuzz.sh [SECONDS [TARGET...]]: builds the libFuzzer targets of test/fuzz/ and runs each for so long,
# from test/fuzz/corpus/, the bundled files and what earlier runs found (build/fuzz/corpus/).
# What crashes lies in build/fuzz/found/<target>/ afterwards: make it small with
#   build/fuzz/test/fuzz/fuzz_<target> -minimize_crash=1 -runs=20000 FILE
# and put it into test/fuzz/corpus/<target>/, which the tests run.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=${*:-$(sed -n 's/^venscope_fuzz(\([a-z_]*\).*/\1/p' test/fuzz/CMakeLists.txt)}

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $targets)

# The bundled files as seeds. Targets whose first byte chooses get one that chooses nothing.
seeds() {
  case $1 in
    read_table)
      for file in $(git ls-files 'studies/*.csv' 'test/reference/data/*.csv' 'test/reference/cohort/*.csv'); do
        { printf '\020'; head -c 3000 "$file"; } >"$2/$(echo "$file" | tr / _)"
      done
      ;;
    protocol) for file in $(git ls-files 'studies/*.toml'); do cp "$file" "$2/$(echo "$file" | tr / _)"; done ;;
    card) for file in models/*/card.json; do cp "$file" "$2/$(echo "$file" | tr / _)"; done ;;
    claims) cp claims/*.toml "$2/" ;;
    dictionary) for file in dictionaries/*.toml; do cp "$file" "$2/"; done ;;
    gene_sets) for file in gene-sets/*.gmt; do { printf '\000'; cat "$file"; } >"$2/$(basename "$file")"; done ;;
  esac
}

status=0
for target in $targets; do
  corpus=build/fuzz/corpus/$target bundled=build/fuzz/seeds/$target found=build/fuzz/found/$target
  mkdir -p "$corpus" "$bundled" "$found"
  seeds "$target" "$bundled"
  words=
  [ ! -f "test/fuzz/words/$target.txt" ] || words=-dict=test/fuzz/words/$target.txt
  echo "== $target, $seconds s"
  UBSAN_OPTIONS=print_stacktrace=1 build/fuzz/test/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2500 -max_len=6000 -print_final_stats=0 -verbosity=0 $words -artifact_prefix="$found/" \
    "$corpus" "test/fuzz/corpus/$target" "$bundled" || status=1
done
exit $status
