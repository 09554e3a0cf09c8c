/// Are there enough patients for the model: events per parameter, shrinkage, Riley's criteria.
#pragma once

#include <cstddef>
#include <optional>

namespace venscope::derivation {

/// (LR - p) / LR of p parameters, all candidates counted: the factor by which coefficients are
/// expected to be too large; negative where the model explains less than chance would. Source:
/// [VanHouwelingen1990].
double heuristic_shrinkage(double likelihood_ratio, double parameters);

/// Cox and Snell's R2 = 1 - exp(-LR / n).
double cox_snell_r2(double likelihood_ratio, double n);

/// The largest value that Cox and Snell's R2 can have with so many events among n patients:
/// 1 - exp(2 l0 / n), l0 = events ln(events / n) - events: equation 23 of [Riley2019], as R's
/// pmsampsize works it out.
double largest_cox_snell_r2(double events, double n);

/// Cox and Snell's R2 from Harrell's C of a published model, through Royston's D:
///   D = 5.50 (C - 0.5) + 10.26 (C - 0.5)^3,   R2_D = (pi / 8) D^2 / (pi^2 / 6 + (pi / 8) D^2),
///   R2_OQ = s R2_D / (1 - (1 - s) R2_D), s = pi^2 / 6,   LR = -events ln(1 - R2_OQ).
/// Source: [Jinks2015], [Royston2006], [Riley2019]. For C between 0.5 and 1.
double cox_snell_r2_of_concordance(double concordance, double events, double n);

/// Patients for p parameters, so that the expected shrinkage is at least S, when the model's R2
/// (Cox and Snell, adjusted for optimism) is `r2`:  n = p / ((S - 1) ln(1 - r2 / S)). [Riley2019],
/// criterion 1; nothing where r2 >= S or r2 <= 0.
std::optional<double> patients_for_shrinkage(double parameters, double r2, double shrinkage = 0.9);

/// The same so that Nagelkerke's R2 is at most `difference` too large: criterion 1 at
/// S = r2 / (r2 + difference largest_r2). [Riley2019], criterion 2.
std::optional<double> patients_for_r2(double parameters, double r2, double largest_r2,
                                      double difference = 0.05);

/// The same so that the risk by `horizon` is known to within `margin`: its upper 95 % limit, with a
/// constant hazard of `rate` and a mean follow-up of `follow_up`, is at most that far above it.
/// [Riley2019], criterion 3.
std::optional<double> patients_for_risk(double rate, double follow_up, double horizon,
                                        double margin = 0.05);

/// All of it for one cohort.
struct SampleSize {
  double n = 0, events = 0, parameters = 0;
  double events_per_parameter = 0;
  double shrinkage = 0;                     ///< heuristic, of the model with all parameters
  double r2_apparent = 0, r2_adjusted = 0;  ///< adjusted: apparent x shrinkage
  double r2_largest = 0;
  std::optional<double> for_shrinkage, for_r2, for_risk;
  std::optional<double> wanted;  ///< the largest of them, rounded up; nothing if one is undefined
};

struct FollowUp {
  double n = 0, events = 0;
  double total_time = 0;  ///< under observation, of all patients
  double horizon = 0;     ///< in the same unit
};

/// `likelihood_ratio` of the model with all `parameters`, before any selection.
/// Right by: published/derivation/sample_size (Riley's examples), by_hand/derivation/sample_size.
SampleSize sample_size(const FollowUp& follow_up, double parameters, double likelihood_ratio);

}  // namespace venscope::derivation
