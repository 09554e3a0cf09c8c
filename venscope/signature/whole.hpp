/// What the whole pipeline is worth: its optimism by the bootstrap, and nested cross-validation.
#pragma once

#include "venscope/signature/performance.hpp"
#include "venscope/signature/pipeline.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venscope::signature {

/// One index, C for instance.
struct CorrectedIndex {
  std::optional<double> apparent;   ///< of the signature in the patients it was made from
  std::optional<double> optimism;   ///< mean over resamples of (there - in the cohort)
  std::optional<double> corrected;  ///< apparent - optimism
  /// 2.5 and 97.5 % quantiles of the resamples' own, less the optimism [Noma2021]; not of the
  /// slope, which is near one value in its own resample by construction.
  std::optional<double> low, high;
  std::size_t used = 0;  ///< resamples in which it is defined on both sides
};

struct PipelineOptimism {
  std::size_t resamples = 0;
  std::size_t failed = 0;  ///< no fit was possible
  /// Resamples that ended without a signature, by the step that left nothing; they count with C
  /// 0.5.
  std::array<std::size_t, emptied_kinds> emptied{};
  /// Resamples in which a covariate had no coefficient and stayed out.
  std::size_t covariate_dropped = 0;
  CorrectedIndex concordance, slope;
  std::vector<CorrectedIndex> auc;  ///< at the times asked
  /// C of the patients a resample left out, mean over resamples; and the .632+ estimate from it.
  std::optional<double> left_out, point632plus;
  std::vector<std::size_t> selected;  ///< per gene: resamples that chose it
  std::vector<double> mean_coef;      ///< per gene, over these; 0 where there are none
  std::vector<std::size_t> sizes;     ///< per resample, without the failed
  /// Mean over pairs of resamples of |A and B| / |A or B|, empty ones left out: 1 where all choose
  /// the same.
  std::optional<double> jaccard;
};

struct ResamplingOptions {
  std::size_t resamples = 200;
  std::vector<double> times = {};  ///< of the AUC
  unsigned threads = 1;
  std::function<void()> tick = {};
};

/// Harrell's bootstrap with everything repeated: association with resistance, screen, stability,
/// choice of the penalty, cut, covariates and strata as in the cohort. Resample b is
/// bootstrap_rows(data, options.seed, b), its folds those of index b + 1; the same for any number
/// of threads. .632+ [Efron1997] with errors 1 - C and 0.5 for no information. Cost: a pipeline
/// each. Source: [Harrell1996], [Efron1997], [Noma2021]. Right by: reference/signature/pipeline (R:
/// the same resamples and folds), laws/signature/pipeline.
PipelineOptimism pipeline_optimism(const TrainingData& data, const PipelineOptions& options,
                                   const Signature& made, const ResamplingOptions& resampling);

struct NestedFold {
  std::size_t n = 0, events = 0;  ///< left out
  std::size_t size = 0;           ///< genes of the signature made from the others
  Emptied emptied = Emptied::none;
  std::optional<double> concordance;
};

struct NestedValidation {
  std::size_t repeats = 0, folds = 0;
  std::vector<NestedFold> each;  ///< by repeat, then fold
  std::size_t failed = 0;
  /// Harrell's C over pairs within a fold, mean over repeats: scores of different folds are of
  /// different models.
  std::optional<double> within;
  /// Its standard error in the first repeat (infinitesimal jackknife); of the others the same
  /// patients.
  std::optional<double> std_error;
  /// Over all pairs, mean over repeats, of scores centred and scaled in the patients that each
  /// model was made from.
  std::optional<double> pooled;
  std::vector<std::optional<double>>
      score;  ///< per patient, of the first repeat, centred and scaled
};

struct NestedOptions {
  std::size_t folds = 5, repeats = 1;
  unsigned threads = 1;
  std::function<void()> tick = {};
};

/// Each fold is left out once and the whole pipeline repeated on the others, with folds of its own
/// within. A model of no gene scores 0 for everyone (C 0.5). Patients are dealt as in `event_folds`
/// (stream "outer folds", index: the repeat). Resistance samples of patients left out are left out
/// too; those of other people stay. Source: [Varma2006], [Simon2011b].
/// Right by: laws/signature/pipeline, twins/signature/pipeline.
NestedValidation nested_validation(const TrainingData& data, const PipelineOptions& options,
                                   const NestedOptions& nested);

}  // namespace venscope::signature
