# make        the program, build/venscope
# make demo   installs what is missing, builds, runs the bundled study
# make test   the same for the tests, and runs all of them
.PHONY: all demo test format clean

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

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:
	@rm -rf build
