#!/bin/sh
# Courses of 2,000 and of 100,000 patients with 20 measurements each, beside the same in base R, in one run on
# one machine. From the repository root, after
# cmake --preset release -DVENSCOPE_BENCH=ON && cmake --build --preset release --target bench_course
set -eu
program=${1:-build/release/bench/course}
file=$(mktemp)
trap 'rm -f "$file"' EXIT
for patients in 2000 100000; do
  "$program" make "$patients" "$file"
  printf '%s patients, Venscope: ' "$patients"
  "$program" run "$file"
  printf '%s patients, R:        ' "$patients"
  Rscript bench/course.R "$file"
done
