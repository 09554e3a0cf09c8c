#!/bin/sh
# test-page.sh: the browser tests of the page, test/page/*.test.mjs, on what `make page` built. Says why
# and stops with 77 (skipped) where something is missing.
set -eu
cd "$(dirname "$0")/.."
skip() {
  echo "skipped: $1"
  exit 77
}
command -v node >/dev/null || skip "no node; make test-page installs it"
command -v chromium >/dev/null || skip "no chromium; make test-page installs it"
[ -d app/page/node_modules/playwright-core ] && [ -f build/page/venscope.html ] ||
  skip "the page is not built; make test-page builds it"
newer=$(find app/page/src app/page/build.mjs app/wasm models dictionaries venscope/base venscope/cohort \
  venscope/risk venscope/calculator -type f -newer build/page/venscope.html | head -n 1)
[ -z "$newer" ] || skip "$newer is newer than the page; make test-page builds it again"
exec node --test --test-reporter=spec test/page/*.test.mjs
