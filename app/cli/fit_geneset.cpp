/// venscope fit geneset
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

constexpr std::size_t shown_samples = 20;
constexpr std::size_t shown_columns = 6;

struct GenesetArguments {
  GeneFlags genes;
  std::string x, sets, format = "text", method = "ssgsea", kernel = "gaussian", tau, least = "1";
  bool raw = false, max_deviation = false, absolute_ranking = false;
};

std::string geneset_text(const enrichment::SetScores& result,
                         const std::vector<enrichment::GeneSet>& sets,
                         const cohort::MatrixFile& matrix,
                         const enrichment::ScoreOptions& options) {
  std::string text =
      fmt::format("Gene set scores by {}\n{} samples, {} genes; {} sets scored, {} left out\n\n",
                  study::name_of(options.method), matrix.samples.size(), matrix.features.size(),
                  result.sets.size(), result.left_out.size());
  std::vector<std::string> head{""};
  const std::size_t columns = std::min(shown_columns, result.sets.size());
  for (std::size_t s = 0; s < columns; ++s) head.push_back(sets[result.sets[s].set].name);
  TextTable table(head);
  for (std::size_t i = 0; i < std::min(shown_samples, matrix.samples.size()); ++i) {
    std::vector<std::string> row{matrix.samples[i]};
    for (std::size_t s = 0; s < columns; ++s)
      row.push_back(std::isnan(result.scores(i, s)) ? report::undefined_number
                                                    : report::fixed(result.scores(i, s), 3));
    table.add(row);
  }
  text += table.text();
  if (columns < result.sets.size() || shown_samples < matrix.samples.size())
    text += fmt::format("of {} sets and {} samples (--format csv)\n", result.sets.size(),
                        matrix.samples.size());
  return text;
}

std::string geneset_csv(const enrichment::SetScores& result,
                        const std::vector<enrichment::GeneSet>& sets,
                        const cohort::MatrixFile& matrix) {
  std::vector<std::string> row{"sample"};
  for (const enrichment::IndexedSet& set : result.sets) row.push_back(sets[set.set].name);
  std::string text = csv_line(row);
  for (std::size_t i = 0; i < matrix.samples.size(); ++i) {
    row.assign(1, matrix.samples[i]);
    for (std::size_t s = 0; s < result.sets.size(); ++s)
      row.push_back(report::exact(result.scores(i, s)));
    text += csv_line(row);
  }
  return text;
}

int run_geneset(GenesetArguments arguments) {
  SetReader reader;
  enrichment::ScoreOptions options;
  options.method = static_cast<enrichment::ScoreMethod>(
      reader.choice("--method", arguments.method, {"ssgsea", "gsva", "zscore", "mean"}));
  options.kernel = static_cast<enrichment::DensityKernel>(
      reader.choice("--kernel", arguments.kernel, {"gaussian", "poisson", "none"}));
  if (!arguments.tau.empty()) options.tau = reader.number("--tau", arguments.tau, -1e-9, 10, 1);
  options.least = reader.whole("--least", arguments.least, 1);
  options.normalise = !arguments.raw;
  options.difference = !arguments.max_deviation;
  options.absolute_ranking = arguments.absolute_ranking;
  options.threads = all_threads();
  const std::vector<enrichment::GeneSet> sets = reader.sets(arguments.sets);
  const auto matrix = whole_matrix(arguments.x, arguments.genes.options(reader), reader);
  return run_plain(std::move(reader), arguments.format, [&](Format format) -> Result<FitOutput> {
    const auto result = enrichment::set_scores(matrix->values, matrix->features, sets, options);
    if (!result) return tl::unexpected(result.error());
    FitOutput output{{}, result->warnings};
    output.text =
        format == Format::text ? geneset_text(*result, sets, *matrix, options)
        : format == Format::csv
            ? geneset_csv(*result, sets, *matrix)
            : report::json_text(study::set_scores_json(*result, sets, matrix->samples, options));
    return output;
  });
}

}  // namespace

void add_geneset(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<GenesetArguments>();
  CLI::App* geneset = add_plain_kind(
      fit, "geneset", "Scores of gene sets in each sample",
      "venscope fit geneset --x studies/senescence-signature/derivation-expression.tsv.gz "
      "--sets studies/senescence-signature/synthetic-set.txt --method gsva",
      arguments->format);
  geneset
      ->add_option("--x", arguments->x, "matrix of genes by samples: TSV, CSV, GCT, .mtx, .gz too")
      ->type_name("MATRIX")
      ->required();
  arguments->genes.add_to(*geneset);
  geneset
      ->add_option("--sets", arguments->sets, "gene sets: a GMT file, a list, or immune (built in)")
      ->type_name("FILE")
      ->required();
  geneset->add_option("--method", arguments->method, "ssgsea, gsva, zscore or mean")
      ->capture_default_str();
  geneset->add_option("--kernel", arguments->kernel, "of gsva: gaussian, poisson or none")
      ->capture_default_str();
  geneset->add_option("--tau", arguments->tau, "weight of the ranks; ssgsea 0.25, gsva 1");
  geneset->add_flag("--raw", arguments->raw, "ssgsea: not divided by the range of all scores");
  geneset->add_flag("--max-deviation", arguments->max_deviation,
                    "gsva: the extreme further from zero instead of the sum of both");
  geneset->add_flag("--absolute-ranking", arguments->absolute_ranking,
                    "gsva: highest minus lowest, for sets that move both ways");
  geneset->add_option("--least", arguments->least, "genes of a set found, at least")
      ->capture_default_str();
  geneset->callback([arguments, &run] { run = [arguments] { return run_geneset(*arguments); }; });
}

}  // namespace venscope::cli
