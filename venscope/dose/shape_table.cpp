#include "venscope/dose/shape_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::dose {

namespace {

/// Beyond the doses, in units of 1 / hill.
constexpr double margin = 6;

double gap_of(const DosePoints& points) {
  double gap = points.highest() - points.lowest();
  for (std::size_t j = points.zero() + 1; j < points.size(); ++j)
    gap = std::min(gap, points.log_dose[j] - points.log_dose[j - 1]);
  return gap;
}

}  // namespace

ShapeTable::ShapeTable(const DosePoints& points, const PlateauLimits& limits) {
  if (limits.free_count() == 0 || std::isfinite(limits.lowest) || std::isfinite(limits.highest))
    return;
  log_dose_ = points.log_dose;
  weight_ = points.weight;
  two_signs_ = limits.free_count() == 1;
  const double width = points.highest() - points.lowest();
  const double top = 1.5 * std::min(8 / gap_of(points), 200 / width);
  for (double steepness = 0.5 / width; steepness < top; steepness *= grid_ratio)
    add_level(points, limits, steepness);
}

void ShapeTable::add_level(const DosePoints& points, const PlateauLimits& limits,
                           double steepness) {
  const std::size_t m = points.size();
  const double width = points.highest() - points.lowest();
  Level level{std::log(steepness), points.lowest() - margin / steepness, grid_stride / steepness,
              static_cast<std::size_t>((width * steepness + 2 * margin) / grid_stride) + 1,
              falling_.size()};
  falling_.resize(level.at + m * level.nodes);
  if (two_signs_) rising_.resize(falling_.size());
  std::vector<double> v(m);
  const auto unit = [&](std::vector<double>& table, std::size_t node) {
    double length = 0;
    for (std::size_t j = 0; j < m; ++j) length += weight_[j] * v[j] * v[j];
    const double scale = length > 0 ? 1 / std::sqrt(length) : 0;
    for (std::size_t j = 0; j < m; ++j)
      table[level.at + j * level.nodes + node] = weight_[j] * v[j] * scale;
  };
  const double total = points.total_weight();
  for (std::size_t k = 0; k < level.nodes; ++k) {
    const double e = level.first + static_cast<double>(k) * level.step;
    double mean = 0;
    for (std::size_t j = 0; j < m; ++j) {
      v[j] = 1 / (1 + std::exp(steepness * (log_dose_[j] - e)));
      mean += weight_[j] * v[j] / total;
    }
    if (!two_signs_) {
      for (double& x : v) x -= mean;
      unit(falling_, k);
      continue;
    }
    std::vector<double>& same = limits.lower ? falling_ : rising_;
    std::vector<double>& other = limits.lower ? rising_ : falling_;
    unit(same, k);
    for (double& x : v) x = 1 - x;
    unit(other, k);
  }
  levels_.push_back(level);
}

void ShapeTable::minima(const DosePoints& points, const PlateauLimits& limits, bool falling,
                        bool rising, std::vector<ShapeNode>& nodes) const {
  const std::size_t m = points.size();
  std::vector<double> z(m), product;
  double all = 0;
  const double mean = points.grand_mean();
  for (std::size_t j = 0; j < m; ++j) {
    z[j] = limits.lower   ? points.mean[j] - *limits.lower
           : limits.upper ? *limits.upper - points.mean[j]
                          : points.mean[j] - mean;
    all += weight_[j] * z[j] * z[j];
  }
  const auto look = [&](const Level& level, const std::vector<double>& table, int sign) {
    product.assign(level.nodes, 0.0);
    for (std::size_t j = 0; j < m; ++j) {
      const double* const a = table.data() + level.at + j * level.nodes;
      const double factor = z[j];
      for (std::size_t k = 0; k < level.nodes; ++k) product[k] += factor * a[k];
    }
    for (const int s : {1, -1}) {
      // Without a fixed plateau the sign of the product is the direction.
      if (two_signs_ ? s < 0 : !(s > 0 ? falling : rising)) continue;
      const auto gain = [&](std::size_t k) { return std::max(0.0, s * product[k]); };
      for (std::size_t k = 0; k < level.nodes; ++k) {
        const double here = gain(k);
        if (!(here > 0) || (k > 0 && gain(k - 1) > here) ||
            (k + 1 < level.nodes && gain(k + 1) >= here))
          continue;
        nodes.push_back({level.log_steepness, level.first + static_cast<double>(k) * level.step,
                         two_signs_ ? sign : s, all - here * here});
      }
    }
  };
  for (const Level& level : levels_) {
    if (!two_signs_ || falling) look(level, falling_, 1);
    if (two_signs_ && rising) look(level, rising_, -1);
  }
}

std::vector<ShapeNode> local_minima(std::vector<ShapeNode> nodes) {
  const double apart = 1.5 * std::log(grid_ratio);
  const auto lower_beside = [&](const ShapeNode& node) {
    const double reach = 2 * grid_stride / std::exp(node.log_steepness);
    return std::any_of(nodes.begin(), nodes.end(), [&](const ShapeNode& other) {
      return other.squares < node.squares && other.sign == node.sign &&
             std::fabs(other.log_steepness - node.log_steepness) < apart &&
             std::fabs(other.log_ic50 - node.log_ic50) < reach;
    });
  };
  std::vector<ShapeNode> lowest;
  for (const ShapeNode& node : nodes)
    if (!lower_beside(node)) lowest.push_back(node);
  std::stable_sort(lowest.begin(), lowest.end(),
                   [](const ShapeNode& a, const ShapeNode& b) { return a.squares < b.squares; });
  return lowest;
}

}  // namespace venscope::dose
