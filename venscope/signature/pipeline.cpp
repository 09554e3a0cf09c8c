#include "venscope/signature/pipeline.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/random.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/survival/cox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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

bool in_direction(double estimate, Direction direction) {
  if (direction == Direction::higher) return estimate > 0;
  if (direction == Direction::lower) return estimate < 0;
  return true;
}

/// Patients each once, ascending.
std::vector<std::size_t> distinct_of(std::vector<std::size_t> patients) {
  std::sort(patients.begin(), patients.end());
  patients.erase(std::unique(patients.begin(), patients.end()), patients.end());
  return patients;
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
    if (made_.emptied == Emptied::none) {
      Problems problems = fit();
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
                     *rule.association);
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
    std::vector<GeneHazard> hazards;
    if (rule.any || detail_)
      hazards = screen_genes(data_.outcomes, data_.expression, made_.candidates, rows_.patients);
    std::vector<double> p;
    for (const GeneHazard& one : hazards) p.push_back(one.p);
    if (!rule.any) {
      made_.screened = made_.candidates;
    } else if (rule.top) {
      take_top(hazards);
    } else {
      const std::vector<double> q = judged(p, rule.threshold.measure, made_.warnings);
      for (std::size_t g = 0; g < hazards.size(); ++g)
        if (hazards[g].estimated && q[g] <= rule.threshold.level)
          made_.screened.push_back(made_.candidates[g]);
    }
    if (made_.screened.empty()) made_.emptied = Emptied::screen;
    if (!detail_) return;
    made_.hazards = std::move(hazards);
    made_.hazard_q = adjusted(p, Adjustment::benjamini_hochberg);
  }

  void take_top(const std::vector<GeneHazard>& hazards) {
    std::vector<std::size_t> order;
    for (std::size_t g = 0; g < hazards.size(); ++g)
      if (hazards[g].estimated) order.push_back(g);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return hazards[a].p < hazards[b].p; });
    order.resize(std::min(order.size(), *options_.screen.top));
    std::sort(order.begin(), order.end());
    for (const std::size_t g : order) made_.screened.push_back(made_.candidates[g]);
  }

  /// Outcomes, columns and folds of the rows that coxnet is given.
  struct Design {
    endpoint::Outcomes outcomes;
    Matrix columns;
    std::vector<std::int32_t> fold;
  };

  /// A fold for every row, the same for all copies of a patient.
  std::vector<std::int32_t> folds() const {
    std::vector<std::int32_t> fold;
    if (!options_.model.fold.empty()) {
      for (const std::size_t patient : rows_.patients) fold.push_back(options_.model.fold[patient]);
      return fold;
    }
    const std::vector<std::size_t> patients = distinct_of(rows_.patients);
    const std::size_t count = std::min(options_.model.folds, patients.size());
    const std::vector<std::int32_t> dealt =
        event_folds(data_.outcomes, patients, count, options_.seed, index_);
    for (const std::size_t patient : rows_.patients) {
      const auto place = std::lower_bound(patients.begin(), patients.end(), patient);
      fold.push_back(dealt[static_cast<std::size_t>(place - patients.begin())]);
    }
    return fold;
  }

  Design design() const {
    const std::vector<std::size_t>& rows = rows_.patients;
    Design design{outcomes_of(data_.outcomes, rows), Matrix(rows.size(), made_.screened.size()),
                  folds()};
    for (std::size_t g = 0; g < made_.screened.size(); ++g) {
      const std::span<const double> from = data_.expression.column(made_.screened[g]);
      const std::span<double> to = design.columns.column(g);
      for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
    }
    return design;
  }

  /// Infinity for what the ridge left at 0.
  static std::vector<double> adaptive_factors(const Matrix& columns,
                                              const std::vector<double>& ridge) {
    std::vector<double> factors;
    const auto n = static_cast<double>(columns.rows);
    for (std::size_t g = 0; g < ridge.size(); ++g) {
      double mean = 0, squares = 0;
      for (const double value : columns.column(g)) mean += value / n;
      for (const double value : columns.column(g)) squares += (value - mean) * (value - mean);
      const double size = std::abs(ridge[g]) * std::sqrt(squares / n);
      factors.push_back(size > 0 ? 1 / size : std::numeric_limits<double>::infinity());
    }
    return factors;
  }

  Problems fit() {
    const Design made = design();
    const ModelRule& rule = options_.model;
    const survival::CoxData data{.outcomes = made.outcomes, .design = made.columns};
    survival::CoxnetOptions fit;
    fit.alpha = rule.alpha;
    fit.ties = rule.ties;
    fit.standardise = rule.standardise;
    if (rule.adaptive) {
      survival::CoxnetOptions ridge = fit;
      ridge.alpha = 0;
      const auto first = survival::cross_validated_coxnet(data, made.fold, ridge);
      if (!first) return first.error();
      fit.penalty_factor = adaptive_factors(made.columns, first->path.coefficients(first->at_min));
      if (std::none_of(fit.penalty_factor.begin(), fit.penalty_factor.end(),
                       [](double factor) { return std::isfinite(factor); })) {
        made_.emptied = Emptied::model;
        return {};
      }
    }
    Result<survival::CoxnetValidation> validation =
        survival::cross_validated_coxnet(data, made.fold, fit);
    if (!validation) return validation.error();
    made_.warnings.insert(made_.warnings.end(), validation->path.warnings.begin(),
                          validation->path.warnings.end());
    const std::size_t at =
        rule.penalty == Penalty::at_min ? validation->at_min : validation->at_1se;
    for (const survival::CoxnetCoefficient& one : validation->path.steps[at].coefficients)
      made_.weights.push_back({made_.screened[one.column], one.value});
    if (made_.weights.empty()) made_.emptied = Emptied::model;
    if (rule.relaxed && !made_.weights.empty()) relax(made);
    if (detail_) made_.validation = std::move(*validation);
    return {};
  }

  /// The chosen genes without penalty; where that has no finite answer, with it, and a warning.
  void relax(const Design& made) {
    Matrix columns(made.columns.rows, made_.weights.size());
    for (std::size_t g = 0; g < made_.weights.size(); ++g) {
      const auto place =
          std::lower_bound(made_.screened.begin(), made_.screened.end(), made_.weights[g].gene);
      const std::span<const double> from =
          made.columns.column(static_cast<std::size_t>(place - made_.screened.begin()));
      std::copy(from.begin(), from.end(), columns.column(g).begin());
    }
    survival::CoxOptions cox;
    cox.ties = options_.model.ties;
    const auto fitted = survival::cox({.outcomes = made.outcomes, .design = columns}, cox);
    const bool good = fitted && fitted->converged && fitted->trouble == survival::CoxTrouble::none;
    if (!good) {
      made_.warnings.emplace_back(
          "the chosen genes have no Cox model without penalty: their penalised coefficients stand");
      return;
    }
    for (std::size_t g = 0; g < made_.weights.size(); ++g)
      made_.weights[g].coef = fitted->terms[g].coef;
  }

  void score() {
    made_.score.assign(rows_.patients.size(), 0);
    for (const GeneWeight& weight : made_.weights) {
      const std::span<const double> column = data_.expression.column(weight.gene);
      for (std::size_t i = 0; i < rows_.patients.size(); ++i)
        made_.score[i] += weight.coef * column[rows_.patients[i]];
    }
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
    case Emptied::model:
      return "the penalised model chose no gene";
    case Emptied::none:
      break;
  }
  return "";
}

Rows all_rows(const TrainingData& data) {
  Rows rows;
  rows.patients.resize(data.outcomes.size());
  std::iota(rows.patients.begin(), rows.patients.end(), std::size_t{0});
  rows.resistance.resize(data.resistance.size());
  std::iota(rows.resistance.begin(), rows.resistance.end(), std::size_t{0});
  return rows;
}

namespace {

/// The resistance samples of these patients, as often as the patients are there.
std::vector<std::size_t> samples_of(const TrainingData& data,
                                    std::span<const std::size_t> patients) {
  std::vector<std::vector<std::size_t>> own(data.outcomes.size());
  for (std::size_t i = 0; i < data.resistance_patient.size(); ++i)
    own[data.resistance_patient[i]].push_back(i);
  std::vector<std::size_t> samples;
  for (const std::size_t patient : patients)
    samples.insert(samples.end(), own[patient].begin(), own[patient].end());
  return samples;
}

}  // namespace

Rows bootstrap_rows(const TrainingData& data, std::uint64_t seed, std::size_t index) {
  RandomStream stream(seed, "bootstrap", index);
  Rows rows;
  const std::size_t n = data.outcomes.size(), m = data.resistance.size();
  for (std::size_t i = 0; i < n; ++i)
    rows.patients.push_back(static_cast<std::size_t>(stream.below(n)));
  if (!data.resistance_patient.empty()) {
    rows.resistance = samples_of(data, rows.patients);
  } else {
    for (std::size_t i = 0; i < m; ++i)
      rows.resistance.push_back(static_cast<std::size_t>(stream.below(m)));
  }
  return rows;
}

Rows rows_of_patients(const TrainingData& data, std::span<const std::size_t> patients) {
  Rows rows;
  rows.patients.assign(patients.begin(), patients.end());
  rows.resistance =
      data.resistance_patient.empty() ? all_rows(data).resistance : samples_of(data, patients);
  return rows;
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
  return problems;
}

Result<Signature> derive(const TrainingData& data, const Rows& rows, const PipelineOptions& options,
                         std::size_t index, bool detail) {
  return Derivation(data, rows, options, index, detail).run();
}

std::vector<std::int32_t> event_folds(const endpoint::Outcomes& outcomes,
                                      std::span<const std::size_t> patients, std::size_t folds,
                                      std::uint64_t seed, std::size_t index) {
  RandomStream stream(seed, "signature folds", index);
  std::vector<std::int32_t> fold(patients.size());
  std::size_t dealt = 0;
  for (const bool with_event : {true, false}) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < patients.size(); ++i)
      if ((outcomes.event[patients[i]] != 0) == with_event) places.push_back(i);
    stream.shuffle(std::span<std::size_t>(places));
    for (const std::size_t place : places) fold[place] = static_cast<std::int32_t>(dealt++ % folds);
  }
  return fold;
}

std::vector<double> score_of(std::span<const GeneWeight> weights, const Matrix& expression) {
  std::vector<double> score(expression.rows, 0);
  for (const GeneWeight& weight : weights) {
    const std::span<const double> column = expression.column(weight.gene);
    for (std::size_t i = 0; i < score.size(); ++i) score[i] += weight.coef * column[i];
  }
  return score;
}

endpoint::Outcomes outcomes_of(const endpoint::Outcomes& outcomes,
                               std::span<const std::size_t> rows) {
  endpoint::Outcomes chosen;
  for (const std::size_t row : rows) {
    if (outcomes.delayed_entry()) chosen.entry.push_back(outcomes.entry[row]);
    chosen.time.push_back(outcomes.time[row]);
    chosen.event.push_back(outcomes.event[row]);
  }
  return chosen;
}

}  // namespace venscope::signature
