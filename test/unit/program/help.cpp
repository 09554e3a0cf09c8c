/// Every command says what it does, with an example, and the example runs as it is printed.
#include "support/shell.hpp"

#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using venscope::test::run_shell;
using venscope::test::TemporaryFolder;

const fs::path root = VENSCOPE_SOURCE_DIR;

/// The indented lines below the heading `title` of a help text.
std::vector<std::string> lines_below(const std::string& help, const std::string& title) {
  std::istringstream lines(help);
  std::vector<std::string> found;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(title))
      inside = true;
    else if (!line.starts_with("  "))
      inside = false;
    else if (inside)
      found.push_back(line.substr(2));
  }
  return found;
}

struct Command {
  std::string name;  ///< "venscope fit km"
  std::string help;
};

/// `venscope` and all below it, as their own help lists them.
void collect(const std::string& name, std::vector<Command>& commands) {
  const auto result = run_shell(name + " --help");
  ASSERT_EQ(result.exit_code, 0) << name;
  EXPECT_EQ(result.err, "") << name;
  commands.push_back({name, result.out});
  for (const std::string& line : lines_below(result.out, "Subcommands:")) {
    const std::string word = line.substr(0, line.find(' '));
    if (!word.empty()) collect(name + ' ' + word, commands);
  }
}

std::vector<Command> commands() {
  std::vector<Command> found;
  collect("venscope", found);
  return found;
}

TEST(Help, ListsTheCommands) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  for (const char* name : {"venscope describe", "venscope fit km", "venscope fit logrank",
                           "venscope fit cox", "venscope fit table", "venscope fit concordance",
                           "venscope fit roc", "venscope study run", "venscope study check",
                           "venscope model list", "venscope model show", "venscope model check"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
}

TEST(Help, ShowsAnExampleOfEveryCommand) {
  for (const Command& command : commands()) {
    const auto examples = lines_below(command.help, "Example:");
    EXPECT_FALSE(examples.empty()) << command.name << " --help has no example";
    for (const std::string& example : examples)
      EXPECT_TRUE(example.starts_with(command.name)) << command.name << ": " << example;
  }
}

/// The files that examples name without a folder stand for those of a reader.
TEST(Help, ExamplesRun) {
  const TemporaryFolder folder;
  const fs::path here = folder.path();
  fs::create_directory_symlink(root / "studies", here / "studies");
  fs::create_directory_symlink(root / "models", here / "models");
  fs::create_directory_symlink(root / "claims", here / "claims");
  for (const Command& command : commands())
    for (const std::string& example : lines_below(command.help, "Example:")) {
      const auto result = run_shell(example, folder.path());
      EXPECT_EQ(result.exit_code, 0) << example << '\n' << result.err;
      EXPECT_NE(result.out, "") << example;
    }
}

}  // namespace
