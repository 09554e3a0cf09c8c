/// A Cox model of one gene, for every gene.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::signature {

struct GeneHazard {
  double coef = 0, std_error = 0;  ///< ln hazard ratio per unit
  double p = 1;                    ///< Wald; 1 where there is no estimate
  bool estimated = false;  ///< false: the gene does not vary, or the estimate runs off to infinity
};

/// Rows sorted once, for many columns: what cox() estimates, with Efron's ties, and nothing else.
class GeneScreen {
public:
  /// `rows` may repeat; the outcomes have no delayed entry.
  GeneScreen(const endpoint::Outcomes& outcomes, std::span<const std::size_t> rows);

  /// Newton's method with halved steps until the coefficient of the standardised column moves by
  /// less than 1e-9; an estimate beyond 20 standardised units does not exist. Cost O(n) per
  /// iteration, four or five of them. Right by: twins/signature/pipeline (survival::cox),
  /// reference/signature/pipeline (R: coxph).
  GeneHazard fit(std::span<const double> column) const;

private:
  struct Derivatives {
    double loglik = 0, score = 0, information = 0;
  };
  Derivatives at(double beta, std::span<const double> x, std::vector<double>& risk) const;

  std::vector<std::size_t> rows_;   ///< the latest first
  std::vector<std::size_t> begin_;  ///< of each distinct time among them, and the end
  std::vector<std::uint8_t> event_;
};

/// Of each of these columns.
std::vector<GeneHazard> screen_genes(const endpoint::Outcomes& outcomes, const Matrix& expression,
                                     std::span<const std::size_t> genes,
                                     std::span<const std::size_t> rows);

}  // namespace venscope::signature
