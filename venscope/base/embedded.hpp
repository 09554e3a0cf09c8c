/// Files that are part of the program, so that it works from any folder.
#pragma once

#include <string_view>

namespace venscope {

/// A file of the repository; functions that return a span of them are written by cmake/embed.cmake.
struct EmbeddedFile {
  std::string_view path;  ///< from the root of the repository
  std::string_view text;
};

}  // namespace venscope
