# make             the program, build/venscope
# make demo        installs what is missing, builds, runs the bundled studies
# make test        the same for the tests, and runs all of them
# make lint        clang-format and clang-tidy
# make sanitize    the tests under AddressSanitizer and UndefinedBehaviourSanitizer
# make reference   asks R again for the values that the tests compare with
.PHONY: all demo test lint sanitize reference format clean

all:
	@scripts/need.sh scripts/packages.txt
	@cmake --preset demo >/dev/null
	@cmake --build --preset demo

demo: all
	@build/venscope study run studies/bmt-leukaemia/protocol.toml --out build/demo/bmt-leukaemia

test:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt
	@cmake --preset release >/dev/null
	@cmake --build --preset release
	@ctest --preset release

lint:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt scripts/packages-lint.txt
	@scripts/lint.sh

sanitize:
	@scripts/need.sh scripts/packages.txt scripts/packages-test.txt
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev
	@ctest --preset dev

reference:
	@scripts/need.sh scripts/packages-reference.txt
	@for script in test/reference/*/*.R; do echo "$$script"; Rscript --vanilla "$$script" || exit 1; done
	@git diff --stat -- test/reference

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:
	@rm -rf build
