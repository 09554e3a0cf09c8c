#include "venscope/study/step_limitations.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {
namespace {

std::string share_text(std::size_t part, std::size_t whole) {
  return fmt::format("{} of {} patients ({})", report::count(static_cast<double>(part)),
                     report::count(static_cast<double>(whole)),
                     report::percent(static_cast<double>(part) / static_cast<double>(whole)));
}

bool more_than(std::size_t part, std::size_t whole, double share) {
  return static_cast<double>(part) > share * static_cast<double>(whole);
}

}  // namespace

std::size_t outside_endpoint(const Plan& plan, const Step& step) {
  if (!step.endpoint) return 0;
  const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
  const auto holds = [](const std::vector<std::size_t>& rows, std::size_t row) {
    return std::binary_search(rows.begin(), rows.end(), row);
  };
  const auto outside = [&](std::size_t row) {
    return !holds(endpoint.rows, row) && !holds(endpoint.missing_rows, row);
  };
  std::size_t n = 0;
  const auto part = plan.population_rows.find(step.request->where);
  if (part != plan.population_rows.end())
    return static_cast<std::size_t>(
        std::count_if(part->second.begin(), part->second.end(), outside));
  for (std::size_t row = 0; row < plan.table.rows; ++row) n += outside(row);
  return n;
}

std::size_t missing_values(const Plan& plan, const Step& step, const formula::ModelFrame& frame) {
  return frame.n_missing - std::min(frame.n_missing, outside_endpoint(plan, step));
}

std::string left_out_text(const Plan& plan, const Step& step, const formula::ModelFrame& frame) {
  const std::size_t missing = missing_values(plan, step, frame);
  const std::size_t outside = frame.n_missing - missing;
  std::string text;
  if (missing > 0)
    text = fmt::format("{} {} left out for a missing value",
                       report::count(static_cast<double>(missing)),
                       plural(missing, "patient was", "patients were"));
  if (outside > 0)
    text += fmt::format(
        "{}{} {} not in the population of the endpoint", text.empty() ? "" : "; ",
        report::count(static_cast<double>(outside)),
        missing > 0 ? plural(outside, "is", "are") : plural(outside, "patient is", "patients are"));
  return text;
}

void add_missing(const Plan& plan, const Step& step, const formula::ModelFrame& frame,
                 std::vector<Limitation>& found) {
  const std::size_t missing = missing_values(plan, step, frame);
  const std::size_t all = frame.rows.size() + missing;
  if (!more_than(missing, all, LimitationRules().share_missing)) return;
  found.push_back(
      {"missing",
       fmt::format("{}: {} were left out for a missing value", step.title,
                   share_text(missing, all)),
       {{"missing", static_cast<double>(missing)}, {"patients", static_cast<double>(all)}}});
}

void add_horizon(const Plan& plan, const Step& step, const endpoint::Outcomes& outcomes,
                 double time, std::vector<Limitation>& found) {
  std::size_t censored = 0;
  double longest = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    censored += outcomes.event[i] == 0 && outcomes.time[i] < time;
    longest = std::max(longest, outcomes.time[i]);
  }
  const std::string at = time_text(time, unit_of(plan, step));
  if (longest < time)
    found.push_back({"beyond_follow_up",
                     fmt::format("{}: judged at {}, where nobody was followed beyond {}",
                                 step.title, at, report::fixed(longest, 1)),
                     {{"time", time}, {"longest", longest}}});
  else if (more_than(censored, outcomes.size(), LimitationRules().share_censored))
    found.push_back({"censored_before",
                     fmt::format("{}: the fate of {} by {} is not known, as they were censored "
                                 "before",
                                 step.title, share_text(censored, outcomes.size()), at),
                     {{"time", time},
                      {"censored", static_cast<double>(censored)},
                      {"patients", static_cast<double>(outcomes.size())}}});
}

}  // namespace venscope::study
