/// What documentation and docstrings name is there: tests, sources, pages, links.
#include "support/shell.hpp"

#include <filesystem>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using venscope::test::read_file;

const fs::path root = VENSCOPE_SOURCE_DIR;

std::vector<fs::path> files_of(const std::vector<std::string>& folders,
                               const std::set<std::string>& extensions) {
  std::vector<fs::path> found;
  for (const std::string& folder : folders)
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (extensions.contains(entry.path().extension().string())) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<fs::path> pages() {
  std::vector<fs::path> found = files_of({"docs", "studies", "test", "bench"}, {".md"});
  for (const char* name : {"README.md", "TOUR.md", "CONTRIBUTING.md", "CHANGELOG.md"})
    found.push_back(root / name);
  return found;
}

/// Every match of `pattern` in the file; the first group of each.
std::vector<std::string> named(const fs::path& file, const std::regex& pattern) {
  const std::string text = read_file(file.string());
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
    found.push_back((*match)[1]);
  return found;
}

TEST(NamedInText, TestsExist) {
  const std::regex pattern(
      R"(\b((?:unit|by_hand|twins|laws|reference|published)/[A-Za-z0-9_./-]*[A-Za-z0-9_-]))");
  std::vector<fs::path> files = files_of({"docs", "venscope", "app"}, {".md", ".hpp", ".cpp"});
  files.push_back(root / "README.md");
  std::size_t seen = 0;
  for (const fs::path& file : files)
    for (const std::string& name : named(file, pattern)) {
      ++seen;
      const std::string path = (root / "test" / name).string();
      EXPECT_TRUE(fs::exists(path) || fs::exists(path + ".cpp"))
          << file << " names a test that is not there: " << name;
    }
  EXPECT_GT(seen, 150u);
}

TEST(NamedInText, CitationsAreInTheBibliography) {
  std::set<std::string> keys;
  for (const std::string& key :
       named(root / "docs/bibliography.md", std::regex(R"(\*\*\[([A-Za-z]+\d{4}[a-z]?)\]\*\*)")))
    EXPECT_TRUE(keys.insert(key).second) << key << " is there twice";
  std::vector<fs::path> files = files_of({"venscope", "app", "test"}, {".hpp", ".cpp"});
  for (const fs::path& page : pages())
    if (page.filename() != "bibliography.md") files.push_back(page);
  for (const fs::path& file : files)
    for (const std::string& group :
         named(file, std::regex(R"(\[((?:[A-Z][A-Za-z]+\d{4}[a-z]?(?:, )?)+)\])"))) {
      const std::regex key(R"([A-Z][A-Za-z]+\d{4}[a-z]?)");
      for (std::sregex_iterator match(group.begin(), group.end(), key), end; match != end; ++match)
        EXPECT_TRUE(keys.contains(match->str()))
            << file << " cites " << match->str() << ", which docs/bibliography.md does not have";
    }
}

TEST(NamedInText, LinksLeadSomewhere) {
  const std::regex pattern(R"(\]\(([^)#\s]+)(?:#[^)]*)?\))");
  for (const fs::path& page : pages())
    for (const std::string& link : named(page, pattern)) {
      const bool elsewhere = link.find("://") != std::string::npos;
      EXPECT_TRUE(elsewhere || fs::exists(page.parent_path() / link))
          << page << " links to " << link;
    }
}

/// Every page of a folder of documentation is found from the page that lists them.
TEST(NamedInText, IndexesAreComplete) {
  const std::vector<std::pair<const char*, const char*>> indexes = {
      {"docs/methods", "docs/methods/README.md"},
      {"docs/decisions", "docs/decisions/README.md"},
      {"docs/files", "docs/README.md"},
      {"docs", "docs/README.md"}};
  for (const auto& [folder, index] : indexes) {
    const std::string text = read_file((root / index).string());
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      const std::string page = entry.path().filename().string();
      if (entry.path().extension() != ".md" || page == "README.md") continue;
      EXPECT_NE(text.find(page + ')'), std::string::npos) << index << " does not list " << page;
    }
  }
}

/// A newcomer finds every room in the table of TOUR.md.
TEST(NamedInText, EveryRoomIsOnTheTour) {
  const std::string text = read_file((root / "TOUR.md").string());
  for (const auto& entry : fs::directory_iterator(root / "venscope")) {
    if (!entry.is_directory()) continue;
    const std::string room = entry.path().filename().string();
    EXPECT_NE(text.find("| `" + room + "` |"), std::string::npos) << "TOUR.md lacks " << room;
  }
}

/// docs/validation.md links every method's page: what is described is also validated.
TEST(NamedInText, EveryMethodIsInTheTableOfValidation) {
  const std::string text = read_file((root / "docs/validation.md").string());
  for (const auto& entry : fs::directory_iterator(root / "docs/methods")) {
    const std::string page = entry.path().filename().string();
    if (page == "README.md") continue;
    EXPECT_NE(text.find("(methods/" + page + ')'), std::string::npos)
        << "docs/validation.md has no row that links " << page;
  }
}

}  // namespace
