// Kind recalibrate: tables of the report.
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/recalibrate_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using accuracy::Estimate;
using accuracy::Update;
using accuracy::UpdatedScore;
using accuracy::UpdateFamily;
using accuracy::UpdateTest;
using report::Align;
using report::Cell;
using report::no_value;

namespace {

Cell estimate_cell(const std::optional<Estimate>& estimate, bool exponential) {
  if (!estimate) return Cell("");
  std::vector<double> values{estimate->value, estimate->conf_low, estimate->conf_high};
  if (exponential)
    for (double& value : values) value = std::exp(value);
  return {report::estimate_interval(values[0], values[1], values[2]), values};
}

const UpdateTest* test_of(const std::vector<UpdateTest>& tests, Update UpdateTest::*side,
                          Update update) {
  for (const UpdateTest& test : tests)
    if (test.*side == update) return &test;
  return nullptr;
}

}  // namespace

std::vector<report::Block> RecalibrateFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks{report::Paragraph{what_was_chosen(plan, step) + "."},
                                    update_table(step)};
  blocks.emplace_back(term_table(plan, step));
  if (!found_.groups.empty()) blocks.emplace_back(group_table(plan, step));
  if (!found_.card.empty())
    blocks.emplace_back(report::Paragraph{fmt::format(
        "The updated score is in models/{}.json: venscope score PATIENTS --model models/{}.json. "
        "It was fitted to these patients and is not validated in others.",
        id_, id_)});
  else
    blocks.emplace_back(report::Paragraph{
        "The score is kept as it is: these patients do not show that it is wrong. No card is "
        "written."});
  return blocks;
}

void RecalibrateFinding::add_family(const UpdateFamily& family, const std::string& heading,
                                    report::Table& table) const {
  report::Row title;
  title.heading = true;
  title.cells = {heading};
  table.rows.push_back(std::move(title));
  for (const UpdatedScore& score : family.scores) {
    const UpdateTest* step = test_of(family.steps, &UpdateTest::to, score.update);
    const UpdateTest* closed = test_of(family.to_largest, &UpdateTest::from, score.update);
    report::Row row;
    row.indent = 1;
    std::string name = short_words_of(score.update);
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    row.cells = {std::move(name),
                 Cell(report::count(double(score.parameters)), double(score.parameters)),
                 Cell(report::fixed(score.log_likelihood, 2), score.log_likelihood),
                 estimate_cell(score.log_factor, true),
                 estimate_cell(score.slope, false),
                 step ? Cell(fmt::format("{} ({})", report::fixed(step->statistic, 2),
                                         report::exact(step->df)),
                             std::vector{step->statistic, step->df})
                      : Cell(""),
                 step ? Cell(report::p_value(step->p), step->p) : Cell(""),
                 closed ? Cell(fmt::format("{} ({})", report::fixed(closed->statistic, 2),
                                           report::exact(closed->df)),
                               std::vector{closed->statistic, closed->df})
                        : Cell(""),
                 closed ? Cell(report::p_value(closed->p), closed->p) : Cell("")};
    table.rows.push_back(std::move(row));
  }
}

report::Table RecalibrateFinding::update_table(const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title =
      fmt::format("{}: how much of {} has to be estimated anew", step.title, model_.label);
  const std::string interval = interval_name(request_.level);
  const auto head = [](std::string text, std::string group, std::vector<std::string> fields) {
    return report::ColumnHead{std::move(text), std::move(group), Align::right, std::move(fields)};
  };
  table.columns = {
      {"Update", "", Align::left, {}},
      head("Parameters", "", {"parameters"}),
      head("Log-likelihood", "", {"loglik"}),
      head(fmt::format("Baseline × ({})", interval), "", {"factor", "factor_low", "factor_high"}),
      head(fmt::format("Slope ({})", interval), "", {"slope", "slope_low", "slope_high"}),
      head("χ² (df)", "Against the one before", {"chisq", "df"}),
      head("p", "Against the one before", {"p"}),
      head("χ² (df)", "Against the last", {"closed_chisq", "closed_df"}),
      head("p", "Against the last", {"closed_p"})};
  if (const auto& kept = found_.updates.kept_baseline)
    add_family(*kept, "Baseline hazard kept", table);
  add_family(found_.updates.new_baseline, "Baseline hazard anew", table);
  if (found_.baseline)
    table.footnotes.push_back(fmt::format("Baseline hazard kept: {}, up to {}.",
                                          found_.baseline->source,
                                          report::fixed(found_.baseline->horizon, 1)));
  else
    table.footnotes.push_back(
        "The card has no baseline hazard that may be used: only updates with a new one.");
  table.footnotes.push_back(
      "Likelihoods are compared within a heading only. The closed test takes the first update that "
      "the last one does not beat (p of at least 0.05).");
  return table;
}

report::Table RecalibrateFinding::term_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-terms";
  table.title = step.title + ": points";
  table.columns = {{"Term", "", Align::left, {}},
                   {"Points", "", Align::right, {"points"}},
                   {fmt::format("Refitted ({})", interval_name(request_.level)),
                    "",
                    Align::right,
                    {"refitted", "refitted_low", "refitted_high"}},
                   {"In the updated score", "", Align::right, {"updated"}}};
  const UpdatedScore* refit = found_.updates.new_baseline.find(Update::refit);
  for (std::size_t k = 0; k < model_.card.terms.size(); ++k) {
    const risk::Term& term = model_.card.terms[k];
    const std::optional<double> points = only_points(term);
    const double factor = k < found_.factors.size() ? found_.factors[k] : 1;
    const auto times = [&](double f) { return points ? std::optional(*points * f) : std::nullopt; };
    report::Row row;
    row.cells = {term.label.en.empty() ? label_of(plan.table, term.variable) : term.label.en,
                 number_cell(points, 2)};
    if (refit && k < refit->factors.size() && refit->factors[k] && points) {
      const Estimate& f = *refit->factors[k];
      const double low = std::min(f.conf_low * *points, f.conf_high * *points);
      const double high = std::max(f.conf_low * *points, f.conf_high * *points);
      row.cells.emplace_back(report::estimate_interval(*times(f.value), low, high),
                             std::vector{*times(f.value), low, high});
    } else {
      row.cells.emplace_back(report::undefined_number, std::vector{no_value, no_value, no_value});
    }
    row.cells.push_back(found_.chosen == Update::refit
                            ? number_cell(times(factor), request_.decimals)
                            : number_cell(times(factor), 3));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "Points are ln hazard ratios. Refitted: Cox model of the terms in these patients. A dash: "
      "all patients alike, or a term of several steps.");
  return table;
}

report::Table RecalibrateFinding::group_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-groups";
  table.title =
      fmt::format("{}: risk within {}", step.title, time_text(found_.time, unit_of(plan, step)));
  table.columns = {{"Group", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Predicted before", "", Align::right, {"original"}},
                   {"Predicted by the updated score", "", Align::right, {"updated"}},
                   {fmt::format("Observed ({})", interval_name(request_.level)),
                    "",
                    Align::right,
                    {"observed", "observed_low", "observed_high"}}};
  for (std::size_t g = 0; g < found_.groups.size(); ++g) {
    const UpdatedGroup& group = found_.groups[g];
    report::Row row;
    row.cells = {model_.card.groups[g].label.en,
                 Cell(report::count(double(group.n)), double(group.n)),
                 number_cell(group.original, 3), number_cell(group.updated, 3)};
    row.cells.push_back(interval_cell(group.observed, group.conf_low, group.conf_high, 3));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "Groups of the updated score; observed by Kaplan–Meier. The updated score was fitted to "
      "these patients: that it comes near is no validation.");
  return table;
}

}  // namespace venscope::study
