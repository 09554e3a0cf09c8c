#include "venscope/report/figure/rate_figure.hpp"
#include "venscope/report/figure/ratio_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/arm_response.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Row;
using response::Interval;

std::string capitalised(std::string_view words) {
  std::string text(words);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string ratio_bound(double value) {
  return std::isinf(value) ? "∞" : report::ratio(value);
}

std::string range_words(const std::string& low, const std::string& high) {
  return low + " to " + high;
}

/// A p beside a printed one, with a digit more: enough to see whether it fits.
std::string p_beside(double p, const std::optional<audit::Printed>& printed) {
  const int decimals = printed ? std::clamp(printed->decimals, 2, 8) + 1 : 0;
  if (!printed || p < std::pow(10.0, -decimals)) return report::p_value(p);
  return report::fixed(p, decimals);
}

/// "p = 0.095", "p < 0.001".
std::string equation_beside(double p, const std::optional<audit::Printed>& printed) {
  return printed && p >= 0.001 ? "p = " + p_beside(p, printed) : report::p_equation(p);
}

class ArmResponseBlocks {
public:
  ArmResponseBlocks(const Plan& plan, const Step& step, const ArmResponse& found)
      : plan_(plan), step_(step), found_(found), ci_(interval_name(found.declared.level)) {}

  std::vector<report::Block> main() const {
    std::vector<report::Block> blocks{report::Paragraph{sentence()}};
    if (const std::string print = printed_sentence(); !print.empty())
      blocks.emplace_back(report::Paragraph{print});
    blocks.emplace_back(rate_figure());
    if (found_.adjusted()) blocks.emplace_back(odds_figure());
    blocks.emplace_back(rates_table());
    blocks.emplace_back(effects_table());
    return blocks;
  }

  std::vector<report::Block> appendix() const {
    std::vector<report::Block> blocks;
    if (!found_.tests.empty()) blocks.emplace_back(tests_table());
    if (found_.plain.model || found_.firth.model) blocks.emplace_back(models_table());
    return blocks;
  }

private:
  std::string rate_text(std::size_t arm) const {
    const ArmRate& rate = found_.arms[arm];
    return fmt::format("{} of {} ({}) under {}", rate.x, rate.n, report::percent(rate.p),
                       found_.words(arm));
  }

  std::string sentence() const {
    std::string text = fmt::format(
        "{}: {} against {}; difference {} percentage points ({} {}, Miettinen–Nurminen). ",
        capitalised(found_.outcome), rate_text(1), rate_text(0),
        report::fixed(100 * found_.effects.difference, 1), ci_,
        report::interval(100 * found_.effects.miettinen_nurminen.low,
                         100 * found_.effects.miettinen_nurminen.high, 1));
    const std::string name(audit::words_of(found_.declared.primary));
    const ArmResponseTest* primary = found_.primary();
    if (!primary)
      return text + fmt::format(
                        "The primary test declared in the protocol, {}, has nothing to "
                        "compare.",
                        name);
    return text + fmt::format(
                      "The primary test declared in the protocol, {}: {}. The other tests "
                      "stand in the appendix.",
                      name, equation_beside(primary->p, found_.declared.printed));
  }

  std::string test_with_p(const ArmResponseTest& test) const {
    return fmt::format("{} ({})", audit::words_of(test.test),
                       p_beside(test.p, found_.declared.printed));
  }

  /// Which tests give the printed p; "" where none is declared.
  std::string printed_sentence() const {
    if (!found_.declared.printed || found_.tests.empty()) return "";
    std::vector<std::string> giving;
    for (const ArmResponseTest& test : found_.tests)
      if (test.gives_printed) giving.push_back(test_with_p(test));
    const std::string head = fmt::format("In print: p = {}. ", found_.declared.printed->text);
    const auto least = std::min_element(found_.tests.begin(), found_.tests.end(),
                                        [](const auto& a, const auto& b) { return a.p < b.p; });
    if (giving.empty())
      return head + fmt::format(
                        "None of {} tests of these counts gives it; the smallest p is that "
                        "of {}.",
                        found_.tests.size(), test_with_p(*least));
    std::string names = giving[0];
    for (std::size_t i = 1; i < giving.size(); ++i)
      names += (i + 1 == giving.size() ? " and " : ", ") + giving[i];
    return head + fmt::format("Of {} tests of these counts {} {} it: {}.", found_.tests.size(),
                              giving.size(), giving.size() == 1 ? "gives" : "give", names);
  }

  std::string difference_name() const {
    return fmt::format("{} minus {}", found_.words(1), found_.words(0));
  }

  report::Figure rate_figure() const {
    report::RateFigure drawn;
    for (std::size_t z = 0; z < 2; ++z) {
      const ArmRate& arm = found_.arms[z];
      drawn.rates.push_back({found_.words(z), fmt::format("{}/{}", arm.x, arm.n), arm.p,
                             arm.wilson.low, arm.wilson.high});
    }
    const response::TwoProportions& effects = found_.effects;
    drawn.differences = {
        {"Miettinen–Nurminen", "", effects.difference, effects.miettinen_nurminen.low,
         effects.miettinen_nurminen.high},
        {"Newcombe", "", effects.difference, effects.newcombe.low, effects.newcombe.high}};
    drawn.rate_label = capitalised(found_.outcome) + " (%)";
    drawn.difference_label = fmt::format("Difference, {} (percentage points)", difference_name());
    drawn.lower = "more under " + found_.words(0);
    drawn.higher = "more under " + found_.words(1);
    drawn.level = found_.declared.level;
    report::Figure figure;
    figure.id = step_.id + "-rates";
    figure.caption = fmt::format(
        "{}: rates with {} (Wilson), and the difference {} with the intervals of Miettinen and "
        "Nurminen and of Newcombe.",
        step_.title, ci_, difference_name());
    figure.csv = report::rate_csv(drawn);
    figure.scene = report::rate_scene(drawn);
    return figure;
  }

  report::Figure odds_figure() const {
    report::RatioFigure drawn;
    const response::TwoProportions& effects = found_.effects;
    const auto counts = [](std::int64_t x, std::int64_t n) { return fmt::format("{}/{}", x, n); };
    const auto total =
        counts(found_.arms[0].x + found_.arms[1].x, found_.arms[0].n + found_.arms[1].n);
    report::RatioRow crude{"Unadjusted (Miettinen–Nurminen)", total, {}, {}, {}, {}, "", false};
    if (effects.odds_ratio && *effects.odds_ratio > 0 && std::isfinite(*effects.odds_ratio)) {
      crude.ratio = effects.odds_ratio;
      crude.low = effects.odds_score.low;
      crude.high = effects.odds_score.high;
    } else {
      crude.note = "no finite estimate";
    }
    drawn.rows.push_back(std::move(crude));
    for (const auto& [name, odds] : {std::pair{"Adjusted (Wald)", &found_.plain},
                                     std::pair{"Adjusted, Firth (profile)", &found_.firth}}) {
      const auto& model = odds->model;
      report::RatioRow row{name,
                           model
                               ? counts(std::int64_t(model->fit.events), std::int64_t(model->fit.n))
                               : std::string(),
                           odds->ratio,
                           odds->low,
                           odds->high,
                           {},
                           "",
                           false};
      if (!odds->ratio)
        row.note = model && model->fit.terms[1].trouble == response::LogisticTrouble::separation
                       ? "separation"
                       : "not estimated";
      drawn.rows.push_back(std::move(row));
    }
    drawn.label_heading = "Odds ratio";
    drawn.counts_heading = "Responders / n";
    drawn.ratio_name = "OR";
    drawn.axis_name = "Odds ratio";
    drawn.lower = "more under " + found_.words(0);
    drawn.higher = "more under " + found_.words(1);
    drawn.level = found_.declared.level;
    report::Figure figure;
    figure.id = step_.id + "-odds";
    figure.caption = fmt::format(
        "{}: odds ratio of {}, {} against {}, without and with the "
        "covariates.",
        step_.title, found_.outcome, found_.words(1), found_.words(0));
    figure.csv = report::ratio_csv(drawn);
    figure.scene = report::ratio_scene(drawn);
    return figure;
  }

  static Cell percent_interval(const Interval& interval) {
    return {report::interval(100 * interval.low, 100 * interval.high, 1) + "%",
            {interval.low, interval.high}};
  }

  report::Table rates_table() const {
    report::Table table;
    table.id = step_.id;
    table.title = step_.title;
    table.columns = {{label_of(plan_.table, found_.declared.arms.arm), "", Align::left, {}},
                     {"Responders / patients", "", Align::right, {"x", "n"}},
                     {"Rate", "", Align::right, {"rate"}},
                     {ci_ + ", Wilson", "", Align::right, {"wilson_low", "wilson_high"}},
                     {ci_ + ", Clopper–Pearson", "", Align::right, {"exact_low", "exact_high"}},
                     {"Not known", "", Align::right, {"n_missing"}}};
    for (std::size_t z = 0; z < 2; ++z) {
      const ArmRate& arm = found_.arms[z];
      Row row;
      row.cells = {
          Cell(found_.words(z)),
          Cell(fmt::format("{} / {}", arm.x, arm.n), std::vector{double(arm.x), double(arm.n)}),
          Cell(report::percent(arm.p), arm.p),
          percent_interval(arm.wilson),
          percent_interval(arm.clopper_pearson),
          Cell(report::count(double(arm.n_missing)), double(arm.n_missing))};
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {fmt::format("Responders: {}.", found_.outcome)};
    if (found_.declared.rate)
      table.footnotes.push_back(
          found_.declared.denominator == response::Denominator::treated
              ? "Of all with a category, death before assessment among them."
              : fmt::format("Of those in whom response was assessed: {} left out.",
                            found_.arms[0].left_out + found_.arms[1].left_out));
    if (const ArmResponseTest* primary = found_.primary())
      table.footnotes.push_back(fmt::format("Primary test, {}: {}.", audit::words_of(primary->test),
                                            equation_beside(primary->p, found_.declared.printed)));
    return table;
  }

  void add_effect(report::Table& table, const std::string& name, const Cell& estimate,
                  const std::string& method, const Cell& interval) const {
    Row row;
    row.cells = {Cell(name), Cell(method), estimate, interval};
    table.rows.push_back(std::move(row));
  }

  static Cell ratio_cell(const std::optional<double>& value) {
    if (!value) return report::undefined_number;
    return {ratio_bound(*value), *value};
  }

  static Cell ratio_range(const std::optional<Interval>& interval) {
    if (!interval) return report::undefined_number;
    return {range_words(ratio_bound(interval->low), ratio_bound(interval->high)),
            {interval->low, interval->high}};
  }

  report::Table effects_table() const {
    const response::TwoProportions& e = found_.effects;
    report::Table table;
    table.id = step_.id + "-effects";
    table.title = fmt::format("{}: {} against {}", step_.title, found_.words(1), found_.words(0));
    table.columns = {{"Effect", "", Align::left, {}},
                     {"Method", "", Align::left, {}},
                     {"Estimate", "", Align::right, {"estimate"}},
                     {ci_, "", Align::right, {"low", "high"}}};
    const auto points = [](const Interval& interval) {
      return Cell(
          range_words(report::fixed(100 * interval.low, 1), report::fixed(100 * interval.high, 1)),
          std::vector{interval.low, interval.high});
    };
    const Cell difference(report::fixed(100 * e.difference, 1), e.difference);
    add_effect(table, "Difference, percentage points", difference, "Miettinen–Nurminen",
               points(e.miettinen_nurminen));
    add_effect(table, "", difference, "Newcombe", points(e.newcombe));
    add_effect(table, "Ratio", ratio_cell(e.ratio), "Miettinen–Nurminen",
               ratio_range(e.ratio_score));
    add_effect(table, "", ratio_cell(e.ratio), "Katz", ratio_range(e.katz));
    add_effect(table, "Odds ratio", ratio_cell(e.odds_ratio), "Miettinen–Nurminen",
               ratio_range(e.odds_score));
    add_effect(table, "", ratio_cell(e.odds_ratio), "Woolf", ratio_range(e.woolf));
    add_effect(table, "Odds ratio given the margins", ratio_cell(e.conditional_odds_ratio),
               "exact (Fisher)", ratio_range(e.cornfield));
    add_effect(table, "", ratio_cell(e.conditional_odds_ratio), "mid-p", ratio_range(e.mid_p));
    if (found_.adjusted()) {
      add_adjusted(table, "Adjusted odds ratio", "logistic regression, Wald", found_.plain);
      add_adjusted(table, "", "Firth's penalty, profile", found_.firth);
    }
    table.footnotes = {
        fmt::format("Of {}. A dash: not defined, or no finite answer.", found_.outcome)};
    if (found_.adjusted()) {
      std::string covariates;
      for (const std::string& term : found_.declared.arms.covariates)
        covariates += (covariates.empty() ? "" : ", ") + label_of(plan_.table, term);
      table.footnotes.push_back("Adjusted for: " + covariates + ".");
    }
    for (const auto& [name, odds] :
         {std::pair{"Plain", &found_.plain}, std::pair{"Firth", &found_.firth}})
      if (found_.adjusted() && !odds->ratio)
        table.footnotes.push_back(fmt::format("{}: {}.", name, odds->why_not));
    return table;
  }

  void add_adjusted(report::Table& table, const std::string& name, const std::string& method,
                    const AdjustedOdds& odds) const {
    add_effect(
        table, name, ratio_cell(odds.ratio), method,
        odds.ratio ? ratio_range(Interval{*odds.low, *odds.high}) : Cell(report::undefined_number));
  }

  report::Table tests_table() const {
    report::Table table;
    table.id = step_.id + "-tests";
    table.title = step_.title + ": every test of the same counts";
    table.columns = {{"Test", "", Align::left, {}},
                     {"Chi-squared", "", Align::right, {"statistic"}},
                     {"p", "", Align::right, {"p"}},
                     {"Declared", "", Align::left, {}}};
    const auto& printed = found_.declared.printed;
    if (printed) table.columns.push_back({"Printed as " + printed->text, "", Align::centre, {}});
    for (const ArmResponseTest& test : found_.tests) {
      Row row;
      const bool primary = test.test == found_.declared.primary;
      row.cells = {
          Cell(capitalised(audit::words_of(test.test))),
          test.statistic ? Cell(report::fixed(*test.statistic, 3), *test.statistic) : Cell(),
          Cell(p_beside(test.p, printed), test.p), Cell(primary ? "primary" : "")};
      if (printed) row.cells.emplace_back(test.gives_printed ? "yes" : "no");
      row.heading = primary;
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {
        fmt::format("{} of {} against {} of {}. The test that decides is the one "
                    "declared beforehand; the others show how much hangs on the "
                    "choice.",
                    found_.arms[1].x, found_.arms[1].n, found_.arms[0].x, found_.arms[0].n)};
    if (found_.expected_below_five > 0)
      table.footnotes.push_back(
          fmt::format("{} of 4 expected counts are below 5 (the smallest is {}): the chi-squared "
                      "tests are approximate.",
                      found_.expected_below_five, report::fixed(found_.smallest_expected, 1)));
    return table;
  }

  report::Table models_table() const {
    report::Table table;
    table.id = step_.id + "-models";
    table.title = step_.title + ": logistic regression";
    const std::string plain = "Plain (Wald)", firth = "Firth (profile)";
    table.columns = {
        {"Term", "", Align::left, {}},
        {fmt::format("OR ({})", ci_), plain, Align::right, {"plain_or", "plain_low", "plain_high"}},
        {"p", plain, Align::right, {"plain_p"}},
        {fmt::format("OR ({})", ci_), firth, Align::right, {"firth_or", "firth_low", "firth_high"}},
        {"p", firth, Align::right, {"firth_p"}}};
    const LogisticAnalysis& shown = found_.firth.model ? *found_.firth.model : *found_.plain.model;
    const std::vector<std::string> labels = column_labels(plan_, shown.frame);
    for (std::size_t j = 0; j < labels.size(); ++j) {
      Row row;
      row.cells = {Cell(labels[j])};
      for (const auto* odds : {&found_.plain, &found_.firth}) add_term(*odds, j + 1, row);
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {fmt::format("{} of {} patients responded ({}).", shown.fit.events,
                                   shown.fit.n, found_.outcome)};
    for (const std::string& warning : shown.fit.warnings) table.footnotes.push_back(warning + ".");
    if (found_.plain.model)
      for (const std::string& warning : found_.plain.model->fit.warnings)
        if (std::find(shown.fit.warnings.begin(), shown.fit.warnings.end(), warning) ==
            shown.fit.warnings.end())
          table.footnotes.push_back("Plain: " + warning + ".");
    return table;
  }

  static void add_term(const AdjustedOdds& odds, std::size_t index, Row& row) {
    const response::LogisticTerm* term = odds.model ? &odds.model->fit.terms[index] : nullptr;
    const bool firth = odds.model && odds.model->fit.options.firth;
    const bool stands = term && (term->trouble == response::LogisticTrouble::none ||
                                 (firth && term->trouble == response::LogisticTrouble::separation));
    if (!stands) {
      row.cells.emplace_back(report::undefined_number);
      row.cells.emplace_back(report::undefined_number);
      return;
    }
    const double ratio = std::exp(term->coef), p = term->p_profile ? *term->p_profile : term->p;
    row.cells.emplace_back(report::ratio_interval(ratio, term->conf_low, term->conf_high),
                           std::vector{ratio, term->conf_low, term->conf_high});
    row.cells.emplace_back(report::p_value(p), p);
  }

  const Plan& plan_;
  const Step& step_;
  const ArmResponse& found_;
  std::string ci_;
};

}  // namespace

std::vector<report::Block> arm_response_blocks(const Plan& plan, const Step& step,
                                               const ArmResponse& found) {
  return ArmResponseBlocks(plan, step, found).main();
}

std::vector<report::Block> arm_response_appendix(const Plan& plan, const Step& step,
                                                 const ArmResponse& found) {
  return ArmResponseBlocks(plan, step, found).appendix();
}

}  // namespace venscope::study
