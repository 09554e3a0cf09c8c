#include "venscope/safety/incidence_rate.hpp"

#include "venscope/base/gamma_distribution.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::safety {

using response::Effect;
using response::Interval;

namespace {

Problems wrong_rate(std::int64_t x, double time, double confidence) {
  Problems problems;
  const auto add = [&](const char* code, std::string what) {
    problems.push_back({code, {}, std::move(what), {}, {}, Fault::analysis});
  };
  if (x < 0) add("safety.count", fmt::format("{} is no number of events", x));
  if (!(time > 0) || !std::isfinite(time))
    add("safety.no_time", "a rate without time at risk is undefined");
  if (!(confidence > 0.0 && confidence < 1.0))
    problems.push_back({"response.confidence_level",
                        {},
                        fmt::format("the confidence level is {}", confidence),
                        "a number between 0 and 1",
                        {},
                        Fault::input});
  return problems;
}

}  // namespace

Result<Effect> incidence_rate(std::int64_t x, double time, double confidence) {
  if (Problems problems = wrong_rate(x, time, confidence); !problems.empty())
    return failure(std::move(problems));
  const double tail = (1.0 - confidence) / 2.0, count = static_cast<double>(x);
  return Effect{count / time,
                {x == 0 ? 0.0 : gamma_quantile(tail, count) / time,
                 gamma_upper_quantile(tail, count + 1.0) / time}};
}

Result<Effect> rate_ratio(std::int64_t x1, double time1, std::int64_t x2, double time2,
                          double confidence) {
  Problems problems = wrong_rate(x1, time1, confidence);
  for (Problem& problem : wrong_rate(x2, time2, confidence)) problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  if (x1 + x2 == 0)
    return cannot_analyse("safety.no_events", "the ratio of two rates without events is undefined");
  const Result<Interval> share = response::clopper_pearson(x1, x1 + x2, confidence);
  if (!share) return tl::unexpected(share.error());
  const auto odds = [&](double p) {
    return p >= 1.0 ? std::numeric_limits<double>::infinity() : p / (1.0 - p) * (time2 / time1);
  };
  const double estimate = x2 == 0
                              ? std::numeric_limits<double>::infinity()
                              : static_cast<double>(x1) / time1 / (static_cast<double>(x2) / time2);
  return Effect{estimate, {odds(share->low), odds(share->high)}};
}

Result<Effect> rate_difference(std::int64_t x1, double time1, std::int64_t x2, double time2,
                               double confidence) {
  const Result<Effect> first = incidence_rate(x1, time1, confidence);
  const Result<Effect> second = incidence_rate(x2, time2, confidence);
  Problems problems;
  for (const auto* one : {&first, &second})
    if (!*one) problems.insert(problems.end(), one->error().begin(), one->error().end());
  if (!problems.empty()) return failure(std::move(problems));
  const double difference = first->estimate - second->estimate;
  return Effect{difference,
                {difference - std::hypot(first->estimate - first->interval.low,
                                         second->interval.high - second->estimate),
                 difference + std::hypot(first->interval.high - first->estimate,
                                         second->estimate - second->interval.low)}};
}

}  // namespace venscope::safety
