#include "venscope/signature/transport.hpp"

#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace venscope::signature {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> known(std::span<const double> values) {
  std::vector<double> list;
  for (const double value : values)
    if (!std::isnan(value)) list.push_back(value);
  return list;
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments(const std::vector<double>& values) {
  Moments of;
  double squares = 0, largest = 0;
  const auto n = static_cast<double>(values.size());
  for (const double value : values) of.mean += value / n;
  for (const double value : values) {
    squares += (value - of.mean) * (value - of.mean);
    largest = std::max(largest, std::abs(value));
  }
  const double deviation = n > 1 ? std::sqrt(squares / (n - 1)) : 0;
  of.deviation = deviation > 1e-14 * largest ? deviation : 0;
  return of;
}

/// Of sorted values; linear between the knots (i - 1/2) / n, the ends carried on.
double quantile_5(const std::vector<double>& sorted, double probability) {
  const auto n = static_cast<double>(sorted.size());
  const double place = std::clamp(probability * n - 0.5, 0.0, n - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void map_gene(std::span<double> values, std::span<const double> reference, Transport transport) {
  const std::vector<double> own = known(values);
  std::vector<double> there = known(reference);
  const Moments here = moments(own), target = moments(there);
  if (here.deviation == 0 || there.empty()) {
    std::fill(values.begin(), values.end(), missing);
    return;
  }
  if (transport == Transport::standardised) {
    for (double& value : values)
      value = target.mean + target.deviation * ((value - here.mean) / here.deviation);
    return;
  }
  std::sort(there.begin(), there.end());
  const std::vector<double> rank = response::midranks(own).rank;
  std::size_t next = 0;
  for (double& value : values)
    if (!std::isnan(value))
      value = quantile_5(there, (rank[next++] - 0.5) / static_cast<double>(own.size()));
}

}  // namespace

std::string name_of(Transport transport) {
  switch (transport) {
    case Transport::standardised:
      return "standardised";
    case Transport::quantiles:
      return "quantiles";
    case Transport::raw:
      break;
  }
  return "raw";
}

Matrix transported(const Matrix& values, const Matrix& reference, Transport transport) {
  Matrix result = values;
  if (transport == Transport::raw) return result;
  for (std::size_t gene = 0; gene < values.columns; ++gene)
    map_gene(result.column(gene), reference.column(gene), transport);
  return result;
}

}  // namespace venscope::signature
