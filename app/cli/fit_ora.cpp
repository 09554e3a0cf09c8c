/// venscope fit ora
#include "app/cli/fit_sets.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/cohort/condition.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/enrichment_json.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

constexpr std::size_t shown_rows = 20;

struct OraArguments {
  std::string data, gene, selected, universe, sets, format = "text", least = "5", most = "500";
  ReadingFlags reading;
};

std::string shown(std::optional<double> value) {
  return value ? report::ratio(*value) : report::undefined_number;
}

/// An open end is said in words.
std::string limits(const enrichment::OverRepresentedSet& set) {
  if (set.conf_low && set.conf_high)
    return fmt::format("{}–{}", shown(set.conf_low), shown(set.conf_high));
  if (set.conf_low) return "from " + shown(set.conf_low);
  if (set.conf_high) return "up to " + shown(set.conf_high);
  return report::undefined_number;
}

std::string ora_text(const enrichment::OverRepresentation& result,
                     const std::vector<enrichment::GeneSet>& sets) {
  std::string text = fmt::format(
      "Over-representation\n{} of {} genes of the universe chosen; {} sets tested, {} left out\n\n",
      result.selected, result.universe, result.sets.size(), result.left_out.size());
  TextTable table({"", "genes", "chosen", "expected", "odds ratio", "95% CI", "p", "q"});
  for (std::size_t i = 0; i < std::min(shown_rows, result.sets.size()); ++i) {
    const enrichment::OverRepresentedSet& set = result.sets[i];
    table.add({sets[set.set].name, std::to_string(set.size), std::to_string(set.selected),
               report::fixed(set.expected, 1), shown(set.odds_ratio), limits(set),
               set.p < 0.001 ? fmt::format("{:.1e}", set.p) : report::p_value(set.p),
               report::p_value(set.q)});
  }
  text += table.text();
  if (result.sets.size() > shown_rows)
    text += fmt::format("and {} sets more (--format csv)\n", result.sets.size() - shown_rows);
  return text;
}

std::string ora_csv(const enrichment::OverRepresentation& result,
                    const std::vector<enrichment::GeneSet>& sets) {
  std::string text = csv_line({"set", "size", "selected", "expected", "odds_ratio", "conf_low",
                               "conf_high", "p", "q", "genes"});
  const auto number = [](std::optional<double> value) {
    return value ? report::exact(*value) : std::string();
  };
  for (const enrichment::OverRepresentedSet& set : result.sets)
    text += csv_line({sets[set.set].name, std::to_string(set.size), std::to_string(set.selected),
                      report::exact(set.expected), number(set.odds_ratio), number(set.conf_low),
                      number(set.conf_high), report::exact(set.p), report::exact(set.q),
                      fmt::format("{}", fmt::join(set.genes, " "))});
  return text;
}

/// The genes that the condition chooses, and all for which it can be decided. Without a condition
/// every row is chosen.
struct Chosen {
  std::vector<std::string> genes, tested;
};

Chosen chosen_of(const cohort::Table& table, const cohort::Column& gene,
                 const std::string& selected, SetReader& reader) {
  Chosen chosen;
  const std::vector<std::string> names = texts_of(gene);
  if (selected.empty()) {
    chosen.genes = names;
    return chosen;
  }
  const auto condition = cohort::Condition::parse(selected, table, {"--selected", 0, ""});
  if (!condition) {
    for (const Problem& problem : condition.error()) reader.problems.push_back(problem);
    return chosen;
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    const cohort::Truth truth = condition->at(row);
    if (truth != cohort::Truth::undecided) chosen.tested.push_back(names[row]);
    if (truth == cohort::Truth::yes) chosen.genes.push_back(names[row]);
  }
  return chosen;
}

int run_ora(const OraArguments& arguments) {
  SetReader reader;
  enrichment::OverRepresentationOptions options;
  options.least = reader.whole("--least", arguments.least, 1);
  options.most = reader.whole("--most", arguments.most, 1);
  options.threads = all_threads();
  const std::vector<enrichment::GeneSet> sets = reader.sets(arguments.sets);
  const auto read = reader.table(arguments.data, arguments.reading, {arguments.gene});
  Chosen chosen;
  if (read)
    if (const cohort::Column* gene = reader.column(read->table, "--gene", arguments.gene))
      chosen = chosen_of(read->table, *gene, arguments.selected, reader);
  std::vector<std::string> universe;
  if (arguments.universe == "tested") {
    universe = chosen.tested;
    if (arguments.selected.empty())
      reader.wrong("--universe", "without --selected all rows are chosen, and none was only tested",
                   "--selected CONDITION, or a file of the genes that could have been chosen");
  } else {
    for (const expression::GeneSet& list : reader.sets(arguments.universe))
      universe.insert(universe.end(), list.genes.begin(), list.genes.end());
  }
  return run_plain(std::move(reader), arguments.format, [&](Format format) -> Result<FitOutput> {
    const auto result = enrichment::over_representation(universe, chosen.genes, sets, options);
    if (!result) return tl::unexpected(result.error());
    FitOutput output;
    output.text = format == Format::text  ? ora_text(*result, sets)
                  : format == Format::csv ? ora_csv(*result, sets)
                                          : report::json_text(study::ora_json(*result, sets));
    if (!result->outside.empty())
      output.warnings.push_back(fmt::format(
          "{} chosen genes are not of the universe and were left out", result->outside.size()));
    return output;
  });
}

}  // namespace

void add_ora(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<OraArguments>();
  CLI::App* ora =
      add_plain_kind(fit, "ora", "Over-representation of gene sets among chosen genes",
                     "venscope fit ora studies/senescence-signature/synthetic-ranking.csv --gene "
                     "gene --selected 'p < 0.05' "
                     "--universe tested --sets studies/senescence-signature/synthetic-set.txt",
                     arguments->format);
  ora->add_option("data", arguments->data, "table with a row per gene")->required();
  ora->add_option("--gene", arguments->gene, "column of the genes' names")
      ->type_name("COLUMN")
      ->required();
  ora->add_option("--selected", arguments->selected,
                  "condition on a row, such as 'q < 0.05'; without it every row is chosen")
      ->type_name("CONDITION");
  ora->add_option("--universe", arguments->universe,
                  "what could have been chosen: tested (the rows the condition decides), or a file "
                  "of genes")
      ->type_name("tested|FILE")
      ->required();
  ora->add_option("--sets", arguments->sets, "gene sets: a GMT file, a list, or immune (built in)")
      ->type_name("FILE")
      ->required();
  ora->add_option("--least", arguments->least, "genes of a set in the universe, at least")
      ->capture_default_str();
  ora->add_option("--most", arguments->most, "genes of a set in the universe, at most")
      ->capture_default_str();
  arguments->reading.add_to(*ora);
  ora->callback([arguments, &run] { run = [arguments] { return run_ora(*arguments); }; });
}

}  // namespace venscope::cli
