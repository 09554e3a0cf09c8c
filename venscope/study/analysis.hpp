/// One analysis of a table, asked for by a formula: what `venscope fit` answers and what the steps
/// of a study are made of.
#pragma once

#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/matrix_file.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/response/logistic.hpp"
#include "venscope/response/two_way.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/cox_zph.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/stability_selection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Every analysis keeps the frame it was made on: the rows used, the rows left out and why, and
/// `frame.warnings`, to which the analysis adds its own.

struct CurvesOptions {
  survival::KaplanMeierOptions curve;
  std::vector<double> times;  ///< at which survival is read off
  std::optional<std::string> weights = {};
};

/// The curve of one group. `mean` is restricted to the last time of all groups, as in R.
struct Stratum {
  std::string name;  ///< "sex=M"; "all" without groups
  survival::KaplanMeier fit;
  survival::SurvivalQuantile median;
  survival::RestrictedMean mean;
  /// Beyond the last time of the group the curve is undefined unless it has reached 0: NaN.
  std::vector<survival::KaplanMeierPoint> at;
};

struct CurvesAnalysis {
  formula::ModelFrame frame;
  CurvesOptions options;
  std::vector<Stratum> strata;
};

/// Kaplan-Meier curves of `Surv(…) ~ group`.
Result<CurvesAnalysis> analyse_curves(std::string_view formula, const cohort::Table& table,
                                      const CurvesOptions& options = {});

struct LogRankOptions {
  double rho = 0, gamma = 0;
  bool trend = false;
  std::optional<Adjustment> pairwise = {};
  std::optional<std::string> weights = {};
};

struct LogRankAnalysis {
  formula::ModelFrame frame;
  LogRankOptions options;
  survival::LogRank test;
  std::optional<survival::LogRank> trend;
  std::vector<survival::PairwiseLogRank> pairwise;
};

/// Log-rank test of `Surv(…) ~ group + strata(…)`.
Result<LogRankAnalysis> analyse_log_rank(std::string_view formula, const cohort::Table& table,
                                         const LogRankOptions& options = {});

struct CoxAnalysisOptions {
  survival::CoxOptions fit;
  std::optional<std::string> weights = {};
};

struct CoxAnalysis {
  formula::ModelFrame frame;
  survival::CoxFit fit;
  std::optional<accuracy::HarrellConcordance> concordance;  ///< empty where no pair is comparable
  /// Test of proportional hazards by term of the formula; empty where it is undefined (no terms).
  std::optional<survival::ProportionalHazardsTest> zph;
};

/// Cox model of `Surv(…) ~ terms`, with its concordance and the test of proportional hazards.
Result<CoxAnalysis> analyse_cox(std::string_view formula, const cohort::Table& table,
                                const CoxAnalysisOptions& options = {});

struct CoxnetAnalysisOptions {
  survival::CoxnetOptions fit;
  std::size_t folds = 10;
  std::uint64_t seed = 1;                       ///< of random folds
  std::optional<std::string> fold_column = {};  ///< given folds, in place of random ones
  std::optional<std::string> weights = {};
  /// Columns to choose from besides those of the formula, found by the patient's id. Its values are
  /// used up, so that there need not be two of them.
  cohort::MatrixFile* matrix = nullptr;
  std::string id;                  ///< the column that names the samples of the matrix
  std::size_t repeats = 1;         ///< of the random folds
  bool folds_by_event = false;     ///< events spread evenly over the random folds
  std::vector<double> gamma = {};  ///< of relaxed fits; empty: none
  std::optional<survival::CoxnetAdaptive> adaptive = {};
  survival::CoxnetMeasure measure = survival::CoxnetMeasure::deviance;
  std::optional<survival::StabilityOptions> stability = {};
  std::size_t bootstrap = 0;  ///< resamples in which the whole selection is done again
  unsigned threads = 1;
};

struct CoxnetAnalysis {
  formula::ModelFrame frame;  ///< its design holds the terms of the formula alone
  CoxnetAnalysisOptions options;
  std::vector<std::string> columns;  ///< of the formula, then of the matrix
  std::size_t unpenalised = 0;       ///< the first so many columns, where there is a matrix
  std::size_t without_sample = 0;    ///< rows of the table that the matrix does not know
  std::size_t folds = 0;
  survival::CoxnetValidation validation;
  std::optional<survival::StabilitySelection> stability;
  std::optional<survival::SelectionFrequencies> bootstrap;
  std::vector<double> deviation;  ///< of the columns in the rows used, divisor n

  /// The coefficients chosen: of the relaxed fit where there is one.
  std::vector<survival::CoxnetCoefficient> chosen_min() const;
  std::vector<survival::CoxnetCoefficient> chosen_1se() const;
};

/// The columns of a penalised model: terms of a formula, then genes.
struct CoxnetColumnsGiven {
  Matrix design;
  std::vector<std::string> names;
  std::size_t unpenalised = 0;  ///< the first so many
};

/// The penalised model of `columns` on the rows of `frame`, whose own design is not looked at.
/// `folds`: one code per row; empty: random ones.
Result<CoxnetAnalysis> penalised_cox(formula::ModelFrame frame, const CoxnetColumnsGiven& columns,
                                     const CoxnetAnalysisOptions& options,
                                     std::vector<std::int32_t> folds = {});

/// LASSO or elastic-net Cox path of `Surv(…) ~ terms` with its cross-validation. Without a matrix
/// the terms are what is chosen from; with one its features are, and the terms are not penalised.
Result<CoxnetAnalysis> analyse_coxnet(std::string_view formula, const cohort::Table& table,
                                      const CoxnetAnalysisOptions& options = {});

struct TableAnalysis {
  formula::ModelFrame frame;
  response::TwoWayOptions options;
  response::TwoWay result;
};

/// Counts and tests of `outcome ~ group`.
Result<TableAnalysis> analyse_table(std::string_view formula, const cohort::Table& table,
                                    const response::TwoWayOptions& options = {});

struct LogisticAnalysisOptions {
  response::LogisticOptions fit;
  std::optional<std::string> weights = {};
  /// The level of the outcome that is the event; by response::counted_level() if absent.
  std::optional<std::string> event_level = {};
};

struct LogisticAnalysis {
  formula::ModelFrame frame;
  std::string event_level, other_level;
  response::LogisticFit fit;
  std::optional<double> c_statistic;  ///< of the fitted probabilities; empty with weights
};

/// Logistic regression of `outcome ~ terms`, the outcome of two levels; cluster() with the robust
/// variance.
Result<LogisticAnalysis> analyse_logistic(std::string_view formula, const cohort::Table& table,
                                          const LogisticAnalysisOptions& options = {});

struct ConcordanceOptions {
  std::optional<double> tau = {};  ///< horizon of Uno's C; default the last event time
  std::optional<std::string> weights = {};
};

struct ConcordanceAnalysis {
  formula::ModelFrame frame;
  std::string marker;  ///< as the model matrix names it
  accuracy::HarrellConcordance harrell;
  std::optional<accuracy::UnoConcordance> uno;  ///< empty with strata or delayed entry
};

/// Concordance of the marker of `Surv(…) ~ marker`, one column of the model matrix; a higher marker
/// means a higher risk. Pairs are compared within strata().
Result<ConcordanceAnalysis> analyse_concordance(std::string_view formula,
                                                const cohort::Table& table,
                                                const ConcordanceOptions& options = {});

struct RocAnalysisOptions {
  accuracy::RocOptions roc;
  std::vector<double> times;  ///< at least one
  /// Of competing causes, by number or name; otherwise events are 0/1.
  std::optional<std::string> cause = {};
  std::optional<std::string> censored = {};  ///< with causes: the value that means censored
};

/// The ROC curves of one marker.
struct MarkerRoc {
  std::string marker;  ///< as the model matrix names it
  accuracy::Roc roc;
};

/// Against the first marker of the formula.
struct MarkerAucDifference {
  std::string marker, reference;
  accuracy::PairedDifference difference;
};

struct RocAnalysis {
  formula::ModelFrame frame;
  RocAnalysisOptions options;
  std::vector<MarkerRoc> markers;
  std::vector<MarkerAucDifference> differences;  ///< ipcw only
};

/// Time-dependent ROC curves of the markers of `Surv(…) ~ marker + …`, each by itself, on the rows
/// that miss none; a higher marker means a higher risk.
Result<RocAnalysis> analyse_roc(std::string_view formula, const cohort::Table& table,
                                const RocAnalysisOptions& options);

}  // namespace venscope::study
