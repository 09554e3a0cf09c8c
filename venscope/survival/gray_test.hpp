/// Gray's test: do groups differ in the cumulative incidence of a cause?
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

/// Where nothing can be tested (no event of the cause, or no variance) statistic and df are 0 and p
/// is NaN, undefined.
struct GrayTest {
  std::int32_t cause = 0;
  std::vector<double> score;  ///< of each group, summed over strata; they sum to 0
  Matrix variance;            ///< of the scores, k x k
  double statistic = 0, df = 0, p = 1;
  std::vector<std::string> warnings;
};

/// Compares the cumulative incidence of `cause` among k groups; all other causes compete.
/// At each time t of a stratum, in group r: Y_r at risk, of them d_r with the cause and e_r with
/// another event; S_r its event-free Kaplan-Meier curve, F_r its cumulative incidence;
///   h_r = Y_r / S_r(t-),  R_r = h_r (1 - F_r(t-)),  d = sum d_r,  h = sum h_r,  R = sum R_r
///   dF_0 = d / h, the incidence that all groups share under the hypothesis
///   w = (1 - F_0(t-))^rho
///   z_r += w (d_r - d R_r / R)
/// The variance is that of Gray (1988), with his correction for ties:
///   a_rs = w h_r (1(r = s) - h_s / h),   c_rs(t) = sum_{u <= t} a_rs(u) dF_0(u) / (1 - F_0(u-))
///   b_s = (1 - F_0(t)) / S_s(t),         rest_rs = c_rs(end) - c_rs(t)
///   V_qr += sum_s [a_qs + (1 - b_s) rest_qs] [a_rs + (1 - b_s) rest_rs] tie_s d / (h h_s)
///         + sum_s b_s^2 rest_qs rest_rs tie'_s S_s(t-)^2 e_s / Y_s^2
///   tie_s = 1 - (d - 1) / (h S_s(t-) - 1),  tie'_s = 1 - (e_s - 1) / (Y_s - 1)
/// (b_s = 0 where S_s(t) = 0; groups with nobody at risk add nothing). statistic = z' V^- z, df the
/// rank of V, which is the number of groups less one unless some cannot be compared.
/// group[i] in 0 … k-1, `strata` empty or one code per row. Problems: survival.no_rows,
/// survival.one_group, survival.gray_delayed_entry, survival.gray_groups (more than 100).
/// Cost: O(n log n + T k^3), T distinct event times. Source: [Gray1988];
/// docs/methods/gray-test.md. Right by: by_hand/survival/competing, twins/survival/competing,
/// laws/survival/competing, reference/survival/competing (R: cmprsk::cuminc).
Result<GrayTest> gray_test(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                           std::size_t k, std::int32_t cause,
                           std::span<const std::int32_t> strata = {}, double rho = 0);

}  // namespace venscope::survival
