/// What one fold left out says of a path, and the mean over folds.
#pragma once

#include "venscope/survival/coxnet_path.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// What one fold says of the steps of the whole path.
struct CoxnetFoldResult {
  std::vector<std::vector<double>> deviance;  ///< by gamma: of the rows left out; NaN if none
  std::vector<std::vector<double>> left_out;  ///< by gamma, step by step: of the rows left out
  double events = 0;                          ///< their weight
  bool failed = false;
};

/// One division of one repeat.
struct CoxnetDivision {
  std::size_t repeat = 0;
  std::int32_t code = 0;
};

struct CoxnetFoldWork {
  const RiskOrder& order;
  const CoxnetColumns& columns;
  const CoxnetOptions& options;
  const CoxnetValidationOptions& more;
  const CoxnetPath& whole;
  std::span<const std::vector<std::int32_t>> folds;  ///< by repeat, by row

  /// The gammas to be judged; the last is the penalised fit.
  std::vector<double> gammas() const {
    std::vector<double> all = more.gamma;
    all.push_back(1);
    return all;
  }
  bool leaves_out(const CoxnetDivision& division, std::size_t position) const {
    return folds[division.repeat][order.row[position]] == division.code;
  }
  CoxnetFoldResult judge(const CoxnetDivision& division, const CoxnetTask& task,
                         const CoxnetTrace& trace) const;
};

/// Mean over the folds and its standard error, each fold counting by its events.
CoxnetRound average(std::span<const CoxnetFoldResult> folds, std::size_t g);

/// Means and standard errors averaged over repeats.
CoxnetRound average(std::span<const CoxnetRound> repeats);

}  // namespace venscope::survival
