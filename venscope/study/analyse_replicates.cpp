#include "venscope/formula/expression.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/assay_columns.hpp"
#include "venscope/study/replicates_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using assay::Method;
using assay::Scale;

/// What the columns hold, row by row of those kept.
struct AssayRows {
  std::vector<double> value;  ///< on the scale
  AssayCategories condition, dose, unit;
};

void note_missing(const cohort::Table& table, const std::vector<const cohort::Column*>& columns,
                  formula::ModelFrame& frame) {
  for (const cohort::Column* column : columns) {
    std::size_t missing = 0;
    for (std::size_t row = 0; row < table.rows; ++row) missing += column->missing(row);
    if (missing > 0) frame.missing.push_back({column->name, missing});
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool known = std::none_of(columns.begin(), columns.end(),
                                    [&](const cohort::Column* c) { return c->missing(row); });
    if (known)
      frame.rows.push_back(row);
    else
      ++frame.n_missing;
  }
}

double whole_of(const cohort::Column& value, const std::vector<std::size_t>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](std::size_t row) { return value.number[row] > 1.0; })
             ? 100.0
             : 1.0;
}

/// The values on the scale; each that has no place there is a problem of its line.
std::vector<double> scaled_values(const cohort::Table& table, const cohort::Column& column,
                                  const ReplicatesAnalysis& analysis, Problems& problems) {
  std::vector<double> values;
  constexpr std::size_t shown = 10;
  std::size_t off = 0;
  for (const std::size_t row : analysis.frame.rows) {
    values.push_back(assay::on_scale(column.number[row], analysis.options.scale, analysis.whole));
    // Squares of it must be numbers too.
    if (std::fabs(values.back()) > 1e100) {
      problems.push_back({"assay.too_large",
                          {table.file, table.line[row], column.name},
                          fmt::format("{:g} is too large to be squared", column.number[row]),
                          "values up to 1e100",
                          "correct the value, or choose another unit"});
      continue;
    }
    if (std::isfinite(values.back()) || ++off > shown) continue;
    problems.push_back(
        {"assay.off_scale",
         {table.file, table.line[row], column.name},
         fmt::format("{:g} has no {}", column.number[row],
                     analysis.options.scale == Scale::log ? "logarithm" : "logit"),
         analysis.options.scale == Scale::log
             ? "numbers above 0"
             : fmt::format("numbers between 0 and {:g}, without these", analysis.whole),
         "use the scale identity, or the rank test that stands beside it",
         Fault::analysis});
  }
  if (off > shown)
    problems.push_back({"assay.off_scale",
                        {table.file, 0, column.name},
                        fmt::format("and {} more", off - shown),
                        "",
                        "",
                        Fault::analysis});
  return values;
}

Method default_method(const ReplicatesAnalysis& analysis) {
  if (!analysis.doses.empty()) return Method::anova;
  if (analysis.conditions.size() == 2) return Method::welch;
  return analysis.options.control.empty() ? Method::tukey : Method::dunnett;
}

void warn(ReplicatesAnalysis& analysis) {
  std::vector<std::string>& warnings = analysis.frame.warnings;
  const assay::Replicates& replicates = analysis.replicates;
  if (analysis.options.unit.empty())
    warnings.push_back(fmt::format(
        "no unit is declared: each of {} rows counts as a biological replicate of its own, which "
        "wells of one culture are not",
        replicates.value.size()));
  if (!replicates.incomplete.empty()) {
    std::vector<std::string> names;
    for (const std::int32_t unit : replicates.incomplete)
      names.push_back(analysis.units[static_cast<std::size_t>(unit)]);
    warnings.push_back(fmt::format(
        "{} left out, which lack a condition: {}",
        names.size() == 1 ? "1 unit" : std::to_string(names.size()) + " units", some_of(names)));
  }
  if (analysis.options.scale == Scale::logit)
    warnings.push_back(analysis.whole > 1 ? "the values were read as percentages of 100"
                                          : "the values were read as shares of 1");
  const auto ratio = analysis.sd_ratio();
  const auto bartlett = analysis.bartlett_p();
  if (analysis.method != Method::welch && ratio && bartlett && *bartlett < 0.01)
    warnings.push_back(fmt::format(
        "one variance is assumed, but the spreads differ more than by chance (largest SD {:.1f} "
        "times the smallest, Bartlett's test {}): compare with the method welch or on another "
        "scale",
        *ratio, report::p_equation(*bartlett)));
  if (analysis.factorial && analysis.factorial->empty_cells > 0)
    warnings.push_back(
        "a condition has no value at one of the doses: there are no sums of squares "
        "of type III");
}

}  // namespace

Result<ReplicatesFormula> read_replicates_formula(std::string_view formula) {
  auto parsed = formula::parse_expression(formula);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  const auto is_name = [](const formula::Expression& e) {
    return e.kind == formula::Expression::Kind::name;
  };
  const formula::Expression& top = *parsed;
  const auto wrong = [&](const formula::Expression& at, std::string what) {
    return failure(formula::formula_problem("assay.formula", formula, at.begin, at.end,
                                            std::move(what),
                                            "value ~ condition or value ~ condition * dose"));
  };
  if (!top.is_call("~") || top.arguments.size() != 2 || !is_name(top.arguments[0]))
    return wrong(top, "this is no formula of replicates");
  ReplicatesFormula names;
  names.value = top.arguments[0].text;
  const formula::Expression& right = top.arguments[1];
  if (is_name(right)) {
    names.condition = right.text;
  } else if (right.is_call("*") && right.arguments.size() == 2 && is_name(right.arguments[0]) &&
             is_name(right.arguments[1])) {
    names.condition = right.arguments[0].text;
    names.dose = right.arguments[1].text;
  } else {
    return wrong(right, "this cannot be compared");
  }
  names.text = deparse(top);
  if (names.value == names.condition || names.value == names.dose || names.condition == names.dose)
    return wrong(top, "a column stands twice");
  return names;
}

Result<ReplicatesAnalysis> analyse_replicates(std::string_view formula, const cohort::Table& table,
                                              const ReplicatesOptions& options) {
  auto names = read_replicates_formula(formula);
  if (!names) return tl::unexpected(std::move(names.error()));
  ReplicatesAnalysis analysis;
  analysis.options = options;
  analysis.names = std::move(*names);
  analysis.frame.formula = analysis.names.text;
  Problems problems;
  std::vector<const cohort::Column*> columns{
      assay_numbers(table, analysis.names.value, problems),
      assay_column(table, analysis.names.condition, problems)};
  if (!analysis.names.dose.empty())
    columns.push_back(assay_column(table, analysis.names.dose, problems));
  if (!options.unit.empty()) columns.push_back(assay_column(table, options.unit, problems));
  check_design(options, problems);
  if (!problems.empty()) return failure(std::move(problems));
  note_missing(table, columns, analysis.frame);
  const std::vector<std::size_t>& rows = analysis.frame.rows;
  if (rows.empty())
    return cannot_analyse("assay.no_rows", "no row has all of value, condition and the rest");
  AssayRows kept;
  kept.condition = assay_categories(*columns[1], rows, options.control, problems);
  std::size_t next = 2;
  if (!analysis.names.dose.empty())
    kept.dose = assay_categories(*columns[next++], rows, "", problems);
  if (!options.unit.empty()) kept.unit = assay_categories(*columns[next], rows, "", problems);
  if (options.scale == Scale::logit) analysis.whole = whole_of(*columns[0], rows);
  kept.value = scaled_values(table, *columns[0], analysis, problems);
  analysis.conditions = kept.condition.levels;
  analysis.doses = kept.dose.levels;
  analysis.units = kept.unit.levels;
  const assay::MeasuredRows measured{kept.value,
                                     kept.condition.code,
                                     analysis.conditions.size(),
                                     kept.dose.code,
                                     std::max<std::size_t>(analysis.doses.size(), 1),
                                     kept.unit.code};
  check_units(options, measured, analysis.units, "values under several conditions", "conditions",
              problems);
  if (!problems.empty()) return failure(std::move(problems));
  analysis.method = options.method.value_or(default_method(analysis));
  analysis.replicates = assay::biological_replicates(measured, options.paired);
  assay::CompareOptions compare{analysis.method, {}, options.level};
  if (!options.control.empty()) compare.control = 0;
  if (!analysis.doses.empty()) {
    auto factorial = assay::two_way_anova(analysis.replicates);
    if (!factorial) return tl::unexpected(std::move(factorial.error()));
    analysis.factorial = std::move(*factorial);
  }
  auto comparison = assay::compare_means(analysis.replicates, compare);
  if (!comparison) return tl::unexpected(std::move(comparison.error()));
  analysis.comparison = std::move(*comparison);
  warn(analysis);
  return analysis;
}

}  // namespace venscope::study
