#include "app/cli/score_output.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace venscope::cli {

ScoreOutput::ScoreOutput(std::string path) : path_(std::move(path)) {
  struct stat status {};
  if (path_.empty()) {
    descriptor_ = STDOUT_FILENO;
  } else if (::stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  } else {
    beside_ = path_ + ".XXXXXX";
    descriptor_ = ::mkstemp(beside_.data());
    const mode_t usual = ::umask(0);
    ::umask(usual);
    if (descriptor_ < 0 || ::fchmod(descriptor_, 0666 & ~usual) != 0) error_ = errno;
  }
  if (descriptor_ < 0) error_ = errno;
  writer_.begin(descriptor_);
}

ScoreOutput::~ScoreOutput() {
  if (descriptor_ < 0) return;
  writer_.abandon();
  close();
  if (whole()) ::unlink(beside_.c_str());
}

bool ScoreOutput::write(std::string_view bytes) {
  return error_ == 0 && writer_.write(bytes);
}

Problems ScoreOutput::finish() {
  if (error_ == 0) error_ = writer_.finish();
  if (error_ == 0 && whole() && ::rename(beside_.c_str(), path_.c_str()) != 0) error_ = errno;
  if (error_ == 0) {
    close();
    return {};
  }
  return {{"score.cannot_write",
           {path_.empty() ? "standard output" : path_, 0, ""},
           std::string("cannot be written: ") + std::strerror(error_),
           "a file that can be written",
           "check the folder and the space left",
           Fault::analysis}};
}

void ScoreOutput::close() {
  if (!path_.empty()) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace venscope::cli
