// Moderated t of every gene, with and without further covariates, and preranked enrichment.
#include "bench/works/gene_sets.hpp"
#include "venscope/base/random.hpp"
#include "venscope/enrichment/gsea.hpp"
#include "venscope/expression/moderated_t.hpp"

#include <cmath>

#include <fmt/format.h>

namespace bench {

namespace {

using namespace venscope;

/// Two groups of the same size; `columns` genes, a twentieth of which differ.
void make_genes(const Size& size, Folder& folder) {
  const std::size_t n = size.rows, p = size.columns;
  Matrix x = normal_numbers(n, p, 801);
  RandomStream random(802, "genes");
  std::vector<double> group(n);
  for (std::size_t i = 0; i < n; ++i) group[i] = static_cast<double>(i % 2);
  for (std::size_t j = 0; j < p; ++j) {
    double chi_squared = 0;
    for (int k = 0; k < 4; ++k) chi_squared += std::pow(random.normal(), 2);
    const double sd = std::sqrt(2 / chi_squared), mean = 7 + 2 * random.normal();
    const double shift = j < p / 20 ? 0.6 * random.normal() : 0;
    for (std::size_t i = 0; i < n; ++i) x(i, j) = mean + sd * x(i, j) + shift * group[i];
  }
  folder.write("x", x.values, p);
  folder.write("group", group);
  folder.write("covariates", normal_numbers(n, 10, 803).values, 10);
}

class Moderated final : public Task {
public:
  Moderated(const Size& size, const Folder& folder) : x_(folder.matrix("x")) {
    const std::vector<double> group = folder.numbers("group");
    const Matrix covariates = folder.matrix("covariates");
    // `resamples` is the number of covariates here.
    design_.columns = Matrix(x_.rows, 2 + size.resamples, 1.0);
    design_.names = {"(Intercept)", "group"};
    for (std::size_t i = 0; i < x_.rows; ++i) {
      design_.columns(i, 1) = group[i];
      for (std::size_t j = 0; j < size.resamples; ++j) design_.columns(i, 2 + j) = covariates(i, j);
    }
    for (std::size_t j = 0; j < size.resamples; ++j)
      design_.names.push_back(fmt::format("z{}", j + 1));
  }

  void run(unsigned threads) override {
    const auto fit = expression::fit_linear_models(x_, design_, {.threads = threads});
    found_ = expression::moderate(*fit, {.threads = threads}).value();
  }

  /// The prior, and sums of |t| and of p of the group.
  std::vector<double> answer() const override {
    double t = 0, p = 0;
    for (std::size_t g = 0; g < x_.columns; ++g) {
      t += std::fabs(found_.t(g, 1));
      p += found_.p(g, 1);
    }
    return {t, p, found_.t(0, 1)};
  }

private:
  Matrix x_;
  expression::Design design_;
  expression::Moderated found_;
};

/// A ranking of `columns` genes and `rows` sets of 15 to 500 of them; one set in fifty is shifted.
void make_sets(const Size& size, Folder& folder) {
  const std::size_t genes = size.columns;
  RandomStream random(811, "sets");
  std::vector<double> value(genes), members, sizes;
  for (double& one : value) one = 1.3 * random.normal();
  std::vector<std::size_t> all(genes);
  for (std::size_t g = 0; g < genes; ++g) all[g] = g;
  for (std::size_t s = 0; s < size.rows; ++s) {
    const auto count =
        static_cast<std::size_t>(15 * std::exp(random.uniform() * std::log(500.0 / 15)));
    for (std::size_t k = 0; k < count; ++k) {
      std::swap(all[k], all[k + random.below(genes - k)]);
      members.push_back(static_cast<double>(all[k]));
      if (s % 50 == 0) value[all[k]] += 0.25;
    }
    sizes.push_back(static_cast<double>(count));
  }
  folder.write("value", value);
  folder.write("members", members);
  folder.write("sizes", sizes);
}

class Enrichment final : public Task {
public:
  Enrichment(const Size& size, const Folder& folder, bool multilevel) {
    const std::vector<double> value = folder.numbers("value");
    const std::vector<std::string> names = gene_names(value.size());
    ranking_ = enrichment::make_ranking(names, value).value();
    sets_ = gene_sets(folder, names);
    options_.permutations = size.resamples;
    options_.multilevel = multilevel;
  }

  void run(unsigned threads) override {
    options_.threads = threads;
    found_ = enrichment::gsea(ranking_, sets_, options_).value();
  }

  /// Sums of the scores, which are exact; p hang on the permutations.
  std::vector<double> answer() const override {
    double sum = 0, absolute = 0;
    for (const enrichment::GseaSet& set : found_.sets) {
      sum += set.score;
      absolute += std::fabs(set.score);
    }
    return {sum, absolute};
  }

private:
  enrichment::Ranking ranking_;
  std::vector<enrichment::GeneSet> sets_;
  enrichment::GseaOptions options_;
  enrichment::Gsea found_;
};

}  // namespace

Work moderated_work() {
  return {"moderated", make_genes,
          [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Moderated>(size, folder);
          }};
}

Work gsea_work() {
  return {"gsea", make_sets, [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Enrichment>(size, folder, false);
          }};
}

Work multilevel_work() {
  return {"gsea_multilevel", make_sets,
          [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Enrichment>(size, folder, true);
          }};
}

}  // namespace bench
