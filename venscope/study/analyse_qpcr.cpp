#include "venscope/study/assay_columns.hpp"
#include "venscope/study/qpcr_analysis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

using assay::Method;

/// Wells whose spread is more than this many cycles are worth a look.
constexpr double wide_spread = 0.5;

struct QpcrColumns {
  const cohort::Column *sample, *gene, *ct, *group, *unit = nullptr, *quantity = nullptr;
};

struct Reading {
  double ct = std::numeric_limits<double>::quiet_NaN();
  bool undetermined = false;
};

bool means_undetermined(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  constexpr std::string_view words[] = {"undetermined", "undet", "und", "no ct", "noct",
                                        "nd",           "n.d.",  "-",   "neg",   "negative"};
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

/// A column with the word Undetermined holds text, numbers and all.
Reading reading_of(const cohort::Column& column, std::size_t row) {
  if (column.numeric()) return {column.number[row], false};
  std::string text = column.levels[static_cast<std::size_t>(column.code[row])];
  if (means_undetermined(text)) return {0.0, true};
  if (const std::size_t comma = text.find(','); comma != std::string::npos) text[comma] = '.';
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return {value, false};
}

std::optional<QpcrColumns> columns_of(const cohort::Table& table,
                                      const QpcrAnalysisOptions& options, Problems& problems) {
  QpcrColumns columns{};
  columns.sample = assay_column(table, options.sample, problems);
  columns.gene = assay_column(table, options.gene, problems);
  columns.ct = assay_column(table, options.ct, problems);
  columns.group = assay_column(table, options.group, problems);
  if (!options.unit.empty()) columns.unit = assay_column(table, options.unit, problems);
  if (!options.quantity.empty())
    columns.quantity = assay_numbers(table, options.quantity, problems);
  if (columns.gene && columns.gene->numeric())
    problems.push_back(
        {"assay.gene", {table.file, 0, columns.gene->name}, "holds numbers", "names of genes", ""});
  if (!problems.empty()) return {};
  return columns;
}

bool is_standard(const QpcrColumns& columns, std::size_t row) {
  return columns.quantity && !columns.quantity->missing(row);
}

/// Rows with all that a well needs; others are counted by what they lack.
void keep_rows(const cohort::Table& table, const QpcrColumns& columns, QpcrAnalysis& analysis) {
  std::map<std::string, std::size_t> missing;
  for (std::size_t row = 0; row < table.rows; ++row) {
    bool known = true;
    const auto need = [&](const cohort::Column* column) {
      if (!column || !column->missing(row)) return;
      ++missing[column->name];
      known = false;
    };
    need(columns.gene);
    need(columns.ct);
    if (!is_standard(columns, row)) {
      need(columns.sample);
      need(columns.group);
      need(columns.unit);
    }
    if (known)
      analysis.frame.rows.push_back(row);
    else
      ++analysis.frame.n_missing;
  }
  for (const auto& [name, rows] : missing) analysis.frame.missing.push_back({name, rows});
}

std::vector<Reading> readings(const cohort::Table& table, const QpcrColumns& columns,
                              const QpcrAnalysis& analysis, Problems& problems) {
  std::vector<Reading> all;
  for (const std::size_t row : analysis.frame.rows) {
    Reading reading = reading_of(*columns.ct, row);
    if (!reading.undetermined && !(reading.ct > 0.0 && std::isfinite(reading.ct)))
      problems.push_back(
          {"assay.ct",
           {table.file, table.line[row], columns.ct->name},
           columns.ct->numeric()
               ? fmt::format("{:g} is no cycle", reading.ct)
               : fmt::format("'{}' is no cycle",
                             columns.ct->levels[static_cast<std::size_t>(columns.ct->code[row])]),
           "a number above 0, or Undetermined",
           "write Undetermined where no signal came; leave the field empty where nothing was run"});
    if (analysis.options.last_cycle && reading.ct >= *analysis.options.last_cycle)
      reading.undetermined = true;
    all.push_back(reading);
  }
  if (problems.size() > 20) problems.resize(20);
  return all;
}

void find_references(QpcrAnalysis& analysis, Problems& problems) {
  for (const std::string& name : analysis.options.references) {
    const auto found = std::find(analysis.genes.begin(), analysis.genes.end(), name);
    if (found == analysis.genes.end())
      problems.push_back({"assay.no_reference",
                          {"", 0, analysis.options.gene},
                          fmt::format("no well is of the reference gene '{}'", name),
                          fmt::format("one of {}", fmt::join(analysis.genes, ", ")),
                          ""});
    else
      analysis.references.push_back(static_cast<std::size_t>(found - analysis.genes.begin()));
  }
  if (analysis.options.references.empty())
    problems.push_back({"assay.no_reference",
                        {},
                        "no reference gene is named",
                        fmt::format("one or more of {}", fmt::join(analysis.genes, ", ")),
                        ""});
  else if (problems.empty() && analysis.references.size() >= analysis.genes.size())
    problems.push_back({"assay.no_target",
                        {},
                        "all genes are reference genes",
                        "a gene whose expression is in question",
                        "",
                        Fault::analysis});
}

void set_factors(QpcrAnalysis& analysis, Problems& problems) {
  analysis.factor.assign(analysis.genes.size(), 2.0);
  for (const auto& [name, given] : analysis.options.factors) {
    const auto found = std::find(analysis.genes.begin(), analysis.genes.end(), name);
    if (found == analysis.genes.end())
      problems.push_back({"assay.no_gene",
                          {},
                          fmt::format("no well is of the gene '{}'", name),
                          fmt::format("one of {}", fmt::join(analysis.genes, ", ")),
                          ""});
    else if (const double factor = factor_of(given); std::isnan(factor))
      problems.push_back({"assay.factor",
                          {},
                          fmt::format("the efficiency of '{}' is {:g}", name, given),
                          "an amplification factor between 1 and 2.2, or the slope of a standard "
                          "curve (about -3.3)",
                          "an efficiency of 95% is the factor 1.95"});
    else
      analysis.factor[static_cast<std::size_t>(found - analysis.genes.begin())] = factor;
  }
}

void fit_curves(const QpcrColumns& columns, const std::vector<Reading>& reading,
                const AssayCategories& gene, QpcrAnalysis& analysis, Problems& problems) {
  for (std::size_t g = 0; g < analysis.genes.size(); ++g) {
    std::vector<double> quantity, ct;
    for (std::size_t i = 0; i < reading.size(); ++i) {
      const std::size_t row = analysis.frame.rows[i];
      if (!is_standard(columns, row) || static_cast<std::size_t>(gene.code[i]) != g ||
          reading[i].undetermined)
        continue;
      quantity.push_back(columns.quantity->number[row]);
      ct.push_back(reading[i].ct);
    }
    if (quantity.empty()) continue;
    auto curve = assay::standard_curve(quantity, ct, analysis.options.level);
    if (!curve) {
      for (Problem& problem : curve.error()) {
        problem.what = analysis.genes[g] + ": " + problem.what;
        problems.push_back(std::move(problem));
      }
      continue;
    }
    analysis.factor[g] = curve->factor;
    analysis.curves.emplace_back(g, *curve);
  }
}

/// The group (or unit) of each sample: all its wells must agree.
std::vector<std::int32_t> of_samples(const AssayCategories& sample, const AssayCategories& what,
                                     const QpcrAnalysis& analysis, const std::string& column,
                                     Problems& problems) {
  std::vector<std::int32_t> of(analysis.samples.size(), -1);
  std::vector<std::string> torn;
  for (std::size_t i = 0; i < sample.code.size(); ++i) {
    std::int32_t& known = of[static_cast<std::size_t>(sample.code[i])];
    if (known >= 0 && known != what.code[i]) {
      const std::string& name = analysis.samples[static_cast<std::size_t>(sample.code[i])];
      if (torn.empty() || torn.back() != name) torn.push_back(name);
    }
    known = what.code[i];
  }
  if (!torn.empty())
    problems.push_back({"assay.sample_in_groups",
                        {"", 0, column},
                        fmt::format("a sample has several values: {}", some_of(torn)),
                        "one to each sample",
                        "give each sample (RNA of one culture under one condition) a name of its "
                        "own"});
  return of;
}

void warn_of_wells(QpcrAnalysis& analysis) {
  std::vector<std::string>& warnings = analysis.frame.warnings;
  for (std::size_t g = 0; g < analysis.genes.size(); ++g) {
    std::size_t wells = 0, undetermined = 0;
    std::vector<std::string> partly, wide;
    for (std::size_t s = 0; s < analysis.samples.size(); ++s) {
      const assay::SampleGene& one = analysis.averaged[s][g];
      wells += one.wells;
      undetermined += one.undetermined;
      if (one.undetermined > 0 && one.ct) partly.push_back(analysis.samples[s]);
      if (one.sd && *one.sd > wide_spread) wide.push_back(analysis.samples[s]);
    }
    const std::string& gene = analysis.genes[g];
    if (undetermined > 0)
      warnings.push_back(fmt::format("{}: {} of {} wells undetermined; none was given a Ct", gene,
                                     undetermined, wells));
    if (!partly.empty())
      warnings.push_back(
          fmt::format("{}: of {} only the determined wells were averaged, which makes the "
                      "expression look higher",
                      gene, some_of(partly)));
    if (!wide.empty())
      warnings.push_back(fmt::format("{}: the wells of {} differ by an SD above {} cycles", gene,
                                     some_of(wide), wide_spread));
  }
}

void warn_of_samples(QpcrAnalysis& analysis) {
  using State = assay::DeltaCt::State;
  for (const assay::GeneExpression& target : analysis.targets) {
    std::vector<std::string> no_target, no_reference, beyond;
    for (std::size_t s = 0; s < target.samples.size(); ++s) {
      const State state = target.samples[s].state;
      if (state == State::no_target) no_target.push_back(analysis.samples[s]);
      if (state == State::no_reference) no_reference.push_back(analysis.samples[s]);
      if (state == State::beyond) beyond.push_back(analysis.samples[s]);
    }
    const std::string& gene = analysis.genes[target.gene];
    std::vector<std::string>& warnings = analysis.frame.warnings;
    if (!no_target.empty())
      warnings.push_back(fmt::format("{}: {} left out, without a well", gene, some_of(no_target)));
    if (!no_reference.empty())
      warnings.push_back(
          fmt::format("{}: {} left out, without a reference gene", gene, some_of(no_reference)));
    if (!beyond.empty())
      warnings.push_back(fmt::format("{}: {} beyond the last cycle{}", gene, some_of(beyond),
                                     analysis.options.last_cycle
                                         ? ": fold changes of their groups are bounds at best"
                                         : "; with the last cycle of the run fold changes of their "
                                           "groups would have bounds (--cycles)"));
    if (!target.incomplete.empty()) {
      std::vector<std::string> names;
      for (const std::int32_t unit : target.incomplete)
        names.push_back(analysis.units[static_cast<std::size_t>(unit)]);
      warnings.push_back(
          fmt::format("{}: units left out, which lack a group: {}", gene, some_of(names)));
    }
    for (const Problem& problem : target.untested)
      warnings.push_back(fmt::format("{}: not tested: {}", gene, problem.what));
  }
}

/// Samples, groups, units and the averages of the wells.
void read_samples(const QpcrColumns& columns, const std::vector<Reading>& reading,
                  const AssayCategories& gene, QpcrAnalysis& analysis, Problems& problems) {
  std::vector<std::size_t> rows, at;  // rows of the table, places in `reading`
  for (std::size_t i = 0; i < analysis.frame.rows.size(); ++i) {
    if (is_standard(columns, analysis.frame.rows[i])) continue;
    rows.push_back(analysis.frame.rows[i]);
    at.push_back(i);
  }
  const QpcrAnalysisOptions& options = analysis.options;
  const AssayCategories sample = assay_categories(*columns.sample, rows, "", problems);
  const AssayCategories group = assay_categories(*columns.group, rows, options.control, problems);
  analysis.samples = sample.levels;
  analysis.groups = group.levels;
  analysis.group_of = of_samples(sample, group, analysis, options.group, problems);
  if (columns.unit) {
    const AssayCategories unit = assay_categories(*columns.unit, rows, "", problems);
    analysis.units = unit.levels;
    analysis.unit_of = of_samples(sample, unit, analysis, options.unit, problems);
  }
  if (!problems.empty()) return;
  if (columns.unit) {
    const std::vector<double> measured(analysis.samples.size(), 1.0);
    check_units(options,
                {.value = measured,
                 .condition = analysis.group_of,
                 .conditions = analysis.groups.size(),
                 .unit = analysis.unit_of},
                analysis.units, "samples in several groups", "groups", problems);
  }
  if (analysis.groups.size() < 2)
    problems.push_back({"assay.one_group",
                        {},
                        "all samples are of one group",
                        "two or more groups",
                        "",
                        Fault::analysis});
  std::vector<assay::Well> wells;
  for (std::size_t k = 0; k < at.size(); ++k)
    wells.push_back({static_cast<std::size_t>(sample.code[k]),
                     static_cast<std::size_t>(gene.code[at[k]]), reading[at[k]].ct,
                     reading[at[k]].undetermined});
  analysis.averaged = assay::average_wells(wells, analysis.samples.size(), analysis.genes.size());
}

void compare_targets(QpcrAnalysis& analysis) {
  const QpcrAnalysisOptions& options = analysis.options;
  analysis.method =
      options.method.value_or(analysis.groups.size() > 2 ? Method::dunnett : Method::welch);
  const assay::QpcrOptions of_qpcr{
      analysis.references, analysis.factor, options.last_cycle, analysis.method, 0, options.level};
  for (std::size_t g = 0; g < analysis.genes.size(); ++g)
    if (std::find(analysis.references.begin(), analysis.references.end(), g) ==
        analysis.references.end())
      analysis.targets.push_back(assay::gene_expression(analysis.averaged, g, analysis.group_of,
                                                        analysis.groups.size(), analysis.unit_of,
                                                        options.paired, of_qpcr));
}

}  // namespace

double factor_of(double given) {
  const double factor = given < 0.0 ? assay::amplification_factor(given) : given;
  return factor > 1.0 && factor <= 2.2 ? factor : std::numeric_limits<double>::quiet_NaN();
}

Result<QpcrAnalysis> analyse_qpcr(const cohort::Table& table, const QpcrAnalysisOptions& options) {
  QpcrAnalysis analysis;
  analysis.options = options;
  Problems problems;
  const auto columns = columns_of(table, options, problems);
  check_design(options, problems);
  if (!problems.empty()) return failure(std::move(problems));
  keep_rows(table, *columns, analysis);
  if (analysis.frame.rows.empty())
    return cannot_analyse("assay.no_rows", "no row has all of sample, gene, Ct and group");
  const std::vector<Reading> reading = readings(table, *columns, analysis, problems);
  const AssayCategories gene = assay_categories(*columns->gene, analysis.frame.rows, "", problems);
  analysis.genes = gene.levels;
  find_references(analysis, problems);
  set_factors(analysis, problems);
  if (!problems.empty()) return failure(std::move(problems));
  fit_curves(*columns, reading, gene, analysis, problems);
  read_samples(*columns, reading, gene, analysis, problems);
  if (!problems.empty()) return failure(std::move(problems));
  if (options.control.empty())
    analysis.frame.warnings.push_back(fmt::format(
        "no control is named: '{}', the first group, is compared with", analysis.groups[0]));
  compare_targets(analysis);
  warn_of_wells(analysis);
  warn_of_samples(analysis);
  return analysis;
}

}  // namespace venscope::study
