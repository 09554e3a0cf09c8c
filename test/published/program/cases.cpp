/// models/*/cases.csv through the program: as a file of patients, and some of them by --set. The
/// page and the program run the same cases.
#include "support/named_rows.hpp"
#include "support/shell.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using venscope::test::read_file;
using venscope::test::run_shell;

using Row = venscope::test::NamedRow;
using venscope::test::named_rows;

/// What a case and an answer must agree on; the missing variables as a set.
Row answer_of(const Row& row) {
  Row answer;
  for (const char* name :
       {"status", "score", "group", "score_low", "score_high", "groups_possible"})
    answer[name] = row.at(name);
  std::istringstream missing(row.at("missing"));
  std::set<std::string> names;
  for (std::string name; std::getline(missing, name, ';');) names.insert(name);
  for (const std::string& name : names) answer["missing"] += name + ' ';
  return answer;
}

std::string sets_of(const Row& row) {
  static const std::set<std::string> not_values = {
      "case",      "status",     "score",           "group",   "why",
      "score_low", "score_high", "groups_possible", "missing", "endpoint"};
  std::string sets;
  for (const auto& [name, value] : row)
    if (!value.empty() && !not_values.contains(name)) sets += " --set '" + name + "=" + value + "'";
  return sets;
}

class Cases : public testing::TestWithParam<std::string> {};

std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(VENSCOPE_SOURCE_DIR "/models"))
    if (fs::exists(entry.path() / "cases.csv")) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_P(Cases, AreWhatTheProgramAnswers) {
  const std::string file = VENSCOPE_SOURCE_DIR "/models/" + GetParam() + "/cases.csv";
  const std::vector<Row> cases = named_rows(read_file(file));
  ASSERT_FALSE(cases.empty());
  const auto scored = run_shell("venscope score " + file + " --model " + GetParam());
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  const std::vector<Row> answers = named_rows(scored.out);
  ASSERT_EQ(answers.size(), cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(answer_of(answers[i]), answer_of(cases[i])) << "case " << cases[i].at("case");

  for (std::size_t i = 0; i < cases.size(); i += 1 + cases.size() / 12) {
    const std::string sets = sets_of(cases[i]);
    if (sets.empty()) continue;
    const auto one = run_shell("venscope score --model " + GetParam() + sets);
    ASSERT_EQ(one.exit_code, 0) << one.err;
    EXPECT_EQ(answer_of(named_rows(one.out).at(0)), answer_of(cases[i])) << sets;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Cases, testing::ValuesIn(models()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});
