#!/bin/sh
# A path of 100 penalties and its 10-fold cross-validation beside glmnet, on one machine in one run. From the
# repository root, after
# cmake --preset release -DVENSCOPE_BENCH=ON && cmake --build --preset release --target bench_coxnet
#   bench/coxnet.sh [ROWS COLUMNS]     500 20000 unless given; 2000 5000 is the other that is quoted
# Best of five in seconds (glmnet once); cv.glmnet takes minutes.
set -eu
program=build/release/bench/coxnet
rows=${1:-500}
columns=${2:-20000}
export RATIO="${RATIO:-0.05}"
file=$(mktemp)
trap 'rm -f "$file" "$file".*' EXIT
"$program" make "$rows" "$columns" 10 "$file"
for threads in 1 2; do
  for again in 1 2 3 4 5; do "$program" run "$file" "$threads" 2>>"$file.$threads" >"$file.steps"; done
  for what in 'path' 'path and cross-validation'; do
    printf '%s, %s thread(s): ' "$what" "$threads"
    grep "^$what:" "$file.$threads" | sed 's/.*: //' | sort -n | head -1
  done
done
Rscript bench/coxnet.R "$file" "$file.steps" "$RATIO"
