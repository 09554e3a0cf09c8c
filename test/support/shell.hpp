/// Runs a shell command for a test and keeps what it printed.
#pragma once

#include <string>

namespace venscope::test {

struct ShellResult {
  int exit_code = -1;  ///< 128 + signal if it was killed
  std::string out;     ///< standard output
  std::string err;     ///< standard error
};

/// `sh -eu -c script` in `folder`, with `build/` of the program under test first in PATH.
ShellResult run_shell(const std::string& script, const std::string& folder = ".");

/// A fresh private folder, removed with everything in it at the end of the test.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& content);

}  // namespace venscope::test
