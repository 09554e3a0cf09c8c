#include "venscope/enrichment/fractions.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/enrichment/nnls.hpp"
#include "venscope/expression/transform.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <Eigen/Dense>
#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

/// Values of a linear scale reach further: the logarithm of the deepest count stays below.
constexpr double logarithmic_below = 50;

struct SharedGene {
  std::uint32_t mixture = 0, signature = 0;
};

bool has_missing(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return std::isnan(x); });
}

std::vector<SharedGene> shared_genes(const Matrix& mixture, std::span<const std::string> genes,
                                     const Matrix& signature,
                                     std::span<const std::string> signature_genes,
                                     Fractions& result) {
  std::unordered_map<std::string_view, std::uint32_t> place;
  for (std::size_t g = 0; g < genes.size(); ++g)
    place.emplace(genes[g], static_cast<std::uint32_t>(g));
  std::vector<SharedGene> shared;
  for (std::size_t g = 0; g < signature_genes.size(); ++g) {
    const auto found = place.find(signature_genes[g]);
    if (found == place.end() || has_missing(mixture.column(found->second)) ||
        has_missing(signature.column(g))) {
      result.absent.push_back(signature_genes[g]);
      continue;
    }
    shared.push_back({found->second, static_cast<std::uint32_t>(g)});
    result.shared.push_back(signature_genes[g]);
  }
  return shared;
}

Problems unfit_scale(const Matrix& values, std::span<const std::string> genes, const char* what) {
  for (std::size_t g = 0; g < values.columns; ++g)
    for (const double value : values.column(g))
      if (value < 0)
        return {{"enrichment.negative",
                 {},
                 fmt::format("{} has the value {} in the {}", genes[g], value, what),
                 "values from 0 on, on a linear scale",
                 "give counts, TPM or intensities, not logarithms or z values",
                 Fault::analysis}};
  return {};
}

bool looks_logarithmic(const Matrix& values) {
  double largest = 0;
  for (const double value : values.values)
    if (!std::isnan(value)) largest = std::max(largest, value);
  return largest < logarithmic_below;
}

std::optional<double> correlation_of(std::span<const double> x, std::span<const double> y) {
  double mx = 0, my = 0;
  const double n = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) mx += x[i] / n, my += y[i] / n;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  if (xx <= 0 || yy <= 0) return {};
  return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

/// Fits one mixture after another.
class Mixer {
public:
  explicit Mixer(const Matrix& design) : design_(design), solver_(design) {}

  SampleFractions fit(std::span<const double> values, bool sum_to_one) const {
    const NonNegativeFit found = solver_.fit(values);
    SampleFractions sample;
    for (const double x : found.coefficient) sample.total += x;
    double squares = 0;
    for (const double value : values) squares += value * value;
    const bool exact = found.residual_sum <= 1e-20 * squares;  // what rounding leaves
    sample.rmse = exact ? 0.0 : std::sqrt(found.residual_sum / static_cast<double>(values.size()));
    if (sample.total <= 0) return sample;
    std::vector<double> fitted(values.size(), 0.0);
    for (std::size_t c = 0; c < design_.columns; ++c)
      for (std::size_t g = 0; g < fitted.size(); ++g)
        fitted[g] += design_(g, c) * found.coefficient[c];
    sample.correlation = correlation_of(values, fitted);
    sample.fraction = found.coefficient;
    if (sum_to_one)
      for (double& x : sample.fraction) x /= sample.total;
    return sample;
  }

private:
  const Matrix& design_;
  NonNegativeLeastSquares solver_;
};

bool collinear(const Matrix& design) {
  const Eigen::Map<const Eigen::MatrixXd> a(design.values.data(),
                                            static_cast<Eigen::Index>(design.rows),
                                            static_cast<Eigen::Index>(design.columns));
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(a.rows(), a.cols());
  qr.setThreshold(1e-10);
  qr.compute(a);
  return qr.rank() < a.cols();
}

void add_p(const Mixer& mixer, const Matrix& values, const FractionOptions& options,
           Fractions& result) {
  std::vector<double> null(options.permutations);
  parallel_for(null.size(), options.threads, [&](std::size_t i) {
    RandomStream stream(options.seed, "fractions", i);
    std::vector<double> mixture(values.columns);
    for (double& value : mixture) value = values.values[stream.below(values.values.size())];
    null[i] = mixer.fit(mixture, false).correlation.value_or(-1);
  });
  std::sort(null.begin(), null.end());
  for (SampleFractions& sample : result.samples) {
    if (!sample.correlation) continue;
    const auto at = std::lower_bound(null.begin(), null.end(), *sample.correlation);
    sample.p = (static_cast<double>(null.end() - at) + 1) / (static_cast<double>(null.size()) + 1);
  }
}

void add_warnings(std::size_t wanted, const Matrix& mixture, const Matrix& signature,
                  Fractions& result) {
  if (2 * result.shared.size() < wanted)
    result.warnings.push_back(fmt::format(
        "only {} of the {} genes of the signature are measured: fractions are uncertain",
        result.shared.size(), wanted));
  for (const auto& [values, what] :
       {std::pair(&mixture, "mixture"), std::pair(&signature, "signature")})
    if (looks_logarithmic(*values))
      result.warnings.push_back(
          fmt::format("no value of the {} reaches {}: if it is a logarithm, its fractions mean "
                      "nothing; give a linear scale",
                      what, logarithmic_below));
  std::size_t none = 0;
  for (const SampleFractions& sample : result.samples) none += sample.fraction.empty();
  if (none > 0) result.warnings.push_back(fmt::format("samples that fit no cell type: {}", none));
}

}  // namespace

Result<Fractions> cell_fractions(const Matrix& given, std::span<const std::string> genes,
                                 const Matrix& signature,
                                 std::span<const std::string> signature_genes,
                                 std::span<const std::string> cell_types,
                                 const FractionOptions& options) {
  Problems problems = unfit_scale(given, genes, "mixture");
  for (Problem& problem : unfit_scale(signature, signature_genes, "signature"))
    problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  Matrix normalised;
  if (options.quantile_normalise) {
    normalised = given;
    expression::map_samples(normalised, expression::quantile_target(given));
  }
  const Matrix& mixture = options.quantile_normalise ? normalised : given;

  Fractions result;
  const std::vector<SharedGene> shared =
      shared_genes(mixture, genes, signature, signature_genes, result);
  if (shared.size() < cell_types.size() + 1)
    return cannot_analyse(
        "enrichment.few_shared",
        fmt::format("{} of the {} genes of the signature are measured, for {} cell types",
                    shared.size(), signature_genes.size(), cell_types.size()),
        "check that signature and data name genes alike, such as HGNC symbols");
  Matrix design(shared.size(), cell_types.size()), values(mixture.rows, shared.size());
  for (std::size_t g = 0; g < shared.size(); ++g) {
    for (std::size_t c = 0; c < cell_types.size(); ++c)
      design(g, c) = signature(c, shared[g].signature);
    const std::span<const double> column = mixture.column(shared[g].mixture);
    std::copy(column.begin(), column.end(), values.column(g).begin());
  }
  if (collinear(design))
    return cannot_analyse(
        "enrichment.collinear_signature",
        fmt::format("on the {} shared genes a cell type of the signature is a mixture of others",
                    shared.size()),
        "leave one of them out, or use more of the signature's genes");
  const Mixer mixer(design);
  result.samples.resize(mixture.rows);
  parallel_for(mixture.rows, options.threads, [&](std::size_t i) {
    std::vector<double> sample(shared.size());
    for (std::size_t g = 0; g < sample.size(); ++g) sample[g] = values(i, g);
    result.samples[i] = mixer.fit(sample, options.sum_to_one);
  });
  if (options.permutations > 0) add_p(mixer, values, options, result);
  add_warnings(signature_genes.size(), mixture, signature, result);
  return result;
}

}  // namespace venscope::enrichment
