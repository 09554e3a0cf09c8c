#include "venscope/survival/unvarying_columns.hpp"

#include <algorithm>
#include <map>

namespace venscope::survival {

namespace {

/// Of a scaled column it is about the number of events.
constexpr double least_information = 1e-6;
constexpr double most_comparisons = 1e8;
/// Times that differ by less are tied (risk_order.hpp); taking some rows too many in is harmless.
constexpr double rounding = 1e-8;

class RiskSets {
public:
  explicit RiskSets(const CoxData& data) : data_(data) {
    const auto& [entry, time, event] = data.outcomes;
    for (std::size_t i = 0; i < time.size(); ++i) {
      if (event[i] == 0 || weight(i) == 0) continue;
      const auto [first, is_new] = first_death_.try_emplace(stratum(i), time[i]);
      if (!is_new) first->second = std::min(first->second, time[i]);
      deaths_.push_back(i);
    }
  }

  bool varies(std::size_t column) const {
    return data_.outcomes.delayed_entry() ? varies_in_any(column) : varies_in_largest(column);
  }

private:
  double weight(std::size_t i) const { return data_.weights.empty() ? 1 : data_.weights[i]; }
  std::int32_t stratum(std::size_t i) const { return data_.strata.empty() ? 0 : data_.strata[i]; }

  /// The risk set of a stratum's first death holds all its others.
  bool varies_in_largest(std::size_t column) const {
    const auto x = data_.design.column(column);
    std::map<std::int32_t, double> value;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto first = first_death_.find(stratum(i));
      if (weight(i) == 0 || first == first_death_.end()) continue;
      if (data_.outcomes.time[i] < first->second * (1 - rounding)) continue;
      if (value.try_emplace(stratum(i), x[i]).first->second != x[i]) return true;
    }
    return false;
  }

  bool varies_in_any(std::size_t column) const {
    const auto& [entry, time, event] = data_.outcomes;
    const auto x = data_.design.column(column);
    if (static_cast<double>(deaths_.size()) * static_cast<double>(x.size()) > most_comparisons)
      return true;
    for (const std::size_t death : deaths_)
      for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] != x[death] && weight(i) > 0 && stratum(i) == stratum(death) &&
            time[i] >= time[death] * (1 - rounding) && entry[i] < time[death])
          return true;
    return false;
  }

  const CoxData& data_;
  std::map<std::int32_t, double> first_death_;  ///< by stratum
  std::vector<std::size_t> deaths_;
};

}  // namespace

std::vector<std::size_t> unvarying_columns(const CoxData& data, const NewtonOutcome& outcome) {
  const Cholesky& information = outcome.information_start;
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < information.singular.size(); ++j)
    if (!information.singular[j] &&
        information.factor(j, j) < least_information * static_cast<double>(data.outcomes.size()))
      columns.push_back(j);
  if (columns.empty()) return columns;
  const RiskSets risk_sets(data);
  std::erase_if(columns, [&](std::size_t j) { return risk_sets.varies(j); });
  return columns;
}

}  // namespace venscope::survival
