// Cox models by Efron's method: few indicators, or many numbers; with and without the robust
// variance.
#include "venscope/survival/cox.hpp"

#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"

#include <cmath>

namespace bench {

namespace {

using namespace venscope;

/// Seven indicators of a clinic where there are seven columns, else normal numbers.
void make(const Size& size, Folder& folder) {
  const std::size_t n = size.rows, p = size.columns;
  Matrix x = p == 7 ? Matrix(n, p) : normal_numbers(n, p, 202);
  std::vector<double> beta(p), eta(n);
  if (p == 7) {
    constexpr double share[] = {0.5, 0.3, 0.25, 0.2, 0.15, 0.1, 0.4};
    RandomStream random(201, "indicators");
    for (std::size_t j = 0; j < p; ++j)
      for (double& value : x.column(j)) value = random.chance(share[j]);
    beta = {0.6, -0.5, 0.45, 0.7, -0.3, 0.8, 0.2};
  } else {
    RandomStream random(203, "effects");
    for (double& effect : beta) effect = 0.8 / std::sqrt(static_cast<double>(p)) * random.normal();
  }
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < n; ++i) eta[i] += beta[j] * x(i, j);
  folder.write("x", x.values, p);
  folder.write(follow_up(eta, 201, true));
}

class Cox final : public Task {
public:
  Cox(const Folder& folder, bool robust)
      : outcomes_(folder.outcomes()), x_(folder.matrix("x")), robust_(robust) {}

  void run(unsigned threads) override {
    fit_ = survival::cox({.outcomes = outcomes_, .design = x_},
                         {.robust = robust_, .threads = threads})
               .value();
  }

  /// Log-likelihood, coefficients, standard errors.
  std::vector<double> answer() const override {
    std::vector<double> numbers{fit_.loglik};
    for (const survival::CoxTerm& term : fit_.terms) {
      numbers.push_back(term.coef);
      numbers.push_back(robust_ ? *term.robust_se : term.std_error);
    }
    return numbers;
  }

private:
  endpoint::Outcomes outcomes_;
  Matrix x_;
  bool robust_;
  survival::CoxFit fit_;
};

}  // namespace

Work cox_work() {
  return {"cox", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Cox>(folder, false);
          }};
}

Work robust_cox_work() {
  return {"cox_robust", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Cox>(folder, true);
          }};
}

}  // namespace bench
