/// Runs test/transcripts/*.txt: commands with the answers they must give (README.md there).
#include "support/shell.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using venscope::test::read_file;
using venscope::test::run_shell;
using venscope::test::TemporaryFolder;
using Lines = std::vector<std::string>;

struct Case {
  std::size_t line = 0;
  std::string command;
  int exit_code = 0;
  Lines out, err;
};

std::string after(const std::string& line, std::size_t mark) {
  return line.size() > mark + 1 ? line.substr(mark + 1) : "";
}

std::vector<Case> cases_of(const fs::path& file) {
  std::istringstream lines(read_file(file.string()));
  std::vector<Case> cases;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    if (line.starts_with("$ ")) {
      cases.push_back({number, line.substr(2), 0, {}, {}});
      continue;
    }
    if (cases.empty()) {
      ADD_FAILURE() << file << ":" << number << ": before the first $";
      continue;
    }
    if (line.starts_with("exit "))
      cases.back().exit_code = std::stoi(line.substr(5));
    else if (line[0] == '|')
      cases.back().out.push_back(after(line, 1));
    else if (line[0] == '!')
      cases.back().err.push_back(after(line, 1));
    else
      ADD_FAILURE() << file << ":" << number << ": starts with none of # $ exit | !";
  }
  return cases;
}

Lines split(const std::string& text) {
  std::istringstream lines(text);
  Lines all;
  for (std::string line; std::getline(lines, line);) all.push_back(line);
  return all;
}

/// Whether the lines match, "…" standing for any number of them.
bool matches(std::span<const std::string> actual, std::span<const std::string> expected) {
  if (expected.empty()) return actual.empty();
  if (expected[0] != "…")
    return !actual.empty() && actual[0] == expected[0] &&
           matches(actual.subspan(1), expected.subspan(1));
  for (std::size_t skipped = 0; skipped <= actual.size(); ++skipped)
    if (matches(actual.subspan(skipped), expected.subspan(1))) return true;
  return false;
}

std::string as_transcript(const std::string& command, int exit_code, const Lines& out,
                          const Lines& err) {
  std::string text = "$ " + command + "\n";
  if (exit_code != 0) text += fmt::format("exit {}\n", exit_code);
  for (const std::string& line : out) text += line.empty() ? "|\n" : "| " + line + "\n";
  for (const std::string& line : err) text += line.empty() ? "!\n" : "! " + line + "\n";
  return text;
}

class Transcript : public testing::TestWithParam<std::string> {};

std::vector<std::string> transcripts() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(VENSCOPE_SOURCE_DIR "/test/transcripts"))
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_P(Transcript, IsWhatTheProgramAnswers) {
  const TemporaryFolder folder;
  fs::create_symlink(VENSCOPE_SOURCE_DIR "/test/reference/data", folder.path() + "/data");
  const fs::path file = fs::path(VENSCOPE_SOURCE_DIR "/test/transcripts") / (GetParam() + ".txt");
  const auto cases = cases_of(file);
  EXPECT_FALSE(cases.empty());
  for (const Case& expected : cases) {
    const auto result = run_shell(expected.command, folder.path());
    const Lines out = split(result.out), err = split(result.err);
    EXPECT_TRUE(result.exit_code == expected.exit_code && matches(out, expected.out) &&
                matches(err, expected.err))
        << file.string() << ":" << expected.line << " answered\n"
        << as_transcript(expected.command, result.exit_code, out, err);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Transcript, testing::ValuesIn(transcripts()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});
