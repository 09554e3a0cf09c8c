#!/bin/sh
# check-rooms.sh: fails if a room of the library includes from a room above it.
# The order is that of the house: what stands lower in this list knows nothing of what stands higher.
set -eu
cd "$(dirname "$0")/.."
rooms="base cohort risk calculator endpoint formula response survival imputation accuracy derivation simulation audit comparability safety course expression enrichment signature dose assay report study"
bad=0
allowed=
for room in $rooms; do
  allowed="$allowed|$room"
  [ -d "venscope/$room" ] || continue
  found=$(grep -rnE '#include "(venscope/|app/|test/)' "venscope/$room" |
    grep -vE "#include \"venscope/(${allowed#|})/" || true)
  if [ -n "$found" ]; then
    echo "venscope/$room includes from a room above it:"
    echo "$found"
    bad=1
  fi
done
for folder in venscope/*/; do
  case " $rooms " in *" $(basename "$folder") "*) ;; *) echo "$folder is not in the list of rooms"; bad=1 ;; esac
done
exit $bad
