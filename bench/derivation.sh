#!/bin/sh
# 1,000 bootstraps of a whole derivation (174 patients, 20 candidates, backward elimination by AIC) against
# the same loop in R and against rms::validate, in one run on one machine. From the repository root, after
# cmake --preset release -DVENSCOPE_BENCH=ON && cmake --build --preset release --target bench_derivation
set -eu
program=${1:-build/release/bench/derivation}
file=$(mktemp)
trap 'rm -f "$file"' EXIT
"$program" make 174 20 "$file"
for threads in 1 2; do
  printf '%s thread(s): ' "$threads"
  "$program" run "$file" 1000 "$threads"
done
ours=$("$program" run "$file" 1000 1 | sed 's/.* in \([0-9.]*\) s.*/\1/')
Rscript bench/derivation.R "$file" 10 100 2>/dev/null | tail -1 | while read -r loop rms; do
  awk -v ours="$ours" -v loop="$loop" -v rms="$rms" 'BEGIN {
    printf "R loop: %.0f s for 1,000 resamples, %.0f times as long\n", 1000 * loop, 1000 * loop / ours
    printf "rms::validate (bw): %.0f s for 1,000 resamples, %.0f times as long\n", 1000 * rms, 1000 * rms / ours }'
done
