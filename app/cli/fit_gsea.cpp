/// venscope fit gsea
#include "app/cli/fit_sets.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/enrichment_json.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

constexpr std::size_t shown_sets = 20;

struct GseaArguments {
  std::string data, gene, rank, sets, format = "text";
  std::string weight = "1", tail = "both", least = "15", most = "500", permutations = "1000";
  std::string seed = "1";
  bool no_splitting = false;
  ReadingFlags reading;
};

struct GseaAnalysis {
  enrichment::Ranking ranking;
  std::vector<enrichment::GeneSet> sets;
  enrichment::GseaOptions options;
  enrichment::Gsea result;
};

/// Small p with two digits: 3.1e-08.
std::string small_p(const enrichment::GseaSet& set) {
  if (!set.p) return report::undefined_number;
  if (*set.p >= 0.001) return report::p_value(*set.p);
  return fmt::format("{}{:.1e}", set.bounded ? "<" : "", *set.p);
}

std::string gsea_text(const GseaAnalysis& analysis) {
  const enrichment::Gsea& result = analysis.result;
  std::string text = fmt::format(
      "Gene set enrichment analysis\n{} genes ranked{}; {} sets tested, {} left out\n\n",
      analysis.ranking.gene.size(),
      analysis.ranking.missing > 0 ? fmt::format(", {} without a value", analysis.ranking.missing)
                                   : "",
      result.sets.size(), result.left_out.size());
  TextTable table({"", "genes", "ES", "NES", "p", "q", "leading edge"});
  for (std::size_t i = 0; i < std::min(shown_sets, result.sets.size()); ++i) {
    const enrichment::GseaSet& set = result.sets[i];
    table.add({analysis.sets[set.set].name, std::to_string(set.size), report::fixed(set.score, 3),
               set.normalised ? report::fixed(*set.normalised, 2) : report::undefined_number,
               small_p(set), set.q ? report::p_value(*set.q) : report::undefined_number,
               std::to_string(set.leading_edge.size())});
  }
  text += table.text();
  if (result.sets.size() > shown_sets)
    text += fmt::format("and {} sets more (--format csv)\n", result.sets.size() - shown_sets);
  return text;
}

std::string number(std::optional<double> value) {
  return value ? report::exact(*value) : "";
}

std::string gsea_csv(const GseaAnalysis& analysis) {
  std::string text =
      csv_line({"set", "size", "es", "nes", "p", "q", "log2_error", "p_method", "leading_edge"});
  for (const enrichment::GseaSet& set : analysis.result.sets) {
    std::vector<std::string> edge;
    for (const std::uint32_t gene : set.leading_edge) edge.push_back(analysis.ranking.gene[gene]);
    text += csv_line(
        {analysis.sets[set.set].name, std::to_string(set.size), report::exact(set.score),
         number(set.normalised), number(set.p), number(set.q), number(set.log2_error),
         set.p ? std::string(study::p_method(set)) : "", fmt::format("{}", fmt::join(edge, " "))});
  }
  return text;
}

enrichment::GseaOptions gsea_options(const GseaArguments& arguments, SetReader& reader) {
  enrichment::GseaOptions options;
  options.weight = reader.number("--weight", arguments.weight, -1e-9, 10, 1);
  options.tail = static_cast<enrichment::ScoreTail>(
      reader.choice("--tail", arguments.tail, {"both", "positive", "negative"}));
  options.least = reader.whole("--least", arguments.least, 1);
  options.most = reader.whole("--most", arguments.most, 1);
  options.permutations = reader.whole("--permutations", arguments.permutations, 10);
  options.seed = reader.whole("--seed", arguments.seed, 0);
  options.multilevel = !arguments.no_splitting;
  options.threads = all_threads();
  return options;
}

int run_gsea(const GseaArguments& arguments) {
  SetReader reader;
  GseaAnalysis analysis;
  analysis.options = gsea_options(arguments, reader);
  analysis.sets = reader.sets(arguments.sets);
  const auto read = reader.table(arguments.data, arguments.reading, {arguments.gene});
  std::vector<std::string> genes;
  std::vector<double> values;
  if (read) {
    const cohort::Column* gene = reader.column(read->table, "--gene", arguments.gene);
    const cohort::Column* rank = reader.column(read->table, "--rank", arguments.rank);
    if (rank && !rank->numeric())
      reader.wrong("--rank", fmt::format("the column {} holds no numbers", arguments.rank),
                   "a statistic such as t or a correlation");
    else if (gene && rank) {
      genes = texts_of(*gene);
      values = rank->number;
    }
  }
  return run_plain(std::move(reader), arguments.format, [&](Format format) -> Result<FitOutput> {
    auto ranking = enrichment::make_ranking(genes, values);
    if (!ranking) return tl::unexpected(std::move(ranking.error()));
    analysis.ranking = std::move(*ranking);
    auto result = enrichment::gsea(analysis.ranking, analysis.sets, analysis.options);
    if (!result) return tl::unexpected(std::move(result.error()));
    analysis.result = std::move(*result);
    if (analysis.ranking.duplicates > 0)
      analysis.result.warnings.push_back(fmt::format(
          "further rows of genes named twice, of which the value furthest from zero stays: {}",
          analysis.ranking.duplicates));
    std::string text = format == Format::text ? gsea_text(analysis)
                       : format == Format::csv
                           ? gsea_csv(analysis)
                           : report::json_text(study::gsea_json(analysis.result, analysis.ranking,
                                                                analysis.sets, analysis.options));
    return FitOutput{std::move(text), analysis.result.warnings};
  });
}

}  // namespace

void add_gsea(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<GseaArguments>();
  CLI::App* gsea = add_plain_kind(
      fit, "gsea", "Gene set enrichment analysis of a ranking",
      "venscope fit gsea studies/senescence-signature/synthetic-ranking.csv --gene gene --rank t "
      "--sets studies/senescence-signature/synthetic-set.txt",
      arguments->format);
  gsea->add_option("data", arguments->data, "table with a row per gene")->required();
  gsea->add_option("--gene", arguments->gene, "column of the genes' names")
      ->type_name("COLUMN")
      ->required();
  gsea->add_option("--rank", arguments->rank, "column of the statistic")
      ->type_name("COLUMN")
      ->required();
  gsea->add_option("--sets", arguments->sets, "gene sets: a GMT file, a list, or immune (built in)")
      ->type_name("FILE")
      ->required();
  gsea->add_option("--weight", arguments->weight, "power of the statistic in the running sum")
      ->capture_default_str();
  gsea->add_option("--tail", arguments->tail, "both, positive or negative")->capture_default_str();
  gsea->add_option("--least", arguments->least, "genes of a set found, at least")
      ->capture_default_str();
  gsea->add_option("--most", arguments->most, "genes of a set found, at most")
      ->capture_default_str();
  gsea->add_option("--permutations", arguments->permutations, "random orders of the genes")
      ->capture_default_str();
  gsea->add_flag("--no-splitting", arguments->no_splitting, "p by the permutations alone");
  gsea->add_option("--seed", arguments->seed, "of the permutations")->capture_default_str();
  arguments->reading.add_to(*gsea);
  gsea->callback([arguments, &run] { run = [arguments] { return run_gsea(*arguments); }; });
}

}  // namespace venscope::cli
