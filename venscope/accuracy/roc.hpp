/// Sensitivity and specificity of a marker for the event by a time: time-dependent ROC curves.
#pragma once

#include "venscope/accuracy/influence.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

enum class RocMethod {
  ipcw,  ///< observed cases and controls, weighted by the inverse probability of being uncensored
  nne,   ///< survival given the marker from its nearest neighbours; always a proper curve
  km,    ///< Kaplan-Meier among those above each cut; the curve may go back
};

struct RocOptions {
  RocMethod method = RocMethod::ipcw;
  /// nne: width of the neighbourhood as a share of the rows. Unset: 0.25 n^(-1/5).
  std::optional<double> span = {};
  std::int32_t cause = 1;  ///< ipcw: the event of interest; the others make a control
  double level = 0.95;
  /// ipcw: only counts, AUC, standard error and limits; no curve, no influence of the rows.
  bool auc_only = false;
  /// Of the bootstrap behind standard error and limits; 0 for none (ipcw: by the influence then).
  std::size_t resamples = 0;
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// Those whose marker is above `cut` are called positive. The first cut is -infinity.
struct RocPoint {
  double cut = 0, tpr = 0, fpr = 0;
};

/// One time. Where the curve is undefined `undefined` says why, and auc and curve are empty.
struct TimeRoc {
  double time = 0;
  std::size_t cases = 0;     ///< rows with the event by then
  std::size_t controls = 0;  ///< rows observed beyond, or with another cause by then
  std::size_t censored = 0;  ///< rows of no known fate
  std::optional<double> auc;
  /// Of the bootstrap; without it ipcw: by the influence, limits within 0 … 1; nne and km: empty.
  std::optional<double> std_error, conf_low, conf_high;
  std::vector<RocPoint> curve;  ///< ascending cut: from (1, 1) to (0, 0)
  /// ipcw: by row, n times what the row does to the AUC, to first order.
  std::vector<double> influence;
  std::string undefined;
};

struct Roc {
  RocOptions options;
  std::size_t n = 0;
  double span = 0;  ///< nne: the one used
  std::vector<TimeRoc> times;
};

/// Cumulative cases (event at or before t) against dynamic controls (no event by t), a higher
/// marker meaning a higher risk: TPR(c) = P(M > c | T <= t), FPR(c) = P(M > c | T > t); AUC by the
/// trapezoidal rule, ties of the marker counting one half.
///  - ipcw: cases weigh 1 / G(T-), controls 1 / G(t) (inverse_censoring.hpp). With competing causes
///    those with another cause by t are controls too. Standard error from the influence of each
///    row, that of estimating G included.
///  - nne: S(t | m), the Kaplan-Meier estimate among the rows whose marker is at most
///    lambda(m) from m, lambda(m) the distance to the [n span + 1/2]-th row above m (the last where
///    there are fewer); TPR(c) = sum_{M_i > c} (1 - S(t | M_i)) / sum_i (1 - S(t | M_i)).
///  - km: TPR(c) = (1 - S(t | M > c)) P(M > c) / (1 - S(t)), S by Kaplan-Meier.
/// Bootstrap: rows drawn with replacement, resample b from RandomStream(seed, "roc", b); standard
/// deviation and percentiles (type 7) of the AUCs of the resamples in which it is defined.
/// `marker` has one element per row, finite. Undefined without an event by t, without a row
/// observed beyond t, after the last time. Problems: accuracy.no_rows, accuracy.delayed_entry,
/// accuracy.marker, accuracy.span. Cost: O(n log n) once and per time O(n) for ipcw, O(n w) for nne
/// (w rows in a neighbourhood), O(n q) for km (q distinct markers), of which 64 rows are one step;
/// each resample as much again, of ipcw O(n) and eight side by side. Source: [Heagerty2000] (nne,
/// km), [Uno2007], [Blanche2013] (ipcw); docs/methods/roc.md. Right by: twins/accuracy/roc (all
/// pairs; every window by survivalROC's steps), twins/accuracy/roc_resamples,
/// reference/accuracy/roc (riskRegression's Score; R's survfit in each window), laws/accuracy/roc,
/// unit/accuracy/roc.
Result<Roc> roc(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                std::span<const double> times, const RocOptions& options = {});

/// The AUC of `first` minus that of `second`: two results by ipcw on the same rows, through the
/// influence of each row on both. Nothing where one of them is undefined. Source: [Blanche2013].
/// Right by: reference/accuracy/roc (Score).
std::optional<PairedDifference> auc_difference(const TimeRoc& first, const TimeRoc& second,
                                               double level = 0.95);

/// The span of RocOptions where none is given, 0.25 n^(-1/5).
double default_span(std::size_t n);

}  // namespace venscope::accuracy
