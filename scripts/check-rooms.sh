#!/bin/sh
# check-rooms.sh: fails if a room of the library includes from a room above it.
# The order is that of the house: what stands lower in this list knows nothing of what stands higher.
# Also fails if two headers define a type of one name in one namespace: to the linker they are one.
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
twice=$(find venscope app -name node_modules -prune -o -name '*.hpp' -print | xargs awk '
  /^namespace [a-z_:]+ \{/ { space = $2 }
  /^(struct|class|enum class) [A-Za-z]+( final)?( : [^;]*)? \{/ {
    name = $1 == "enum" ? $3 : $2
    print space "::" name, FILENAME
  }' | sort -u | awk '$1 == last { print last_line; print } { last = $1; last_line = $0 }')
if [ -n "$twice" ]; then
  echo "types of one name in one namespace:"
  echo "$twice"
  bad=1
fi
exit $bad
