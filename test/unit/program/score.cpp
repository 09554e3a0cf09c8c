/// venscope score, as a person runs it: where the rows go, and which columns.
#include "support/shell.hpp"

#include <gtest/gtest.h>

using venscope::test::read_file;
using venscope::test::run_shell;
using venscope::test::TemporaryFolder;
using venscope::test::write_file;

namespace {

/// More rows than a buffer of the writer holds: some 3.5 MB of scores.
std::string many_patients(std::size_t from, std::size_t to) {
  std::string table = "patient,NF1,prior_hma,FLT3\n";
  for (std::size_t i = from; i < to; ++i)
    table += "P" + std::to_string(i) + (i % 2 ? ",1" : ",0") + (i % 3 ? ",1" : ",") +
             (i % 5 ? ",0\n" : ",1\n");
  return table;
}

class ScoreCommand : public testing::Test {
protected:
  auto run(const std::string& arguments) {
    return run_shell("venscope score --model ven-prs-os " + arguments, folder.path());
  }
  TemporaryFolder folder;
};

TEST_F(ScoreCommand, LongOutputIsTheSameEverywhere) {
  write_file(folder.path() + "/all.csv", many_patients(0, 50000));
  write_file(folder.path() + "/first.csv", many_patients(0, 20000));
  write_file(folder.path() + "/second.csv", many_patients(20000, 50000));
  ASSERT_EQ(run("all.csv --out scored.csv").exit_code, 0);
  const std::string scored = read_file(folder.path() + "/scored.csv");
  EXPECT_GT(scored.size(), 3u << 20);
  EXPECT_TRUE(run("all.csv").out == scored);
  const std::string second = run("second.csv").out;
  EXPECT_TRUE(run("first.csv").out + second.substr(second.find('\n') + 1) == scored);
}

TEST_F(ScoreCommand, WhatCannotBeWrittenIsSaid) {
  for (const std::size_t rows : {10, 50000}) {  // refused at the end, and in the middle
    write_file(folder.path() + "/all.csv", many_patients(0, rows));
    const auto full = run("all.csv > /dev/full");
    EXPECT_EQ(full.exit_code, 1);
    EXPECT_NE(full.err.find("cannot be written: No space left"), std::string::npos) << full.err;
    const auto absent = run("all.csv --out no/such/folder.csv");
    EXPECT_EQ(absent.exit_code, 1);
    EXPECT_NE(absent.err.find("cannot be written: No such file"), std::string::npos) << absent.err;
  }
}

TEST_F(ScoreCommand, NothingIsLeftOfARefusedFile) {
  write_file(folder.path() + "/all.csv", many_patients(0, 50000) + "P,perhaps,1,0\n");
  EXPECT_EQ(run("all.csv --out scored.csv").exit_code, 2);
  EXPECT_EQ(run_shell("ls", folder.path()).out, "all.csv\n");
}

TEST_F(ScoreCommand, ChosenColumnsAreThoseOfAll) {
  write_file(folder.path() + "/all.csv", many_patients(0, 100));
  for (const char* format : {"", " --set NF1=1"}) {
    const std::string patients = *format ? format : "all.csv";
    const std::string all =
        run_shell("venscope score --model ven-prs-os " + patients + " | cut -d, -f1,6,7,10",
                  folder.path())
            .out;
    EXPECT_EQ(run(patients + " --columns groups_possible,group,score").out, all);
    EXPECT_EQ(all.substr(0, all.find('\n')), "patient,score,group,groups_possible");
  }
}

TEST_F(ScoreCommand, ColumnsThatAreNoneAreRefused) {
  write_file(folder.path() + "/all.csv", many_patients(0, 3));
  const auto wrong = run("--model mprs all.csv --columns scor,group");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("perhaps score is meant"), std::string::npos) << wrong.err;
  const auto whose = run("--model mprs all.csv --columns score,group");
  EXPECT_EQ(whose.exit_code, 2);
  EXPECT_NE(whose.err.find("without the model"), std::string::npos) << whose.err;
  EXPECT_EQ(run("all.csv --columns score --format json").exit_code, 2);
}

}  // namespace
