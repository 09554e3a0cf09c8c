#include "support/shell.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace venscope::test {
namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "venscope-test-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ShellResult run_shell(const std::string& script, const std::string& folder) {
  const TemporaryFolder streams;
  const std::string out = streams.path() + "/out";
  const std::string err = streams.path() + "/err";
  const std::string text = streams.path() + "/script";
  const std::string program_folder = fs::path(VENSCOPE_PROGRAM).parent_path().string();
  write_file(text, "PATH='" + program_folder + "':$PATH\nexport PATH\n" + script + "\n");
  const std::string command =
      "cd '" + folder + "' && sh -eu '" + text + "' </dev/null >'" + out + "' 2>'" + err + "'";
  const int status = std::system(command.c_str());
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, read_file(out), read_file(err)};
}

}  // namespace venscope::test
