#include "venscope/risk/model.hpp"

#include "venscope/risk/possible.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

/// What the inputs of a patient leave possible.
struct Outlook {
  std::optional<double> low, high;
  GroupSet groups = 0;
  bool at_most = false;
  std::vector<bool> needed;  ///< per input
};

double value_of(std::int64_t millionths) {
  return Decimal::of_millionths(millionths).value();
}

std::vector<std::size_t> members(GroupSet set) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; set >> i != 0; ++i)
    if (set >> i & 1) all.push_back(i);
  return all;
}

double with_slopes(std::int64_t millionths, double slopes) {
  return slopes == 0.0 ? value_of(millionths) : to_nine_digits(value_of(millionths) + slopes);
}

bool meets(const CutRange& range, double low, double high) {
  const bool above =
      !range.low || (range.low_closed ? high >= range.low->value() : high > range.low->value());
  const bool below =
      !range.high || (range.high_closed ? low <= range.high->value() : low < range.high->value());
  return above && below;
}

}  // namespace

bool CutRange::contains(const Decimal& score) const {
  const bool above = !low || (low_closed ? score >= *low : score > *low);
  const bool below = !high || (high_closed ? score <= *high : score < *high);
  return above && below;
}

struct Model::Inside {
  const Card* card;
  const cohort::Dictionary* dictionary;
  InputTable table;
  CellRule rule;
  std::vector<std::optional<CellCriterion>> not_applicable, cautions, notes;

  Inside(const Card& from, const cohort::Dictionary& names)
      : card(&from), dictionary(&names), table(names) {
    collect();
    table.close();
    rule.inputs = table.inputs();
    for (const Term& term : card->terms) {
      CellRule::Term compiled;
      compiled.otherwise = term.otherwise.millionths();
      for (const Term::Case& one : term.cases)
        compiled.cases.push_back({table.compile(one.when), one.points.millionths()});
      rule.terms.push_back(std::move(compiled));
    }
    for (const Rule& one : card->rules) rule.rules.push_back({table.compile(one.when), one.group});
    not_applicable = compiled(card->not_applicable);
    cautions = compiled(card->cautions);
    notes = compiled(card->notes);
  }

  void collect() {
    for (const std::size_t input : card->inputs) table.collect(input);
    for (const Term& term : card->terms)
      for (const Term::Case& one : term.cases) table.collect(one.when);
    for (const Rule& one : card->rules) table.collect(one.when);
    for (const auto* remarks : {&card->not_applicable, &card->cautions, &card->notes})
      for (const Remark& remark : *remarks)
        if (remark.when) table.collect(*remark.when);
  }

  std::vector<std::optional<CellCriterion>> compiled(const std::vector<Remark>& remarks) const {
    std::vector<std::optional<CellCriterion>> all;
    for (const Remark& remark : remarks)
      all.push_back(remark.when ? std::optional(table.compile(*remark.when)) : std::nullopt);
    return all;
  }

  std::vector<std::size_t> holding(const std::vector<std::optional<CellCriterion>>& criteria,
                                   const Cells& cells, Truth wanted) const {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      const Truth truth = criteria[i] ? criteria[i]->at(cells, rule.inputs) : Truth::yes;
      if (truth == wanted) all.push_back(i);
    }
    return all;
  }

  bool classifies() const { return card->kind == RuleKind::ordered_rules; }
  bool known(const Patient& patient, std::size_t variable) const {
    return variable < patient.values.size() && patient.values[variable].known();
  }

  /// What the slopes add: a number, or the range over the derivation cohort where one is missing.
  std::pair<double, double> slopes(const Patient& patient) const {
    double low = 0.0, high = 0.0;
    for (const Term& term : card->terms)
      if (term.slope) {
        const auto [a, b] = slope_points(*term.slope, patient);
        low += a;
        high += b;
      }
    return {low, high};
  }
  std::pair<double, double> slope_points(const Term::Slope& slope, const Patient& patient) const {
    const auto at = [&slope](double value) { return slope.coefficient * (value - slope.centre); };
    if (known(patient, slope.variable)) {
      const double points = at(patient.values[slope.variable].number);
      return {points, points};
    }
    return std::minmax({at(slope.low), at(slope.high)});
  }

  GroupSet groups_of(const PossibleScores& scores, double low_slope, double high_slope) const {
    GroupSet set = 0;
    const bool interval = scores.ends_only || low_slope != high_slope;
    for (const CutRange& range : card->cut_points) {
      bool reached = false;
      if (interval)
        reached = meets(range, with_slopes(scores.scores.front(), low_slope),
                        with_slopes(scores.scores.back(), high_slope));
      else
        for (const std::int64_t score : scores.scores)
          reached |= low_slope == 0.0 ? range.contains(Decimal::of_millionths(score))
                                      : meets(range, with_slopes(score, low_slope),
                                              with_slopes(score, low_slope));
      if (reached) set |= GroupSet{1} << range.group;
    }
    return set;
  }

  Outlook outlook(const Cells& cells, const Patient& patient) const {
    Outlook result;
    result.needed.assign(rule.inputs.size(), false);
    if (classifies()) {
      result.groups = possible_groups(rule, cells, result.needed, result.at_most);
      return result;
    }
    const PossibleScores scores = possible_scores(rule, cells, result.needed);
    const auto [low, high] = slopes(patient);
    result.at_most = scores.ends_only || low != high;
    result.low = with_slopes(scores.scores.front(), low);
    result.high = with_slopes(scores.scores.back(), high);
    result.groups = groups_of(scores, low, high);
    for (std::size_t i = 0; i < rule.inputs.size(); ++i)
      for (const Term& term : card->terms)
        if (term.slope && term.slope->variable == rule.inputs[i].variable &&
            !known(patient, term.slope->variable))
          result.needed[i] = true;
    return result;
  }

  std::vector<Contribution> contributions(const Cells& cells, const Patient& patient) const {
    std::vector<Contribution> all;
    for (std::size_t i = 0; i < card->terms.size(); ++i) {
      const Term& term = card->terms[i];
      Contribution one;
      one.term = i;
      if (term.slope) {
        std::tie(one.low, one.high) = slope_points(*term.slope, patient);
      } else {
        const auto [low, high] = possible_points(rule, i, cells);
        one.low = value_of(low);
        one.high = value_of(high);
      }
      if (one.low == one.high) one.points = one.low;
      if (const cohort::Variable* variable = dictionary->find(term.variable)) {
        const auto at = static_cast<std::size_t>(variable - dictionary->variables.data());
        if (known(patient, at)) one.value = value_text(*variable, patient.values[at]);
      }
      all.push_back(std::move(one));
    }
    return all;
  }

  /// The outcomes of finding out input `at`; neighbouring intervals with the same outlook as one.
  NextTest test(std::size_t at, Cells cells, const Patient& patient) const;
};

namespace {

std::string interval_text(const Input& input, int first, int last) {
  const auto threshold = [&input](int cell) {
    return fmt::format("{}", input.thresholds[static_cast<std::size_t>(cell / 2)]);
  };
  const bool from_start = first == 0, to_end = last == input.cells() - 1;
  // An odd cell is the threshold itself; an even one begins after a threshold.
  const std::string low = from_start       ? ""
                          : first % 2 == 1 ? threshold(first)
                                           : threshold(first - 1);
  const std::string high = to_end ? "" : last % 2 == 1 ? threshold(last) : threshold(last);
  const bool low_closed = first % 2 == 1, high_closed = last % 2 == 1;
  if (from_start && to_end) return "any value";
  if (from_start) return (high_closed ? "at most " : "below ") + high;
  if (to_end) return (low_closed ? "at least " : "above ") + low;
  return (low_closed ? "at least " : "above ") + low + (high_closed ? ", at most " : ", below ") +
         high;
}

}  // namespace

NextTest Model::Inside::test(std::size_t at, Cells cells, const Patient& patient) const {
  const Input& input = rule.inputs[at];
  NextTest result;
  result.variable = input.variable;
  std::vector<std::pair<int, GroupSet>> found;  // first cell of a run, what it leaves
  int last = -1;
  const auto close_run = [&](int end) {
    if (found.empty()) return;
    result.outcomes.push_back({input.levels.empty()
                                   ? interval_text(input, found.back().first, end)
                                   : input.levels[static_cast<std::size_t>(found.back().first)],
                               members(found.back().second)});
  };
  for (int cell = 0; cell < input.cells(); ++cell) {
    if (!(input.allowed >> cell & 1)) continue;
    cells[at] = static_cast<std::int8_t>(cell);
    const GroupSet groups = outlook(cells, patient).groups;
    const bool same = !found.empty() && input.levels.empty() && found.back().second == groups;
    if (!same) {
      close_run(last);
      found.emplace_back(cell, groups);
    }
    last = cell;
  }
  close_run(last);
  result.settles = std::all_of(result.outcomes.begin(), result.outcomes.end(),
                               [](const NextTest::Outcome& one) { return one.groups.size() == 1; });
  return result;
}

Model::Model(const Card& card, const cohort::Dictionary& dictionary)
    : inside_(std::make_unique<Inside>(card, dictionary)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;

const Card& Model::card() const {
  return *inside_->card;
}

Answer Model::answer(const Patient& patient) const {
  const Inside& in = *inside_;
  const Cells cells = in.table.cells_of(patient);
  Answer answer;
  answer.not_applicable = in.holding(in.not_applicable, cells, Truth::yes);
  answer.applicability_open = in.holding(in.not_applicable, cells, Truth::undecided);
  answer.cautions = in.holding(in.cautions, cells, Truth::yes);
  answer.notes = in.holding(in.notes, cells, Truth::yes);
  if (!answer.not_applicable.empty()) {
    answer.status = Status::not_applicable;
    return answer;
  }
  // Findings say nothing of expression: everything is open.
  if (in.card->kind == RuleKind::expression) {
    for (std::size_t i = 0; i < in.card->groups.size(); ++i) answer.groups.push_back(i);
    return answer;
  }
  const Outlook outlook = in.outlook(cells, patient);
  answer.low = outlook.low;
  answer.high = outlook.high;
  answer.groups = members(outlook.groups);
  answer.groups_at_most = outlook.at_most;
  for (std::size_t i = 0; i < outlook.needed.size(); ++i)
    if (outlook.needed[i]) answer.missing.push_back(in.rule.inputs[i].variable);
  answer.contributions = in.contributions(cells, patient);
  if (in.classifies()) {
    const std::size_t rule = deciding_rule(in.rule, cells);
    if (rule < in.rule.rules.size()) answer.rule = rule;
  }
  if (!answer.missing.empty() || answer.groups.size() > 1) return answer;
  answer.status = Status::ok;
  if (!answer.groups.empty()) answer.group = answer.groups.front();
  if (!in.classifies()) answer.score = answer.low;
  return answer;
}

std::vector<NextTest> Model::next_tests(const Patient& patient) const {
  const Inside& in = *inside_;
  const Cells cells = in.table.cells_of(patient);
  std::vector<NextTest> tests;
  if (!in.holding(in.not_applicable, cells, Truth::yes).empty()) return tests;
  const Outlook outlook = in.outlook(cells, patient);
  if (std::popcount(outlook.groups) < 2) return tests;
  for (std::size_t i = 0; i < outlook.needed.size(); ++i) {
    const auto sloping = [&](const Term& term) {
      return term.slope && term.slope->variable == in.rule.inputs[i].variable;
    };
    if (outlook.needed[i] && std::none_of(in.card->terms.begin(), in.card->terms.end(), sloping))
      tests.push_back(in.test(i, cells, patient));
  }
  const auto left = [](const NextTest& test) {
    std::size_t groups = 0;
    for (const NextTest::Outcome& outcome : test.outcomes) groups += outcome.groups.size();
    return static_cast<double>(groups) / static_cast<double>(test.outcomes.size());
  };
  std::stable_sort(tests.begin(), tests.end(), [&left](const NextTest& a, const NextTest& b) {
    return std::pair(!a.settles, left(a)) < std::pair(!b.settles, left(b));
  });
  return tests;
}

std::optional<std::string> Model::key(const Patient& patient) const {
  for (const Term& term : inside_->card->terms)
    if (term.slope) return std::nullopt;
  std::string key;
  for (const std::int8_t cell : inside_->table.cells_of(patient))
    key += static_cast<char>(cell + 1);
  return key;
}

}  // namespace venscope::risk
