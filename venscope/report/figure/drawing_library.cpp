#include "venscope/report/figure/drawing_library.hpp"

#include <dlfcn.h>

namespace venscope::report {

namespace {

/// The one that needs all others; the number is that of the interface its headers describe.
constexpr const char* file = "libpangocairo-1.0.so.0";

std::string last_error() {
  const char* error = dlerror();
  return error != nullptr ? error : file;
}

DrawingLibrary load() {
  DrawingLibrary found;
  void* const handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr) {
    found.trouble = last_error();
    return found;
  }
  found.loaded = true;
  const auto find = [&](const char* name, auto& function) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(handle, name));
    if (function != nullptr || !found.loaded) return;
    found.loaded = false;
    found.trouble = last_error();
  };
#define VENSCOPE_FIND(name) find(#name, found.name);
  VENSCOPE_DRAWING_FUNCTIONS(VENSCOPE_FIND)
#undef VENSCOPE_FIND
  return found;
}

}  // namespace

const DrawingLibrary& library() {
  static const DrawingLibrary loaded = load();
  return loaded;
}

}  // namespace venscope::report
