# The header-only part of what we stand on. /usr/include itself would bring the headers of another C
# library; a folder of links brings these alone.
set(folder ${CMAKE_BINARY_DIR}/include)
file(MAKE_DIRECTORY ${folder})
foreach(part nlohmann fmt tl fast_float toml++)
  if(NOT EXISTS /usr/include/${part})
    message(FATAL_ERROR "/usr/include/${part} is missing; scripts/need.sh scripts/packages.txt installs it")
  endif()
  file(CREATE_LINK /usr/include/${part} ${folder}/${part} SYMBOLIC)
endforeach()

add_library(venscope_parts INTERFACE)
target_include_directories(venscope_parts SYSTEM INTERFACE ${PROJECT_SOURCE_DIR}/app/wasm/include ${folder})
target_compile_definitions(venscope_parts INTERFACE JSON_NOEXCEPTION TOML_EXCEPTIONS=0
                                                    FMT_HEADER_ONLY FMT_EXCEPTIONS=0)

# What has no place in a browser: files, and statistics (Boost) that no model card needs.
set(VENSCOPE_LEFT_OUT base/boost_exception.cpp base/crew.cpp base/distributions.cpp base/f_tails.cpp base/gamma_distribution.cpp base/hypergeometric.cpp
                      base/log_tails.cpp base/polygamma.cpp base/random.cpp
                      base/rank_distributions.cpp cohort/file_bytes.cpp cohort/inflation.cpp
                      cohort/text_chunks.cpp)
