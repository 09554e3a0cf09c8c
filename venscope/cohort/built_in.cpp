#include "venscope/cohort/built_in.hpp"

#include "venscope/base/embedded.hpp"

#include <span>
#include <string>

namespace venscope::cohort {

/// Defined in a file that the build makes of dictionaries/: cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_dictionaries();

std::string_view built_in_text(std::string_view name) {
  const std::string path = "dictionaries/" + std::string(name) + ".toml";
  for (const EmbeddedFile& file : embedded_dictionaries())
    if (file.path == path) return file.text;
  return {};
}

}  // namespace venscope::cohort
