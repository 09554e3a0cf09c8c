# Warnings are errors; numbers do not depend on the machine that compiled them (no contraction into
# fused multiply-add, one portable baseline; faster kernels are chosen at run time).
add_library(venscope_flags INTERFACE)
target_compile_options(venscope_flags INTERFACE -Wall -Wextra -Wconversion -Werror
                                                -ffp-contract=off)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  target_compile_options(venscope_flags INTERFACE -march=x86-64-v2)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # ccache can only see through a precompiled header with this.
  target_compile_options(venscope_flags INTERFACE -fpch-preprocess)
  # g++ 12 reports false alarms from inlined library code at -O2.
  target_compile_options(venscope_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libstdc++ 12's own std::stable_sort calls the deprecated get_temporary_buffer.
  target_compile_options(venscope_flags INTERFACE -Wno-deprecated-declarations)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
if(VENSCOPE_WASM)
  # size_t has 32 bits there; the library is written for 64 and checked for lost bits as such.
  target_compile_options(venscope_flags INTERFACE -Wno-shorten-64-to-32)
endif()

if(NOT VENSCOPE_WASM AND NOT APPLE)
  # What a program does not call is left out of it: half of one that uses some rooms only, and of
  # what it reads into memory to run.
  target_compile_options(venscope_flags
                         INTERFACE $<$<CONFIG:Release>:-ffunction-sections;-fdata-sections>)
  target_link_options(venscope_flags INTERFACE $<$<CONFIG:Release>:-Wl,--gc-sections>)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE})
endif()
