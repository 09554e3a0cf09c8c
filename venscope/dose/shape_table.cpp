#include "venscope/dose/shape_table.hpp"

#include "venscope/dose/few.hpp"
#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

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
  for (double steepness = 0.5 / width; steepness < top; steepness *= grid_ratio) {
    levels_.push_back(
        {std::log(steepness), points.lowest() - margin / steepness, grid_stride / steepness,
         static_cast<std::size_t>((width * steepness + 2 * margin) / grid_stride) + 1, nodes_});
    nodes_ += levels_.back().nodes;
  }
  falling_.resize(points.size() * nodes_);
  if (two_signs_) rising_.resize(falling_.size());
  for (const Level& level : levels_) fill(level, points, limits);
}

void ShapeTable::fill(const Level& level, const DosePoints& points, const PlateauLimits& limits) {
  const std::size_t m = points.size();
  const double steepness = std::exp(level.log_steepness);
  std::vector<double> v(m);
  const auto unit = [&](std::vector<double>& table, std::size_t node) {
    double length = 0;
    for (std::size_t j = 0; j < m; ++j) length += weight_[j] * v[j] * v[j];
    const double scale = length > 0 ? 1 / std::sqrt(length) : 0;
    for (std::size_t j = 0; j < m; ++j)
      table[j * nodes_ + level.at + node] = weight_[j] * v[j] * scale;
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
}

/// sum a z of all nodes.
void ShapeTable::products(const std::vector<double>& table, std::span<const double> z,
                          std::span<double> product) const {
  const Few<const double*, few_doses> dose(z.size());
  for (std::size_t j = 0; j < z.size(); ++j) dose[j] = table.data() + j * nodes_;
  std::fill(product.begin(), product.end(), 0.0);
  survival::column_kernels().add(dose.data(), z.data(), z.size(), nodes_, product.data());
}

namespace {

using Eight = double __attribute__((vector_size(64)));
using Flags = std::int64_t __attribute__((vector_size(64)));

inline Eight eight(const double* from) {
  Eight values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

inline bool any(Flags flags) {
  std::array<std::uint64_t, 8> words;
  std::memcpy(words.data(), &flags, sizeof words);
  return ((words[0] | words[1]) | (words[2] | words[3]) | (words[4] | words[5]) |
          (words[6] | words[7])) != 0;
}

/// Calls note(k) for every k where the sequence may turn, its ends among them.
template <class Note>
void for_turns(std::span<const double> p, Note&& note) {
  note(std::size_t{0});
  if (p.size() < 2) return;
  const auto turns = [&](std::size_t k) { return (p[k] - p[k - 1]) * (p[k + 1] - p[k]) <= 0; };
  std::size_t k = 1;
  // Turns are rare: eight places are dismissed at once.
  for (; k + 8 < p.size(); k += 8) {
    const Eight here = eight(&p[k]);
    if (!any((here - eight(&p[k - 1])) * (eight(&p[k + 1]) - here) <= 0.0)) continue;
    for (std::size_t i = k; i < k + 8; ++i)
      if (turns(i)) note(i);
  }
  for (; k + 1 < p.size(); ++k)
    if (turns(k)) note(k);
  note(p.size() - 1);
}

}  // namespace

void ShapeTable::minima(const DosePoints& points, const PlateauLimits& limits, bool falling,
                        bool rising, std::vector<ShapeNode>& nodes) const {
  const std::size_t m = points.size();
  const Few<double, few_doses> z(m);
  const Few<double, 1024> product(nodes_);
  const std::span<const double> means(z.data(), m);
  double all = 0;
  const double mean = points.grand_mean();
  for (std::size_t j = 0; j < m; ++j) {
    z[j] = limits.lower   ? points.mean[j] - *limits.lower
           : limits.upper ? *limits.upper - points.mean[j]
                          : points.mean[j] - mean;
    all += weight_[j] * z[j] * z[j];
  }
  // The gain of a shape is its product with the data, or less that where it is turned round.
  const auto look = [&](const std::vector<double>& table, bool as_is, bool turned, int sign) {
    products(table, means, {product.data(), nodes_});
    for (const Level& level : levels_) {
      const std::span<const double> p(product.data() + level.at, level.nodes);
      for_turns(p, [&](std::size_t k) {
        const int s = p[k] > 0 ? 1 : -1;
        const double here = s * p[k];
        if (!(here > 0) || !(s > 0 ? as_is : turned) || (k > 0 && s * p[k - 1] > here) ||
            (k + 1 < p.size() && s * p[k + 1] >= here))
          return;
        const bool between = k > 0 && k + 1 < p.size();
        const Turn top = between ? turn_between(p[k - 1], p[k], p[k + 1]) : Turn{0, p[k]};
        nodes.push_back({level.log_steepness,
                         level.first + (static_cast<double>(k) + top.at) * level.step, s * sign,
                         std::max(0.0, all - top.value * top.value)});
      });
    }
  };
  if (!two_signs_) return look(falling_, falling, rising, 1);
  if (falling) look(falling_, true, false, 1);
  if (rising) look(rising_, true, false, -1);
}

Turn turn_between(double before, double here, double after) {
  const double slope = (after - before) / 2, bend = before - 2 * here + after;
  if (bend == 0) return {0, here};
  const double at = -slope / bend;
  return {at, here + slope * at / 2};
}

void keep_local_minima(std::vector<ShapeNode>& nodes) {
  const double apart = 1.5 * std::log(grid_ratio);
  double level = 0, reach = 2 * grid_stride;
  const auto lower_beside = [&](const ShapeNode& node) {
    // Nodes come level by level.
    if (node.log_steepness != level) reach = 2 * grid_stride / std::exp(node.log_steepness);
    level = node.log_steepness;
    return std::any_of(nodes.begin(), nodes.end(), [&](const ShapeNode& other) {
      return other.squares < node.squares && other.sign == node.sign &&
             std::fabs(other.log_steepness - node.log_steepness) < apart &&
             std::fabs(other.log_ic50 - node.log_ic50) < reach;
    });
  };
  const Few<unsigned char, 64> hidden(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) hidden[i] = lower_beside(nodes[i]);
  // Sorted by insertion, which keeps ties in their order: there are few.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (hidden[i]) continue;
    const ShapeNode node = nodes[i];
    std::size_t at = kept++;
    for (; at > 0 && node.squares < nodes[at - 1].squares; --at) nodes[at] = nodes[at - 1];
    nodes[at] = node;
  }
  nodes.resize(kept);
}

}  // namespace venscope::dose
