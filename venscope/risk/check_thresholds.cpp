/// The thresholds of a number over a whole card: a model keeps one bit for each interval between
/// them.
#include "venscope/risk/card_reading.hpp"
#include "venscope/risk/cells.hpp"

#include <cmath>
#include <set>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

using Thresholds = std::map<std::size_t, std::set<double>>;  ///< by variable

void collect_thresholds(const Criterion& criterion, Thresholds& thresholds) {
  for (const Criterion& part : criterion.parts) collect_thresholds(part, thresholds);
  if (criterion.kind != Criterion::Kind::interval) return;
  for (const double end : {criterion.interval.low, criterion.interval.high})
    if (std::isfinite(end)) thresholds[criterion.variable].insert(end);
}

}  // namespace

void check_thresholds(CardReading& reading, Section& section, const Card& card) {
  constexpr std::size_t most = (most_cells - 1) / 2;  // a cell for each, and one on either side
  Thresholds thresholds;
  for (const Term& term : card.terms)
    for (const Term::Case& entry : term.cases) collect_thresholds(entry.when, thresholds);
  for (const Rule& rule : card.rules) collect_thresholds(rule.when, thresholds);
  for (const auto* remarks : {&card.not_applicable, &card.cautions, &card.notes})
    for (const Remark& remark : *remarks)
      if (remark.when) collect_thresholds(*remark.when, thresholds);
  for (const auto& [variable, ends] : thresholds)
    if (ends.size() > most)
      section.reject("", "risk.too_large",
                     fmt::format("compares {} with {} different numbers",
                                 reading.dictionary.variables[variable].name, ends.size()),
                     fmt::format("at most {}", most));
}

}  // namespace venscope::risk
