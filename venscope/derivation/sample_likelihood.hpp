/// Cox's partial likelihood on a sample, many times over: for searches through models.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/derivation/sample.hpp"
#include "venscope/survival/cox.hpp"

#include <span>
#include <vector>

namespace venscope::derivation {

/// The partial likelihood of some columns of one sample (the formulas of
/// survival/partial_likelihood.hpp, with copies for rows). It keeps its buffers: nothing is
/// allocated after the first evaluation, and the gradient alone, which a search mostly asks for,
/// costs O(n p).
/// Right by: twins/derivation/sample_fit (survival::cox on the rows written out as often as they
/// are in the sample), reference/derivation/step (R).
class SampleLikelihood {
public:
  SampleLikelihood(const Sample& sample, survival::Ties ties);

  /// The log-likelihood at beta (of the columns named), and its gradient. Not finite where exp
  /// overflows or a risk set vanishes beside another.
  double evaluate(std::span<const std::size_t> columns, std::span<const double> beta,
                  std::span<double> score);
  /// Minus the second derivative at the point of the last `evaluate`.
  void information(std::span<const std::size_t> columns, Matrix& out);

private:
  double risks(std::span<const std::size_t> columns, std::span<const double> beta);
  double sums();
  void pack();
  void find_means(const double* rows, std::size_t first);

  /// Columns whose moments are summed side by side.
  static constexpr std::size_t together = 8;

  /// Over the deaths of a time, as survival::TiedSums.
  struct SetSums {
    double hazard = 0, hazard_dead = 0, inverse_square = 0, cross = 0, square = 0;
  };

  const Sample& sample_;
  bool efron_;
  std::vector<double> eta_, risk_, lived_, residual_;  // by row
  std::vector<double> of_pattern_;                     // exp(eta), relative to the largest
  std::vector<SetSums> sets_;                          // by tied set
  std::vector<const double*> x_, packed_, at_;         // columns asked for
  std::vector<double> rows_, means_, scaled_, products_;
  std::size_t mean_rows_ = 0;
  double shift_ = 0;
};

}  // namespace venscope::derivation
