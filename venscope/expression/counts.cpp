#include "venscope/expression/counts.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/expression/least_squares.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

double quantile_of(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, share);
}

/// One kind of wrong value: how many, and where the first stands.
struct Wrong {
  const char* what;
  std::size_t count = 0, sample = 0, gene = 0;
  void at(std::size_t s, std::size_t g) {
    if (count++ == 0) sample = s, gene = g;
  }
};

/// log2 ratios to the reference sample of the genes counted in both.
struct Ratios {
  std::vector<double> ratio, abundance, variance;
};

Ratios ratios_to(const Matrix& counts, std::size_t sample, std::size_t reference, double size,
                 double reference_size) {
  Ratios ratios;
  for (std::size_t g = 0; g < counts.columns; ++g) {
    const double y = counts(sample, g), r = counts(reference, g);
    if (!(y > 0.0 && r > 0.0)) continue;
    ratios.ratio.push_back(std::log2((y / size) / (r / reference_size)));
    ratios.abundance.push_back((std::log2(y / size) + std::log2(r / reference_size)) / 2.0);
    ratios.variance.push_back((size - y) / size / y + (reference_size - r) / reference_size / r);
  }
  return ratios;
}

double trimmed_factor(const Ratios& ratios) {
  const auto beyond = [](double r) { return std::fabs(r) >= 1e-6; };
  if (std::none_of(ratios.ratio.begin(), ratios.ratio.end(), beyond)) return 1.0;
  const double n = static_cast<double>(ratios.ratio.size());
  const double low_ratio = std::floor(n * 0.3) + 1.0, high_ratio = n + 1.0 - low_ratio;
  const double low_sum = std::floor(n * 0.05) + 1.0, high_sum = n + 1.0 - low_sum;
  const std::vector<double> by_ratio = response::midranks(ratios.ratio).rank;
  const std::vector<double> by_sum = response::midranks(ratios.abundance).rank;
  double sum = 0.0, weights = 0.0;
  for (std::size_t i = 0; i < ratios.ratio.size(); ++i) {
    if (by_ratio[i] < low_ratio || by_ratio[i] > high_ratio) continue;
    if (by_sum[i] < low_sum || by_sum[i] > high_sum) continue;
    sum += ratios.ratio[i] / ratios.variance[i];
    weights += 1.0 / ratios.variance[i];
  }
  const double mean = sum / weights;
  return std::isnan(mean) ? 1.0 : std::exp2(mean);
}

std::size_t reference_sample(const Matrix& counts, std::span<const double> size) {
  std::vector<std::vector<double>> values(counts.rows);
  for (std::size_t g = 0; g < counts.columns; ++g) {
    const auto gene = counts.column(g);
    if (std::none_of(gene.begin(), gene.end(), [](double y) { return y > 0.0; })) continue;
    for (std::size_t i = 0; i < counts.rows; ++i) values[i].push_back(gene[i]);
  }
  std::vector<double> upper(counts.rows), depth(counts.rows, 0.0);
  double mean = 0.0;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (const double y : values[i]) depth[i] += std::sqrt(y);
    upper[i] = quantile_of(std::move(values[i]), 0.75) / size[i];
    mean += upper[i] / static_cast<double>(counts.rows);
  }
  if (quantile_of(upper, 0.5) < 1e-20)  // hardly any gene is counted: the deepest sample
    return static_cast<std::size_t>(std::max_element(depth.begin(), depth.end()) - depth.begin());
  const auto closer = [&](double a, double b) { return std::fabs(a - mean) < std::fabs(b - mean); };
  return static_cast<std::size_t>(std::min_element(upper.begin(), upper.end(), closer) -
                                  upper.begin());
}

}  // namespace

Problems check_counts(const Matrix& counts, const std::vector<std::string>& samples,
                      const std::vector<std::string>& genes, bool fractions) {
  Wrong kinds[] = {{"missing"}, {"negative"}, {"not a whole number"}};
  for (std::size_t g = 0; g < counts.columns; ++g)
    for (std::size_t i = 0; i < counts.rows; ++i) {
      const double y = counts(i, g);
      if (!std::isfinite(y))
        kinds[0].at(i, g);
      else if (y < 0.0)
        kinds[1].at(i, g);
      else if (!fractions && std::fabs(y - std::round(y)) > 1e-6)
        kinds[2].at(i, g);
    }
  Problems problems;
  for (const Wrong& wrong : kinds) {
    if (wrong.count == 0) continue;
    const double first = counts(wrong.sample, wrong.gene);
    problems.push_back({"expression.not_counts",
                        {},
                        fmt::format("{} of {} values {} {}, the first of {} in {}{}", wrong.count,
                                    counts.values.size(), wrong.count == 1 ? "is" : "are",
                                    wrong.what, genes[wrong.gene], samples[wrong.sample],
                                    std::isfinite(first) ? fmt::format(" ({})", first) : ""),
                        "counts of reads: whole numbers from 0",
                        "leave --counts out where the values are logarithms or normalised",
                        Fault::analysis});
  }
  const std::vector<double> sizes = library_sizes(counts);
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] == 0.0)
      problems.push_back({"expression.zero_library",
                          {},
                          fmt::format("{} has no read in any gene", samples[i]),
                          "",
                          "leave the sample out",
                          Fault::analysis});
  return problems;
}

std::vector<double> library_sizes(const Matrix& counts) {
  std::vector<double> sizes(counts.rows, 0.0);
  for (std::size_t g = 0; g < counts.columns; ++g)
    for (std::size_t i = 0; i < counts.rows; ++i) sizes[i] += counts(i, g);
  return sizes;
}

std::vector<double> tmm_factors(const Matrix& counts, std::span<const double> library_size) {
  std::vector<double> factors(counts.rows, 1.0);
  if (counts.rows < 2 || counts.columns == 0) return factors;
  const std::size_t reference = reference_sample(counts, library_size);
  double logs = 0.0;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    factors[i] =
        trimmed_factor(ratios_to(counts, i, reference, library_size[i], library_size[reference]));
    logs += std::log(factors[i]);
  }
  const double mean = std::exp(logs / static_cast<double>(counts.rows));
  for (double& factor : factors) factor /= mean;
  return factors;
}

Result<std::vector<double>> median_of_ratios(const Matrix& counts) {
  std::vector<std::vector<double>> ratios(counts.rows);
  for (std::size_t g = 0; g < counts.columns; ++g) {
    const auto gene = counts.column(g);
    if (!std::all_of(gene.begin(), gene.end(), [](double y) { return y > 0.0; })) continue;
    double mean = 0.0;
    for (const double y : gene) mean += std::log(y) / static_cast<double>(counts.rows);
    for (std::size_t i = 0; i < counts.rows; ++i) ratios[i].push_back(std::log(gene[i]) - mean);
  }
  if (counts.rows == 0 || ratios[0].empty())
    return cannot_analyse("expression.no_common_gene",
                          "no gene is counted in every sample: there is no geometric mean",
                          "use TMM, or leave out samples with few reads");
  std::vector<double> factors;
  for (auto& sample : ratios) factors.push_back(std::exp(quantile_of(std::move(sample), 0.5)));
  return factors;
}

Matrix log_counts_per_million(const Matrix& counts, std::span<const double> library_size,
                              double prior) {
  double mean = 0.0;
  for (const double size : library_size) mean += size / static_cast<double>(library_size.size());
  Matrix logs(counts.rows, counts.columns);
  for (std::size_t g = 0; g < counts.columns; ++g)
    for (std::size_t i = 0; i < counts.rows; ++i) {
      const double added = prior * library_size[i] / mean;
      logs(i, g) = std::log2((counts(i, g) + added) / (library_size[i] + 2.0 * added) * 1e6);
    }
  return logs;
}

std::vector<bool> enough_reads(const Matrix& counts, const Design& design,
                               std::span<const double> library_size) {
  LeastSquares qr;
  qr.factor(design.columns);
  const Matrix q = qr.orthonormal();
  double leverage = 0.0;
  for (std::size_t i = 0; i < q.rows; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < q.columns; ++k) sum += q(i, k) * q(i, k);
    leverage = std::max(leverage, sum);
  }
  double least = 1.0 / leverage;
  if (least > 10.0) least = 10.0 + (least - 10.0) * 0.7;
  const double cut = 10.0 / quantile_of({library_size.begin(), library_size.end()}, 0.5) * 1e6;
  std::vector<bool> enough;
  for (std::size_t g = 0; g < counts.columns; ++g) {
    double above = 0.0, total = 0.0;
    for (std::size_t i = 0; i < counts.rows; ++i) {
      total += counts(i, g);
      above += counts(i, g) / library_size[i] * 1e6 >= cut;
    }
    enough.push_back(above >= least - 1e-14 && total >= 15.0 - 1e-14);
  }
  return enough;
}

}  // namespace venscope::expression
