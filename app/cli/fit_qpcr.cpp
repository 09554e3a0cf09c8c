/// venscope fit qpcr
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/qpcr_analysis.hpp"
#include "venscope/study/replicates_analysis.hpp"

#include <charconv>
#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::cli {
namespace {

using study::QpcrAnalysis;

struct QpcrArguments : FitArguments {
  study::QpcrAnalysisOptions columns;
  std::vector<std::string> references, efficiencies;
  std::string method, cycles, level = "0.95";
};

std::string digits(std::optional<double> value) {
  return value ? (*value < 0 ? "−" : "") + fmt::format("{:.4g}", std::fabs(*value))
               : std::string(report::undefined_number);
}

std::string fold_text(const assay::FoldChange& change) {
  if (change.at_most) return "at most " + digits(change.at_most);
  if (change.at_least) return "at least " + digits(change.at_least);
  return digits(change.fold);
}

std::string target_text(const QpcrAnalysis& analysis, const assay::GeneExpression& target) {
  TextTable groups({analysis.genes[target.gene], "samples", "undetermined", "mean ΔCt", "SD"});
  for (std::size_t g = 0; g < target.groups.size(); ++g) {
    const assay::GroupExpression& group = target.groups[g];
    groups.add({analysis.groups[g], std::to_string(group.n + group.beyond),
                std::to_string(group.beyond), digits(group.mean), digits(group.sd)});
  }
  TextTable changes({"fold change", "", report::percent(analysis.options.level, 0) + " CI", "t",
                     "df", "p", "p adjusted"});
  for (const assay::FoldChange& change : target.changes) {
    const auto p = [](std::optional<double> value) {
      return value ? report::p_value(*value) : std::string(report::undefined_number);
    };
    changes.add(
        {fmt::format("{} / {}", analysis.groups[change.group], analysis.groups[change.reference]),
         fold_text(change),
         change.low ? fmt::format("{} to {}", digits(change.low), digits(change.high))
                    : report::undefined_number,
         change.t ? report::fixed(*change.t, 2) : report::undefined_number, digits(change.df),
         p(change.p), change.rank_p ? p(change.rank_p) + " by ranks" : p(change.p_adjusted)});
  }
  return groups.text() + '\n' + changes.text();
}

std::string text_of(const QpcrAnalysis& analysis) {
  std::string text =
      fmt::format("Quantitative PCR: {} wells, {} samples, reference {}, method {}\n",
                  analysis.frame.rows.size(), analysis.samples.size(),
                  fmt::join(analysis.options.references, ", "), study::name_of(analysis.method));
  if (analysis.frame.n_missing > 0)
    text += fmt::format("{} rows left out, with something missing\n", analysis.frame.n_missing);
  std::vector<std::string> factors;
  for (std::size_t g = 0; g < analysis.genes.size(); ++g)
    factors.push_back(fmt::format("{} {:.4g}", analysis.genes[g], analysis.factor[g]));
  text += fmt::format("amplification factors: {}\n", fmt::join(factors, ", "));
  for (const auto& [gene, curve] : analysis.curves)
    text += fmt::format(
        "standard curve of {}: slope {} (SE {:.3g}), factor {:.4g} ({:.4g} to {:.4g})\n",
        analysis.genes[gene], report::fixed(curve.slope, 3), curve.std_error, curve.factor,
        curve.factor_interval.low, curve.factor_interval.high);
  for (const assay::GeneExpression& target : analysis.targets)
    text += '\n' + target_text(analysis, target);
  return text;
}

std::string csv_of(const QpcrAnalysis& analysis) {
  const auto exact = [](std::optional<double> value) {
    return value ? report::exact(*value) : std::string();
  };
  std::string text = csv_line({"gene", "group", "reference", "fold_change", "conf_low", "conf_high",
                               "t", "df", "p", "p_adjusted", "at_most", "at_least", "rank_p"});
  for (const assay::GeneExpression& target : analysis.targets)
    for (const assay::FoldChange& change : target.changes)
      text += csv_line({analysis.genes[target.gene], analysis.groups[change.group],
                        analysis.groups[change.reference], exact(change.fold), exact(change.low),
                        exact(change.high), exact(change.t), exact(change.df), exact(change.p),
                        exact(change.p_adjusted), exact(change.at_most), exact(change.at_least),
                        exact(change.rank_p)});
  return text;
}

void read_efficiencies(const std::vector<std::string>& given, OptionReader& reader,
                       study::QpcrAnalysisOptions& options) {
  for (const std::string& text : given) {
    const std::size_t equals = text.rfind('=');
    double value = 0;
    const char* end = text.data() + text.size();
    const bool number = equals != std::string::npos &&
                        std::from_chars(text.data() + equals + 1, end, value).ptr == end &&
                        equals + 1 < text.size() && std::isfinite(value);
    if (number)
      options.factors.emplace_back(text.substr(0, equals), value);
    else
      reader.problems.push_back({"command_line.option",
                                 {"--efficiency", 0, ""},
                                 fmt::format("'{}' names no gene and number", text),
                                 "GENE=FACTOR such as CLL1=1.93, or GENE=SLOPE such as CLL1=-3.5",
                                 ""});
  }
}

int run_qpcr(QpcrArguments arguments) {
  // A column that holds "Undetermined" is no column of numbers with a slip in it.
  arguments.text_columns = {arguments.columns.ct, arguments.columns.sample};
  OptionReader reader;
  study::QpcrAnalysisOptions options = arguments.columns;
  options.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  if (!arguments.cycles.empty())
    options.last_cycle = reader.number("--cycles", arguments.cycles, 1, 1000, 40);
  for (const std::string& text : arguments.references)
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      if (end > begin) options.references.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  read_efficiencies(arguments.efficiencies, reader, options);
  if (!arguments.method.empty()) {
    std::vector<std::string> words;
    for (const auto& [word, method] : study::method_words) words.emplace_back(word);
    options.method = study::method_words[reader.choice("--method", arguments.method, words)].second;
  }
  return run_fit(arguments, std::move(reader), {},
                 [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
                   const auto analysis = study::analyse_qpcr(table, options);
                   if (!analysis) return tl::unexpected(analysis.error());
                   std::string text = format == Format::text ? text_of(*analysis)
                                      : format == Format::csv
                                          ? csv_of(*analysis)
                                          : report::json_text(to_json(*analysis));
                   return FitOutput{std::move(text), analysis->frame.warnings};
                 });
}

}  // namespace

void add_qpcr(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<QpcrArguments>();
  arguments->needs_formula = false;
  CLI::App* qpcr =
      add_kind(fit, *arguments, "qpcr", "Relative expression by quantitative PCR",
               "venscope fit qpcr studies/laboratory-panel/qpcr_venetoclax.csv --sample "
               "sample --gene gene --ct "
               "ct --group treatment --reference-gene GAPDH,ACTB --control '0 nM'",
               false);
  study::QpcrAnalysisOptions& columns = arguments->columns;
  qpcr->add_option("--sample", columns.sample, "column of the sample")->required();
  qpcr->add_option("--gene", columns.gene, "column of the gene")->required();
  qpcr->add_option("--ct", columns.ct, "column of the Ct; Undetermined is a word of its own")
      ->required();
  qpcr->add_option("--group", columns.group, "column of the groups compared")->required();
  qpcr->add_option("--reference-gene", arguments->references, "one or more, with commas between")
      ->required();
  qpcr->add_option("--control", columns.control,
                   "the group that is the control; default: the first");
  qpcr->add_option("--unit", columns.unit, "column of the biological unit; default: the sample");
  qpcr->add_flag("--paired", columns.paired, "a unit was split between the groups");
  qpcr->add_flag("--nested", columns.nested, "the names of units merely count within each group");
  qpcr->add_option("--method", arguments->method,
                   "welch, t, anova, dunnett, tukey or holm; default: welch of two groups, else "
                   "dunnett");
  qpcr->add_option("--cycles", arguments->cycles,
                   "last cycle of the run; a Ct of this or more is undetermined");
  qpcr->add_option("--efficiency", arguments->efficiencies,
                   "GENE=FACTOR (2: each cycle doubles) or GENE=SLOPE of its standard curve");
  qpcr->add_option("--quantity", columns.quantity,
                   "column of known quantities: rows with one make the standard curves");
  qpcr->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  qpcr->callback([arguments, &run] { run = [arguments] { return run_qpcr(*arguments); }; });
}

}  // namespace venscope::cli
