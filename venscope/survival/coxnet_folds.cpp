/// Cross-validation of a penalised path: what speaks against its folds, and folds at random.
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_validator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

constexpr std::size_t fewest_folds = 3;

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

}  // namespace

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
  const CoxnetColumns columns = coxnet_columns(*order, data, more.threads);
  return CoxnetValidator(*order, columns, options, more, folds, std::move(codes)).run();
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
