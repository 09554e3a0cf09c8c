/// P values adjusted for the number of tests.
#pragma once

#include <span>
#include <vector>

namespace venscope {

enum class Adjustment { none, holm, benjamini_hochberg };

/// Adjusted p values in the order given, as R's p.adjust. With p_(1) <= … <= p_(m):
///   Holm                 max_{j <= i} min(1, (m - j + 1) p_(j))
///   Benjamini-Hochberg   min_{j >= i} min(1, m / j p_(j))
/// Undefined (NaN) p values stay undefined and do not count. Cost O(m log m).
/// Source: [Holm1979], [Benjamini1995].   Right by: unit/base/adjust (values of R's p.adjust).
std::vector<double> adjusted(std::span<const double> p, Adjustment adjustment);

}  // namespace venscope
