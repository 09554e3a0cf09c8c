#include "venscope/accuracy/model_update.hpp"

#include "venscope/accuracy/poisson_fit.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/survival/cox.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::accuracy {
namespace {

Estimate estimate(double value, double variance, double level) {
  Estimate result{value, std::sqrt(variance), 0, 0};
  const double margin = normal_quantile(0.5 + level / 2) * result.std_error;
  result.conf_low = value - margin;
  result.conf_high = value + margin;
  return result;
}

bool varies(std::span<const double> column) {
  const auto [low, high] = std::minmax_element(column.begin(), column.end());
  return low != column.end() && *low < *high;
}

Matrix one_column(std::span<const double> values) {
  Matrix result(values.size(), 1);
  std::copy(values.begin(), values.end(), result.values.begin());
  return result;
}

/// The terms that vary, and what the others add: an offset.
struct Split {
  std::vector<std::size_t> varying;
  Matrix design;
  std::vector<double> score, offset;
};

Split split(const Matrix& terms) {
  Split result;
  result.score.resize(terms.rows);
  result.offset.resize(terms.rows);
  for (std::size_t k = 0; k < terms.columns; ++k) {
    const auto column = terms.column(k);
    const bool moves = varies(column);
    if (moves) result.varying.push_back(k);
    for (std::size_t i = 0; i < terms.rows; ++i) {
      result.score[i] += column[i];
      if (!moves) result.offset[i] += column[i];
    }
  }
  result.design = Matrix(terms.rows, result.varying.size());
  for (std::size_t k = 0; k < result.varying.size(); ++k) {
    const auto from = terms.column(result.varying[k]);
    std::copy(from.begin(), from.end(), result.design.column(k).begin());
  }
  return result;
}

Matrix with_intercept(const Matrix& design) {
  Matrix result(design.rows, design.columns + 1, 1.0);
  std::copy(design.values.begin(), design.values.end(),
            result.values.begin() + static_cast<std::ptrdiff_t>(design.rows));
  return result;
}

/// Tests and choice, once the scores are there.
void compare(UpdateFamily& family, double alpha) {
  const auto test = [](const UpdatedScore& from, const UpdatedScore& to) {
    UpdateTest result{from.update, to.update, 0, 0, 1};
    result.statistic = std::max(0.0, 2 * (to.log_likelihood - from.log_likelihood));
    result.df = static_cast<double>(to.parameters - from.parameters);
    result.p = chi_squared_upper(result.statistic, result.df);
    return result;
  };
  const std::vector<UpdatedScore>& scores = family.scores;
  for (std::size_t k = 1; k < scores.size(); ++k)
    family.steps.push_back(test(scores[k - 1], scores[k]));
  family.chosen = scores.back().update;
  for (std::size_t k = 0; k + 1 < scores.size(); ++k)
    family.to_largest.push_back(test(scores[k], scores.back()));
  for (const UpdateTest& against : family.to_largest)
    if (against.p >= alpha) {
      family.chosen = against.from;
      break;
    }
}

class Updater {
public:
  Updater(const UpdateData& data, double alpha)
      : data_(data), alpha_(alpha), split_(split(data.terms)) {}

  const std::vector<double>& score() const { return split_.score; }
  UpdateFamily kept_baseline() const;
  UpdateFamily new_baseline() const;

private:
  std::vector<std::optional<Estimate>> factors(std::span<const double> values,
                                               const Matrix& covariance, std::size_t from) const {
    std::vector<std::optional<Estimate>> result(data_.terms.columns);
    for (std::size_t k = 0; k < split_.varying.size(); ++k)
      result[split_.varying[k]] =
          estimate(values[from + k], covariance(from + k, from + k), data_.level);
    return result;
  }
  void add_cox(UpdateFamily& family, Update update) const;
  std::string no_maximum(std::string_view likelihood, std::size_t parameters) const {
    const auto& event = data_.outcomes.event;
    return fmt::format(
        "the {} of the largest update, {} to be estimated from {} events, has no "
        "maximum",
        likelihood, parameters == 1 ? "1 parameter" : fmt::format("{} parameters", parameters),
        std::count_if(event.begin(), event.end(), [](auto e) { return e != 0; }));
  }

  const UpdateData& data_;
  double alpha_;
  Split split_;
};

UpdateFamily Updater::kept_baseline() const {
  UpdateFamily family;
  const std::span<const std::int32_t> event = data_.outcomes.event;
  const auto poisson = [&](const Matrix& design, std::span<const double> offset) {
    return fit_poisson(design, event, data_.baseline_hazard, offset);
  };
  const std::size_t n = split_.score.size();
  const std::vector<double> zero(n, 0.0);
  UpdatedScore original;
  original.log_likelihood = poisson_log_likelihood(split_.score, event, data_.baseline_hazard);
  family.scores.push_back(original);
  const auto add = [&](Update update, const Matrix& design, std::span<const double> offset,
                       std::size_t parameters) {
    const std::optional<PoissonFit> fit = poisson(design, offset);
    if (!fit) {
      family.undefined = no_maximum("likelihood", parameters);
      return;
    }
    UpdatedScore score;
    score.update = update;
    score.parameters = parameters;
    score.log_likelihood = fit->log_likelihood;
    score.log_factor = estimate(fit->coefficients[0], fit->covariance(0, 0), data_.level);
    if (update == Update::slope)
      score.slope = estimate(fit->coefficients[1], fit->covariance(1, 1), data_.level);
    if (update == Update::refit) score.factors = factors(fit->coefficients, fit->covariance, 1);
    family.scores.push_back(std::move(score));
  };
  add(Update::in_the_large, Matrix(n, 1, 1.0), split_.score, 1);
  add(Update::slope, with_intercept(one_column(split_.score)), zero, 2);
  if (split_.varying.size() > 1 && family.undefined.empty())
    add(Update::refit, with_intercept(split_.design), split_.offset, 1 + split_.varying.size());
  compare(family, alpha_);
  return family;
}

void Updater::add_cox(UpdateFamily& family, Update update) const {
  const std::size_t n = split_.score.size();
  const Matrix design = update == Update::baseline ? Matrix(n, 0)
                        : update == Update::refit  ? split_.design
                                                   : one_column(split_.score);
  const std::vector<double> zero(n, 0.0);
  const std::vector<double>& offset = update == Update::baseline ? split_.score
                                      : update == Update::refit  ? split_.offset
                                                                 : zero;
  const auto fit = survival::cox({.outcomes = data_.outcomes, .design = design, .offset = offset},
                                 {.robust = false});
  bool maximum = fit.has_value() && fit->trouble == survival::CoxTrouble::none;
  for (std::size_t k = 0; maximum && k < fit->terms.size(); ++k)
    maximum = fit->terms[k].trouble == survival::CoxTrouble::none;
  if (!maximum) {
    family.undefined = no_maximum("partial likelihood", design.columns);
    return;
  }
  UpdatedScore score;
  score.update = update;
  score.parameters = design.columns;
  score.log_likelihood = fit->loglik;
  std::vector<double> coefficients;
  for (const survival::CoxTerm& term : fit->terms) coefficients.push_back(term.coef);
  if (update == Update::slope_and_baseline)
    score.slope = estimate(coefficients[0], fit->covariance(0, 0), data_.level);
  if (update == Update::refit) score.factors = factors(coefficients, fit->covariance, 0);
  family.scores.push_back(std::move(score));
}

UpdateFamily Updater::new_baseline() const {
  UpdateFamily family;
  add_cox(family, Update::baseline);
  add_cox(family, Update::slope_and_baseline);
  if (split_.varying.size() > 1 && family.undefined.empty()) add_cox(family, Update::refit);
  if (family.scores.empty()) return family;
  compare(family, alpha_);
  return family;
}

}  // namespace

const UpdatedScore* UpdateFamily::find(Update update) const {
  for (const UpdatedScore& score : scores)
    if (score.update == update) return &score;
  return nullptr;
}

Result<ModelUpdates> model_updates(const UpdateData& data, double alpha) {
  ModelUpdates result;
  result.n = data.outcomes.size();
  if (result.n == 0) return cannot_analyse("accuracy.no_rows", "there is no row");
  for (const std::int32_t event : data.outcomes.event) result.events += event != 0;
  if (result.events == 0)
    return cannot_analyse("accuracy.no_events", "nobody had the event",
                          "a score is updated with patients who had it");
  const Updater updater(data, alpha);
  if (!varies(updater.score()))
    return cannot_analyse("accuracy.update", "everybody has the same score",
                          "look at the variables of the model in this cohort");
  if (!data.baseline_hazard.empty()) {
    double expected = 0;
    for (std::size_t i = 0; i < result.n; ++i)
      expected += data.baseline_hazard[i] * std::exp(updater.score()[i]);
    result.expected = expected;
    if (expected > 0) result.kept_baseline = updater.kept_baseline();
  }
  result.new_baseline = updater.new_baseline();
  return result;
}

}  // namespace venscope::accuracy
