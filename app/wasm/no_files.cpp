/// A browser has no files: what venscope/cohort/file_bytes.cpp does elsewhere.
#include "venscope/cohort/file_bytes.hpp"

namespace venscope::cohort {

Result<FileBytes> FileBytes::open(const std::string& path) {
  return failure({"cohort.cannot_open", {path, 0, ""}, "there are no files here", "text", ""});
}

Result<FileBytes> FileBytes::from_memory(std::string_view text, const std::string&) {
  FileBytes bytes;
  bytes.file_ = bytes.text_ = text;
  return bytes;
}

}  // namespace venscope::cohort
