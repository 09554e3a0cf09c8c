/// Documentation is executed: every fenced block of README, TOUR, CONTRIBUTING, docs/ and the
/// studies' README is run, parsed or looked up, by the language written after its fence.
///   sh      runs, from a folder that looks like the repository's root; must exit with 0.
///           A line `make TARGET` asks make whether it knows the target.
///   output  what the block before it printed; a line of one ellipsis stands for any lines
///   toml    parses; a whole protocol (with [study]) is checked by `venscope study check`
///   json    parses; a model card is checked by `venscope model check`
///   cpp     stands word for word in a source file of the repository
///   text    not checked: a drawing or a grammar
#include "support/shell.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

namespace fs = std::filesystem;
using venscope::test::read_file;
using venscope::test::run_shell;
using venscope::test::TemporaryFolder;

const fs::path root = VENSCOPE_SOURCE_DIR;

struct Block {
  std::string language;
  std::size_t line;
  std::string text;
};

std::vector<Block> blocks_of(const fs::path& document) {
  std::istringstream lines(read_file(document.string()));
  std::vector<Block> blocks;
  bool inside = false;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({line.substr(3), number, ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + '\n';
    }
  }
  EXPECT_FALSE(inside) << document << ": a fence is not closed";
  return blocks;
}

std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const char* name : {"README.md", "TOUR.md", "CONTRIBUTING.md"}) found.push_back(root / name);
  for (const char* folder : {"docs", "studies"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.path().extension() == ".md") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// The repository as a reader sees it, but what the commands write goes to a temporary folder.
void mirror_repository(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(root)) {
    const std::string name = entry.path().filename().string();
    if (name != "build" && name != ".git") fs::create_symlink(entry.path(), folder / name);
  }
  fs::create_directory(folder / "build");
  fs::create_symlink(VENSCOPE_PROGRAM, folder / "build" / "venscope");
}

std::string make_targets_asked(const std::string& script) {
  std::istringstream lines(script);
  std::string changed;
  for (std::string line; std::getline(lines, line);)
    changed +=
        (line.starts_with("make") ? "make -n" + line.substr(4) + " >/dev/null" : line) + '\n';
  return changed;
}

/// Whether `printed` is `expected`, where a line "…" of expected stands for any number of lines.
bool matches(const std::string& expected, const std::string& printed) {
  std::istringstream pieces(expected);
  std::size_t position = 0;
  bool anywhere = false;
  for (std::string line; std::getline(pieces, line);) {
    if (line == "…") {
      anywhere = true;
      continue;
    }
    const std::size_t found = printed.find(line + '\n', position);
    if (found == std::string::npos || (!anywhere && found != position)) return false;
    position = found + line.size() + 1;
    anywhere = false;
  }
  return anywhere || position == printed.size();
}

std::string squeezed(const std::string& text) {
  std::string kept;
  for (const char character : text)
    if (std::isspace(static_cast<unsigned char>(character)) == 0) kept += character;
  return kept;
}

const std::string& all_sources() {
  static const std::string sources = [] {
    std::string text;
    for (const char* folder : {"venscope", "app", "test", "bench"})
      for (const auto& entry : fs::recursive_directory_iterator(root / folder))
        if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
          text += squeezed(read_file(entry.path().string()));
    return text;
  }();
  return sources;
}

class Document : public testing::TestWithParam<fs::path> {};

TEST_P(Document, BlocksAreTrue) {
  const TemporaryFolder folder;
  mirror_repository(folder.path());
  std::string printed;
  for (const Block& block : blocks_of(GetParam())) {
    SCOPED_TRACE(GetParam().string() + ":" + std::to_string(block.line));
    if (block.language == "sh") {
      const auto result = run_shell(make_targets_asked(block.text), folder.path());
      EXPECT_EQ(result.exit_code, 0) << result.err;
      printed = result.out;
    } else if (block.language == "output") {
      EXPECT_TRUE(matches(block.text, printed)) << "it printed:\n" << printed;
    } else if (block.language == "json") {
      EXPECT_TRUE(nlohmann::json::accept(block.text, true)) << "is not JSON";
      if (block.text.find("card.schema.json") == std::string::npos) continue;
      venscope::test::write_file(folder.path() + "/block.json", block.text);
      const auto result = run_shell("venscope model check block.json", folder.path());
      EXPECT_EQ(result.exit_code, 0) << result.err;
    } else if (block.language == "toml") {
      venscope::test::write_file(folder.path() + "/block.toml", block.text);
      if (block.text.find("[study]") == std::string::npos) continue;
      const auto result = run_shell("venscope study check block.toml", folder.path());
      EXPECT_EQ(result.exit_code, 0) << result.err;
    } else if (block.language == "cpp") {
      EXPECT_NE(all_sources().find(squeezed(block.text)), std::string::npos)
          << "does not stand in any source file";
    } else {
      EXPECT_EQ(block.language, "text") << "what is this block, and how is it kept true?";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Document, testing::ValuesIn(documents()), [](const auto& tested) {
  std::string name;
  for (const char character : fs::relative(tested.param, root).string())
    name += std::isalnum(static_cast<unsigned char>(character)) != 0 ? character : '_';
  return name;
});

TEST(DocumentRunner, ComparesOutputWithEllipsis) {
  EXPECT_TRUE(matches("a\nb\n", "a\nb\n"));
  EXPECT_FALSE(matches("a\n", "a\nb\n"));
  EXPECT_TRUE(matches("a\n…\nd\n", "a\nb\nc\nd\n"));
  EXPECT_FALSE(matches("b\n…\n", "a\nb\n"));
  EXPECT_TRUE(matches("…\n", ""));
}

}  // namespace
