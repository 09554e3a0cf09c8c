/// venscope fit rmst
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/arms.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct RmstArguments : FitArguments {
  std::string tau, level = "0.95";
};

std::string limits(const survival::Contrast& contrast) {
  return limits_or_dash(contrast.lower, contrast.upper, 3);
}

std::string text_of(const study::RestrictedMeanAnalysis& analysis) {
  const survival::RestrictedMeanComparison& compared = analysis.comparison;
  std::string text = heading("Restricted mean survival time", analysis.frame);
  text.pop_back();
  text += fmt::format("to {:g}{}\n\n", compared.horizon,
                      analysis.options.horizon ? "" : ", the smaller of the last times");
  const std::string interval = report::level_text(analysis.options.level) + " CI";
  TextTable arms({"", "n", "events", "mean", "SE", interval});
  const auto add = [&](std::size_t a, const survival::RestrictedMean& mean) {
    arms.add(
        {analysis.frame.groups.names[a], std::to_string(analysis.curves[a].n),
         fmt::format("{:g}", analysis.curves[a].events), number_or_dash(mean.mean, 3),
         number_or_dash(mean.std_error, 3),
         limits(survival::normal_contrast(mean.mean, mean.std_error, analysis.options.level))});
  };
  add(0, compared.reference);
  add(1, compared.compared);
  const auto& names = analysis.frame.groups.names;
  text += arms.text() + fmt::format("\n{} against {}\n", names[1], names[0]);
  TextTable contrasts({"", "estimate", interval, "p"});
  const auto contrast = [&](const char* name, const survival::Contrast& found) {
    contrasts.add({name, number_or_dash(found.estimate, 3), limits(found),
                   std::isfinite(found.p) ? report::p_value(found.p) : report::undefined_number});
  };
  contrast("difference", compared.difference);
  contrast("ratio", compared.ratio);
  contrast("ratio of time lost", compared.lost_ratio);
  return text + contrasts.text();
}

std::string csv_of(const study::RestrictedMeanAnalysis& analysis) {
  const survival::RestrictedMeanComparison& compared = analysis.comparison;
  const double level = analysis.options.level;
  std::string text = csv_line({"term", "estimate", "std_error", "low", "high", "p"});
  const auto add = [&](const std::string& name, const survival::Contrast& found, bool tested) {
    text += csv_line({name, report::exact(found.estimate), report::exact(found.std_error),
                      report::exact(found.lower), report::exact(found.upper),
                      tested ? report::exact(found.p) : ""});
  };
  const auto& names = analysis.frame.groups.names;
  const auto &a = compared.reference, &b = compared.compared;
  add(names[0], survival::normal_contrast(a.mean, a.std_error, level), false);
  add(names[1], survival::normal_contrast(b.mean, b.std_error, level), false);
  add("difference", compared.difference, true);
  add("ratio", compared.ratio, true);
  add("lost_ratio", compared.lost_ratio, true);
  return text;
}

int run_rmst(const RmstArguments& arguments) {
  OptionReader reader;
  study::RestrictedMeanOptions options;
  if (!arguments.tau.empty())
    options.horizon = reader.number("--tau", arguments.tau, 0, unlimited, 1);
  options.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  const formula::FrameOptions frame{.grouping = true};
  return run_fit(arguments, std::move(reader), frame, study::analyse_restricted_mean, options,
                 text_of, csv_of);
}

}  // namespace

void add_rmst(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<RmstArguments>();
  CLI::App* rmst =
      add_kind(fit, *arguments, "rmst", "Restricted mean survival time of two arms, compared",
               "venscope fit rmst 'Surv(os_days, died) ~ mtx' "
               "studies/bmt-leukaemia/cohort.csv --tau 730",
               false);
  rmst->add_option("--tau", arguments->tau,
                   "mean up to this time; default the smaller of the arms' last times")
      ->type_name("T");
  rmst->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  rmst->callback([arguments, &run] { run = [arguments] { return run_rmst(*arguments); }; });
}

}  // namespace venscope::cli
