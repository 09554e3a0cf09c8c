# Toolchain of the page: the library as WebAssembly, by Debian's clang-19 with wasi-libc. The module
# asks the browser for nothing: what of WASI is still imported is answered in app/page/src/core.ts.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
# llvm-ar is in a package of its own, and large; ar without an index does for lld.
set(CMAKE_AR ar)
set(CMAKE_RANLIB true)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_STANDARD_LIBRARIES "")
# Debian's libc++abi for WebAssembly cannot throw, and the library does not.
set(CMAKE_CXX_FLAGS_INIT "-fno-exceptions -fno-rtti -fvisibility=hidden -ffunction-sections")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-mexec-model=reactor -Wl,--gc-sections -Wl,--strip-all")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
