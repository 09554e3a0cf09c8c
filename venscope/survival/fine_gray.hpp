/// Fine and Gray's proportional hazards model of the subdistribution of one cause.
#pragma once

#include "venscope/survival/cox.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace venscope::survival {

struct FineGrayOptions {
  double level = 0.95;
  double tolerance = 1e-12;  ///< relative change of the log-likelihood
  int max_iterations = 40;
};

struct FineGrayFit {
  /// As of a Cox model with Breslow's ties. `covariance`, and with it every standard error, test
  /// and interval, is Fine and Gray's; the likelihood is a pseudo-likelihood. `events` are those of
  /// the cause.
  CoxFit model;
  Matrix inverse_information;  ///< which R calls invinf: too small, for comparison only
  std::int32_t cause = 1;
  std::size_t competing = 0, censored = 0;  ///< rows
};

/// Maximises the log pseudo-likelihood of `cause` among Outcomes::event (0 = censored),
///
///   l(beta) = sum over the events i of the cause: eta_i - log S0(t_i)
///   S0(t)   = sum over {j: t_j >= t} e^eta_j + sum over {j: t_j < t, another cause} e^eta_j w_j(t)
///   w_j(t)  = G(t-) / G(t_j-)
///
/// by Newton's method. G is the Kaplan-Meier estimate of remaining uncensored; events come before
/// censorings of the same time. Each stratum has its own baseline hazard and its own G.
///
/// The variance is I^-1 sum (u_c u_c') I^-1, u_c the sum over the rows of a cluster (each row its
/// own without `cluster`) of eta_i + psi_i:
///   eta_i = d_i (x_i - m(t_i)) - e^eta_i sum over the event times s of w_i(s) (x_i - m(s)) d_s /
///   S0 psi_i = 1(censored) q(t_i) / Y(t_i) - sum over the censoring times u <= t_i of q(u) c_u /
///   Y(u)^2 q(u)  = sum over {j: t_j < u, another cause} of e^eta_j sum over the event times s >= u
///           of w_j(s) (x_j - m(s)) d_s / S0(s)
/// with m = S1 / S0, w_i(s) = 1 while at risk, d_s events at s, c_u censorings among Y(u) at risk:
/// psi is what estimating G adds.
///
/// Data as for cox(); weights and delayed entry are refused (fine_gray.weights,
/// fine_gray.delayed_entry). Problems besides: fine_gray.no_events, and those of cox(). A fit with
/// trouble is a fit, as in cox(). Cost: O(n log n) once, O(n p^2) per iteration and for the
/// variance. Source: [Fine1999]; docs/methods/fine-gray.md. Right by: by_hand/survival/fine_gray,
/// twins/survival/fine_gray, laws/survival/fine_gray, reference/survival/fine_gray (R: cmprsk::crr,
/// survival::finegray).
Result<FineGrayFit> fine_gray(const CoxData& data, std::int32_t cause,
                              const FineGrayOptions& options = {},
                              std::span<const std::string> names = {});

}  // namespace venscope::survival
