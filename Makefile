# make             the program, build/venscope
# make demo        installs what is missing, builds, runs the bundled studies
# make test        the same for the tests, and runs all of them
# make page        the calculator as one file, build/page/venscope.html, and as a folder for servers
# make test-page   the same, and its tests in headless Chromium
# make check-format  clang-format has nothing to say
# make lint        clang-format and clang-tidy (LINT_SECONDS=240 for as far as they come in that time)
# make sanitize    the tests under AddressSanitizer and UndefinedBehaviourSanitizer
# make race        what runs in parallel under ThreadSanitizer
# make fuzz        hostile bytes for every reader, a minute each (FUZZ_SECONDS=600 for longer)
# make coverage    how often intervals hold the truth, over 500 synthetic registries (half a minute)
# make reference   asks R again for the values that the tests compare with
.PHONY: all demo test page test-page check-format lint sanitize race fuzz coverage bench bench-kernels reference format clean

all:
	@scripts/need.sh scripts/packages.txt
	@cmake --preset demo >/dev/null
	@cmake --build --preset demo

demo: all
	@build/venscope study run studies/bmt-leukaemia/protocol.toml --out build/demo/bmt-leukaemia
	@build/venscope study run studies/ven-prs/protocol.toml --out build/demo/ven-prs
	@build/venscope study run studies/car-t-bridging/protocol.toml --out build/demo/car-t-bridging
	@build/venscope study run studies/hma-vs-ldac/protocol.toml --out build/demo/hma-vs-ldac
	@build/venscope study run studies/senescence-signature/protocol.toml --out build/demo/senescence-signature
	@build/venscope study run studies/laboratory-panel/protocol.toml --out build/demo/laboratory-panel

test:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@ctest --preset release

page:
	@scripts/need.sh scripts/packages.txt scripts/packages-page.txt
	@scripts/need-node.sh
	@cmake --preset wasm >/dev/null
	@cmake --build --preset wasm
	@cd app/page && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm install --no-save --silent; }
	@cd app/page && npm run --silent check
	@node app/page/build.mjs build/wasm/app/wasm/venscope.wasm build/page

test-page: all page
	@scripts/need.sh scripts/packages-page-test.txt
	@scripts/test-page.sh

check-format:
	@scripts/need.sh scripts/packages-format.txt
	@find venscope app test bench -name node_modules -prune -o -name '*.[ch]pp' -print | xargs clang-format-14 --dry-run -Werror

lint:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt scripts/packages-lint.txt
	@scripts/lint.sh $(if $(LINT_SECONDS),--within $(LINT_SECONDS))

sanitize:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev
	@ctest --preset dev

race:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt
	@cmake --preset tsan >/dev/null
	@cmake --build --preset tsan --target venscope test_base test_study
	@ctest --preset tsan

fuzz:
	@scripts/need.sh scripts/packages.txt scripts/packages-fuzz.txt
	@scripts/fuzz.sh $(or $(FUZZ_SECONDS),60)

coverage:
	@scripts/need.sh scripts/packages.txt
	@cmake --preset demo -DVENSCOPE_BENCH=ON >/dev/null
	@cmake --build --preset demo --target bench_coverage
	@build/release/bench/coverage

# make bench; make bench WORK='cox coxnet_path'; make bench FLAGS='--slow --rounds 3'; make bench FLAGS=--growth
bench:
	@scripts/need.sh scripts/packages.txt
	@cmake --preset demo -DVENSCOPE_BENCH=ON >/dev/null
	@cmake --build --preset demo --target bench_works bench_compare bench_score_patients venscope
	@build/release/bench/compare bench/works.toml $(FLAGS) $(WORK)

# make bench-kernels KERNELS=column: inner loops, those whose names match
bench-kernels:
	@scripts/need.sh scripts/packages.txt scripts/packages-bench.txt
	@cmake --preset demo -DVENSCOPE_BENCH=ON >/dev/null
	@cmake --build --preset demo --target bench_kernels
	@build/release/bench/kernels --benchmark_filter='$(or $(KERNELS),.)'

reference:
	@scripts/need.sh scripts/packages-reference.txt
	@for script in test/reference/*/*.R; do echo "$$script"; Rscript --vanilla "$$script" || exit 1; done
	@git diff --stat -- test/reference

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i

clean:
	@rm -rf build
