#include "venscope/study/output_folder.hpp"

#include "venscope/study/output_manifest.hpp"
#include "venscope/study/private_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

namespace fs = std::filesystem;

const std::vector<report::File> first{{"index.html", "one"}, {"tables/a.csv", "x\n1\n"}};
const std::vector<report::File> second{{"index.html", "two"}};

class OutputFolder : public testing::Test {
protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "venscope-output-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    room = name;
    target = room / "report";
  }
  void TearDown() override { fs::remove_all(room); }

  static std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put(const fs::path& path, const std::string& bytes) { std::ofstream(path) << bytes; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(room))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }

  fs::path room, target;
};

TEST_F(OutputFolder, AppearsWholeWithAManifestThatSha256sumReads) {
  ASSERT_TRUE(write_output_folder(target, first).empty());
  EXPECT_EQ(read(target / "index.html"), "one");
  EXPECT_EQ(read(target / "tables/a.csv"), "x\n1\n");
  const std::string check =
      "cd " + target.string() + " && sha256sum --strict --quiet -c " + manifest_name;
  EXPECT_EQ(std::system(check.c_str()), 0);
  EXPECT_EQ(read(target / manifest_name).size(), 2 * 67u + 10 + 12);
  EXPECT_EQ(names(), std::vector<std::string>{"report"});
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(static_cast<unsigned>(fs::status(target).permissions()), 0777u & ~mask);
}

TEST_F(OutputFolder, ReplacesWhatVenscopeWroteAndMakesMissingParents) {
  target = room / "a" / "b" / "report";
  ASSERT_TRUE(write_output_folder(target.string() + "/", first).empty());
  ASSERT_TRUE(write_output_folder(target, second).empty());
  EXPECT_EQ(read(target / "index.html"), "two");
  EXPECT_FALSE(fs::exists(target / "tables"));
  EXPECT_EQ(std::distance(fs::directory_iterator(target.parent_path()), {}), 1);
}

TEST_F(OutputFolder, AnEmptyFolderMayBeReplaced) {
  fs::create_directory(target);
  EXPECT_TRUE(write_output_folder(target, first).empty());
  EXPECT_EQ(read(target / "index.html"), "one");
}

TEST_F(OutputFolder, FollowsALinkToTheFolder) {
  ASSERT_TRUE(write_output_folder(target, first).empty());
  fs::create_directory_symlink("report", room / "latest");
  ASSERT_TRUE(write_output_folder(room / "latest", second).empty());
  EXPECT_TRUE(fs::is_symlink(room / "latest"));
  EXPECT_EQ(read(target / "index.html"), "two");
}

TEST_F(OutputFolder, RefusesAFolderOfSomeoneElse) {
  fs::create_directory(target);
  put(target / "thesis.docx", "years of work");
  const Problems problems = write_output_folder(target, first);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "study.output_foreign");
  EXPECT_EQ(problems[0].fault, Fault::input);
  EXPECT_EQ(to_text(problems[0]),
            target.string() +
                ": holds thesis.docx, which Venscope did not write or somebody changed; move it "
                "away, or choose another folder with --out");
  EXPECT_EQ(read(target / "thesis.docx"), "years of work");
  EXPECT_EQ(names(), std::vector<std::string>{"report"});
}

TEST_F(OutputFolder, RefusesAReportThatSomeoneAddedToOrEdited) {
  ASSERT_TRUE(write_output_folder(target, first).empty());
  put(target / "notes.txt", "see page 3");
  EXPECT_EQ(check_output_folder(target).at(0).code, "study.output_foreign");
  fs::remove(target / "notes.txt");
  EXPECT_TRUE(check_output_folder(target).empty());
  put(target / "tables/a.csv", "x\n2\n");
  EXPECT_EQ(check_output_folder(target).at(0).code, "study.output_foreign");
  fs::remove(target / "tables/a.csv");
  EXPECT_TRUE(check_output_folder(target).empty()) << "what is gone cannot be lost";
  put(target / manifest_name, "");
  EXPECT_EQ(check_output_folder(target).at(0).code, "study.output_foreign");
}

TEST_F(OutputFolder, RefusesAFileAndNamesThatAreNoFolder) {
  put(target, "a file");
  EXPECT_EQ(check_output_folder(target).at(0).code, "study.output_not_folder");
  EXPECT_EQ(check_output_folder(target / "below").at(0).code, "study.output_not_folder");
  for (const char* name : {".", "/", "..", ""})
    EXPECT_EQ(check_output_folder(name).at(0).code, "study.output_name") << name;
}

TEST_F(OutputFolder, AnInterruptionLeavesNothingAndTakesNothing) {
  ASSERT_TRUE(write_output_folder(target, first).empty());
  for (int after = 0; after < 5; ++after) {
    int asked = 0;
    const Problems problems = write_output_folder(target, second, [&] { return asked++ >= after; });
    if (problems.empty()) break;
    EXPECT_EQ(problems[0].code, "study.interrupted");
    EXPECT_EQ(read(target / "index.html"), "one");
    EXPECT_EQ(names(), std::vector<std::string>{"report"});
  }
}

TEST_F(OutputFolder, AFileThatCannotBeWrittenLeavesNothing) {
  const std::vector<report::File> clash{{"a", "file"}, {"a/b", "below a file"}};
  const Problems problems = write_output_folder(target, clash);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "study.output_failed");
  EXPECT_EQ(problems[0].fault, Fault::analysis);
  EXPECT_TRUE(names().empty());
}

TEST_F(OutputFolder, TheFolderOfADeadRunIsRemovedAndThatOfALivingOneIsNot) {
  fs::create_directory(room / ".report.venscope-dead00");
  put(room / ".report.venscope-dead00/index.html", "half");
  const PrivateFolder living(room, ".report.venscope-");
  ASSERT_EQ(living.error(), 0);
  EXPECT_EQ(static_cast<unsigned>(fs::status(living.path()).permissions()), 0700u);
  ASSERT_TRUE(write_output_folder(target, first).empty());
  EXPECT_EQ(names(), (std::vector<std::string>{living.path().filename().string(), "report"}));
}

}  // namespace
}  // namespace venscope::study
