/// venscope fit km
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct KmArguments : FitArguments {
  std::string scale = "log", level = "0.95", times;
};

/// "12.5 to NR"; a dash where the limits are undefined.
std::string limits_of(const survival::SurvivalQuantile& median) {
  const std::string open = median.limits_known ? "NR" : report::undefined_number;
  if (!median.limits_known && !median.lower && !median.upper) return report::undefined_number;
  return fmt::format("{} to {}", median.lower ? fmt::format("{:.6g}", *median.lower) : open,
                     median.upper ? fmt::format("{:.6g}", *median.upper) : open);
}

/// What the table's marks mean, as far as it has them.
std::string footnote(const study::CurvesAnalysis& analysis) {
  const double horizon = analysis.strata.front().mean.horizon;
  bool carried = false, unknown = false;
  for (const study::Stratum& stratum : analysis.strata) {
    const survival::KaplanMeierPoint last = stratum.fit.curve.back();
    carried = carried || (last.time < horizon && last.survival > 0);
    const survival::SurvivalQuantile& median = stratum.median;
    unknown = unknown || (!median.limits_known && !(median.lower && median.upper));
  }
  return fmt::format("  * restricted to {:.6g}{}; NR: not reached{}\n", horizon,
                     carried ? "; curves that end before are carried on at their last height" : "",
                     unknown ? "; –: undefined" : "");
}

/// With weights events are sums of them, and so is what they are events of.
TextTable groups_table(const study::CurvesAnalysis& analysis) {
  const bool weighted = !analysis.frame.weights.empty();
  const std::string level = report::percent(analysis.options.curve.level, 0);
  std::vector<std::string> head{
      "", weighted ? "rows" : "n", "events", "median", level + " CI", "mean*", "SE"};
  if (weighted) head.insert(head.begin() + 2, "weighted n");
  TextTable groups(std::move(head));
  for (const study::Stratum& stratum : analysis.strata) {
    std::vector<std::string> row{
        stratum.name,
        std::to_string(stratum.fit.n),
        report::count(stratum.fit.events),
        stratum.median.time ? fmt::format("{:.6g}", *stratum.median.time) : "not reached",
        limits_of(stratum.median),
        fmt::format("{:.6g}", stratum.mean.mean),
        number_or_dash(stratum.mean.std_error, 3)};
    if (weighted) row.insert(row.begin() + 2, report::count(stratum.fit.n_weighted));
    groups.add(std::move(row));
  }
  return groups;
}

std::string text_of(const study::CurvesAnalysis& analysis) {
  std::string text = heading("Kaplan-Meier", analysis.frame);
  const std::string level = report::percent(analysis.options.curve.level, 0);
  text += groups_table(analysis).text();
  if (!analysis.strata.empty()) text += footnote(analysis);
  if (analysis.options.times.empty()) return text;
  TextTable at({"", "time", "at risk", "survival", "SE", level + " CI"});
  for (const study::Stratum& stratum : analysis.strata)
    for (const auto& point : stratum.at)
      at.add({stratum.name, fmt::format("{:.6g}", point.time), report::count(point.n_risk),
              number_or_dash(point.survival, 4), number_or_dash(point.std_error, 4),
              limits_or_dash(point.lower, point.upper, 4)});
  return text + '\n' + at.text();
}

std::string csv_of(const study::CurvesAnalysis& analysis) {
  std::string text = csv_line(
      {"stratum", "time", "n_risk", "n_event", "n_censor", "surv", "std_err", "lower", "upper"});
  for (const study::Stratum& stratum : analysis.strata) {
    const auto add = [&](const auto& points) {
      for (const survival::KaplanMeierPoint& point : points)
        text += csv_line({stratum.name, report::exact(point.time), report::exact(point.n_risk),
                          report::exact(point.n_event), report::exact(point.n_censor),
                          report::exact(point.survival), report::exact(point.std_error),
                          report::exact(point.lower), report::exact(point.upper)});
    };
    analysis.options.times.empty() ? add(stratum.fit.curve) : add(stratum.at);
  }
  return text;
}

int run_km(const KmArguments& arguments) {
  OptionReader reader;
  study::CurvesOptions options;
  options.curve.scale = static_cast<survival::ConfidenceScale>(
      reader.choice("--conf-type", arguments.scale, {"log", "log-log", "plain", "none"}));
  options.curve.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.curve.threads = all_threads();
  options.times = reader.numbers("--times", arguments.times);
  options.weights = weights_of(arguments);
  const formula::FrameOptions frame{
      .weights = options.weights, .grouping = true, .strata_in_groups = true};
  return run_fit(arguments, std::move(reader), frame, study::analyse_curves, options, text_of,
                 csv_of);
}

}  // namespace

void add_km(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<KmArguments>();
  CLI::App* km = add_kind(fit, *arguments, "km", "Kaplan-Meier curves",
                          "venscope fit km 'Surv(os_days, died) ~ disease_group' "
                          "studies/bmt-leukaemia/cohort.csv --times 365,730",
                          true);
  km->add_option("--conf-type", arguments->scale,
                 "scale of the interval: log, log-log, plain or none")
      ->capture_default_str();
  km->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  km->add_option("--times", arguments->times, "times at which survival is read off: 6,12,24");
  km->callback([arguments, &run] { run = [arguments] { return run_km(*arguments); }; });
}

}  // namespace venscope::cli
