/// models/*/cases.csv: every patient there gets the answer that is written beside it. The answers
/// are from models/make_cases.py, where the rules stand a second time, written from the
/// publications.
#include "support/named_rows.hpp"
#include "support/shell.hpp"
#include "venscope/risk/model.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace venscope::risk {
namespace {

using Row = test::NamedRow;

std::vector<Row> cases_of(const std::string& model) {
  return test::named_rows(test::read_file(VENSCOPE_SOURCE_DIR "/models/" + model + "/cases.csv"));
}

Patient patient_of(const Row& row) {
  const cohort::Dictionary& dictionary = aml_dictionary();
  Patient patient;
  patient.values.resize(dictionary.variables.size());
  std::size_t known = 0;
  for (std::size_t i = 0; i < dictionary.variables.size(); ++i) {
    const auto cell = row.find(dictionary.variables[i].name);
    if (cell == row.end()) continue;
    ++known;
    if (cell->second.empty()) continue;
    const Result<Value> value = parse_value(dictionary.variables[i], cell->second);
    EXPECT_TRUE(value) << dictionary.variables[i].name << " " << cell->second;
    if (value) patient.values[i] = *value;
  }
  EXPECT_EQ(known + 9, row.size()) << "a column is no variable of the dictionary";
  infer(dictionary, patient);
  return patient;
}

std::string decimal(const std::optional<double>& score) {
  if (!score) return "";
  return Decimal::of_millionths(std::llround(*score * static_cast<double>(Decimal::one))).text();
}

std::string status_text(Status status) {
  return status == Status::ok           ? "ok"
         : status == Status::incomplete ? "incomplete"
                                        : "not_applicable";
}

/// The columns of the answer, as make_cases.py writes them; missing variables in alphabetical
/// order.
Row columns_of(const Answer& answer, const Card& card) {
  std::vector<std::string> groups;
  for (const std::size_t group : answer.groups) groups.push_back(card.groups[group].id);
  std::set<std::string> missing;
  for (const std::size_t variable : answer.missing)
    missing.insert(aml_dictionary().variables[variable].name);
  return {{"status", status_text(answer.status)},
          {"score", decimal(answer.score)},
          {"group", answer.group ? card.groups[*answer.group].id : ""},
          {"score_low", decimal(answer.low)},
          {"score_high", decimal(answer.high)},
          {"groups_possible", fmt::format("{}", fmt::join(groups, ";"))},
          {"missing", fmt::format("{}", fmt::join(missing, ";"))}};
}

std::string sorted(const std::string& list) {
  std::set<std::string> items;
  std::istringstream in(list);
  for (std::string item; std::getline(in, item, ';');) items.insert(item);
  return fmt::format("{}", fmt::join(items, ";"));
}

/// What of a card some case has met.
struct Met {
  std::set<std::size_t> rules, groups, not_applicable, cautions, notes;
  void add(const Answer& answer) {
    if (answer.rule) rules.insert(*answer.rule);
    if (answer.group) groups.insert(*answer.group);
    not_applicable.insert(answer.not_applicable.begin(), answer.not_applicable.end());
    cautions.insert(answer.cautions.begin(), answer.cautions.end());
    notes.insert(answer.notes.begin(), answer.notes.end());
  }
};

class Cases : public testing::TestWithParam<std::string> {};

TEST_P(Cases, AreAnsweredAsWritten) {
  const Card* card = find_card(GetParam());
  ASSERT_NE(card, nullptr);
  const Model model(*card, aml_dictionary());
  const std::vector<Row> rows = cases_of(card->id);
  ASSERT_GE(rows.size(), 25u);
  Met met;
  for (const Row& row : rows) {
    const Answer answer = model.answer(patient_of(row));
    met.add(answer);
    for (const auto& [name, text] : columns_of(answer, *card)) {
      const std::string& wanted = row.at(name);
      EXPECT_EQ(text, name == "missing" ? sorted(wanted) : wanted)
          << name << " of case " << row.at("case") << ", " << row.at("why");
    }
  }
  EXPECT_EQ(met.rules.size(), card->rules.size());
  EXPECT_EQ(met.groups.size(), card->groups.size());
  EXPECT_EQ(met.not_applicable.size(), card->not_applicable.size());
  for (std::size_t i = 0; i < card->cautions.size(); ++i)
    EXPECT_TRUE(met.cautions.contains(i)) << "no case meets: " << card->cautions[i].text.en;
  for (std::size_t i = 0; i < card->notes.size(); ++i)
    EXPECT_TRUE(met.notes.contains(i)) << "no case meets: " << card->notes[i].text.en;
}

std::vector<std::string> computable() {
  std::vector<std::string> ids;
  for (const Card& card : built_in_cards())
    if (card.status != "not computable") ids.push_back(card.id);
  return ids;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(OfEveryModel, Cases, testing::ValuesIn(computable()), test_name);

}  // namespace
}  // namespace venscope::risk
