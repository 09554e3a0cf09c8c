#include "venscope/risk/possible.hpp"

#include <algorithm>
#include <optional>

namespace venscope::risk {
namespace {

constexpr std::size_t most_branches = std::size_t{1} << 17;
constexpr std::size_t most_sums = std::size_t{1} << 16;
using Sums = std::vector<std::int64_t>;

void make_set(Sums& sums) {
  std::sort(sums.begin(), sums.end());
  sums.erase(std::unique(sums.begin(), sums.end()), sums.end());
}

/// Calls `each(cell)` with the open input set to each cell that it can have, then opens it again.
template <class Each>
void for_cells(const CellRule& rule, Cells& cells, std::size_t input, Each each) {
  for (int cell = 0; cell < rule.inputs[input].cells(); ++cell)
    if (rule.inputs[input].allowed >> cell & 1) {
      cells[input] = static_cast<std::int8_t>(cell);
      each();
    }
  cells[input] = open;
}

/// The points of a term, or the input that keeps them open.
struct TermState {
  std::optional<std::int64_t> points;
  std::size_t open_input = 0;
};

TermState term_state(const CellRule& rule, std::size_t term, const Cells& cells) {
  for (const auto& one : rule.terms[term].cases) {
    const Truth truth = one.when.at(cells, rule.inputs);
    if (truth == Truth::yes) return {one.points, 0};
    if (truth == Truth::undecided) return {std::nullopt, one.when.undecided_by(cells, rule.inputs)};
  }
  return {rule.terms[term].otherwise, 0};
}

/// The sums of a few terms over their open inputs.
class SumSearch {
public:
  SumSearch(const CellRule& rule, Cells& cells, std::vector<bool>* needed)
      : rule_(rule), cells_(cells), needed_(needed) {}
  bool exhausted() const { return branches_ > most_branches; }

  Sums run(const std::vector<std::size_t>& terms, std::size_t at = 0) {
    Sums sums{0};
    std::int64_t decided = 0;
    for (; at < terms.size(); ++at) {
      const TermState state = term_state(rule_, terms[at], cells_);
      if (!state.points) return shifted(branch(terms, at, state.open_input), decided);
      decided += *state.points;
    }
    return shifted(std::move(sums), decided);
  }

private:
  static Sums shifted(Sums sums, std::int64_t by) {
    for (std::int64_t& sum : sums) sum += by;
    return sums;
  }

  Sums branch(const std::vector<std::size_t>& terms, std::size_t at, std::size_t input) {
    Sums all;
    if (++branches_ > most_branches) return {0};
    for_cells(rule_, cells_, input, [&] {
      const Sums some = run(terms, at);
      all.insert(all.end(), some.begin(), some.end());
    });
    make_set(all);
    if (needed_ && all.size() > 1) (*needed_)[input] = true;
    return all;
  }

  const CellRule& rule_;
  Cells& cells_;
  std::vector<bool>* needed_;
  std::size_t branches_ = 0;
};

/// The open inputs that a criterion tests.
void open_inputs(const CellCriterion& criterion, const Cells& cells, std::vector<bool>& into) {
  using Kind = Criterion::Kind;
  for (const CellCriterion::Node& node : criterion.nodes)
    if ((node.kind == Kind::levels || node.kind == Kind::interval) && cells[node.input] == open)
      into[node.input] = true;
}

/// Terms in parts that share no open input: what one part comes to says nothing of another.
std::vector<std::vector<std::size_t>> separate_parts(const CellRule& rule, const Cells& cells) {
  std::vector<std::vector<std::size_t>> parts;
  std::vector<std::vector<bool>> asked;
  for (std::size_t term = 0; term < rule.terms.size(); ++term) {
    std::vector<bool> inputs(rule.inputs.size(), false);
    for (const auto& one : rule.terms[term].cases) open_inputs(one.when, cells, inputs);
    std::vector<std::size_t> merged{term};
    for (std::size_t part = 0; part < parts.size();) {
      bool shared = false;
      for (std::size_t i = 0; i < inputs.size(); ++i) shared |= inputs[i] && asked[part][i];
      if (!shared) {
        ++part;
        continue;
      }
      merged.insert(merged.end(), parts[part].begin(), parts[part].end());
      for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = inputs[i] || asked[part][i];
      parts.erase(parts.begin() + static_cast<long>(part));
      asked.erase(asked.begin() + static_cast<long>(part));
    }
    std::sort(merged.begin(), merged.end());
    parts.push_back(std::move(merged));
    asked.push_back(std::move(inputs));
  }
  return parts;
}

/// The ends of what a term can give by itself, whatever its inputs; never too narrow.
std::pair<std::int64_t, std::int64_t> widest(const CellRule::Term& term) {
  std::int64_t low = term.otherwise, high = term.otherwise;
  for (const auto& one : term.cases) {
    low = std::min(low, one.points);
    high = std::max(high, one.points);
  }
  return {low, high};
}

class GroupSearch {
public:
  GroupSearch(const CellRule& rule, Cells& cells, std::vector<bool>& needed)
      : rule_(rule), cells_(cells), needed_(needed) {}
  bool exhausted() const { return branches_ > most_branches; }

  GroupSet run(std::size_t at = 0) {
    for (; at < rule_.rules.size(); ++at) {
      const CellRule::Ordered& one = rule_.rules[at];
      const Truth truth = one.when.at(cells_, rule_.inputs);
      if (truth == Truth::yes) return GroupSet{1} << one.group;
      if (truth == Truth::undecided) return branch(at, one);
    }
    return 0;
  }

private:
  GroupSet branch(std::size_t at, const CellRule::Ordered& one) {
    if (++branches_ > most_branches) return 0;
    const std::size_t input = one.when.undecided_by(cells_, rule_.inputs);
    GroupSet all = 0;
    for_cells(rule_, cells_, input, [&] { all |= run(at); });
    if ((all & (all - 1)) != 0) needed_[input] = true;
    return all;
  }

  const CellRule& rule_;
  Cells& cells_;
  std::vector<bool>& needed_;
  std::size_t branches_ = 0;
};

}  // namespace

PossibleScores possible_scores(const CellRule& rule, Cells cells, std::vector<bool>& needed) {
  PossibleScores all;
  all.scores = {0};
  for (const std::vector<std::size_t>& part : separate_parts(rule, cells)) {
    SumSearch search(rule, cells, &needed);
    Sums sums = search.run(part);
    if (search.exhausted()) {
      sums = {0, 0};
      for (const std::size_t term : part) {
        const auto [low, high] = widest(rule.terms[term]);
        sums[0] += low;
        sums[1] += high;
      }
    }
    all.ends_only |= search.exhausted();
    if (all.ends_only || all.scores.size() * sums.size() > most_sums) {
      all.ends_only = true;
      all.scores = {all.scores.front() + sums.front(), all.scores.back() + sums.back()};
      continue;
    }
    Sums combined;
    for (const std::int64_t score : all.scores)
      for (const std::int64_t sum : sums) combined.push_back(score + sum);
    make_set(combined);
    all.scores = std::move(combined);
  }
  return all;
}

std::pair<std::int64_t, std::int64_t> possible_points(const CellRule& rule, std::size_t term,
                                                      Cells cells) {
  SumSearch search(rule, cells, nullptr);
  const Sums sums = search.run({term});
  if (search.exhausted()) return widest(rule.terms[term]);
  return {sums.front(), sums.back()};
}

GroupSet possible_groups(const CellRule& rule, Cells cells, std::vector<bool>& needed,
                         bool& at_most) {
  GroupSearch search(rule, cells, needed);
  const GroupSet found = search.run();
  at_most = search.exhausted();
  if (!at_most) return found;
  GroupSet all = 0;
  for (const CellRule::Ordered& one : rule.rules) {
    const Truth truth = one.when.at(cells, rule.inputs);
    if (truth != Truth::no) all |= GroupSet{1} << one.group;
    if (truth == Truth::yes) break;
  }
  return all;
}

std::size_t deciding_rule(const CellRule& rule, const Cells& cells) {
  for (std::size_t at = 0; at < rule.rules.size(); ++at) {
    const Truth truth = rule.rules[at].when.at(cells, rule.inputs);
    if (truth == Truth::yes) return at;
    if (truth == Truth::undecided) break;
  }
  return rule.rules.size();
}

}  // namespace venscope::risk
