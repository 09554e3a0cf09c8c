#include "venscope/dose/dose_points.hpp"

#include "venscope/dose/few.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::dose {

double DosePoints::total_weight() const {
  return std::accumulate(weight.begin(), weight.end(), 0.0);
}

double DosePoints::grand_mean() const {
  double sum = 0;
  for (std::size_t j = 0; j < size(); ++j) sum += weight[j] * mean[j];
  return sum / total_weight();
}

DosePoints make_dose_points(const Wells& wells, const DosePoints* like) {
  DosePoints points;
  const auto weight_of = [&](std::size_t i) {
    return wells.weight.empty() ? 1.0 : wells.weight[i];
  };
  const Few<std::size_t, 64> order(wells.dose.size());
  std::size_t used = 0;
  for (std::size_t i = 0; i < wells.dose.size(); ++i)
    if (!std::isfinite(wells.dose[i]) || !std::isfinite(wells.response[i]))
      ++points.missing;
    else if (weight_of(i) > 0)
      order[used++] = i;
  // Ties by place, so that sums do not depend on the sorting.
  std::sort(order.begin(), order.begin() + used, [&](std::size_t a, std::size_t b) {
    return wells.dose[a] != wells.dose[b] ? wells.dose[a] < wells.dose[b] : a < b;
  });
  points.wells = used;
  for (auto* values : {&points.dose, &points.log_dose, &points.weight, &points.mean})
    values->reserve(used);
  points.count.reserve(used);
  for (std::size_t begin = 0; begin < used;) {
    std::size_t end = begin;
    double weight = 0, sum = 0;
    for (; end < used && wells.dose[order[end]] == wells.dose[order[begin]]; ++end) {
      weight += weight_of(order[end]);
      sum += weight_of(order[end]) * wells.response[order[end]];
    }
    const double mean = end == begin + 1 ? wells.response[order[begin]] : sum / weight;
    for (std::size_t i = begin; i < end; ++i) {
      const double distance = wells.response[order[i]] - mean;
      points.within += weight_of(order[i]) * distance * distance;
    }
    const double dose = wells.dose[order[begin]];
    const std::size_t place = points.size();
    const bool known = like && place < like->size() && like->dose[place] == dose;
    points.dose.push_back(dose);
    points.log_dose.push_back(known ? like->log_dose[place] : std::log(dose));
    points.weight.push_back(weight);
    points.mean.push_back(mean);
    points.count.push_back(end - begin);
    begin = end;
  }
  return points;
}

}  // namespace venscope::dose
