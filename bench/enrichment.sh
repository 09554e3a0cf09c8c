#!/bin/sh
# GSEA of 5,000 sets and 20,000 genes with 1,000 permutations; GSVA scores of 20,000 genes, 200 samples and 50 sets
# beside Bioconductor's GSVA, in one run on one machine. From the repository root, after
# cmake --preset release -DVENSCOPE_BENCH=ON && cmake --build --preset release --target bench_enrichment
set -eu
program=${1:-build/release/bench/enrichment}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for threads in 1 2; do
  printf 'GSEA, %s thread(s): ' "$threads"
  "$program" gsea 20000 5000 1000 "$threads"
done
"$program" make 20000 200 50 "$folder/data"
for threads in 1 2; do
  printf 'GSVA, %s thread(s): ' "$threads"
  "$program" gsva "$folder/data" "$threads" "$folder/scores"
done
printf 'GSVA of Bioconductor, 1 thread: '
Rscript bench/enrichment.R "$folder/data" "$folder/scores"
