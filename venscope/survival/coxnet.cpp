#include "venscope/survival/coxnet.hpp"

#include "venscope/survival/coxnet_path.hpp"

namespace venscope::survival {

std::vector<double> CoxnetPath::coefficients(std::size_t step) const {
  std::vector<double> all(columns, 0.0);
  for (const CoxnetCoefficient& one : steps[step].coefficients) all[one.column] = one.value;
  return all;
}

Result<CoxnetPath> coxnet(const CoxData& data, const CoxnetOptions& options, unsigned threads) {
  Problems problems = obstacles_to_coxnet(data, options);
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  const CoxnetColumns columns = coxnet_columns(*order, data, threads);
  const CoxnetTask task{columns.weight, {}, {}};
  CoxnetPath path =
      std::move(coxnet_paths(*order, columns, {&task, 1}, options, false, threads)[0].path);
  if (path.steps.empty())
    return cannot_analyse("coxnet.no_path",
                          path.warnings.empty() ? "there is no path" : path.warnings.front());
  return path;
}

}  // namespace venscope::survival
