#include "venscope/assay/factorial.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace venscope::assay {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Fit {
  double squares = 0;
  double rank = 0;
};

Fit least_squares(const MatrixXd& x, const VectorXd& y) {
  if (x.cols() == 0) return {y.squaredNorm(), 0.0};
  Eigen::ColPivHouseholderQR<MatrixXd> qr(x);
  qr.setThreshold(1e-10);
  return {(y - x * qr.solve(y)).squaredNorm(), static_cast<double>(qr.rank())};
}

/// Contrasts that sum to 0 over the levels: the last level is -1 in all columns.
MatrixXd sum_contrasts(const std::vector<std::int32_t>& level, std::size_t levels) {
  MatrixXd x = MatrixXd::Zero(static_cast<Eigen::Index>(level.size()),
                              static_cast<Eigen::Index>(levels) - 1);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const auto at = static_cast<Eigen::Index>(level[static_cast<std::size_t>(i)]);
    if (at < x.cols())
      x(i, at) = 1.0;
    else
      x.row(i).setConstant(-1.0);
  }
  return x;
}

MatrixXd products(const MatrixXd& a, const MatrixXd& b) {
  MatrixXd x(a.rows(), a.cols() * b.cols());
  for (Eigen::Index j = 0; j < b.cols(); ++j)
    for (Eigen::Index i = 0; i < a.cols(); ++i)
      x.col(i + j * a.cols()) = a.col(i).cwiseProduct(b.col(j));
  return x;
}

MatrixXd beside(std::initializer_list<const MatrixXd*> parts) {
  Eigen::Index columns = 0, rows = 0;
  for (const MatrixXd* part : parts) {
    columns += part->cols();
    rows = std::max(rows, part->rows());
  }
  MatrixXd x(rows, columns);
  Eigen::Index at = 0;
  for (const MatrixXd* part : parts) {
    x.middleCols(at, part->cols()) = *part;
    at += part->cols();
  }
  return x;
}

FactorialRow row_of(const Fit& without, const Fit& with, double residual, double df) {
  FactorialRow row;
  row.squares = std::max(without.squares - with.squares, 0.0);
  row.df = with.rank - without.rank;
  if (row.df < 0.5) return {};
  row.f = row.squares / row.df / (residual / df);
  row.p = f_upper(*row.f, row.df, df);
  return row;
}

/// The columns of the model: `always` holds the intercept and the blocks.
struct Columns {
  MatrixXd always, condition, dose, interaction;
};

Columns columns_of(const Replicates& replicates) {
  std::vector<std::int32_t> condition, dose;
  const auto conditions = static_cast<std::int32_t>(replicates.conditions);
  for (const std::int32_t cell : replicates.cell) {
    condition.push_back(cell % conditions);
    dose.push_back(cell / conditions);
  }
  Columns columns;
  columns.condition = sum_contrasts(condition, replicates.conditions);
  columns.dose = sum_contrasts(dose, replicates.doses);
  columns.interaction = products(columns.condition, columns.dose);
  columns.always = MatrixXd::Ones(columns.dose.rows(), 1);
  if (replicates.paired()) {
    const MatrixXd blocks = sum_contrasts(replicates.block, replicates.blocks);
    columns.always = beside({&columns.always, &blocks});
  }
  return columns;
}

Problems unfit_for_factors(const Replicates& replicates) {
  Problems problems;
  const auto note = [&](std::string code, std::string what, std::string remedy) {
    problems.push_back(
        {std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  const auto counts = replicates.counts();
  std::size_t conditions = 0, doses = 0;
  for (std::size_t c = 0; c < replicates.conditions; ++c)
    for (std::size_t d = 0; d < replicates.doses; ++d)
      if (counts[c + d * replicates.conditions] > 0) {
        ++conditions;
        break;
      }
  for (std::size_t d = 0; d < replicates.doses; ++d)
    for (std::size_t c = 0; c < replicates.conditions; ++c)
      if (counts[c + d * replicates.conditions] > 0) {
        ++doses;
        break;
      }
  if (conditions < replicates.conditions || conditions < 2)
    note("assay.one_group", "there are not two conditions with values", "give two or more");
  if (doses < replicates.doses || doses < 2)
    note("assay.one_dose", "there are not two doses with values", "compare the conditions alone");
  return problems;
}

}  // namespace

Result<Factorial> two_way_anova(const Replicates& replicates) {
  if (replicates.blocks == 0 && !replicates.incomplete.empty())
    return cannot_analyse("assay.no_block", "no unit has values in every condition and dose",
                          "compare them as independent, if they are");
  if (Problems problems = unfit_for_factors(replicates); !problems.empty())
    return failure(std::move(problems));
  const Columns x = columns_of(replicates);
  // Centred, so that sums of squares keep their digits far from 0.
  VectorXd y(static_cast<Eigen::Index>(replicates.value.size()));
  const double centre = response::mean(replicates.value);
  for (Eigen::Index i = 0; i < y.size(); ++i)
    y(i) = replicates.value[static_cast<std::size_t>(i)] - centre;
  const Fit full = least_squares(beside({&x.always, &x.condition, &x.dose, &x.interaction}), y);
  Factorial result;
  for (const std::size_t n : replicates.counts()) result.empty_cells += n == 0;
  result.residual_squares = full.squares;
  result.residual_df = static_cast<double>(y.size()) - full.rank;
  if (result.residual_df < 0.5)
    return cannot_analyse("assay.one_replicate",
                          "each condition has one replicate at each dose: nothing tells how much "
                          "replicates differ",
                          "repeat the experiment");
  const double rounding = 10.0 * std::numeric_limits<double>::epsilon() *
                          std::max(std::fabs(centre), y.cwiseAbs().maxCoeff());
  if (std::sqrt(full.squares / result.residual_df) <= rounding)
    return cannot_analyse("assay.constant",
                          "the replicates do not vary within their conditions and doses: there is "
                          "nothing to judge a difference by",
                          "give the replicates as measured, not their means");
  const auto against = [&](const Fit& without, const Fit& with) {
    return row_of(without, with, full.squares, result.residual_df);
  };
  const Fit main = least_squares(beside({&x.always, &x.condition, &x.dose}), y);
  result.type_2.condition = against(least_squares(beside({&x.always, &x.dose}), y), main);
  result.type_2.dose = against(least_squares(beside({&x.always, &x.condition}), y), main);
  result.type_2.interaction = against(main, full);
  if (result.empty_cells > 0) return result;
  FactorialTable type_3;
  type_3.condition = against(least_squares(beside({&x.always, &x.dose, &x.interaction}), y), full);
  type_3.dose = against(least_squares(beside({&x.always, &x.condition, &x.interaction}), y), full);
  type_3.interaction = result.type_2.interaction;
  result.type_3 = type_3;
  return result;
}

}  // namespace venscope::assay
