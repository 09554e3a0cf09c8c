#include "venscope/study/kinds/arm_finding.hpp"

#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/arm_cells.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using survival::Contrast;

bool ArmFinding::crossing() const {
  const auto p = found_.against_proportional();
  return p && *p < 0.05;
}

std::string ArmFinding::arm(std::size_t a) const {
  const std::string words = report::level_words(found_.arms[a]);
  // "yes" alone says nothing in a sentence.
  if (found_.arms[0] == "no" && found_.arms[1] == "yes") return found_.label + ": " + words;
  return words;
}

std::string ArmFinding::against() const {
  return arm(1) + " against " + report::level_words(found_.arms[0]);
}

std::vector<report::Block> ArmFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks{figure(plan, step), arms_table(plan, step)};
  blocks.emplace_back(report::Paragraph{proportionality(plan, step)});
  blocks.emplace_back(comparison_table(plan, step));
  if (!found_.milestones.empty()) blocks.emplace_back(milestone_table(plan, step));
  if (!found_.options.cuts.empty()) blocks.emplace_back(piecewise_table(plan, step));
  blocks.emplace_back(test_table(step));
  return blocks;
}

std::string ArmFinding::mean_words(const Plan& plan, const Step& step) const {
  if (!found_.means) return "";
  const Contrast& difference = found_.means->difference;
  std::string text =
      fmt::format("Within the first {}, {} had on average {} {} {} without the event than {}",
                  time_text(found_.means->horizon, unit_of(plan, step)), arm(1),
                  shown(std::fabs(difference.estimate), 1), unit_of(plan, step),
                  difference.estimate < 0 ? "less" : "more", report::level_words(found_.arms[0]));
  if (std::isfinite(difference.lower))
    text += fmt::format(" (difference {}, {} {})", shown(difference.estimate, 1), interval(),
                        report::interval(difference.lower, difference.upper, 1));
  return text + ".";
}

/// What the reader must know before he reads one hazard ratio.
std::string ArmFinding::proportionality(const Plan& plan, const Step& step) const {
  const ArmHazard& crude = found_.hazards.front();
  std::vector<std::string> tests;
  if (crude.zph)
    tests.push_back(
        fmt::format("test of proportional hazards {}", report::p_equation(crude.zph->p)));
  if (crude.piecewise && crude.piecewise->change.df > 0)
    tests.push_back(fmt::format("test of change over the declared intervals {}",
                                report::p_equation(crude.piecewise->change.p)));
  if (tests.size() > 1) tests.emplace_back("of two tests the smaller p counts twice");
  if (tests.empty())
    return fmt::format("Whether the hazards are proportional could not be tested{}. {}",
                       crude.estimable() ? "" : ": the hazard ratio has no finite estimate",
                       mean_words(plan, step));
  if (!crossing())
    return fmt::format(
        "Nothing speaks against proportional hazards ({}); with few events such a test finds "
        "little. {}",
        fmt::join(tests, "; "), mean_words(plan, step));
  return fmt::format(
      "The hazards are not proportional ({}): the effect changes with time, and one hazard ratio "
      "is an average that depends on how long patients were followed. Read the restricted means "
      "and the milestones instead. {}",
      fmt::join(tests, "; "), mean_words(plan, step));
}

report::Figure ArmFinding::figure(const Plan& plan, const Step& step) const {
  report::SurvivalFigure drawn;
  for (std::size_t a = 0; a < 2; ++a)
    drawn.curves.push_back({arm(a), &found_.curves.strata[a].fit});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.bands = found_.options.curve.scale != survival::ConfidenceScale::none;
  if (found_.log_rank.df > 0)
    drawn.notes.push_back("Log-rank test: " + report::p_equation(found_.log_rank.p));
  const ArmHazard& crude = found_.hazards.front();
  if (crude.estimable() && !crossing())
    drawn.notes.push_back("HR " + hazard_cell(*crude.term()).text);
  if (crossing()) drawn.notes.emplace_back("Hazards not proportional");
  drawn.width = report::double_column * 0.66;
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}. Kaplan–Meier estimates{}; ticks mark censored patients, dotted lines the medians.",
      step.title, drawn.bands ? " with pointwise " + interval() : "");
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

std::vector<std::string> ArmFinding::methods(const Plan& plan, const Step& step) const {
  std::vector<std::string> sentences{
      fmt::format("the two arms, {}, were compared by Kaplan–Meier curves, the log-rank test and "
                  "Cox models; medians are given with limits by Brookmeyer and Crowley (R) and "
                  "with a standard error by the density of the curve (SPSS's rule)",
                  against())};
  if (found_.means)
    sentences.push_back(
        fmt::format("restricted mean survival times to {} were compared by difference and ratios "
                    "with Greenwood's variance",
                    time_text(found_.means->horizon, unit_of(plan, step))));
  if (!found_.milestones.empty())
    sentences.emplace_back(
        "survival at declared times was compared by the plain and the complementary log-log test "
        "of Klein and co-workers");
  if (!found_.options.cuts.empty())
    sentences.emplace_back(
        "a hazard ratio was estimated within each declared interval of time, and a change of it "
        "was tested by the likelihood ratio");
  sentences.emplace_back(
      "proportional hazards of the arms were tested by the score test of an interaction with time "
      "(as cox.zph in R)");
  return sentences;
}

std::vector<std::string> ArmFinding::summary(const Plan& plan, const Step& step) const {
  std::vector<std::string> lines;
  const ArmHazard& crude = found_.hazards.front();
  if (crude.estimable())
    lines.push_back(fmt::format("{}: HR {}, {}", against(), hazard_cell(*crude.term()).text,
                                report::p_equation(crude.term()->p)));
  if (found_.log_rank.df > 0)
    lines.push_back("Log-rank test: " + report::p_equation(found_.log_rank.p));
  if (crossing()) lines.emplace_back("Hazards not proportional: read the restricted means");
  if (found_.means)
    lines.push_back(fmt::format("Restricted mean to {}: difference {}",
                                time_text(found_.means->horizon, unit_of(plan, step)),
                                difference_cell(found_.means->difference, 1, 1).text));
  return lines;
}

std::vector<Limitation> ArmFinding::limitations(const Plan& plan, const Step& step) const {
  if (!crossing()) return {};
  const double p = *found_.against_proportional();
  return {{"non_proportional",
           fmt::format("{}: the hazards of the arms are not proportional ({}), so that one hazard "
                       "ratio does not describe them",
                       outcome_of(plan, step), report::p_equation(p)),
           {{"p", p}}}};
}

}  // namespace venscope::study
