#include "venscope/derivation/deriver.hpp"

#include "venscope/survival/coxnet.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::derivation {
namespace {

risk::Decimal rounded(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  const auto whole = static_cast<std::int64_t>(std::round(value * scale));
  return risk::Decimal::of_millionths(whole *
                                      (risk::Decimal::one / static_cast<std::int64_t>(scale)));
}

Problem wrong(std::string code, std::string what, std::string expected, std::string remedy = {}) {
  return {std::move(code),   {},          std::move(what), std::move(expected),
          std::move(remedy), Fault::input};
}

Problems obstacles_to_options(const DerivationOptions& options) {
  Problems problems;
  if (!(options.lasso.alpha > 0 && options.lasso.alpha <= 1))
    problems.push_back(wrong("derivation.alpha", fmt::format("an alpha of {}", options.lasso.alpha),
                             "more than 0, at most 1"));
  if (options.lasso.folds < 3)
    problems.push_back(
        wrong("derivation.folds", fmt::format("{} folds", options.lasso.folds), "3 or more"));
  if (options.screen && !(*options.screen > 0 && *options.screen <= 1))
    problems.push_back(wrong("derivation.screen",
                             fmt::format("a screen at p below {} is none", *options.screen),
                             "more than 0, at most 1"));
  if (options.decimals < 0 || options.decimals > 6)
    problems.push_back(
        wrong("derivation.decimals", fmt::format("{} decimals", options.decimals), "0 to 6"));
  if (options.ties == survival::Ties::exact)
    problems.push_back(
        wrong("derivation.ties", "exact ties are too slow for a search", "efron or breslow"));
  const CutPointOptions& cuts = options.cut_points;
  if (cuts.by == CutPointOptions::By::given) {
    if (cuts.given.empty() || cuts.given.size() > 2)
      problems.push_back(wrong("derivation.cut_points",
                               fmt::format("{} cut points", cuts.given.size()), "one or two"));
    if (!std::is_sorted(cuts.given.begin(), cuts.given.end(),
                        [](const Cut& a, const Cut& b) { return a.at <= b.at; }))
      problems.push_back(
          wrong("derivation.cut_points", "the cut points do not ascend", "the lower one first"));
  } else if (cuts.groups != 2 && cuts.groups != 3) {
    problems.push_back(wrong("derivation.groups", fmt::format("{} groups", cuts.groups), "2 or 3"));
  }
  if (!(cuts.least_share > 0 && cuts.least_share <= 1.0 / 3))
    problems.push_back(wrong("derivation.least_share",
                             fmt::format("a least share of {}", cuts.least_share),
                             "more than 0, at most a third"));
  return problems;
}

/// The penalised fit at the penalty that cross-validation chooses.
struct Penalised {
  SampleFit fit;
  double lambda = 0;
};
std::optional<Penalised> lasso(const Sample& sample, const std::vector<std::size_t>& columns,
                               const DerivationOptions& options) {
  // Rows written out as often as they are in the sample: as weights, copies would change how
  // cross-validation weighs its folds.
  std::vector<std::int32_t> fold_of_row;
  if (options.lasso.fold_of_row.empty())
    fold_of_row = survival::random_folds(sample.rows, options.lasso.folds, options.lasso.seed);
  else
    for (const std::uint32_t row : sample.from)
      fold_of_row.push_back(options.lasso.fold_of_row[row]);
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> folds;
  std::vector<std::size_t> rows;
  for (const Sample::TiedSet& set : sample.sets)
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      for (double copy = 0; copy < sample.copies[i]; ++copy) {
        outcomes.time.push_back(set.time);
        outcomes.event.push_back(sample.deaths[i] > 0);
        folds.push_back(fold_of_row[i]);
        rows.push_back(i);
      }
  Matrix design(rows.size(), columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t i = 0; i < rows.size(); ++i) design(i, k) = sample.column(columns[k])[rows[i]];
  survival::CoxnetOptions coxnet;
  coxnet.alpha = options.lasso.alpha;
  coxnet.ties = options.ties;
  const auto found = survival::cross_validated_coxnet({outcomes, design}, folds, coxnet);
  if (!found) return std::nullopt;
  const std::size_t at = options.lasso.one_se ? found->at_1se : found->at_min;
  const survival::CoxnetStep& step = found->path.steps[at];
  Penalised result;
  result.lambda = step.lambda;
  for (const survival::CoxnetCoefficient& one : step.coefficients) {
    result.fit.columns.push_back(columns[one.column]);
    result.fit.beta.push_back(one.value);
  }
  return result;
}

double range_of(std::span<const double> column) {
  const auto [low, high] = std::minmax_element(column.begin(), column.end());
  return *high - *low;
}

}  // namespace

const char* text_of(NotDerived reason) {
  switch (reason) {
    case NotDerived::no_event:
      return "no event";
    case NotDerived::not_fitted:
      break;
  }
  return "a model could not be fitted";
}

Result<Deriver> Deriver::make(const DerivationData& data, const DerivationOptions& options) {
  Problems problems = obstacles_to_options(options);
  Result<SortedCohort> cohort = sorted_cohort(data);
  if (!cohort) problems.insert(problems.end(), cohort.error().begin(), cohort.error().end());
  const std::size_t folds = options.lasso.fold_of_row.size();
  if (folds > 0 && folds != data.outcomes.size())
    problems.push_back(wrong("derivation.folds", fmt::format("folds of {} rows", folds),
                             fmt::format("of {}", data.outcomes.size())));
  if (!problems.empty()) return failure(std::move(problems));
  Deriver deriver;
  deriver.cohort_ = std::move(*cohort);
  deriver.options_ = options;
  for (std::size_t j = 0; j < data.candidates.size(); ++j) {
    int digits = options.decimals;
    if (!data.candidates[j].indicator) {
      const double range = range_of(data.design.column(j));
      if (range > 0) digits += static_cast<int>(std::ceil(std::log10(range)));
    }
    deriver.digits_.push_back(std::clamp(digits, 0, 6));
  }
  return deriver;
}

bool Deriver::usable(const Sample& sample, std::size_t column) const {
  const double* x = sample.column(column);
  if (!cohort_.indicator[column]) {
    const auto [low, high] = std::minmax_element(x, x + sample.rows);
    return *low < *high;
  }
  // Whole numbers: four sums beside each other are the same as one, which would wait for itself.
  double sums[4] = {};
  bool varies = false;
  std::size_t i = 0;
  for (; i + 4 <= sample.rows; i += 4)
#pragma GCC unroll 4
    for (std::size_t k = 0; k < 4; ++k) {
      sums[k] += x[i + k] * sample.deaths[i + k];
      varies |= x[i + k] != x[0];
    }
  for (; i < sample.rows; ++i) {
    sums[0] += x[i] * sample.deaths[i];
    varies |= x[i] != x[0];
  }
  const double with = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return varies && std::min(with, sample.events - with) >= options_.least_events;
}

/// From what the screen let through to the model; false where it cannot be fitted.
bool Deriver::select(SampleLikelihood& likelihood, const Sample& sample,
                     std::optional<SampleFit> full, Derived& derived) const {
  if (full && derived.screened.size() != candidates()) full.reset();
  if (options_.selection == Selection::backward) {
    std::optional<Backward> found =
        backward(likelihood, sample, derived.screened, options_.penalty, std::move(full));
    if (!found) return false;
    derived.fit = std::move(found->fit);
    derived.eliminated = std::move(found->steps);
    return true;
  }
  // Nothing to penalise: the model of nothing.
  if (options_.selection == Selection::lasso && !derived.screened.empty()) {
    std::optional<Penalised> penalised = lasso(sample, derived.screened, options_);
    if (!penalised) return false;
    derived.fit = std::move(penalised->fit);
    derived.lambda = penalised->lambda;
    return true;
  }
  std::optional<SampleFit> found = fit(likelihood, sample, derived.screened);
  if (!found) return false;
  derived.fit = std::move(*found);
  return true;
}

tl::expected<Derived, NotDerived> Deriver::derive(const Sample& sample,
                                                  std::optional<SampleFit> full,
                                                  Cutting cutting) const {
  if (sample.events == 0) return tl::unexpected(NotDerived::no_event);
  Derived derived;
  for (std::size_t j = 0; j < candidates(); ++j)
    if (usable(sample, j)) derived.usable.push_back(j);
  if (full && !options_.screen && options_.selection == Selection::full &&
      derived.usable.size() == candidates()) {
    derived.screened = derived.usable;
    derived.fit = std::move(*full);
    return finish(sample, std::move(derived), cutting);
  }
  SampleLikelihood likelihood(sample, options_.ties);
  for (const std::size_t j : derived.usable) {
    if (options_.screen) {
      const std::optional<double> p = univariable_p(likelihood, sample, j);
      if (!p || !(*p < *options_.screen)) continue;
    }
    derived.screened.push_back(j);
  }
  if (!select(likelihood, sample, std::move(full), derived))
    return tl::unexpected(NotDerived::not_fitted);
  return finish(sample, std::move(derived), cutting);
}

tl::expected<Derived, NotDerived> Deriver::refit(const Sample& sample,
                                                 const std::vector<std::size_t>& columns) const {
  if (sample.events == 0) return tl::unexpected(NotDerived::no_event);
  SampleLikelihood likelihood(sample, options_.ties);
  Derived derived;
  for (const std::size_t column : columns)
    if (usable(sample, column)) derived.usable.push_back(column);
  derived.screened = derived.usable;
  std::optional<SampleFit> all = fit(likelihood, sample, derived.usable);
  if (!all) return tl::unexpected(NotDerived::not_fitted);
  derived.fit = std::move(*all);
  return finish(sample, std::move(derived));
}

/// Rounds, scores, cuts.
Derived Deriver::finish(const Sample& sample, Derived derived, Cutting cutting) const {
  Rule& rule = derived.rule;
  for (std::size_t k = 0; k < derived.fit.columns.size(); ++k) {
    const std::size_t column = derived.fit.columns[k];
    const risk::Decimal points = rounded(derived.fit.beta[k], digits_[column]);
    if (points.millionths() == 0) continue;
    rule.columns.push_back(column);
    rule.points.push_back(points);
    rule.indicator.push_back(cohort_.indicator[column]);
  }
  derived.scores = scores_of(rule, sample);
  derived.ranks = ranked(sample, derived.scores);
  if (cutting == Cutting::by_options)
    rule.cuts = cut_points(sample, derived.ranks, options_.cut_points);
  return derived;
}

}  // namespace venscope::derivation
