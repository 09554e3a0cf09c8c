/// How long gene sets take: GSEA of a ranking, and GSVA scores of many samples.
///   enrichment gsea GENES SETS PERMUTATIONS THREADS     prints seconds
///   enrichment make GENES SAMPLES SETS FILE             writes FILE.tsv and FILE.gmt
///   enrichment gsva FILE THREADS [OUT]                  reads them, prints seconds; scores to OUT
/// Build with -DVENSCOPE_BENCH=ON. bench/enrichment.sh compares GSVA with Bioconductor's in one
/// run.
#include "venscope/base/random.hpp"
#include "venscope/cohort/matrix_file.hpp"
#include "venscope/enrichment/gsea.hpp"
#include "venscope/enrichment/set_scores.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace venscope;

std::vector<std::string> gene_names(std::size_t n) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < n; ++i) names.push_back(fmt::format("G{:05}", i + 1));
  return names;
}

/// Sets of 15 to 500 genes, small ones more often, as collections of pathways have them.
std::vector<enrichment::GeneSet> random_sets(const std::vector<std::string>& genes,
                                             std::size_t count) {
  std::vector<enrichment::GeneSet> sets;
  for (std::size_t s = 0; s < count; ++s) {
    RandomStream random(1, "sets", s);
    const double u = random.uniform();
    const auto size = 15 + static_cast<std::size_t>(485 * u * u * u);
    enrichment::GeneSet set;
    set.name = fmt::format("SET{:05}", s + 1);
    for (std::size_t k = 0; k < size; ++k) set.genes.push_back(genes[random.below(genes.size())]);
    sets.push_back(std::move(set));
  }
  return sets;
}

class Stopwatch {
public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int gsea(std::size_t genes, std::size_t sets, std::size_t permutations, unsigned threads) {
  const std::vector<std::string> names = gene_names(genes);
  RandomStream random(1, "ranking");
  std::vector<double> values;
  for (std::size_t i = 0; i < genes; ++i) values.push_back(random.normal());
  const auto ranking = enrichment::make_ranking(names, values);
  const std::vector<enrichment::GeneSet> given = random_sets(names, sets);
  enrichment::GseaOptions options;
  options.permutations = permutations;
  options.threads = threads;
  const Stopwatch watch;
  const auto result = enrichment::gsea(*ranking, given, options);
  if (!result) return 1;
  fmt::print("{} sets of {} genes, {} permutations, in {:.2f} s\n", result->sets.size(), genes,
             permutations, watch.seconds());
  return 0;
}

int make(std::size_t genes, std::size_t samples, std::size_t sets, const std::string& path) {
  const std::vector<std::string> names = gene_names(genes);
  std::ofstream matrix(path + ".tsv"), gmt(path + ".gmt");
  matrix << "gene";
  for (std::size_t i = 0; i < samples; ++i) matrix << "\tS" << i + 1;
  matrix << '\n';
  for (std::size_t g = 0; g < genes; ++g) {
    RandomStream random(1, "gene", g);
    std::string row = names[g];
    const double mean = 4 + 6 * random.uniform();
    for (std::size_t i = 0; i < samples; ++i)
      row += fmt::format("\t{:.6f}", mean + random.normal());
    matrix << row << '\n';
  }
  for (const enrichment::GeneSet& set : random_sets(names, sets)) {
    gmt << set.name << '\t';
    for (const std::string& gene : set.genes) gmt << '\t' << gene;
    gmt << '\n';
  }
  return matrix.good() && gmt.good() ? 0 : 1;
}

int gsva(const std::string& path, unsigned threads, const char* out) {
  const auto matrix = cohort::read_matrix(path + ".tsv");
  const auto sets = expression::read_gene_sets(path + ".gmt");
  if (!matrix || !sets) return 1;
  enrichment::ScoreOptions options;
  options.method = enrichment::ScoreMethod::gsva;
  options.threads = threads;
  const Stopwatch watch;
  const auto result = enrichment::set_scores(matrix->values, matrix->features, sets->sets, options);
  if (!result) return 1;
  fmt::print("{} genes, {} samples, {} sets, in {:.2f} s\n", matrix->features.size(),
             matrix->samples.size(), result->sets.size(), watch.seconds());
  if (!out) return 0;
  std::ofstream file(out);
  for (std::size_t s = 0; s < result->sets.size(); ++s)
    for (const double score : result->scores.column(s)) file << fmt::format("{:.12g}\n", score);
  return file.good() ? 0 : 1;
}

std::size_t number(const char* text) {
  return static_cast<std::size_t>(std::strtoull(text, nullptr, 10));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "gsea" && argc == 6)
    return gsea(number(argv[2]), number(argv[3]), number(argv[4]),
                static_cast<unsigned>(number(argv[5])));
  if (command == "make" && argc == 6)
    return make(number(argv[2]), number(argv[3]), number(argv[4]), argv[5]);
  if (command == "gsva" && argc >= 4)
    return gsva(argv[2], static_cast<unsigned>(number(argv[3])), argc > 4 ? argv[4] : nullptr);
  std::fputs(
      "enrichment gsea GENES SETS PERMUTATIONS THREADS | make GENES SAMPLES SETS FILE | "
      "gsva FILE THREADS [OUT]\n",
      stderr);
  return 2;
}
