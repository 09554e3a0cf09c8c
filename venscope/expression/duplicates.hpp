/// Several rows of one gene: which of them stands for it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

enum class DuplicateRule {
  refuse,            ///< a problem: someone has to decide
  mean,              ///< of the rows, sample by sample
  sum,               ///< of the rows, sample by sample: for counts
  highest_mean,      ///< the row with the highest mean over the samples
  highest_variance,  ///< the row that varies most
  first,             ///< the row that comes first in the file
};

/// The words of the rules, in their order.
const std::vector<std::string>& duplicate_rule_words();
const std::string& word_of(DuplicateRule rule);
std::optional<DuplicateRule> duplicate_rule(std::string_view word);

/// Puts into `out` what stands for `rows`, which have as many values each. Of a sample, `mean` and
/// `sum` take the values that are not missing, and are missing where all are. Means and variances
/// of a row are of the values it has; a row that has too few for one comes last; of equals the
/// first is taken. Returns the number of the row taken, nothing for `mean` and `sum`. Not for
/// `refuse`. Cost: O(rows × values).   Right by: unit/expression/duplicates.
std::optional<std::size_t> resolve_duplicates(std::span<const std::span<const double>> rows,
                                              DuplicateRule rule, std::span<double> out);

}  // namespace venscope::expression
