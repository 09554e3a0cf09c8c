#include "venscope/expression/differential.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/expression/counts.hpp"
#include "venscope/expression/storey.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

Matrix columns_of(const Matrix& values, const std::vector<std::size_t>& columns) {
  Matrix chosen(values.rows, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    std::copy(values.column(columns[k]).begin(), values.column(columns[k]).end(),
              chosen.column(k).begin());
  return chosen;
}

/// From the values as read to those that are fitted, with their weights.
class Preparation {
public:
  Preparation(const Design& design, const DifferentialOptions& options, Differential& result)
      : design_(design), options_(options), result_(result) {}

  Problems run(const Matrix& values, const std::vector<std::string>& samples,
               const std::vector<std::string>& genes) {
    result_.tested.resize(values.columns);
    std::iota(result_.tested.begin(), result_.tested.end(), std::size_t{0});
    if (options_.counts != CountModel::none) return from_counts(values, samples, genes);
    values_ = &values;
    if (options_.sample_weights) weigh_samples();
    return {};
  }
  const Matrix& values() const { return *values_; }
  const Matrix* weights() const { return result_.voom ? &result_.voom->weights : nullptr; }

private:
  Problems from_counts(const Matrix& values, const std::vector<std::string>& samples,
                       const std::vector<std::string>& genes) {
    if (Problems problems = check_counts(values, samples, genes); !problems.empty())
      return problems;
    Matrix counts = values;
    if (options_.filter) {
      const auto keep = enough_reads(values, design_, library_sizes(values));
      std::erase_if(result_.tested, [&](std::size_t g) { return !keep[g]; });
      if (result_.tested.size() < 2)
        return {{"expression.no_genes_left",
                 {},
                 fmt::format("of {} genes {} have enough reads to be tested", genes.size(),
                             result_.tested.size()),
                 "some 10 reads in as many samples as the smallest group has",
                 "",
                 Fault::analysis}};
      counts = columns_of(values, result_.tested);
    }
    std::vector<double> size = library_sizes(counts);
    const std::vector<double> factors = tmm_factors(counts, size);
    for (std::size_t i = 0; i < size.size(); ++i) {
      result_.libraries.push_back({samples[i], size[i], factors[i]});
      size[i] *= factors[i];
    }
    if (options_.counts == CountModel::logs) {
      owned_ = log_counts_per_million(counts, size);
      values_ = &owned_;
      if (options_.sample_weights) weigh_samples();
      return {};
    }
    auto voomed = voom(counts, design_, size,
                       {.sample_weights = options_.sample_weights, .threads = options_.threads});
    if (!voomed) return std::move(voomed.error());
    result_.voom = std::move(*voomed);
    result_.sample_weights = result_.voom->sample_weights;
    values_ = &result_.voom->logs;
    return {};
  }

  void weigh_samples() {
    ArrayWeights weights = array_weights(*values_, design_);
    result_.sample_weights = std::move(weights.weight);
    result_.warnings.insert(result_.warnings.end(), weights.warnings.begin(),
                            weights.warnings.end());
  }

  const Design& design_;
  const DifferentialOptions& options_;
  Differential& result_;
  const Matrix* values_ = nullptr;
  Matrix owned_;
};

void adjust(Differential& result) {
  result.p = result.fit.names.size() == 1 ? std::vector<double>(result.moderated.p.values)
                                          : result.moderated.f_p;
  result.q = adjusted(result.p, Adjustment::benjamini_hochberg);
  if (auto storey = storey_q(result.p)) {
    result.storey = std::move(storey->q);
    result.null_share = storey->null_share;
  } else {
    result.warnings.push_back("no q of Storey: " + storey.error()[0].what);
  }
}

void say_constant(const Matrix& values, Differential& result) {
  std::size_t constant = 0, empty = 0;
  for (std::size_t g = 0; g < values.columns; ++g) {
    const auto gene = values.column(g);
    double low = INFINITY, high = -INFINITY;
    for (const double value : gene)
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    empty += low > high;
    constant += low == high;
  }
  if (empty > 0)
    result.warnings.push_back(
        fmt::format("{} gene{} no value in these samples", empty, empty == 1 ? " has" : "s have"));
  if (constant > 0)
    result.warnings.push_back(fmt::format("{} gene{} the same value in all samples", constant,
                                          constant == 1 ? " has" : "s have"));
}

}  // namespace

std::vector<std::size_t> Differential::by_p() const {
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < p.size(); ++row)
    if (!std::isnan(p[row])) order.push_back(row);
  const bool one = fit.names.size() == 1;
  const auto size = [&](std::size_t row) {
    return one ? std::fabs(moderated.t(row, 0)) : moderated.f[row];
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return p[a] < p[b] || (p[a] == p[b] && size(a) > size(b));
  });
  return order;
}

double Differential::half_width(std::size_t row, std::size_t coefficient) const {
  return std::sqrt(moderated.variance[row]) * fit.unscaled(row, coefficient) *
         student_t_quantile(0.975, moderated.df[row]);
}

Result<Differential> differential_expression(const Matrix& values,
                                             const std::vector<std::string>& samples,
                                             const std::vector<std::string>& genes,
                                             const Design& design,
                                             const DifferentialQuestion& question,
                                             const DifferentialOptions& options) {
  Differential result;
  // What is wrong with the design is wrong whatever the genes.
  if (auto design_alone = fit_linear_models(Matrix(values.rows, 1, 1.0), design, {}); !design_alone)
    return tl::unexpected(std::move(design_alone.error()));
  Preparation prepared(design, options, result);
  if (Problems problems = prepared.run(values, samples, genes); !problems.empty())
    return failure(std::move(problems));
  const bool in_voom = result.voom.has_value();
  auto fit = fit_linear_models(
      prepared.values(), design,
      {.sample_weights = in_voom ? std::span<const double>{} : result.sample_weights,
       .weights = prepared.weights(),
       .threads = options.threads});
  if (!fit) return tl::unexpected(std::move(fit.error()));
  result.fit = question.contrasts ? fit_contrasts(*fit, *question.contrasts)
                                  : with_coefficients(*fit, question.coefficients);
  auto moderated = moderate(
      result.fit, {.trend = options.trend, .robust = options.robust, .threads = options.threads});
  if (!moderated) return tl::unexpected(std::move(moderated.error()));
  result.moderated = std::move(*moderated);
  const auto& said = result.moderated.warnings;
  result.warnings.insert(result.warnings.end(), said.begin(), said.end());
  say_constant(prepared.values(), result);
  adjust(result);
  return result;
}

}  // namespace venscope::expression
