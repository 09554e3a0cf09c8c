#include "app/cli/score_output.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace venscope::cli {

ScoreOutput::ScoreOutput(std::string path) : path_(std::move(path)) {
  struct stat status {};
  if (path_.empty()) {
    file_ = stdout;
  } else if (::stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    file_ = std::fopen(path_.c_str(), "wb");
  } else {
    beside_ = path_ + ".XXXXXX";
    const int descriptor = ::mkstemp(beside_.data());
    const mode_t usual = ::umask(0);
    ::umask(usual);
    if (descriptor >= 0 && ::fchmod(descriptor, 0666 & ~usual) == 0)
      file_ = ::fdopen(descriptor, "wb");
  }
  if (!file_) error_ = errno;
}

ScoreOutput::~ScoreOutput() {
  if (!path_.empty() && file_) std::fclose(file_);
  if (whole() && file_) ::unlink(beside_.c_str());
}

bool ScoreOutput::write(std::string_view bytes) {
  if (!file_ || error_ != 0) return false;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size()) return true;
  error_ = errno;
  return false;
}

Problems ScoreOutput::finish() {
  if (error_ == 0 && std::fflush(file_) != 0) error_ = errno;
  if (error_ == 0 && whole() && ::rename(beside_.c_str(), path_.c_str()) != 0) error_ = errno;
  if (error_ == 0) {
    if (!path_.empty()) std::fclose(file_);
    file_ = nullptr;
    return {};
  }
  return {{"score.cannot_write",
           {path_.empty() ? "standard output" : path_, 0, ""},
           std::string("cannot be written: ") + std::strerror(error_),
           "a file that can be written",
           "check the folder and the space left",
           Fault::analysis}};
}

}  // namespace venscope::cli
