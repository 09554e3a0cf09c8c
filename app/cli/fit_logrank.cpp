/// venscope fit logrank
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::cli {
namespace {

struct LogRankArguments : FitArguments {
  std::string rho = "0", gamma = "0", pairwise;
  bool trend = false;
};

std::string test_line(std::string_view name, const survival::LogRank& test) {
  if (test.df == 0) return fmt::format("{}: undefined\n", name);
  return fmt::format("{}: chi-squared {:.4g} on {:g} df, {}\n", name, test.chi_squared, test.df,
                     report::p_equation(test.p));
}

std::string text_of(const study::LogRankAnalysis& analysis) {
  const study::LogRankOptions& options = analysis.options;
  const std::string title = options.gamma != 0
                                ? fmt::format("Fleming-Harrington test, rho = {:g}, gamma = {:g}",
                                              options.rho, options.gamma)
                            : options.rho == 0 ? "Log-rank test"
                                               : fmt::format("G-rho test, rho = {:g}", options.rho);
  std::string text = heading(title, analysis.frame);
  const auto& names = analysis.frame.groups.names;
  TextTable groups({"", "n", "observed", "expected", "observed/expected"});
  for (std::size_t k = 0; k < names.size(); ++k) {
    const survival::LogRankGroup& group = analysis.test.groups[k];
    groups.add({names[k], fmt::format("{:g}", group.n), fmt::format("{:.6g}", group.observed),
                report::fixed(group.expected, 2),
                group.expected > 0 ? report::fixed(group.observed / group.expected, 2)
                                   : report::undefined_number});
  }
  text += groups.text() + '\n';
  if (!analysis.frame.strata.empty())
    text += fmt::format("stratified by {} strata\n", analysis.frame.strata.names.size());
  text += test_line("test", analysis.test);
  if (analysis.trend) text += test_line("trend", *analysis.trend);
  if (analysis.pairwise.empty()) return text;
  TextTable pairs({"pair", "chi-squared", "p", "p adjusted"});
  for (const survival::PairwiseLogRank& pair : analysis.pairwise)
    pairs.add({names[pair.first] + " – " + names[pair.second],
               fmt::format("{:.4g}", pair.chi_squared), report::p_value(pair.p),
               report::p_value(pair.p_adjusted)});
  return text + '\n' + pairs.text();
}

std::string csv_of(const study::LogRankAnalysis& analysis) {
  std::string text = csv_line({"group", "n", "observed", "expected"});
  for (std::size_t k = 0; k < analysis.test.groups.size(); ++k) {
    const survival::LogRankGroup& group = analysis.test.groups[k];
    text += csv_line({analysis.frame.groups.names[k], report::exact(group.n),
                      report::exact(group.observed), report::exact(group.expected)});
  }
  return text;
}

/// Without an event nothing is compared: for one who asks for the test that is no result.
Result<study::LogRankAnalysis> log_rank_of_events(std::string_view formula,
                                                  const cohort::Table& table,
                                                  const study::LogRankOptions& options) {
  auto analysis = study::analyse_log_rank(formula, table, options);
  if (!analysis) return analysis;
  const auto& events = analysis->frame.outcomes.event;
  if (std::any_of(events.begin(), events.end(), [](std::int32_t event) { return event != 0; }))
    return analysis;
  return cannot_analyse("survival.no_events",
                        fmt::format("none of the {} rows has an event; a log-rank test needs at "
                                    "least one",
                                    events.size()));
}

/// A trend has a meaning only in an order, and nobody may have chosen the one that text has. Of two
/// groups every order gives the same test.
Result<study::LogRankAnalysis> analyse(std::string_view formula, const cohort::Table& table,
                                       const study::LogRankOptions& options) {
  auto analysis = log_rank_of_events(formula, table, options);
  if (!analysis || !options.trend) return analysis;
  const formula::Grouping& groups = analysis->frame.groups;
  if (groups.alphabetical.empty() || groups.names.size() < 3) return analysis;
  analysis->frame.warnings.push_back(fmt::format(
      "the trend is over the groups in the order of their text: {}; where another order is meant, "
      "give it: factor({}, levels = c(…))",
      fmt::join(groups.levels, " < "), fmt::join(groups.alphabetical, "), factor(")));
  return analysis;
}

int run_logrank(const LogRankArguments& arguments) {
  OptionReader reader;
  study::LogRankOptions options;
  options.rho = reader.number("--rho", arguments.rho, -unlimited, unlimited, 0);
  options.gamma = reader.number("--gamma", arguments.gamma, -unlimited, unlimited, 0);
  options.trend = arguments.trend;
  if (!arguments.pairwise.empty())
    options.pairwise = std::array{Adjustment::none, Adjustment::holm,
                                  Adjustment::benjamini_hochberg}[reader.choice(
        "--pairwise", arguments.pairwise, {"none", "holm", "bh"})];
  options.weights = weights_of(arguments);
  const formula::FrameOptions frame{.weights = options.weights, .grouping = true};
  return run_fit(arguments, std::move(reader), frame, analyse, options, text_of, csv_of);
}

}  // namespace

void add_logrank(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<LogRankArguments>();
  CLI::App* logrank = add_kind(fit, *arguments, "logrank", "Log-rank and G-rho tests",
                               "venscope fit logrank 'Surv(os_days, died) ~ disease_group + "
                               "strata(hospital)' studies/bmt-leukaemia/cohort.csv",
                               true);
  logrank->add_option("--rho", arguments->rho, "weight S(t)^rho: 0 log-rank, 1 Peto and Peto")
      ->capture_default_str();
  logrank
      ->add_option("--gamma", arguments->gamma,
                   "times (1 - S(t))^gamma: above 0 late differences count more")
      ->capture_default_str();
  logrank->add_flag("--trend", arguments->trend, "test for trend over the groups in their order");
  logrank->add_option("--pairwise", arguments->pairwise,
                      "every pair of groups, p adjusted by: none, holm or bh");
  logrank->callback([arguments, &run] { run = [arguments] { return run_logrank(*arguments); }; });
}

}  // namespace venscope::cli
