/// The paths of all rows and of all but a fold, and what they say together.
#include "venscope/survival/coxnet_validator.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/coxnet_adaptive.hpp"
#include "venscope/survival/coxnet_relaxed.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace venscope::survival {

CoxnetValidator::CoxnetValidator(const RiskOrder& order, const CoxnetColumns& columns,
                                 const CoxnetOptions& options, const CoxnetValidationOptions& more,
                                 std::span<const std::vector<std::int32_t>> folds,
                                 std::vector<std::vector<std::int32_t>> codes)
    : order_(order), columns_(columns), options_(options), more_(more), folds_(folds) {
  for (std::size_t r = 0; r < codes.size(); ++r)
    for (const std::int32_t code : codes[r]) divisions_.push_back({r, code});
  more_.gamma = more.gamma;
  std::sort(more_.gamma.begin(), more_.gamma.end());
}

std::vector<double> CoxnetValidator::factors_for(std::span<const double> weight,
                                                 double ridge) const {
  if (!more_.adaptive) return {};
  if (more_.adaptive->start == CoxnetAdaptive::Start::univariate)
    return adaptive_factors(univariate_coefficients(order_, columns_, weight, options_), options_,
                            more_.adaptive->gamma);
  CoxnetOptions options = ridge_options(options_);
  const CoxnetTask task{{weight.begin(), weight.end()}, {}, {ridge}};
  const CoxnetTrace fit =
      std::move(coxnet_paths(order_, columns_, {&task, 1}, options, false, 1)[0]);
  if (fit.path.steps.empty()) return {};
  return adaptive_factors(standardised_coefficients(fit.path.steps[0], columns_, weight), options_,
                          more_.adaptive->gamma);
}

std::vector<double> CoxnetValidator::kept(const CoxnetDivision& division) const {
  std::vector<double> weight = columns_.weight;
  for (std::size_t i = 0; i < weight.size(); ++i)
    if (folds_[division.repeat][order_.row[i]] == division.code) weight[i] = 0;
  return weight;
}

/// In rounds of as many tasks as the memory allows. Nothing where all rows have no path.
std::vector<CoxnetFoldResult> CoxnetValidator::judge_all(const std::vector<CoxnetTask>& tasks) {
  std::vector<CoxnetFoldResult> results(divisions_.size());
  const CoxnetFoldWork work{order_, columns_, options_, more_, validation_.path, folds_};
  const std::size_t together = coxnet_tasks_together(order_.size(), options_);
  for (std::size_t from = 0; from < tasks.size(); from += together) {
    const std::size_t count = std::min(together, tasks.size() - from);
    std::vector<CoxnetTrace> traces =
        coxnet_paths(order_, columns_, std::span(tasks).subspan(from, count), options_,
                     /*keep_eta=*/true, more_.threads);
    if (from == 0) validation_.path = std::move(traces[0].path);
    if (validation_.path.steps.empty()) break;
    parallel_for(count, more_.threads, [&](std::size_t t) {
      if (from + t == 0) return;
      const std::size_t d = from + t - 1;
      results[d] = work.judge(divisions_[d], tasks[from + t], traces[t]);
    });
  }
  return results;
}

void CoxnetValidator::say_what_failed(const std::vector<CoxnetFoldResult>& results) {
  for (std::size_t d = 0; d < divisions_.size(); ++d) {
    const std::string fold = folds_.size() > 1 ? fmt::format("{} of repeat {}", divisions_[d].code,
                                                             divisions_[d].repeat + 1)
                                               : fmt::format("{}", divisions_[d].code);
    if (results[d].failed)
      validation_.path.warnings.push_back(fmt::format("without fold {} there is no fit", fold));
    if (results[d].events <= 0)
      validation_.path.warnings.push_back(
          fmt::format("fold {} has no event and says nothing", fold));
  }
}

void CoxnetValidator::keep_left_out(const std::vector<CoxnetFoldResult>& results) {
  const std::size_t n = order_.size(), steps = validation_.path.steps.size();
  const std::size_t gammas = more_.gamma.size() + 1;
  validation_.left_out.assign(
      folds_.size(),
      std::vector<std::vector<double>>(
          gammas, std::vector<double>(n * steps, std::numeric_limits<double>::quiet_NaN())));
  for (std::size_t d = 0; d < divisions_.size(); ++d) {
    if (results[d].failed) continue;
    for (std::size_t g = 0; g < gammas; ++g) {
      std::size_t at = 0;
      std::vector<double>& left_out = validation_.left_out[divisions_[d].repeat][g];
      for (std::size_t k = 0; k < steps; ++k)
        for (std::size_t i = 0; i < n; ++i)
          if (folds_[divisions_[d].repeat][order_.row[i]] == divisions_[d].code)
            left_out[k * n + order_.row[i]] = results[d].left_out[g][at++];
    }
  }
}

void CoxnetValidator::collect(const std::vector<CoxnetFoldResult>& results) {
  const std::size_t gammas = more_.gamma.size() + 1;
  std::vector<std::vector<CoxnetRound>> rounds(gammas);
  for (std::size_t from = 0; from < divisions_.size();) {
    std::size_t to = from;
    while (to < divisions_.size() && divisions_[to].repeat == divisions_[from].repeat) ++to;
    for (std::size_t g = 0; g < gammas; ++g)
      rounds[g].push_back(average(std::span(results).subspan(from, to - from), g));
    from = to;
  }
  static_cast<CoxnetRound&>(validation_) = average(rounds.back());
  if (folds_.size() > 1) validation_.repeats = rounds.back();
  if (validation_.relaxed) {
    for (std::size_t g = 0; g + 1 < gammas; ++g)
      validation_.relaxed->rounds.push_back(average(rounds[g]));
    choose_steps(*validation_.relaxed, /*higher=*/false);
  }
  if (more_.keep_left_out) keep_left_out(results);
}

Result<CoxnetValidation> CoxnetValidator::run() {
  if (more_.adaptive && more_.adaptive->start == CoxnetAdaptive::Start::ridge) {
    CoxnetValidationOptions first;
    first.threads = more_.threads;
    std::vector<std::int32_t> codes;
    for (const CoxnetDivision& division : divisions_)
      if (division.repeat == 0) codes.push_back(division.code);
    const CoxnetOptions ridge = ridge_options(options_);
    auto found = CoxnetValidator(order_, columns_, ridge, first, folds_.first(1), {codes}).run();
    if (!found) return found;
    validation_.ridge_lambda = found->path.steps[found->at_min].lambda;
  }
  validation_.penalty_factor = factors_for(columns_.weight, validation_.ridge_lambda);
  // The first task is that of all rows; the folds go down the path beside it.
  std::vector<CoxnetTask> tasks(1 + divisions_.size());
  tasks[0] = {columns_.weight, validation_.penalty_factor, {}};
  parallel_for(divisions_.size(), more_.threads, [&](std::size_t d) {
    tasks[1 + d].weight = kept(divisions_[d]);
    tasks[1 + d].penalty_factor = factors_for(tasks[1 + d].weight, validation_.ridge_lambda);
  });
  const std::vector<CoxnetFoldResult> results = judge_all(tasks);
  if (validation_.path.steps.empty())
    return cannot_analyse("coxnet.no_path", validation_.path.warnings.empty()
                                                ? "there is no path"
                                                : validation_.path.warnings.front());
  if (!more_.gamma.empty()) {
    CoxnetTrace penalised;
    penalised.path = validation_.path;
    CoxnetRelaxed relaxed;
    relaxed.path = relaxed_path(order_, columns_, columns_.weight, options_, penalised).path;
    relaxed.gamma = more_.gamma;
    validation_.relaxed = std::move(relaxed);
  }
  say_what_failed(results);
  collect(results);
  return std::move(validation_);
}

}  // namespace venscope::survival
