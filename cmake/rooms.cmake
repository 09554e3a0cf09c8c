# venscope_room(NAME DEPENDS room... LIBRARIES target...): the folder venscope/NAME as a static
# library. The library compiles without exceptions: trouble is a value (base/problem.hpp).
set(venscope_pch <algorithm> <array> <cmath> <cstdint> <functional> <limits> <map> <memory> <numeric>
    <optional> <span> <string> <string_view> <utility> <variant> <vector> <tl/expected.hpp>
    <fmt/format.h> <nlohmann/json.hpp>)

function(venscope_room name)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/venscope/${name}/*.cpp)
  foreach(file ${VENSCOPE_LEFT_OUT})
    list(REMOVE_ITEM sources ${PROJECT_SOURCE_DIR}/venscope/${file})
  endforeach()
  set(target venscope_${name})
  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC venscope_parts PRIVATE venscope_flags ${ROOM_LIBRARIES})
  target_compile_options(${target} PRIVATE -fno-exceptions)
  foreach(room ${ROOM_DEPENDS})
    target_link_libraries(${target} PUBLIC venscope_${room})
  endforeach()
  if(name STREQUAL "base")
    target_precompile_headers(${target} PRIVATE ${venscope_pch})
  else()
    target_precompile_headers(${target} REUSE_FROM venscope_base)
  endif()
endfunction()

# venscope_embed(ROOM FUNCTION PATTERN...): the files of the repository that match become part of the
# room's library: `std::span<const EmbeddedFile> venscope::ROOM::FUNCTION()`, sorted by path. As a
# target of its own, so that no other file of the room waits until its source is written.
function(venscope_embed room function)
  set(output ${PROJECT_BINARY_DIR}/embedded/${function}.cpp)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE patterns)
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  list(SORT files)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DROOT=${PROJECT_SOURCE_DIR} -DROOM=${room}
            -DFUNCTION=${function} -DOUTPUT=${output} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  add_library(venscope_${function} OBJECT ${output})
  target_include_directories(venscope_${function} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(venscope_${function} PRIVATE venscope_flags)
  target_sources(venscope_${room} PRIVATE $<TARGET_OBJECTS:venscope_${function}>)
endfunction()

# Many small files, whose cost is parsing: compiled a few at a time. Files named after SEPARATE keep a
# unit of their own, because they share private names with a neighbour. The lint build takes all
# files apart.
function(venscope_in_batches target batch)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${batch})
    cmake_parse_arguments(BATCH "" "" "SEPARATE" ${ARGN})
    foreach(file ${BATCH_SEPARATE})
      set_source_files_properties(${PROJECT_SOURCE_DIR}/venscope/${file}
                                  PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endforeach()
  endif()
endfunction()

# For what words results and lays them out: not worth the compiler's second level. The statistics
# take the time of a run, and a newcomer waits for the build.
function(venscope_quick_build target batch)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  venscope_in_batches(${target} ${batch} ${ARGN})
endfunction()
