/// Rows counted by time, pattern of covariates, and fate.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/pattern_codes.hpp"

#include <cstdint>
#include <vector>

namespace venscope::survival {

/// Weights in the cells of a table; times run by stratum, in a stratum from the latest whole number
/// to the earliest, also those at which nobody ends. Cost: O(n) and the cells.
/// Right by: twins/survival/pattern_likelihood (the likelihood on them against that on rows).
struct PatternCells {
  std::size_t times = 0, codes = 0;
  std::size_t days = 0;               ///< times of a stratum
  std::vector<std::uint32_t> deaths;  ///< rows of positive weight, by time
  std::vector<std::uint8_t> occurs;   ///< by code: some row has it
  std::size_t rows = 0;               ///< of positive weight

  /// Of a time and code those who live on, or those who die.
  double weight(std::size_t time, std::size_t code, bool dies) const {
    const std::size_t cell = (time * codes + code) * 2 + dies;
    return weights_.empty() ? counts_[cell] : weights_[cell];
  }

  /// Times are whole numbers from `first_day` on. Rows that count once are counted on `threads`;
  /// weights are summed in the order of the rows. No bit depends on the threads.
  PatternCells(const CoxData& data, const PatternCodes& patterns, double first_day,
               std::size_t days_of_stratum, unsigned threads);

private:
  void count(const CoxData& data, const PatternCodes& patterns, double first_day, unsigned threads);
  void add_weights(const CoxData& data, const PatternCodes& patterns, double first_day);

  // By time, code and fate, either of them.
  std::vector<std::uint32_t> counts_;
  std::vector<double> weights_;
};

/// Distinct strata, at least one.
std::size_t strata_of(const CoxData& data);

}  // namespace venscope::survival
