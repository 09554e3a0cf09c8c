#include "venscope/survival/screen_rows.hpp"

#include "venscope/survival/cox_lanes.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {
namespace {

bool are_whole(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [](double weight) { return weight == std::floor(weight); });
}

}  // namespace

ScreenRows screen_rows(const CoxData& data, std::vector<std::size_t> rows) {
  ScreenRows part;
  part.outcomes.time = taken<double>(data.outcomes.time, rows);
  part.outcomes.entry = taken<double>(data.outcomes.entry, rows);
  part.outcomes.event = taken<std::int32_t>(data.outcomes.event, rows);
  part.strata = taken(data.strata, rows);
  part.cluster = taken(data.cluster, rows);
  part.weights = taken(data.weights, rows);
  part.offset = taken(data.offset, rows);
  part.adjusters = Matrix(rows.size(), data.design.columns);
  for (std::size_t j = 0; j < data.design.columns; ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) part.adjusters(i, j) = data.design(rows[i], j);
  part.rows = std::move(rows);
  for (std::size_t i = 0; i < part.outcomes.size(); ++i) {
    if (!part.weights.empty() && part.weights[i] <= 0) continue;
    ++part.n;
    part.events += part.outcomes.event[i] != 0;
  }
  const bool by_lanes = !data.outcomes.delayed_entry() && data.cluster.empty() &&
                        are_whole(data.weights) && data.design.columns <= most_shared_columns;
  if (!by_lanes || part.events == 0) return part;
  Result<RiskOrder> order = risk_order(part.outcomes, part.strata);
  if (!order) return part;
  part.order = std::move(*order);
  part.design = sorted_design(*part.order, part.adjusters, part.weights, part.offset);
  for (std::size_t i = 0; i < part.design.rows; ++i)
    part.start.push_back(part.design.weight[i] * std::exp(part.design.offset[i]));
  for (const RiskOrder::TiedSet& set : part.order->sets) {
    std::uint32_t deaths = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      deaths += part.order->event[i] != 0 && part.design.weight[i] > 0;
    part.deaths.push_back(deaths);
  }
  return part;
}

}  // namespace venscope::survival
