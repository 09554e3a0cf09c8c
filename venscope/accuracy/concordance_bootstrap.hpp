/// Concordances of several markers on the same patients, and their differences.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::accuracy {

struct ConcordanceBootstrapOptions {
  std::size_t resamples = 1000;
  std::uint64_t seed = 1;
  double level = 0.95;
  unsigned threads = 1;
};

/// An estimate; its standard error by the infinitesimal jackknife (as R's concordance()) and the
/// percentile interval of the bootstrap.
struct BootstrappedEstimate {
  double estimate = 0, std_error = 0;
  double low = 0, high = 0;
};

struct ConcordanceDifference : BootstrappedEstimate {
  double z = 0, p = 1;  ///< from the standard error; z = 0 and p = 1 where both are 0
};

struct ConcordanceComparison {
  std::vector<BootstrappedEstimate> concordance;  ///< by marker
  std::vector<ConcordanceDifference> difference;  ///< of each later marker less the first
  std::size_t resamples = 0;                      ///< that could be used
  std::size_t not_comparable = 0;                 ///< resamples without a comparable pair, left out
};

/// Harrell's C of each column of `markers` (n x k, a higher value means a higher risk), and of each
/// column but the first the difference from the first. Patients are drawn with replacement, the
/// same ones for all markers, so the interval of a difference takes their dependence into account;
/// as does its standard error, sqrt(sum_i (u_i1 - u_ik)^2), u the influences of the patients.
/// Resample b draws from RandomStream(seed, "concordance", b): the same for any number of threads.
/// Interval: the quantiles (R's type 7) of the usable resamples.
/// Problems: those of harrell(), and fewer than 2 usable resamples (accuracy.resamples).
/// Cost: resamples * k * O(n log n). Source: [Harrell1996], [Therneau2015].
/// Right by: reference/accuracy/concordance_difference (R survival 3.5), laws/accuracy/bootstrap.
Result<ConcordanceComparison> compare_concordances(const endpoint::Outcomes& outcomes,
                                                   const Matrix& markers,
                                                   const ConcordanceBootstrapOptions& options = {});

}  // namespace venscope::accuracy
