/// models/*/cases.csv through the program: as a file of patients, and some of them by --set. The
/// page and the program run the same cases.
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

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line)
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

std::vector<Row> rows_of(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = cells_of(line);
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = cells_of(line);
    EXPECT_EQ(cells.size(), names.size()) << line;
    Row row;
    for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i) row[names[i]] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

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
  const std::vector<Row> cases = rows_of(read_file(file));
  ASSERT_FALSE(cases.empty());
  const auto scored = run_shell("venscope score " + file + " --model " + GetParam());
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  const std::vector<Row> answers = rows_of(scored.out);
  ASSERT_EQ(answers.size(), cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(answer_of(answers[i]), answer_of(cases[i])) << "case " << cases[i].at("case");

  for (std::size_t i = 0; i < cases.size(); i += 1 + cases.size() / 12) {
    const std::string sets = sets_of(cases[i]);
    if (sets.empty()) continue;
    const auto one = run_shell("venscope score --model " + GetParam() + sets);
    ASSERT_EQ(one.exit_code, 0) << one.err;
    EXPECT_EQ(answer_of(rows_of(one.out).at(0)), answer_of(cases[i])) << sets;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Cases, testing::ValuesIn(models()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});
