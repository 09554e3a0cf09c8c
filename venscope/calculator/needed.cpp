#include "venscope/calculator/needed.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::calculator {
namespace {

using risk::Criterion;

void collect(const Criterion& criterion, std::vector<Needed>& needed) {
  for (const Criterion& part : criterion.parts) collect(part, needed);
  using Kind = Criterion::Kind;
  if (criterion.kind != Kind::levels && criterion.kind != Kind::interval) return;
  Needed& one = needed[criterion.variable];
  one.used = true;
  if (criterion.kind == Kind::levels) return;
  for (const double end : {criterion.interval.low, criterion.interval.high})
    if (std::isfinite(end)) one.thresholds.push_back(end);
}

void collect(const std::vector<risk::Remark>& remarks, std::vector<Needed>& needed) {
  for (const risk::Remark& remark : remarks)
    if (remark.when) collect(*remark.when, needed);
}

void collect(const risk::Card& card, std::vector<Needed>& needed) {
  collect(card.not_applicable, needed);
  collect(card.cautions, needed);
  collect(card.notes, needed);
  for (const std::size_t variable : card.inputs) needed[variable].used = true;
  for (const risk::Rule& rule : card.rules) collect(rule.when, needed);
  for (const risk::Term& term : card.terms) {
    for (const risk::Term::Case& one : term.cases) collect(one.when, needed);
    if (!term.slope) continue;
    needed[term.slope->variable].used = true;
    needed[term.slope->variable].exact = true;
  }
}

/// Marks both as used where one of them is; whether that was new.
bool join(Needed& a, Needed& b) {
  if (a.used == b.used) return false;
  return a.used = b.used = true;
}

/// What infer() connects. Until nothing is added: a part may be a whole itself.
void follow_relations(const cohort::Dictionary& dictionary, std::vector<Needed>& needed) {
  const auto index = [&dictionary](const std::string& name) -> std::size_t {
    const cohort::Variable* found = dictionary.find(name);
    return found ? static_cast<std::size_t>(found - dictionary.variables.data())
                 : dictionary.variables.size();
  };
  struct Pair {
    std::size_t a, b;
  };
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < dictionary.variables.size(); ++i) {
    const cohort::Variable& variable = dictionary.variables[i];
    for (const std::string& name : variable.includes) pairs.push_back({i, index(name)});
    for (const std::string& name : variable.excludes) pairs.push_back({i, index(name)});
    if (variable.measures.empty()) continue;
    pairs.push_back({i, index(variable.measures)});
    needed[i].thresholds.push_back(0.0);
  }
  std::erase_if(pairs, [&needed](const Pair& pair) { return pair.b >= needed.size(); });
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [a, b] : pairs) grown = join(needed[a], needed[b]) || grown;
  }
}

}  // namespace

std::vector<Needed> needed_variables(std::span<const risk::Card* const> cards,
                                     const cohort::Dictionary& dictionary) {
  std::vector<Needed> needed(dictionary.variables.size());
  for (const risk::Card* card : cards) collect(*card, needed);
  follow_relations(dictionary, needed);
  for (Needed& one : needed) {
    std::sort(one.thresholds.begin(), one.thresholds.end());
    one.thresholds.erase(std::unique(one.thresholds.begin(), one.thresholds.end()),
                         one.thresholds.end());
  }
  return needed;
}

}  // namespace venscope::calculator
