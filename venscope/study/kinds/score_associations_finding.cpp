#include "venscope/study/kinds/score_associations_finding.hpp"

#include "venscope/report/figure/pooled_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/association_cells.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;

constexpr double called_below = 0.05;

/// Decimals that show two digits of a spread.
int decimals_of(const response::Summary& summary) {
  const double spread = summary.q1 && *summary.q3 > *summary.q1 ? *summary.q3 - *summary.q1
                        : summary.median                        ? std::fabs(*summary.median)
                                                                : 0;
  if (!(spread > 0)) return 1;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(spread))), 0, 4);
}

/// The same for all levels of a variable: those of the level that needs most.
int decimals_of(const Association& one) {
  int decimals = 0;
  for (const AssociationLevel& level : one.levels)
    decimals = std::max(decimals, decimals_of(level.summary));
  return decimals;
}

Cell summary_cell(const response::Summary& summary, int decimals) {
  if (!summary.median) return {report::undefined_number};
  return {fmt::format("{} ({})", report::fixed(*summary.median, decimals),
                      report::interval(summary.q1, summary.q3, decimals)),
          std::vector{*summary.median, *summary.q1, *summary.q3}};
}

std::string cap_text(double cap) {
  return report::exact(cap);
}

}  // namespace

std::vector<std::string> used_groups(const cohort::Column& column) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < column.levels.size(); ++k)
    if (std::find(column.code.begin(), column.code.end(), static_cast<std::int32_t>(k)) !=
        column.code.end())
      names.push_back(report::level_words(column.levels[k]));
  return names;
}

std::size_t ScoreAssociationsFinding::tested() const {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const Association& one) { return one.p.has_value(); }));
}

std::size_t ScoreAssociationsFinding::called() const {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Association& one) {
    return one.q && *one.q < called_below;
  }));
}

bool ScoreAssociationsFinding::any_tobit() const {
  return std::any_of(all.begin(), all.end(), [](const Association& one) {
    return one.tobit.has_value() || !one.tobit_note.empty();
  });
}

Json ScoreAssociationsFinding::json() const {
  Json json;
  json["score"] = score;
  json["score_label"] = score_label;
  json["score_type"] = number ? "number" : "groups";
  json["groups"] = groups;
  json["cohort"] = cohort;
  json["n"] = scored;
  json["n_without_score"] = without_score;
  json["tested"] = tested();
  json["variables"] = Json::array();
  for (const Association& one : all) json["variables"].push_back(to_json(one));
  json["adjusted_for"] = options.adjust;
  json["warnings"] = warnings();
  return json;
}

std::vector<std::string> ScoreAssociationsFinding::warnings() const {
  std::vector<std::string> said;
  for (const Association& one : all) {
    if (!one.p)
      said.push_back(fmt::format("{} was not tested: {}", one.label, one.note));
    else if (!one.note.empty())
      said.push_back(fmt::format("{}: {}", one.label, one.note));
    if (!one.tobit_note.empty())
      said.push_back(fmt::format("{}: no Tobit model: {}", one.label, one.tobit_note));
  }
  return said;
}

report::Row ScoreAssociationsFinding::variable_row(const Association& one) const {
  report::Row row;
  row.heading = !one.levels.empty();
  std::string label = one.label;
  if (one.cap && one.censored > 0)
    label += fmt::format(" ({} at {} or more)", one.censored, cap_text(*one.cap));
  row.cells = {label, count_cell(one.n), count_cell(one.missing), Cell("")};
  // Of two levels the effect stands beside the second of them.
  row.cells.push_back(one.levels.empty() ? effect_cell(one.measure, one.effect) : Cell(""));
  row.cells.push_back(p_cell(one.p));
  row.cells.push_back(p_cell(one.q));
  return row;
}

report::Row ScoreAssociationsFinding::level_row(const Association& one,
                                                const AssociationLevel& level) const {
  report::Row row;
  row.indent = 1;
  row.cells = {level.name, count_cell(level.n), Cell("")};
  if (level.counts.empty()) {
    row.cells.push_back(summary_cell(level.summary, decimals_of(one)));
  } else {
    std::vector<std::string> parts;
    std::vector<double> values;
    for (std::size_t g = 0; g < level.counts.size(); ++g) {
      std::int64_t of_group = 0;
      for (const AssociationLevel& other : one.levels) of_group += other.counts[g];
      const double part = static_cast<double>(level.counts[g]);
      parts.push_back(report::count_percent(part, static_cast<double>(of_group), 0));
      values.push_back(part);
    }
    values.resize(3, report::no_value);
    row.cells.emplace_back(fmt::format("{}", fmt::join(parts, " / ")), values);
  }
  row.cells.push_back(effect_cell(one.measure, level.effect));
  return row;
}

report::Table ScoreAssociationsFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {
      {"Variable", "", Align::left, {}},
      {"n", "", Align::right, {"n"}},
      {"Missing", "", Align::right, {"missing"}},
      {number ? "Score, median (IQR)"
              : fmt::format("Median (IQR), or {}", fmt::join(groups, " / ")),
       "", Align::right,
       number ? std::vector<std::string>{"median", "q1", "q3"}
              : std::vector<std::string>{"median_or_first", "q1_or_second", "q3_or_third"}},
      {"Effect (" + interval_name(options.level) + ")",
       "",
       Align::right,
       {"effect", "effect_low", "effect_high"}},
      {"p", "", Align::right, {"p"}},
      {"q", "", Align::right, {"q"}}};
  for (const Association& one : all) {
    table.rows.push_back(variable_row(one));
    for (const AssociationLevel& level : one.levels) table.rows.push_back(level_row(one, level));
  }
  const auto has = [&](EffectMeasure measure) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Association& one) { return one.measure == measure; });
  };
  if (has(EffectMeasure::spearman)) table.footnotes.push_back("ρ: Spearman’s correlation.");
  if (has(EffectMeasure::pearson)) table.footnotes.push_back("r: Pearson’s correlation.");
  if (has(EffectMeasure::kendall))
    table.footnotes.push_back(
        "τ: Kendall’s; a value at the cap is known to be that or more, and counts only in pairs of "
        "which it is known which is the larger.");
  if (has(EffectMeasure::rank_biserial))
    table.footnotes.push_back(fmt::format(
        "P: probability that {}, ties half; 0.5 is no difference. The table’s CSV has 2 P − 1.",
        number ? "a patient of this level has a higher score than one of the others"
               : "a patient of this group has a higher value than one of the others"));
  if (has(EffectMeasure::share_difference))
    table.footnotes.push_back(
        fmt::format("Δ: share in {} less that in {}.", groups.back(), groups.front()));
  table.footnotes.push_back(fmt::format(
      "q: Benjamini and Hochberg over the {} variables tested. Missing: of the {} patients with a "
      "score{}.",
      tested(), scored,
      without_score > 0 ? fmt::format("; {} have none", without_score) : std::string()));
  return table;
}

report::Table ScoreAssociationsFinding::tobit_table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-tobit";
  table.title = "Values beyond the cap as such: Tobit models";
  table.columns = {{"Variable", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Beyond the cap", "", Align::right, {"censored"}},
                   {"Slope (" + interval_name(options.level) + ")",
                    "",
                    Align::right,
                    {"slope", "slope_low", "slope_high"}},
                   {"p", "", Align::right, {"p"}}};
  for (const Association& one : all) {
    if (!one.tobit && one.tobit_note.empty()) continue;
    report::Row row;
    row.cells = {one.label, count_cell(one.tobit ? one.tobit->n : one.n), count_cell(one.censored)};
    if (const auto& slope = one.tobit) {
      row.cells.push_back(tobit_cell(*slope));
      row.cells.emplace_back(report::p_value(slope->p), slope->p);
    } else {
      row.cells.emplace_back(one.tobit_note);
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format(
      "×: ratio of the geometric mean (lognormal); else a difference. {}{}.",
      number ? "Per standard deviation of the score"
             : fmt::format("Of {} against {}", groups.back(), groups.front()),
      adjusted_for.empty() ? std::string(", not adjusted")
                           : fmt::format(", adjusted for {}", fmt::join(adjusted_for, ", "))));
  return table;
}

report::Figure ScoreAssociationsFinding::figure(const Step& step) const {
  report::PooledFigure drawn;
  drawn.ratio = false;
  drawn.level = options.level;
  drawn.row_heading = "Variable";
  drawn.counts_label = "n";
  drawn.value_label = "Correlation or difference of probabilities";
  drawn.lower = number ? "lower score" : "less in " + groups.back();
  drawn.higher = number ? "higher score" : "more in " + groups.back();
  if (!number && groups.size() > 2)
    drawn.lower = "less in this group", drawn.higher = "more in this group";
  std::size_t undrawn = 0;
  const auto add = [&](std::string label, std::size_t n,
                       const std::optional<response::Effect>& effect) {
    if (!has_interval(effect)) {
      ++undrawn;
      return;
    }
    drawn.rows.push_back({std::move(label), effect->estimate, effect->interval.low,
                          effect->interval.high, std::nullopt,
                          report::count(static_cast<double>(n))});
  };
  for (const Association& one : all) {
    const bool groups_of_number = one.number && !number;
    if (one.levels.size() <= 2) {
      add(one.levels.size() == 2 && !groups_of_number ? one.label + ": " + one.levels[1].name
                                                      : one.label,
          one.n, one.effect);
      continue;
    }
    for (const AssociationLevel& level : one.levels)
      add(one.label + ": " + level.name, level.n, level.effect);
  }
  report::Figure figure;
  figure.id = step.id;
  const std::string what =
      number ? "Numbers by their correlation with the score, levels by the probability that a "
               "patient of one has a higher score than one of the others less that of a lower one"
             : fmt::format(
                   "Numbers by the probability of being higher less that of being lower, "
                   "levels by the difference of their shares{}",
                   groups.size() == 2 ? fmt::format(", {} against {}", groups[1], groups[0])
                                      : std::string());
  figure.caption = fmt::format("{}. {}; with {}. {} of {} variables have q below {}{}.", step.title,
                               what, interval_name(options.level), called(), tested(), called_below,
                               undrawn > 0 ? fmt::format("; {} without an interval {} not drawn",
                                                         undrawn, plural(undrawn, "is", "are"))
                                           : std::string());
  figure.scene = report::pooled_scene(drawn);
  figure.csv = report::pooled_csv(drawn);
  return figure;
}

std::vector<report::Block> ScoreAssociationsFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks;
  const bool effects = std::any_of(all.begin(), all.end(), [](const Association& one) {
    return one.effect.has_value() ||
           std::any_of(one.levels.begin(), one.levels.end(),
                       [](const AssociationLevel& level) { return level.effect.has_value(); });
  });
  if (effects) blocks.emplace_back(figure(step));
  blocks.emplace_back(table(step));
  if (any_tobit()) blocks.emplace_back(tobit_table(step));
  return blocks;
}

std::vector<std::string> ScoreAssociationsFinding::methods(const Plan&, const Step&) const {
  using expression::CorrelationMethod;
  const char* correlation = options.method == CorrelationMethod::pearson   ? "Pearson’s"
                            : options.method == CorrelationMethod::kendall ? "Kendall’s"
                                                                           : "Spearman’s";
  std::string text;
  if (number)
    text = fmt::format(
        "the score was compared between categories by the Mann–Whitney and Kruskal–Wallis tests, "
        "with the probability that a patient of one has the higher score (Newcombe’s interval), "
        "and with numbers by {} correlation",
        correlation);
  else
    text =
        "groups of the score were compared in numbers by the Mann–Whitney and Kruskal–Wallis "
        "tests and in categories by the chi-squared test, or Fisher’s where an expected count was "
        "below 5";
  text += "; q values are Benjamini and Hochberg’s over all variables of a table";
  std::vector<std::string> said{text};
  if (std::any_of(all.begin(), all.end(), [](const Association& one) { return one.censored > 0; }))
    said.push_back(fmt::format(
        "values at or above a cap were taken as censored there, {}, and by Tobit models",
        number ? "by Kendall’s tau for censored pairs" : "as ties in tests by ranks"));
  return said;
}

std::vector<Limitation> ScoreAssociationsFinding::limitations(const Plan&, const Step& step) const {
  std::vector<Limitation> found;
  if (auto learned = learnt_limitation(learnt, step.title)) found.push_back(std::move(*learned));
  std::vector<std::string> gaps;
  double most = 0;
  for (const Association& one : all) {
    const double share = static_cast<double>(one.missing) / static_cast<double>(scored);
    if (share <= LimitationRules().share_missing) continue;
    gaps.push_back(fmt::format("{} ({})", one.label, report::percent(share, 0)));
    most = std::max(most, share);
  }
  if (!gaps.empty())
    found.push_back({"association_missing",
                     fmt::format("{}: values are missing of {}, whose patients were left out of "
                                 "those comparisons",
                                 step.title, fmt::join(gaps, ", ")),
                     {{"largest_share", most}}});
  for (const Association& one : all)
    if (one.n > 0 && 2 * one.censored > one.n)
      found.push_back({"mostly_censored",
                       fmt::format("{}: {} of {} values of {} lie at its cap or beyond, and say "
                                   "nothing of each other",
                                   step.title, one.censored, one.n, within_sentence(one.label)),
                       {{"censored", static_cast<double>(one.censored)},
                        {"patients", static_cast<double>(one.n)}}});
  return found;
}

std::vector<std::string> ScoreAssociationsFinding::summary(const Plan&, const Step& step) const {
  return {fmt::format("{}: {} of {} variables with q below {}", step.title, called(), tested(),
                      called_below)};
}

}  // namespace venscope::study
