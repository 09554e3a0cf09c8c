#include "venscope/response/two_way.hpp"

#include "venscope/cohort/cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace venscope::response {
namespace {

constexpr std::array yes_words{"1",        "yes",      "y",         "true", "t",
                               "positive", "pos",      "mutated",   "mut",  "present",
                               "event",    "response", "responder", "cr",   "remission"};
constexpr std::array no_words{
    "0",         "no",       "n",  "false",  "f",    "negative",      "neg",          "wild_type",
    "wild type", "wildtype", "wt", "absent", "none", "non-responder", "nonresponder", "nr"};

template <class Words>
bool among(const std::string& level, const Words& words) {
  std::string lower = level;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(words.begin(), words.end(), std::string_view(lower)) != words.end();
}

/// The position of the only level among the words, or levels.size().
template <class Words>
std::size_t only_one_among(const std::vector<std::string>& levels, const Words& words) {
  std::size_t found = levels.size();
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (!among(levels[k], words)) continue;
    if (found < levels.size()) return levels.size();
    found = k;
  }
  return found;
}

void warn_of_dropped(const std::vector<std::string>& before, const std::vector<std::string>& after,
                     const std::string& variable, std::vector<std::string>& warnings) {
  for (const std::string& level : before)
    if (std::find(after.begin(), after.end(), level) == after.end())
      warnings.push_back(
          fmt::format("no complete row has {} = {}: the level was left out", variable, level));
}

/// The value of a test, or nothing and a warning of why.
template <class T>
std::optional<T> keep(Result<T> result, std::string_view test, std::vector<std::string>& warnings) {
  if (result) return std::move(*result);
  for (const Problem& problem : result.error())
    warnings.push_back(fmt::format("{}: {}", test, problem.what));
  return std::nullopt;
}

void test(TwoWay& answer, const TwoWayOptions& options) {
  answer.pearson = keep(pearson(answer.table), "Pearson's chi-squared test", answer.warnings);
  if (!answer.pearson) return;
  if (answer.pearson->expected_below_five > 0)
    answer.warnings.push_back(fmt::format(
        "{} of {} expected counts are below 5 (the smallest is {:.3g}): the chi-squared p is "
        "approximate, prefer Fisher's",
        answer.pearson->expected_below_five, answer.table.counts.size(),
        answer.pearson->smallest_expected));
  const bool two_by_two = answer.table.rows() == 2 && answer.table.columns() == 2;
  if (two_by_two)
    answer.yates = keep(pearson_yates(answer.table), "Yates' correction", answer.warnings);
  answer.n_minus_one =
      keep(pearson_n_minus_one(answer.table), "the N - 1 chi-squared test", answer.warnings);
  answer.likelihood_ratio =
      keep(likelihood_ratio(answer.table), "the likelihood ratio test", answer.warnings);
  FisherOptions fisher_options;
  fisher_options.confidence = options.confidence;
  fisher_options.step_limit = 60'000'000;  // some six seconds: a person is waiting
  Result<Fisher> exact = fisher(answer.table, fisher_options);
  if (!exact && exact.error().front().code == "response.fisher_too_large") {
    exact = fisher_monte_carlo(answer.table, options.seed);
    if (exact)
      answer.warnings.push_back(
          fmt::format("Fisher's exact p would take too long: it was estimated from {} random "
                      "tables (seed {}, standard error {:.2g})",
                      exact->replicates, options.seed, exact->p_std_error));
  }
  answer.fisher = keep(std::move(exact), "Fisher's exact test", answer.warnings);
}

Result<std::size_t> find_counted(const TwoWay& answer, const TwoWayOptions& options,
                                 const std::string& outcome) {
  const auto& levels = answer.table.column_levels;
  if (!options.counted_level) return counted_level(levels);
  const auto found = std::find(levels.begin(), levels.end(), *options.counted_level);
  if (found != levels.end()) return static_cast<std::size_t>(found - levels.begin());
  return failure({"response.unknown_level",
                  {},
                  fmt::format("{} has no level {}", outcome, *options.counted_level),
                  fmt::format("one of {}", fmt::join(levels, ", ")),
                  {},
                  Fault::input});
}

/// Whether a level is a number other than 0 and 1: then 1 is a code among others, not a yes.
bool other_numbers(const std::vector<std::string>& levels) {
  return std::any_of(levels.begin(), levels.end(), [](const std::string& level) {
    const auto number = cohort::parse_number(level);
    return number && number->value != 0 && number->value != 1;
  });
}

}  // namespace

std::size_t counted_level(const std::vector<std::string>& levels) {
  if (levels.empty()) return 0;
  const std::size_t yes = only_one_among(levels, yes_words);
  if (yes < levels.size() && !(levels[yes] == "1" && other_numbers(levels))) return yes;
  const std::size_t no = only_one_among(levels, no_words);
  return levels.size() == 2 && no < 2 ? 1 - no : levels.size() - 1;
}

Result<TwoWay> two_way(const cohort::Column& outcome, const cohort::Column& group,
                       const TwoWayOptions& options) {
  Result<ContingencyTable> counts = cross_tabulate(group, outcome);
  if (!counts) return failure(std::move(counts.error()));
  TwoWay answer;
  answer.table = without_empty_levels(*counts);
  if (answer.table.total() == 0)
    return cannot_analyse("response.no_observations",
                          fmt::format("no row has both {} and {}", outcome.name, group.name));
  warn_of_dropped(counts->row_levels, answer.table.row_levels, group.name, answer.warnings);
  warn_of_dropped(counts->column_levels, answer.table.column_levels, outcome.name, answer.warnings);
  const Result<std::size_t> counted = find_counted(answer, options, outcome.name);
  if (!counted) return failure(counted.error());
  answer.counted_level = answer.table.column_levels[*counted];
  for (std::size_t i = 0; i < answer.table.rows(); ++i) {
    const std::int64_t x = answer.table(i, *counted), n = answer.table.row_total(i);
    const Result<Interval> score = wilson(x, n, options.confidence);
    const Result<Interval> exact = clopper_pearson(x, n, options.confidence);
    if (!score || !exact) return failure(!score ? score.error() : exact.error());
    answer.proportions.push_back({answer.table.row_levels[i], x, n,
                                  static_cast<double>(x) / static_cast<double>(n), *score, *exact});
  }
  test(answer, options);
  if (answer.table.rows() == 2 && answer.table.columns() == 2) {
    const GroupProportion &first = answer.proportions[0], &second = answer.proportions[1];
    answer.effects =
        keep(two_proportions({first.x, first.n, second.x, second.n}, options.confidence),
             "the difference", answer.warnings);
  }
  return answer;
}

}  // namespace venscope::response
