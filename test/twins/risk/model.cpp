// The model's answer about a patient with gaps against going through every way to fill them.
#include "venscope/risk/model.hpp"

#include "support/aml_variables.hpp"

#include <functional>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using risk::Card;
using risk::Criterion;
using risk::Value;
using test::dictionary;
using test::index;

/// Two genes, a yes/no, a category and two numbers.
const std::vector<std::size_t>& variables() {
  static const std::vector<std::size_t> all{index("NF1"),       index("TP53"),
                                            index("prior_hma"), index("disease_status"),
                                            index("age"),       index("TP53_VAF")};
  return all;
}

Value level(int at) {
  return {Value::State::known, at, 0.0};
}
Value number(double value) {
  return {Value::State::known, -1, value};
}

/// Every value that could make a difference: the random criteria use thresholds 10, 20 … 60.
std::vector<Value> fillings(std::size_t variable) {
  const std::size_t levels = risk::levels_of(dictionary().variables[variable]).size();
  std::vector<Value> all;
  for (std::size_t i = 0; i < levels; ++i) all.push_back(level(static_cast<int>(i)));
  if (levels == 0)
    for (double value = 5.0; value <= 65.0; value += 5.0) all.push_back(number(value));
  return all;
}

struct Random {
  std::mt19937 bits;
  int below(int n) { return static_cast<int>(bits() % static_cast<unsigned>(n)); }

  Criterion criterion(int depth) {
    Criterion result;
    using Kind = Criterion::Kind;
    const int kind = depth == 0 ? 0 : below(5);
    if (kind >= 3) {
      result.kind = kind == 3 ? Kind::all : Kind::any;
      for (int i = 1 + below(3); i > 0; --i) result.parts.push_back(criterion(depth - 1));
    } else if (kind == 2) {
      result.kind = Kind::negation;
      result.parts.push_back(criterion(depth - 1));
    } else {
      result.variable = variables()[static_cast<std::size_t>(below(6))];
      const std::size_t levels = risk::levels_of(dictionary().variables[result.variable]).size();
      result.kind = levels > 0 ? Kind::levels : Kind::interval;
      if (levels > 0) {
        result.levels.push_back(static_cast<std::size_t>(below(static_cast<int>(levels))));
      } else {
        if (below(3) > 0) result.interval.low = 10.0 * (1 + below(3));
        if (below(3) > 0) result.interval.high = 10.0 * (4 + below(3));
        result.interval.low_open = below(2) == 0;
        result.high_open = below(2) == 0;
      }
    }
    return result;
  }

  Card card(bool ordered) {
    Card card;
    card.groups = {{"a", {}}, {"b", {}}, {"c", {}}};
    card.kind = ordered ? risk::RuleKind::ordered_rules : risk::RuleKind::points;
    const int parts = 1 + below(4);
    for (int i = 0; i < parts; ++i) {
      if (ordered) {
        card.rules.push_back({"", {}, criterion(2), static_cast<std::size_t>(below(3))});
        continue;
      }
      risk::Term term;
      term.otherwise = risk::Decimal::of_millionths(below(3) * 250'000);
      for (int j = 1 + below(2); j > 0; --j)
        term.cases.push_back(
            {criterion(2), risk::Decimal::of_millionths((below(9) - 4) * 250'000)});
      card.terms.push_back(std::move(term));
    }
    if (ordered) card.rules.push_back({"", {}, Criterion{}, static_cast<std::size_t>(below(3))});
    const auto at = [](double x) {
      return risk::Decimal::of_millionths(static_cast<std::int64_t>(x * 1e6));
    };
    if (!ordered)
      card.cut_points = {{0, {}, at(0.25), false, false},
                         {1, at(0.25), at(0.75), true, true},
                         {2, at(0.75), {}, false, false}};
    return card;
  }
};

bool holds(const Criterion& criterion, const risk::Patient& patient) {
  using Kind = Criterion::Kind;
  const Value& value = patient.values[criterion.variable];
  switch (criterion.kind) {
    case Kind::levels:
      return static_cast<std::size_t>(value.level) == criterion.levels[0];
    case Kind::interval:
      return (criterion.interval.low_open ? value.number > criterion.interval.low
                                          : value.number >= criterion.interval.low) &&
             (criterion.high_open ? value.number < criterion.interval.high
                                  : value.number <= criterion.interval.high);
    case Kind::negation:
      return !holds(criterion.parts[0], patient);
    case Kind::all:
      for (const Criterion& part : criterion.parts)
        if (!holds(part, patient)) return false;
      return true;
    case Kind::any:
      for (const Criterion& part : criterion.parts)
        if (holds(part, patient)) return true;
      return false;
  }
  return false;
}

struct Outcome {
  std::int64_t score = 0;
  std::size_t group = 0;
  auto operator<=>(const Outcome&) const = default;
};

Outcome outcome(const Card& card, const risk::Patient& patient) {
  Outcome result;
  for (const risk::Rule& rule : card.rules)
    if (holds(rule.when, patient)) {
      result.group = rule.group;
      return result;
    }
  for (const risk::Term& term : card.terms) {
    std::int64_t points = term.otherwise.millionths();
    for (const auto& one : term.cases)
      if (holds(one.when, patient)) {
        points = one.points.millionths();
        break;
      }
    result.score += points;
  }
  result.group = result.score < 250'000 ? 0 : result.score <= 750'000 ? 1 : 2;
  return result;
}

/// Calls `each` with every way to fill the gaps.
void fill(risk::Patient patient, std::size_t at,
          const std::function<void(const risk::Patient&)>& each) {
  while (at < variables().size() && patient.values[variables()[at]].known()) ++at;
  if (at == variables().size()) return each(patient);
  for (const Value& value : fillings(variables()[at])) {
    patient.values[variables()[at]] = value;
    fill(patient, at + 1, each);
  }
}

std::set<Outcome> outcomes(const Card& card, const risk::Patient& patient) {
  std::set<Outcome> all;
  fill(patient, 0, [&](const risk::Patient& filled) { all.insert(outcome(card, filled)); });
  return all;
}

void compare(const Card& card, const risk::Patient& patient) {
  const risk::Answer answer = risk::Model(card, dictionary()).answer(patient);
  const std::set<Outcome> all = outcomes(card, patient);
  std::set<std::size_t> groups;
  for (const Outcome& one : all) groups.insert(one.group);
  EXPECT_EQ(std::set<std::size_t>(answer.groups.begin(), answer.groups.end()), groups);
  EXPECT_FALSE(answer.groups_at_most);
  EXPECT_EQ(answer.status == risk::Status::ok, all.size() == 1);
  EXPECT_EQ(answer.missing.empty(), all.size() == 1);
  if (card.rules.empty()) {
    EXPECT_EQ(*answer.low, static_cast<double>(all.begin()->score) / 1e6);
    EXPECT_EQ(*answer.high, static_cast<double>(all.rbegin()->score) / 1e6);
  }
  // What is not called missing cannot change anything.
  std::map<std::vector<std::pair<int, double>>, std::set<Outcome>> by_missing;
  fill(patient, 0, [&](const risk::Patient& filled) {
    std::vector<std::pair<int, double>> key;
    for (const std::size_t variable : answer.missing)
      key.emplace_back(filled.values[variable].level, filled.values[variable].number);
    by_missing[key].insert(outcome(card, filled));
  });
  for (const auto& [key, found] : by_missing) EXPECT_EQ(found.size(), 1U);
}

risk::Patient random_patient(Random& random) {
  risk::Patient patient;
  patient.values.resize(dictionary().variables.size());
  int gaps = 3;
  for (const std::size_t variable : variables()) {
    const std::vector<Value> values = fillings(variable);
    if (gaps > 0 && random.below(2) == 0)
      --gaps;
    else
      patient.values[variable] =
          values[static_cast<std::size_t>(random.below(static_cast<int>(values.size())))];
  }
  return patient;
}

}  // namespace

TEST(Model, ScoresWithGapsAreThoseOfAllCompletions) {
  Random random{std::mt19937(1)};
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    compare(random.card(false), random_patient(random));
  }
}

TEST(Model, GroupsWithGapsAreThoseOfAllCompletions) {
  Random random{std::mt19937(2)};
  for (int i = 0; i < 300; ++i) {
    SCOPED_TRACE(i);
    compare(random.card(true), random_patient(random));
  }
}

TEST(Model, ANextTestLeavesWhatItsOutcomeLeaves) {
  Random random{std::mt19937(3)};
  int tests = 0;
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    const Card card = random.card(i % 2 == 0);
    const risk::Patient patient = random_patient(random);
    const risk::Model model(card, dictionary());
    for (const risk::NextTest& next : model.next_tests(patient)) {
      ++tests;
      std::set<std::set<std::size_t>> expected, found;
      for (const Value& value : fillings(next.variable)) {
        risk::Patient known = patient;
        known.values[next.variable] = value;
        const auto groups = model.answer(known).groups;
        expected.insert(std::set<std::size_t>(groups.begin(), groups.end()));
      }
      for (const auto& one : next.outcomes)
        found.insert(std::set<std::size_t>(one.groups.begin(), one.groups.end()));
      EXPECT_EQ(found, expected);
    }
  }
  EXPECT_GT(tests, 20);
}

TEST(Model, EqualKeysMeanEqualAnswers) {
  Random random{std::mt19937(4)};
  const Card card = random.card(false);
  const risk::Model model(card, dictionary());
  std::map<std::string, std::vector<std::size_t>> groups;
  for (int i = 0; i < 500; ++i) {
    const risk::Patient patient = random_patient(random);
    const auto [at, fresh] = groups.emplace(*model.key(patient), model.answer(patient).groups);
    if (!fresh) {
      EXPECT_EQ(at->second, model.answer(patient).groups);
    }
  }
}

TEST(Model, ExpressionIsNotGuessedFromFindings) {
  Card card;
  card.kind = risk::RuleKind::expression;
  card.groups = {{"low", {}}, {"high", {}}};
  card.weights = {{"CD34", 0.3}};
  risk::Patient patient;
  patient.values.resize(dictionary().variables.size());
  const risk::Answer answer = risk::Model(card, dictionary()).answer(patient);
  EXPECT_EQ(answer.status, risk::Status::incomplete);
  EXPECT_FALSE(answer.score);
  EXPECT_EQ(answer.groups.size(), 2U);
}
