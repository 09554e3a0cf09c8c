/// venscope fit cuminc
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/competing.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct CumincArguments : FitArguments {
  std::string scale = "log", level = "0.95", times, rho = "0", censored;
};

std::string text_of(const study::IncidenceAnalysis& analysis) {
  std::string text = heading("Cumulative incidence", analysis.frame);
  TextTable counts({"", "cause", "n", "events", "last time", "incidence there", "SE"});
  for (const study::IncidenceStratum& stratum : analysis.strata)
    for (std::size_t c = 0; c < stratum.fit.causes.size(); ++c) {
      const survival::CauseCurve& curve = stratum.fit.causes[c];
      counts.add({stratum.name, analysis.frame.causes[c].name, std::to_string(stratum.fit.n),
                  report::count(curve.events), fmt::format("{:.6g}", stratum.fit.times.back().time),
                  number_or_dash(curve.points.back().estimate, 4),
                  number_or_dash(curve.points.back().std_error, 4)});
    }
  text += counts.text();
  if (!analysis.options.times.empty()) {
    TextTable at({"", "cause", "time", "at risk", "incidence", "SE",
                  report::percent(analysis.options.curve.level, 0) + " CI"});
    for (const study::IncidenceStratum& stratum : analysis.strata)
      for (std::size_t c = 0; c < stratum.at.size(); ++c)
        for (const auto& reading : stratum.at[c])
          at.add({stratum.name, analysis.frame.causes[c].name, fmt::format("{:.6g}", reading.time),
                  report::count(reading.n_risk), number_or_dash(reading.point.estimate, 4),
                  number_or_dash(reading.point.std_error, 4),
                  limits_or_dash(reading.point.lower, reading.point.upper, 4)});
    text += '\n' + at.text();
  }
  if (analysis.gray.empty()) return text;
  text += '\n';
  for (std::size_t c = 0; c < analysis.gray.size(); ++c) {
    const survival::GrayTest& test = analysis.gray[c];
    const std::string name = fmt::format("Gray's test, cause {}", analysis.frame.causes[c].name);
    text += test.df == 0 ? name + ": undefined\n"
                         : fmt::format("{}: chi-squared {:.4g} on {:g} df, {}\n", name,
                                       test.statistic, test.df, report::p_equation(test.p));
  }
  if (!analysis.frame.strata.empty())
    text += fmt::format("the tests are stratified by {} strata, the curves are not\n",
                        analysis.frame.strata.names.size());
  return text;
}

std::string csv_of(const study::IncidenceAnalysis& analysis) {
  std::string text = csv_line(
      {"stratum", "cause", "time", "n_risk", "n_event", "estimate", "std_err", "lower", "upper"});
  const auto add = [&](const study::IncidenceStratum& stratum, std::size_t c, double time,
                       double n_risk, const survival::IncidencePoint& point) {
    text += csv_line({stratum.name, analysis.frame.causes[c].name, report::exact(time),
                      report::exact(n_risk), report::exact(point.n_event),
                      report::exact(point.estimate), report::exact(point.std_error),
                      report::exact(point.lower), report::exact(point.upper)});
  };
  for (const study::IncidenceStratum& stratum : analysis.strata)
    for (std::size_t c = 0; c < stratum.fit.causes.size(); ++c)
      if (analysis.options.times.empty()) {
        for (std::size_t j = 0; j < stratum.fit.times.size(); ++j)
          add(stratum, c, stratum.fit.times[j].time, stratum.fit.times[j].n_risk,
              stratum.fit.causes[c].points[j]);
      } else {
        for (const auto& reading : stratum.at[c])
          add(stratum, c, reading.time, reading.n_risk, reading.point);
      }
  return text;
}

int run_cuminc(const CumincArguments& arguments) {
  OptionReader reader;
  study::IncidenceOptions options;
  options.curve.scale = static_cast<survival::ConfidenceScale>(
      reader.choice("--conf-type", arguments.scale, {"log", "log-log", "plain", "none"}));
  options.curve.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.times = reader.numbers("--times", arguments.times);
  options.rho = reader.number("--rho", arguments.rho, -unlimited, unlimited, 0);
  options.weights = weights_of(arguments);
  if (!arguments.censored.empty()) options.censored = arguments.censored;
  return run_fit(arguments, std::move(reader), options.frame(), study::analyse_incidence, options,
                 text_of, csv_of);
}

}  // namespace

void add_cuminc(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<CumincArguments>();
  CLI::App* cuminc =
      add_kind(fit, *arguments, "cuminc", "Cumulative incidence of competing causes, Gray's test",
               "venscope fit cuminc 'Surv(dfs_days, ifelse(relapsed == 1, 1, 2 * dfs_event)) ~ "
               "disease_group' studies/bmt-leukaemia/cohort.csv --times 365,730",
               true);
  cuminc
      ->add_option("--conf-type", arguments->scale,
                   "scale of the interval: log, log-log, plain or none")
      ->capture_default_str();
  cuminc->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  cuminc->add_option("--times", arguments->times, "times at which incidence is read off: 6,12,24");
  cuminc->add_option("--rho", arguments->rho, "of Gray's test: weight (1 - F(t))^rho")
      ->capture_default_str();
  cuminc
      ->add_option("--censored", arguments->censored,
                   "value of the cause that means censored; default 0 or 'censored'")
      ->type_name("VALUE");
  cuminc->callback([arguments, &run] { run = [arguments] { return run_cuminc(*arguments); }; });
}

}  // namespace venscope::cli
