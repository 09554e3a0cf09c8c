# What we stand on; why each came in: docs/decisions/.
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CAIRO REQUIRED cairo pangocairo)
# Their headers alone: they are loaded when a figure is drawn (report/figure/drawing_library.hpp).
add_library(venscope_cairo INTERFACE)
target_include_directories(venscope_cairo SYSTEM INTERFACE ${CAIRO_INCLUDE_DIRS})
target_link_libraries(venscope_cairo INTERFACE ${CMAKE_DL_LIBS})

add_library(venscope_parts INTERFACE)
target_link_libraries(venscope_parts INTERFACE Eigen3::Eigen Boost::headers
                                               nlohmann_json::nlohmann_json fmt::fmt
                                               tl::expected Threads::Threads)
# The same in every translation unit, so that inline code of these headers is one and the same.
target_compile_definitions(venscope_parts INTERFACE EIGEN_MPL2_ONLY JSON_NOEXCEPTION
                                                    TOML_EXCEPTIONS=0 BOOST_NO_EXCEPTIONS
                                                    BOOST_EXCEPTION_DISABLE)
# Before any precompiled header: a part that asks for it alone could not share one.
target_compile_options(venscope_parts INTERFACE -pthread)
