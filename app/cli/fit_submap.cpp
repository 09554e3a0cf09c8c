/// venscope fit submap
#include "app/cli/fit_sets.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/enrichment_json.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

/// One cohort: a matrix, and a table that gives samples their class.
struct ClassArguments {
  std::string x, data, id, column;
};

struct SubmapArguments {
  GeneFlags genes;
  ClassArguments first, second;
  std::string format = "text", markers = "100", permutations = "1000", weight = "1", seed = "1";
  bool each = false;
  ReadingFlags reading;
};

struct ClassedMatrix {
  cohort::MatrixFile matrix;
  std::vector<std::int32_t> code;  ///< of each sample
  std::vector<std::string> classes;
  std::size_t without_class = 0;

  enrichment::ClassedSamples view() const {
    return {&matrix.values, matrix.features, code, classes};
  }
};

/// Classes in the order of their names; a sample that the table does not name has none.
void give_classes(const std::vector<std::string>& ids, const std::vector<std::string>& words,
                  ClassedMatrix& result) {
  result.code.assign(result.matrix.samples.size(), -1);
  for (const std::string& word : words)
    if (!word.empty()) result.classes.push_back(word);
  std::sort(result.classes.begin(), result.classes.end());
  result.classes.erase(std::unique(result.classes.begin(), result.classes.end()),
                       result.classes.end());
  const std::vector<std::int64_t> sample = cohort::match_samples(result.matrix, ids);
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (sample[i] >= 0 && !words[i].empty())
      result.code[static_cast<std::size_t>(sample[i])] = static_cast<std::int32_t>(
          std::lower_bound(result.classes.begin(), result.classes.end(), words[i]) -
          result.classes.begin());
  for (const std::int32_t code : result.code) result.without_class += code < 0;
}

std::optional<ClassedMatrix> read_classed(const ClassArguments& arguments, const std::string& end,
                                          const ReadingFlags& reading,
                                          const expression::ExpressionOptions& genes,
                                          SetReader& reader) {
  auto matrix = whole_matrix(arguments.x, genes, reader);
  const auto read = reader.table(arguments.data, reading, {arguments.id});
  if (!matrix || !read) return {};
  ClassedMatrix result;
  result.matrix = std::move(*matrix);
  const cohort::Column* id = reader.column(read->table, "--id" + end, arguments.id);
  const cohort::Column* word = reader.column(read->table, "--class" + end, arguments.column);
  if (!id || !word) return {};
  give_classes(texts_of(*id), texts_of(*word), result);
  if (result.without_class == result.code.size())
    reader.wrong("--id" + end,
                 fmt::format("no cell of {} names a sample of {}", arguments.id, arguments.x),
                 result.matrix.samples.empty() ? "sample names"
                                               : "names such as " + result.matrix.samples.front());
  return result;
}

std::string submap_text(const enrichment::SubMap& result, const ClassedMatrix& a,
                        const ClassedMatrix& b, const enrichment::SubMapOptions& options) {
  std::string text = fmt::format(
      "Subclass mapping\n{} and {} samples; {} shared genes, {} markers a class, {} "
      "permutations\n\n",
      a.code.size() - a.without_class, b.code.size() - b.without_class, result.shared.size(),
      options.markers, options.permutations);
  TextTable table({"", "other cohort", "ES", "ES back", "p", "Bonferroni", "q"});
  for (const enrichment::ClassPair& pair : result.pairs)
    table.add({fmt::format("{} (n = {})", a.classes[pair.a], result.size_a[pair.a]),
               fmt::format("{} (n = {})", b.classes[pair.b], result.size_b[pair.b]),
               report::fixed(pair.score_ab, 2), report::fixed(pair.score_ba, 2),
               report::p_value(pair.p), report::p_value(pair.bonferroni), report::p_value(pair.q)});
  return text + table.text() +
         "\nLikeness of expression is a surrogate: it says nothing of how a patient would "
         "respond.\n";
}

std::string submap_csv(const enrichment::SubMap& result, const ClassedMatrix& a,
                       const ClassedMatrix& b) {
  std::string text = csv_line({"class", "other_class", "es", "es_reverse", "p_es", "p_es_reverse",
                               "fisher", "p", "bonferroni", "q"});
  for (const enrichment::ClassPair& pair : result.pairs)
    text +=
        csv_line({a.classes[pair.a], b.classes[pair.b], report::exact(pair.score_ab),
                  report::exact(pair.score_ba), report::exact(pair.p_ab), report::exact(pair.p_ba),
                  report::exact(pair.statistic), report::exact(pair.p),
                  report::exact(pair.bonferroni), report::exact(pair.q)});
  return text;
}

int run_submap(SubmapArguments arguments) {
  SetReader reader;
  enrichment::SubMapOptions options;
  options.markers = reader.whole("--markers", arguments.markers, 1);
  options.permutations = reader.whole("--permutations", arguments.permutations, 10);
  options.weight = reader.number("--weight", arguments.weight, -1e-9, 10, 1);
  options.seed = reader.whole("--seed", arguments.seed, 0);
  options.pooled = !arguments.each;
  options.threads = all_threads();
  const expression::ExpressionOptions genes = arguments.genes.options(reader);
  const auto a = read_classed(arguments.first, "", arguments.reading, genes, reader);
  const auto b = read_classed(arguments.second, "-other", arguments.reading, genes, reader);
  return run_plain(std::move(reader), arguments.format, [&](Format format) -> Result<FitOutput> {
    auto result = enrichment::submap(a->view(), b->view(), options);
    if (!result) return tl::unexpected(std::move(result.error()));
    for (const ClassedMatrix* one : {&*a, &*b})
      if (one->without_class > 0)
        result->warnings.push_back(fmt::format("samples without a class, left out: {} of {} of {}",
                                               one->without_class, one->code.size(),
                                               one->matrix.file));
    FitOutput output{{}, result->warnings};
    output.text =
        format == Format::text ? submap_text(*result, *a, *b, options)
        : format == Format::csv
            ? submap_csv(*result, *a, *b)
            : report::json_text(study::submap_json(*result, a->classes, b->classes, options));
    return output;
  });
}

void add_cohort_options(CLI::App& submap, ClassArguments& arguments, const std::string& end,
                        const std::string& which) {
  submap.add_option("--x" + end, arguments.x, "matrix of genes by samples of the " + which)
      ->type_name("MATRIX")
      ->required();
  submap.add_option("--data" + end, arguments.data, "table of the samples of the " + which)
      ->type_name("FILE")
      ->required();
  submap.add_option("--id" + end, arguments.id, "its column that names the samples")
      ->type_name("COLUMN")
      ->required();
  submap.add_option("--class" + end, arguments.column, "its column of classes")
      ->type_name("COLUMN")
      ->required();
}

}  // namespace

void add_submap(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<SubmapArguments>();
  CLI::App* submap = add_plain_kind(
      fit, "submap", "Likeness of the classes of two cohorts (a surrogate)",
      "venscope fit submap --x studies/senescence-signature/derivation-expression.tsv.gz "
      "--data studies/senescence-signature/derivation.csv --id patient --class eln_risk "
      "--x-other studies/senescence-signature/validation-a-expression.tsv.gz "
      "--data-other studies/senescence-signature/validation-a.csv --id-other patient --class-other "
      "eln_risk",
      arguments->format);
  add_cohort_options(*submap, arguments->first, "", "first cohort");
  add_cohort_options(*submap, arguments->second, "-other", "other cohort");
  arguments->genes.add_to(*submap);
  submap->add_option("--markers", arguments->markers, "marker genes of each class")
      ->capture_default_str();
  submap->add_option("--permutations", arguments->permutations, "of the classes")
      ->capture_default_str();
  submap->add_option("--weight", arguments->weight, "power of the ratio in the running sum")
      ->capture_default_str();
  submap->add_flag("--each", arguments->each, "a null distribution for each pair of classes");
  submap->add_option("--seed", arguments->seed, "of the permutations")->capture_default_str();
  arguments->reading.add_to(*submap);
  submap->callback([arguments, &run] { run = [arguments] { return run_submap(*arguments); }; });
}

}  // namespace venscope::cli
