#include "venscope/signature/pipeline.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/random.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/signature/gene_screen.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::signature {

namespace {

constexpr std::size_t least_folds = 3;

/// What is compared with the threshold: p itself, or adjusted over these genes. Where too few p
/// are there to estimate the share of true nulls, it is taken as 1, which is Benjamini and
/// Hochberg's q, and a warning says so.
std::vector<double> judged(const std::vector<double>& p, Measure measure,
                           std::vector<std::string>& warnings) {
  if (measure == Measure::p) return p;
  if (measure == Measure::storey) {
    auto q = expression::storey_q(p);
    if (q) return std::move(q->q);
    warnings.emplace_back(
        "Storey's share of true nulls cannot be estimated: q is Benjamini and Hochberg's");
  }
  return adjusted(p, Adjustment::benjamini_hochberg);
}

bool estimated(const survival::ScreenedColumn& column) {
  return column.reason == survival::NoEstimate::none;
}

bool in_direction(double estimate, Direction direction) {
  if (direction == Direction::higher) return estimate > 0;
  if (direction == Direction::lower) return estimate < 0;
  return true;
}

/// The pipeline on one set of rows.
class Derivation {
public:
  Derivation(const TrainingData& data, const Rows& rows, const PipelineOptions& options,
             std::size_t index, bool detail)
      : data_(data), rows_(rows), options_(options), index_(index), detail_(detail) {}

  Result<Signature> run() {
    choose_candidates();
    if (made_.emptied == Emptied::none) screen();
    made_.modelled = made_.screened;
    for (const auto step : {&Derivation::select_stable, &Derivation::fit}) {
      if (made_.emptied != Emptied::none) break;
      Problems problems = (this->*step)();
      if (!problems.empty()) return failure(std::move(problems));
    }
    score();
    return std::move(made_);
  }

private:
  void choose_candidates() {
    const CandidateRule& rule = options_.candidates;
    if (rule.set) {
      made_.in_set = *rule.set;
    } else {
      made_.in_set.resize(data_.expression.columns);
      std::iota(made_.in_set.begin(), made_.in_set.end(), std::size_t{0});
    }
    if (made_.in_set.empty()) made_.emptied = Emptied::set;
    made_.candidates = made_.in_set;
    if (!rule.association || !data_.resistance_expression) return;
    std::vector<Association> found =
        associations(*data_.resistance_expression, made_.in_set, data_.resistance, rows_.resistance,
                     *rule.association, made_.warnings);
    std::vector<double> p;
    for (const Association& one : found) p.push_back(one.p);
    std::vector<double> q = judged(p, rule.threshold.measure, made_.warnings);
    made_.candidates.clear();
    for (std::size_t g = 0; g < found.size(); ++g)
      if (q[g] <= rule.threshold.level && !found[g].constant &&
          in_direction(found[g].estimate, rule.direction))
        made_.candidates.push_back(made_.in_set[g]);
    if (made_.candidates.empty() && made_.emptied == Emptied::none)
      made_.emptied = Emptied::association;
    if (!detail_) return;
    made_.association = std::move(found);
    made_.association_q = std::move(q);
  }

  void screen() {
    const ScreenRule& rule = options_.screen;
    std::vector<survival::ScreenedColumn> hazards;
    if (rule.any || detail_)
      hazards = screen_genes(data_, made_.candidates, rows_.patients, rule.adjusted);
    // A gene without an estimate counts among those that were looked at.
    std::vector<double> p;
    for (const survival::ScreenedColumn& one : hazards) p.push_back(estimated(one) ? one.p : 1);
    if (!rule.any) {
      made_.screened = made_.candidates;
    } else if (rule.top) {
      take_top(hazards);
    } else {
      const std::vector<double> q = judged(p, rule.threshold.measure, made_.warnings);
      for (std::size_t g = 0; g < hazards.size(); ++g)
        if (estimated(hazards[g]) && q[g] <= rule.threshold.level)
          made_.screened.push_back(made_.candidates[g]);
    }
    if (made_.screened.empty()) made_.emptied = Emptied::screen;
    if (!detail_) return;
    made_.hazards = std::move(hazards);
    made_.hazard_q = adjusted(p, Adjustment::benjamini_hochberg);
  }

  void take_top(const std::vector<survival::ScreenedColumn>& hazards) {
    std::vector<std::size_t> order;
    for (std::size_t g = 0; g < hazards.size(); ++g)
      if (estimated(hazards[g])) order.push_back(g);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return hazards[a].p < hazards[b].p; });
    order.resize(std::min(order.size(), *options_.screen.top));
    std::sort(order.begin(), order.end());
    for (const std::size_t g : order) made_.screened.push_back(made_.candidates[g]);
  }

  /// Of the genes that passed the screen those that the model chooses in most halves.
  Problems select_stable() {
    if (!options_.stability) return {};
    const PenalisedDesign design =
        penalised_design(data_, rows_.patients, made_.screened, options_.model);
    survival::StabilityOptions how = *options_.stability;
    how.seed = RandomStream(options_.seed, "stability", index_).bits();
    how.threads = 1;
    auto found = survival::stability_selection(design.data(), design.options, how);
    if (!found) return std::move(found.error());
    made_.modelled.clear();
    for (const std::size_t column : found->stable)
      made_.modelled.push_back(made_.screened[column - design.covariates.size()]);
    std::sort(made_.modelled.begin(), made_.modelled.end());
    if (made_.modelled.empty()) made_.emptied = Emptied::stability;
    if (!detail_) return {};
    made_.warnings.insert(made_.warnings.end(), found->warnings.begin(), found->warnings.end());
    made_.stability = std::move(*found);
    return {};
  }

  Problems fit() {
    auto step = penalised_step(data_, rows_, made_.modelled, options_.model, options_.seed, index_);
    if (!step) return std::move(step.error());
    made_.warnings.insert(made_.warnings.end(), step->warnings.begin(), step->warnings.end());
    made_.weights = std::move(step->genes);
    made_.covariates = std::move(step->covariates);
    made_.dropped_covariates = std::move(step->dropped);
    made_.lambda = step->lambda;
    made_.gamma = step->gamma;
    if (made_.weights.empty()) made_.emptied = Emptied::model;
    if (detail_) {
      say_folds_without_covariates();
      made_.validation = std::move(step->validation);
    }
    return {};
  }

  /// A covariate that all but one fold cannot estimate has no coefficient there.
  void say_folds_without_covariates() {
    if (data_.covariate_count() == 0) return;
    const auto folds = folds_of(data_, rows_.patients, options_.model, options_.seed, index_);
    std::vector<std::size_t> lacking(data_.covariate_count(), 0);
    std::size_t divisions = 0;
    for (const std::vector<std::int32_t>& fold : folds)
      for (std::int32_t code = 0; code <= *std::max_element(fold.begin(), fold.end()); ++code) {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < fold.size(); ++i)
          if (fold[i] != code) kept.push_back(rows_.patients[i]);
        if (kept.size() == fold.size()) continue;
        ++divisions;
        for (const UnusableCovariate& one : unusable_covariates(data_, kept))
          ++lacking[one.covariate];
      }
    for (std::size_t j = 0; j < lacking.size(); ++j)
      if (lacking[j] > 0 &&
          std::find(made_.dropped_covariates.begin(), made_.dropped_covariates.end(), j) ==
              made_.dropped_covariates.end())
        made_.warnings.push_back(fmt::format(
            "without {} of {} folds the covariate {} is constant, collinear or separating: what "
            "these folds say of the penalty is of models without a sound coefficient of it",
            lacking[j], divisions, data_.covariate_names[j]));
  }

  void score() {
    const std::vector<double> all =
        score_of(data_, made_.weights, made_.covariates, options_.score);
    for (const std::size_t patient : rows_.patients) made_.score.push_back(all[patient]);
    made_.cut = cut_points(made_.score, outcomes_of(data_.outcomes, rows_.patients), options_.cut);
  }

  const TrainingData& data_;
  const Rows& rows_;
  const PipelineOptions& options_;
  std::size_t index_;
  bool detail_;
  Signature made_;
};

}  // namespace

std::string words(Emptied emptied) {
  switch (emptied) {
    case Emptied::set:
      return "no gene of the set was measured";
    case Emptied::association:
      return "no gene of the set is associated with resistance";
    case Emptied::screen:
      return "no candidate passed the screen";
    case Emptied::stability:
      return "no gene is chosen in enough halves of the patients";
    case Emptied::model:
      return "the penalised model chose no gene";
    case Emptied::none:
      break;
  }
  return "";
}

Problems obstacles(const TrainingData& data, const PipelineOptions& options) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  if (data.outcomes.delayed_entry())
    add("signature.delayed_entry",
        "patients enter late, which the pipeline cannot take into account",
        "an endpoint without `entry`");
  if (data.expression.columns == 0)
    add("signature.no_genes", "there is no gene to choose from", "see what was left out, and why");
  const auto events = std::count_if(data.outcomes.event.begin(), data.outcomes.event.end(),
                                    [](std::int32_t event) { return event != 0; });
  if (events < 2)
    add("signature.no_event",
        fmt::format("{} event{} among {} patients with expression", events, events == 1 ? "" : "s",
                    data.outcomes.size()),
        "two events at least, and for a signature worth having many more");
  if (options.model.folds < least_folds || data.outcomes.size() < least_folds)
    add("signature.folds",
        fmt::format("{} folds of {} patients", options.model.folds, data.outcomes.size()),
        "three folds or more");
  if (options.candidates.association && data.resistance.size() < 3)
    add("signature.no_resistance",
        fmt::format("{} samples have expression and a value of resistance", data.resistance.size()),
        "three at least");
  for (const Threshold& threshold : {options.candidates.threshold, options.screen.threshold})
    if (!(threshold.level > 0 && threshold.level <= 1))
      add("signature.threshold", fmt::format("a threshold is {}", threshold.level),
          "above 0 and at most 1");
  if (data.covariate_count() == 0 &&
      (options.screen.adjusted || options.score == ScoreOf::genes_and_covariates))
    add("signature.no_covariates", "there are no covariates to adjust for or to score by",
        "name some");
  if (!data.strata.empty() && options.cut.kind == CutKind::searched)
    add("signature.strata", "the search for a cut point knows no strata",
        "cut = \"median\", or no strata");
  if (!problems.empty()) return problems;
  std::vector<std::size_t> everyone(data.outcomes.size());
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  for (const UnusableCovariate& one : unusable_covariates(data, everyone))
    add("signature.covariate",
        fmt::format("the covariate {} {} (of {} patients)", data.covariate_names[one.covariate],
                    words(one.trouble), everyone.size()),
        "leave it out, or merge its levels");
  return problems;
}

Result<Signature> derive(const TrainingData& data, const Rows& rows, const PipelineOptions& options,
                         std::size_t index, bool detail) {
  return Derivation(data, rows, options, index, detail).run();
}

std::vector<double> score_of(std::span<const GeneWeight> weights, const Matrix& expression) {
  std::vector<double> score(expression.rows, 0);
  for (const GeneWeight& weight : weights) {
    const std::span<const double> column = expression.column(weight.gene);
    for (std::size_t i = 0; i < score.size(); ++i) score[i] += weight.coef * column[i];
  }
  return score;
}

std::vector<double> score_of(const TrainingData& data, std::span<const GeneWeight> weights,
                             std::span<const CovariateWeight> covariates, ScoreOf of) {
  std::vector<double> score = score_of(weights, data.expression);
  if (of == ScoreOf::genes || weights.empty()) return score;
  for (const CovariateWeight& weight : covariates) {
    const std::span<const double> column = data.covariates->column(weight.covariate);
    for (std::size_t i = 0; i < score.size(); ++i) score[i] += weight.coef * column[i];
  }
  return score;
}

}  // namespace venscope::signature
