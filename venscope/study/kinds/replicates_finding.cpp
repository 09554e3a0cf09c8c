// How a comparison of replicates is told: sentences, warnings, limitations.
#include "venscope/study/kinds/replicates_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using assay::Scale;

}  // namespace

bool all_brackets(std::size_t pairs) {
  return pairs <= 6;
}

std::string method_sentence(assay::Method method, bool paired, std::size_t conditions) {
  const std::string within = paired ? " within units" : "";
  switch (method) {
    case assay::Method::t:
      return paired ? "the paired t test" : "Student's t test";
    case assay::Method::welch:
      if (conditions == 2) return paired ? "the paired t test" : "Welch's t test";
      return paired ? "paired t tests of all pairs with Holm's adjustment"
                    : "Welch's analysis of variance and Welch's t tests with Holm's adjustment";
    case assay::Method::anova:
      return "analysis of variance" + within;
    case assay::Method::dunnett:
      return "analysis of variance and Dunnett's comparisons with the control" + within;
    case assay::Method::tukey:
      return "analysis of variance and Tukey's comparisons of all pairs" + within;
    case assay::Method::holm:
      return "analysis of variance and t tests of one variance with Holm's adjustment" + within;
  }
  return "";
}

std::vector<std::string> ReplicatesFinding::methods(const Plan&, const Step&) const {
  std::vector<std::string> sentences;
  const std::string label = within_sentence(drawing.label);
  if (!analysis.options.unit.empty())
    sentences.push_back(fmt::format(
        "technical replicates were averaged within each {} before anything was compared",
        analysis.options.unit));
  if (analysis.factorial)
    sentences.push_back(fmt::format(
        "{} was compared by two-way analysis of variance{} of {} and {} with their interaction "
        "(sums of squares of types II and III), and between conditions at each dose by {} with "
        "Holm's adjustment over all of them",
        label, analysis.options.paired ? " in blocks" : "",
        within_sentence(drawing.condition_label), within_sentence(drawing.dose_label),
        analysis.method == assay::Method::welch ? "Welch's t tests"
                                                : "t tests of the pooled variance"));
  else
    sentences.push_back(fmt::format(
        "{} was compared by {}", label,
        method_sentence(analysis.method, analysis.options.paired, analysis.conditions.size())));
  if (analysis.options.scale != Scale::identity)
    sentences.push_back(
        fmt::format("{} was averaged and compared on the scale of {}", label,
                    analysis.options.scale == Scale::log ? "logarithms" : "logits"));
  if (analysis.comparison.pairs.size() > 1)
    sentences.push_back("confidence intervals of several comparisons of replicates hold together");
  return sentences;
}

std::vector<std::string> ReplicatesFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (const assay::PairComparison& pair : analysis.comparison.pairs)
    lines.push_back(fmt::format(
        "{}, {}: {} {} ({} to {}), {}", drawing.label, analysis.pair_name(pair, drawing.dose_unit),
        effect_name(analysis.options.scale), digits(analysis.effect(pair.difference)),
        digits(analysis.effect(pair.interval.low)), digits(analysis.effect(pair.interval.high)),
        report::p_equation(pair.p_adjusted)));
  return lines;
}

std::vector<Limitation> ReplicatesFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> all;
  const std::size_t n = analysis.smallest_n();
  if (n < 6) {
    std::string text = fmt::format(
        "{}: {} {} per condition cannot show whether they are normal or vary alike, which the "
        "tests suppose",
        drawing.label, n, plural(n, "replicate", "replicates"));
    Limitation few{"few_replicates", std::move(text), {{"replicates", static_cast<double>(n)}}};
    if (analysis.comparison.smallest_rank_p) {
      few.text += fmt::format("; ranks could not get below {}",
                              report::p_equation(*analysis.comparison.smallest_rank_p));
      few.numbers.emplace_back("smallest_rank_p", *analysis.comparison.smallest_rank_p);
    }
    all.push_back(std::move(few));
  }
  if (analysis.options.unit.empty())
    all.push_back({"no_unit",
                   fmt::format("{}: no biological unit is declared, so that {} rows count as "
                               "independent; if some are wells of one culture, p is too small",
                               drawing.label, analysis.replicates.value.size()),
                   {{"rows", static_cast<double>(analysis.replicates.value.size())}}});
  return all;
}

}  // namespace venscope::study
