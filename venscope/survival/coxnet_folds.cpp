#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_adaptive.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/coxnet_relaxed.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

constexpr std::size_t fewest_folds = 3;

/// Where a lambda lies on a path: between step `left` (share `weight`) and the step after it.
struct Between {
  std::size_t left = 0, right = 0;
  double weight = 1;
};

/// Linear in lambda; beyond an end of the path, that end.
Between place_on(const std::vector<CoxnetStep>& steps, double lambda) {
  const auto after = std::find_if(steps.begin(), steps.end(),
                                  [&](const CoxnetStep& step) { return step.lambda <= lambda; });
  if (after == steps.begin()) return {0, 0, 1};
  if (after == steps.end()) return {steps.size() - 1, steps.size() - 1, 1};
  const auto right = static_cast<std::size_t>(after - steps.begin());
  const double width = steps[right - 1].lambda - steps[right].lambda;
  return {right - 1, right, (lambda - steps[right].lambda) / width};
}

/// Weights of mean 1 over the rows that have any.
std::vector<double> of_mean_one(std::span<const double> weight) {
  double sum = 0, rows = 0;
  for (const double value : weight) {
    sum += value;
    rows += value > 0;
  }
  std::vector<double> scaled(weight.begin(), weight.end());
  for (double& value : scaled) value *= rows / sum;
  return scaled;
}

/// What one fold says of the steps of the whole path.
struct FoldResult {
  std::vector<std::vector<double>> deviance;  ///< by gamma: of the rows left out; NaN if none
  std::vector<std::vector<double>> left_out;  ///< by gamma, step by step: of the rows left out
  double events = 0;                          ///< their weight
  bool failed = false;
};

/// One division of one repeat.
struct Division {
  std::size_t repeat = 0;
  std::int32_t code = 0;
};

struct FoldWork {
  const RiskOrder& order;
  const CoxnetColumns& columns;
  const CoxnetOptions& options;
  const CoxnetValidationOptions& more;
  const CoxnetPath& whole;
  std::span<const std::vector<std::int32_t>> folds;  ///< by repeat, by row

  /// The gammas to be judged; the last is the penalised fit.
  std::vector<double> gammas() const {
    std::vector<double> all = more.gamma;
    all.push_back(1);
    return all;
  }
  bool leaves_out(const Division& division, std::size_t position) const {
    return folds[division.repeat][order.row[position]] == division.code;
  }
  FoldResult judge(const Division& division, const CoxnetTask& task,
                   const CoxnetTrace& trace) const;
};

FoldResult FoldWork::judge(const Division& division, const CoxnetTask& task,
                           const CoxnetTrace& trace) const {
  const std::size_t n = order.size(), steps = whole.steps.size();
  const std::vector<double> shares = gammas();
  FoldResult result;
  result.deviance.assign(shares.size(),
                         std::vector<double>(steps, std::numeric_limits<double>::quiet_NaN()));
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i) {
    if (!leaves_out(division, i)) continue;
    out.push_back(i);
    if (order.event[i] != 0) result.events += columns.weight[i];
  }
  if (trace.path.steps.empty()) {
    result.failed = true;
    return result;
  }
  const bool relax = !more.gamma.empty(), efron = options.ties == Ties::efron;
  CoxnetTrace relaxed;
  if (relax) relaxed = relaxed_path(order, columns, task.weight, options, trace);
  EtaLikelihood of_all(order, efron), of_kept(order, efron);
  of_all.set_weights(of_mean_one(columns.weight));
  of_kept.set_weights(of_mean_one(task.weight));
  const double saturated = of_all.saturated() - of_kept.saturated();
  if (more.keep_left_out) result.left_out.resize(shares.size());
  std::vector<double> eta(n);
  for (std::size_t g = 0; g < shares.size(); ++g)
    for (std::size_t k = 0; k < steps; ++k) {
      const Between at = place_on(trace.path.steps, whole.steps[k].lambda);
      const auto add = [&](const std::vector<double>& etas, double share) {
        const double* left = etas.data() + at.left * n;
        const double* right = etas.data() + at.right * n;
        for (std::size_t i = 0; i < n; ++i)
          eta[i] += share * (at.weight * left[i] + (1 - at.weight) * right[i]);
      };
      std::fill(eta.begin(), eta.end(), 0.0);
      if (shares[g] != 0) add(trace.eta, shares[g]);
      if (shares[g] != 1) add(relaxed.eta, 1 - shares[g]);
      if (more.keep_left_out)
        for (const std::size_t i : out) result.left_out[g].push_back(eta[i]);
      const std::optional<double> all = of_all.loglik_at(eta), some = of_kept.loglik_at(eta);
      if (all && some) result.deviance[g][k] = 2 * (saturated - (*all - *some));
    }
  return result;
}

/// Mean over the folds and its standard error, each fold counting by its events.
CoxnetRound average(std::span<const FoldResult> folds, std::size_t g) {
  CoxnetRound round;
  for (std::size_t k = 0; k < folds[0].deviance[g].size(); ++k) {
    double weight = 0, sum = 0, square = 0, known = 0;
    for (const FoldResult& fold : folds) {
      known += !std::isnan(fold.deviance[g][k]);
      if (fold.events <= 0 || std::isnan(fold.deviance[g][k])) continue;
      weight += fold.events;
      sum += fold.deviance[g][k];
    }
    const double mean = sum / weight;
    for (const FoldResult& fold : folds) {
      if (fold.events <= 0 || std::isnan(fold.deviance[g][k])) continue;
      const double off = fold.deviance[g][k] / fold.events - mean;
      square += fold.events * off * off;
    }
    round.mean.push_back(mean);
    round.std_error.push_back(std::sqrt(square / weight / (known - 1)));
  }
  choose_steps(round, /*higher=*/false);
  return round;
}

/// Means and standard errors averaged over repeats.
CoxnetRound average(std::span<const CoxnetRound> repeats) {
  CoxnetRound round = repeats[0];
  const auto count = static_cast<double>(repeats.size());
  for (std::size_t k = 0; k < round.mean.size(); ++k) {
    double mean = 0, error = 0;
    for (const CoxnetRound& repeat : repeats) {
      mean += repeat.mean[k];
      error += repeat.std_error[k];
    }
    round.mean[k] = mean / count;
    round.std_error[k] = error / count;
  }
  if (repeats.size() > 1) choose_steps(round, /*higher=*/false);
  return round;
}

/// The codes that occur among rows of positive weight, sorted.
std::vector<std::int32_t> codes_of(std::span<const std::int32_t> fold,
                                   std::span<const double> weights) {
  std::vector<std::int32_t> codes;
  for (std::size_t i = 0; i < fold.size(); ++i)
    if (weights.empty() || weights[i] > 0) codes.push_back(fold[i]);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

Problems obstacles_to_folds(const CoxData& data, std::span<const std::int32_t> fold,
                            std::span<const std::int32_t> codes) {
  Problems problems;
  if (fold.size() != data.outcomes.size())
    problems.push_back({"coxnet.folds",
                        {},
                        fmt::format("{} folds for {} rows", fold.size(), data.outcomes.size()),
                        "one for each",
                        "",
                        Fault::analysis});
  else if (codes.size() < fewest_folds)
    problems.push_back({"coxnet.folds",
                        {},
                        fmt::format("{} fold{}", codes.size(), codes.size() == 1 ? "" : "s"),
                        fmt::format("at least {}", fewest_folds),
                        "",
                        Fault::analysis});
  return problems;
}

Problems obstacles_to_more(const CoxnetValidationOptions& more) {
  Problems problems;
  if (std::any_of(more.gamma.begin(), more.gamma.end(),
                  [](double gamma) { return !(gamma >= 0 && gamma <= 1); }))
    problems.push_back({"coxnet.gamma",
                        {},
                        "a gamma of the relaxed fit is outside 0 to 1",
                        "0 (not penalised) to 1 (penalised)",
                        "",
                        Fault::analysis});
  if (more.adaptive && !(more.adaptive->gamma > 0 && std::isfinite(more.adaptive->gamma)))
    problems.push_back({"coxnet.gamma",
                        {},
                        fmt::format("the adaptive weights have the power {}", more.adaptive->gamma),
                        "a number above 0, such as 1",
                        "",
                        Fault::analysis});
  return problems;
}

/// All of one validation, once the data are laid down.
class Validator {
public:
  Validator(const RiskOrder& order, const CoxnetColumns& columns, const CoxnetOptions& options,
            const CoxnetValidationOptions& more, std::span<const std::vector<std::int32_t>> folds,
            std::vector<std::vector<std::int32_t>> codes)
      : order_(order), columns_(columns), options_(options), more_(more), folds_(folds) {
    for (std::size_t r = 0; r < codes.size(); ++r)
      for (const std::int32_t code : codes[r]) divisions_.push_back({r, code});
    more_.gamma = more.gamma;
    std::sort(more_.gamma.begin(), more_.gamma.end());
  }

  Result<CoxnetValidation> run();

private:
  std::vector<double> factors_for(std::span<const double> weight, double ridge) const;
  std::vector<double> kept(const Division& division) const;
  std::vector<FoldResult> judge_all(const std::vector<CoxnetTask>& tasks);
  void collect(const std::vector<FoldResult>& results);
  void keep_left_out(const std::vector<FoldResult>& results);
  void say_what_failed(const std::vector<FoldResult>& results);

  const RiskOrder& order_;
  const CoxnetColumns& columns_;
  const CoxnetOptions& options_;
  CoxnetValidationOptions more_;
  std::span<const std::vector<std::int32_t>> folds_;
  std::vector<Division> divisions_;
  CoxnetValidation validation_;
};

std::vector<double> Validator::factors_for(std::span<const double> weight, double ridge) const {
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

std::vector<double> Validator::kept(const Division& division) const {
  std::vector<double> weight = columns_.weight;
  for (std::size_t i = 0; i < weight.size(); ++i)
    if (folds_[division.repeat][order_.row[i]] == division.code) weight[i] = 0;
  return weight;
}

/// In rounds of as many tasks as the memory allows. Nothing where all rows have no path.
std::vector<FoldResult> Validator::judge_all(const std::vector<CoxnetTask>& tasks) {
  std::vector<FoldResult> results(divisions_.size());
  const FoldWork work{order_, columns_, options_, more_, validation_.path, folds_};
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

void Validator::say_what_failed(const std::vector<FoldResult>& results) {
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

void Validator::keep_left_out(const std::vector<FoldResult>& results) {
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

void Validator::collect(const std::vector<FoldResult>& results) {
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

Result<CoxnetValidation> Validator::run() {
  if (more_.adaptive && more_.adaptive->start == CoxnetAdaptive::Start::ridge) {
    CoxnetValidationOptions first;
    first.threads = more_.threads;
    std::vector<std::int32_t> codes;
    for (const Division& division : divisions_)
      if (division.repeat == 0) codes.push_back(division.code);
    const CoxnetOptions ridge = ridge_options(options_);
    auto found = Validator(order_, columns_, ridge, first, folds_.first(1), {codes}).run();
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
  const std::vector<FoldResult> results = judge_all(tasks);
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

}  // namespace

void choose_steps(CoxnetRound& round, bool higher) {
  const double sign = higher ? -1 : 1;
  round.at_min = round.at_1se = 0;
  std::optional<double> least;
  for (std::size_t k = 0; k < round.mean.size(); ++k)
    if (!std::isnan(round.mean[k]) && (!least || sign * round.mean[k] < *least)) {
      least = sign * round.mean[k];
      round.at_min = k;
    }
  if (!least) return;
  const double error = round.std_error[round.at_min];
  const double enough = *least + (std::isnan(error) ? 0 : error);
  while (!(sign * round.mean[round.at_1se] <= enough)) ++round.at_1se;
}

void choose_steps(CoxnetRelaxed& relaxed, bool higher) {
  const double sign = higher ? -1 : 1;
  const std::size_t steps = relaxed.path.steps.size();
  const auto mean = [&](std::size_t g, std::size_t k) { return sign * relaxed.rounds[g].mean[k]; };
  for (CoxnetRound& round : relaxed.rounds) choose_steps(round, higher);
  std::optional<double> least;
  // The largest lambda first, then the largest gamma.
  for (std::size_t k = 0; k < steps; ++k)
    for (std::size_t g = relaxed.rounds.size(); g-- > 0;)
      if (!std::isnan(mean(g, k)) && (!least || mean(g, k) < *least)) {
        least = mean(g, k);
        relaxed.gamma_min = g;
        relaxed.at_min = k;
      }
  relaxed.gamma_1se = relaxed.gamma_min;
  relaxed.at_1se = relaxed.at_min;
  if (!least) return;
  const double error = relaxed.rounds[relaxed.gamma_min].std_error[relaxed.at_min];
  const double enough = *least + (std::isnan(error) ? 0 : error);
  for (std::size_t k = 0; k < steps; ++k)
    for (std::size_t g = relaxed.rounds.size(); g-- > 0;)
      if (mean(g, k) <= enough) {
        relaxed.gamma_1se = g;
        relaxed.at_1se = k;
        return;
      }
}

Result<CoxnetValidation> cross_validated_coxnet(const CoxData& data,
                                                std::span<const std::vector<std::int32_t>> folds,
                                                const CoxnetOptions& options,
                                                const CoxnetValidationOptions& more) {
  Problems problems = obstacles_to_coxnet(data, options);
  std::vector<std::vector<std::int32_t>> codes;
  for (const std::vector<std::int32_t>& fold : folds) {
    codes.push_back(codes_of(fold, data.weights));
    for (Problem& problem : obstacles_to_folds(data, fold, codes.back()))
      problems.push_back(std::move(problem));
  }
  if (folds.empty())
    problems.push_back(
        {"coxnet.folds", {}, "there are no folds", "at least 3", "", Fault::analysis});
  for (Problem& problem : obstacles_to_more(more)) problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  const CoxnetColumns columns = coxnet_columns(*order, data);
  return Validator(*order, columns, options, more, folds, std::move(codes)).run();
}

Result<CoxnetValidation> cross_validated_coxnet(const CoxData& data,
                                                std::span<const std::int32_t> fold,
                                                const CoxnetOptions& options, unsigned threads) {
  const std::vector<std::int32_t> once(fold.begin(), fold.end());
  CoxnetValidationOptions more;
  more.threads = threads;
  return cross_validated_coxnet(data, {&once, 1}, options, more);
}

std::vector<std::int32_t> random_folds(std::size_t n, std::size_t folds, std::uint64_t seed,
                                       std::uint64_t repeat) {
  std::vector<std::int32_t> fold(n);
  for (std::size_t i = 0; i < n; ++i) fold[i] = static_cast<std::int32_t>(i % folds);
  RandomStream(seed, "folds", repeat).shuffle(std::span<std::int32_t>(fold));
  return fold;
}

std::vector<std::int32_t> random_folds_by_event(std::span<const std::int32_t> event,
                                                std::size_t folds, std::uint64_t seed,
                                                std::uint64_t repeat) {
  std::vector<std::size_t> rows(event.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  RandomStream(seed, "folds", repeat).shuffle(std::span<std::size_t>(rows));
  std::stable_partition(rows.begin(), rows.end(), [&](std::size_t i) { return event[i] != 0; });
  std::vector<std::int32_t> fold(event.size());
  for (std::size_t k = 0; k < rows.size(); ++k)
    fold[rows[k]] = static_cast<std::int32_t>(k % folds);
  return fold;
}

}  // namespace venscope::survival
