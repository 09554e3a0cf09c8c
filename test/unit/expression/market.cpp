#include "venscope/expression/expression_file.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
namespace fs = std::filesystem;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

/// A folder with a matrix and what lies beside it, removed at the end.
class Folder {
public:
  Folder() : path_(fs::temp_directory_path() / ("venscope_market_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
    write("features.tsv", "E1\tTP53\tGene Expression\nE2\tNPM1\tGene Expression\nE3\tMCL1\n");
    write("barcodes.tsv", "AAA-1\nAAC-1\n");
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }
  void remove(const std::string& name) const { fs::remove(path_ / name); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

private:
  fs::path path_;
};

/// Without the folder, which differs from run to run.
std::string problems(const Folder& folder, const std::string& name) {
  const auto read = read_expression(folder.file(name));
  if (read) return "none";
  std::string text = to_text(read.error());
  for (std::size_t at; (at = text.find(folder.path() + "/")) != std::string::npos;)
    text.erase(at, folder.path().size() + 1);
  return text;
}

constexpr const char* head = "%%MatrixMarket matrix coordinate integer general\n%made by hand\n";

}  // namespace

TEST(Market, WhatIsNotListedIsZero) {
  const Folder folder;
  folder.write("matrix.mtx", std::string(head) + "3 2 3\n1 1 5\n3 1 2\n3 2 7\n");
  for (const std::string& path : {folder.file("matrix.mtx"), folder.path()}) {
    const auto read = read_expression(path);
    ASSERT_TRUE(read) << to_text(read.error());
    EXPECT_EQ(read->matrix.features, (Texts{"TP53", "NPM1", "MCL1"}));
    EXPECT_EQ(read->matrix.samples, (Texts{"AAA-1", "AAC-1"}));
    EXPECT_EQ(read->matrix.values.values, (Numbers{5, 0, 0, 0, 2, 7}));
    EXPECT_EQ(read->notes.format, MatrixFormat::market);
  }
  ExpressionOptions options;
  options.name_column = "id";
  EXPECT_EQ(read_expression(folder.path(), options)->matrix.features, (Texts{"E1", "E2", "E3"}));
}

TEST(Market, PatternsAndMatricesTheOtherWayRound) {
  const Folder folder;
  folder.write("matrix.mtx", "%%MatrixMarket matrix coordinate pattern general\n2 3 2\n1 3\n2 1\n");
  const auto read = read_expression(folder.path());
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->matrix.values.values, (Numbers{0, 1, 0, 0, 1, 0}));
  EXPECT_EQ(read->notes.assumptions.front(),
            "the matrix has a row per sample: it was taken the other way round");
}

TEST(Market, NamesWithTheSameBeginning) {
  const Folder folder;
  folder.remove("features.tsv");
  folder.write("GSM1_matrix.mtx", std::string(head) + "1 2 1\n1 2 4\n");
  folder.write("GSM1_genes.tsv", "E1\tTP53\n");
  const auto read = read_expression(folder.file("GSM1_matrix.mtx"));
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->matrix.values.values, (Numbers{0, 4}));
}

TEST(Market, RowsOfOneGeneByARule) {
  const Folder folder;
  folder.write("features.tsv", "E1\tX\nE2\tY\nE3\tX\n");
  folder.write("matrix.mtx", std::string(head) + "3 2 3\n1 1 5\n3 1 2\n2 2 7\n");
  EXPECT_NE(problems(folder, "matrix.mtx").find("\"X\" stands on line 1 already"),
            std::string::npos);
  ExpressionOptions options;
  options.duplicates = DuplicateRule::sum;
  const auto read = read_expression(folder.path(), options);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->matrix.features, (Texts{"X", "Y"}));
  EXPECT_EQ(read->matrix.values.values, (Numbers{7, 0, 0, 7}));
}

TEST(Market, WhatIsWrongIsSaidAndWhere) {
  const Folder folder;
  folder.write("matrix.mtx", std::string(head) + "3 2 4\n1 1 5\n4 1 2\n3 2 low\n3 2 inf\n");
  EXPECT_EQ(
      problems(folder, "matrix.mtx"),
      "matrix.mtx:5: \"4 1 2\" is no entry, expected a row from 1 to 3, a column from 1 to 2, "
      "and a finite number; correct the line\n"
      "matrix.mtx:6: \"3 2 low\" is no entry, expected a row from 1 to 3, a column from 1 to "
      "2, and a finite number; correct the line\n"
      "matrix.mtx:7: \"3 2 inf\" is no entry, expected a row from 1 to 3, a column from 1 to "
      "2, and a finite number; correct the line\n");
  folder.write("matrix.mtx", std::string(head) + "3 2 2\n1 1 5\n1 1 6\n");
  EXPECT_EQ(problems(folder, "matrix.mtx"),
            "matrix.mtx: \"TP53\" has two entries for the sample \"AAA-1\", expected one entry at "
            "most; write the file again\n");
  folder.write("matrix.mtx", std::string(head) + "3 2 3\n1 1 5\n");
  EXPECT_NE(problems(folder, "matrix.mtx").find("1 entries, expected 3"), std::string::npos);
  folder.write("matrix.mtx", std::string(head) + "9 9 0\n");
  EXPECT_NE(problems(folder, "matrix.mtx").find("expected 3 features and 2 samples"),
            std::string::npos);
  folder.write("matrix.mtx", "%%MatrixMarket matrix array real general\n3 2\n");
  EXPECT_NE(problems(folder, "matrix.mtx").find("coordinate real"), std::string::npos);
  folder.write("matrix.mtx", "");
  EXPECT_NE(problems(folder, "matrix.mtx").find("is empty"), std::string::npos);
  folder.write("features.tsv", "\t\tGene Expression\nE2\t\xff\n");
  const std::string names = problems(folder, "matrix.mtx");
  EXPECT_NE(names.find("features.tsv:1: the line has no name"), std::string::npos) << names;
  EXPECT_NE(names.find("features.tsv:2"), std::string::npos) << names;
  folder.write("features.tsv", "\n");
  EXPECT_NE(problems(folder, "matrix.mtx").find("features.tsv: is empty"), std::string::npos);
  folder.remove("barcodes.tsv");
  EXPECT_NE(problems(folder, "matrix.mtx").find("there is no barcodes.tsv beside it"),
            std::string::npos);
}
