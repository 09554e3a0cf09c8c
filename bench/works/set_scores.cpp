// GSVA scores of gene sets in every sample.
#include "venscope/enrichment/set_scores.hpp"

#include "bench/works/gene_sets.hpp"
#include "venscope/base/random.hpp"

#include <cmath>

namespace bench {

namespace {

using namespace venscope;

/// `rows` samples of `columns` genes, each with a mean of its own; `resamples` sets of 15 to 500
/// genes, small ones more often, as collections of pathways have them.
void make_samples(const Size& size, Folder& folder) {
  Matrix x = normal_numbers(size.rows, size.columns, 821);
  RandomStream random(822, "samples");
  for (std::size_t g = 0; g < size.columns; ++g) {
    const double mean = 4 + 6 * random.uniform();
    for (double& value : x.column(g)) value += mean;
  }
  std::vector<double> members, sizes;
  for (std::size_t s = 0; s < size.resamples; ++s) {
    const double count = std::floor(15 + 485 * std::pow(random.uniform(), 3));
    sizes.push_back(count);
    // Every step-th gene from a random one on: distinct, and spread over all.
    const std::size_t step = size.columns / 500, first = random.below(size.columns);
    for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
      members.push_back(static_cast<double>((first + k * step) % size.columns));
  }
  folder.write("x", x.values, size.columns);
  folder.write("members", members);
  folder.write("sizes", sizes);
}

class Gsva final : public Task {
public:
  explicit Gsva(const Folder& folder)
      : x_(folder.matrix("x")), genes_(gene_names(x_.columns)), sets_(gene_sets(folder, genes_)) {
    options_.method = enrichment::ScoreMethod::gsva;
  }

  void run(unsigned threads) override {
    options_.threads = threads;
    found_ = enrichment::set_scores(x_, genes_, sets_, options_).value();
  }

  /// Every score, set by set.
  std::vector<double> answer() const override { return found_.scores.values; }

private:
  Matrix x_;
  std::vector<std::string> genes_;
  std::vector<enrichment::GeneSet> sets_;
  enrichment::ScoreOptions options_;
  enrichment::SetScores found_;
};

}  // namespace

Work gsva_work() {
  return {"gsva", make_samples, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Gsva>(folder);
          }};
}

}  // namespace bench
