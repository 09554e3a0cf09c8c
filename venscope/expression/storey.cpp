#include "venscope/expression/storey.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/expression/smoothing_spline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr std::size_t lambda_count = 19;

/// pi0(l) at each lambda, and the number of p values from there on.
struct Shares {
  std::vector<double> lambda, share, above;
};

Shares shares_of(std::span<const double> sorted) {
  Shares shares;
  const double m = static_cast<double>(sorted.size());
  for (std::size_t k = 0; k < lambda_count; ++k) {
    const double lambda = 0.05 + static_cast<double>(k) * 0.05;
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), lambda);
    const double above = static_cast<double>(sorted.end() - first);
    shares.lambda.push_back(lambda);
    shares.above.push_back(above);
    shares.share.push_back(above / (m * (1.0 - lambda)));
  }
  return shares;
}

double bootstrap_share(const Shares& shares, double m) {
  std::vector<double> sorted = shares.share;
  std::sort(sorted.begin(), sorted.end());
  const double target = sorted_quantile(sorted, 0.1);
  double least = std::numeric_limits<double>::infinity(), share = 1.0;
  for (std::size_t k = 0; k < lambda_count; ++k) {
    const double rest = 1.0 - shares.lambda[k], above = shares.above[k];
    const double error = above / (m * m * rest * rest) * (1.0 - above / m) +
                         (shares.share[k] - target) * (shares.share[k] - target);
    if (error < least) {
      least = error;
      share = shares.share[k];
    } else if (error == least) {
      share = std::min(share, shares.share[k]);
    }
  }
  return share;
}

}  // namespace

Result<StoreyQ> storey_q(std::span<const double> p, NullShare method) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    if (!(p[i] >= 0.0 && p[i] <= 1.0))
      return cannot_analyse("expression.p_out_of_range", fmt::format("{} is no p value", p[i]),
                            "give numbers from 0 to 1");
    order.push_back(i);
  }
  if (order.empty()) return cannot_analyse("expression.no_p_values", "no p value is defined");
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> sorted;
  for (const std::size_t i : order) sorted.push_back(p[i]);
  const double m = static_cast<double>(sorted.size());

  const Shares shares = shares_of(sorted);
  const double estimate = method == NullShare::bootstrap
                              ? bootstrap_share(shares, m)
                              : smoothing_spline(shares.lambda, shares.share, 3.0).back();
  StoreyQ result;
  result.null_share = std::min(1.0, estimate);
  if (!(result.null_share > 0.0))
    return cannot_analyse(
        "expression.null_share",
        fmt::format("Storey's q needs p values near 1, but of {} only {} are 0.95 or more",
                    sorted.size(), shares.above.back()),
        "use Benjamini and Hochberg's q");
  result.q.assign(p.size(), std::numeric_limits<double>::quiet_NaN());
  double least = 1.0;
  for (std::size_t k = order.size(); k-- > 0;) {
    least = std::min(least, sorted[k] * m / static_cast<double>(k + 1));
    result.q[order[k]] = result.null_share * least;
  }
  return result;
}

}  // namespace venscope::expression
