#include "venscope/signature/association.hpp"

#include "venscope/expression/correlation.hpp"
#include "venscope/expression/differential.hpp"
#include "venscope/expression/rank_sum.hpp"
#include "venscope/signature/cut.hpp"
#include "venscope/signature/training_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::signature {

namespace {

/// Genes whose rows are copied at a time.
constexpr std::size_t gene_block = 512;

/// `test` fills the results of a block of genes from their values.
template <class Test>
void block_by_block(const Matrix& expression, std::span<const std::size_t> genes,
                    std::span<const std::size_t> rows, std::vector<Association>& found,
                    Test&& test) {
  for (std::size_t from = 0; from < genes.size(); from += gene_block) {
    const std::size_t count = std::min(gene_block, genes.size() - from);
    const Matrix values = taken(expression, rows, genes.subspan(from, count));
    test(values, std::span(found).subspan(from, count));
  }
}

Association tested(double estimate, double p) {
  if (std::isnan(p) || std::isnan(estimate)) return {0, 1, true};
  return {estimate, p, false};
}

std::vector<Association> correlated(const Matrix& expression, std::span<const std::size_t> genes,
                                    std::vector<double> number, std::span<const std::size_t> rows,
                                    const AssociationRule& rule) {
  using expression::CorrelationMethod;
  std::vector<Association> found(genes.size(), Association{0, 1, true});
  expression::CorrelationOptions options;
  options.method = rule.method == AssociationMethod::pearson    ? CorrelationMethod::pearson
                   : rule.method == AssociationMethod::spearman ? CorrelationMethod::spearman
                                                                : CorrelationMethod::kendall;
  std::vector<std::uint8_t> observed;
  if (rule.cap)
    for (double& value : number) {
      observed.push_back(value < *rule.cap ? 1 : 0);
      value = std::fmin(value, *rule.cap);
    }
  if (rule.method == AssociationMethod::kendall &&
      std::find(observed.begin(), observed.end(), 0) != observed.end())
    options.observed = observed;
  block_by_block(expression, genes, rows, found, [&](const Matrix& values, auto out) {
    const auto tests = expression::correlate(values, number, options);
    if (!tests) return;  // too few, or the number is the same for all
    for (std::size_t g = 0; g < out.size(); ++g)
      out[g] = tested((*tests)[g].estimate, (*tests)[g].p);
  });
  return found;
}

std::vector<Association> ranked(const Matrix& expression, std::span<const std::size_t> genes,
                                std::span<const std::uint8_t> resistant,
                                std::span<const std::size_t> rows) {
  std::vector<Association> found(genes.size(), Association{0, 1, true});
  block_by_block(expression, genes, rows, found, [&](const Matrix& values, auto out) {
    const auto tests = expression::rank_sums(values, resistant);
    if (!tests) return;  // one group
    for (std::size_t g = 0; g < out.size(); ++g)
      out[g] = tested(2 * (*tests)[g].probability - 1, (*tests)[g].p);
  });
  return found;
}

/// The moderated t of every gene, since all of them say what a variance is like here.
std::vector<Association> moderated(const Matrix& expression, std::span<const std::size_t> genes,
                                   std::span<const double> number,
                                   std::span<const std::size_t> rows, const AssociationRule& rule,
                                   std::vector<std::string>& warnings) {
  std::vector<Association> found(genes.size(), Association{0, 1, true});
  expression::Design design{Matrix(rows.size(), 2, 1.0), {"(Intercept)", "resistance"}};
  std::copy(number.begin(), number.end(), design.columns.column(1).begin());
  std::vector<std::size_t> all(expression.columns);
  std::iota(all.begin(), all.end(), std::size_t{0});
  expression::DifferentialOptions options;
  options.trend = rule.trend;
  options.robust = rule.robust;
  options.sample_weights = rule.sample_weights;
  const auto result = expression::differential_expression(
      taken(expression, rows, all), {}, {}, design, {.coefficients = {"resistance"}}, options);
  if (!result) {
    warnings.push_back("no moderated t: " + result.error().front().what);
    return found;
  }
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const std::span<const double> column = expression.column(genes[g]);
    // A gene that does not vary has a variance by moderation alone.
    const bool varies = std::any_of(rows.begin(), rows.end(), [&](std::size_t row) {
      return column[row] != column[rows.front()];
    });
    if (varies) found[g] = tested(result->fit.coefficients(genes[g], 0), result->p[genes[g]]);
  }
  return found;
}

}  // namespace

std::vector<Association> associations(const Matrix& expression, std::span<const std::size_t> genes,
                                      std::span<const double> resistance,
                                      std::span<const std::size_t> rows,
                                      const AssociationRule& rule,
                                      std::vector<std::string>& warnings) {
  std::vector<double> number;
  for (const std::size_t row : rows) number.push_back(resistance[row]);
  if (number.size() < 3) return std::vector<Association>(genes.size(), Association{0, 1, true});
  if (!rule.two_groups()) {
    if (rule.method != AssociationMethod::moderated_t)
      return correlated(expression, genes, std::move(number), rows, rule);
    if (rule.cap)
      for (double& value : number) value = std::fmin(value, *rule.cap);
    return moderated(expression, genes, number, rows, rule, warnings);
  }
  const double limit = rule.split == Split::at ? rule.split_at : quantile_7(number, 0.5);
  std::vector<std::uint8_t> resistant;
  for (double& value : number) {
    resistant.push_back(value > limit ? 1 : 0);
    value = resistant.back();
  }
  if (rule.method == AssociationMethod::wilcoxon) return ranked(expression, genes, resistant, rows);
  return moderated(expression, genes, number, rows, rule, warnings);
}

}  // namespace venscope::signature
