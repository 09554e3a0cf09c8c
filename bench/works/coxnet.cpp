// LASSO paths of Cox models, alone and with ten-fold cross-validation.
#include "venscope/survival/coxnet.hpp"

#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"

#include <cmath>
#include <numeric>

namespace bench {

namespace {

using namespace venscope;

constexpr std::size_t module = 50, active = 30, folds = 10;

/// Genes in modules of fifty, correlated by one half; thirty of them matter.
void make(const Size& size, Folder& folder) {
  const std::size_t n = size.rows, p = size.columns;
  Matrix x = normal_numbers(n, p, 501);
  const Matrix shared = normal_numbers(n, (p + module - 1) / module, 502);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < n; ++i)
      x(i, j) = std::sqrt(0.5) * (x(i, j) + shared(i, j / module));
  RandomStream random(503, "effects");
  std::vector<double> eta(n);
  for (std::size_t k = 0; k < active; ++k) {
    const std::size_t j = random.below(p);
    const double effect = (random.chance(0.5) ? 1 : -1) * (0.15 + 0.35 * random.uniform());
    for (std::size_t i = 0; i < n; ++i) eta[i] += effect * x(i, j);
  }
  std::vector<double> fold(n);
  for (std::size_t i = 0; i < n; ++i) fold[i] = static_cast<double>(i % folds);
  random.shuffle(std::span(fold));
  folder.write("x", x.values, p);
  folder.write("fold", fold);
  folder.write(follow_up(eta, 501, size.whole_days));
}

class Coxnet final : public Task {
public:
  Coxnet(const Folder& folder, bool validate)
      : outcomes_(folder.outcomes()),
        x_(folder.matrix("x")),
        fold_(folder.codes("fold")),
        validate_(validate) {}

  void run(unsigned threads) override {
    found_ = {};  // one answer at a time, as a user has it
    const survival::CoxData data{.outcomes = outcomes_, .design = x_};
    survival::CoxnetOptions options;
    options.lambda_min_ratio = 0.05;
    if (validate_)
      found_ = survival::cross_validated_coxnet(data, fold_, options, threads).value();
    else
      found_.path = survival::coxnet(data, options, threads).value();
  }

  /// The largest penalty, the deviance ratio at steps in common with any peer, sums of |beta| there
  /// and, validated, the mean deviance and the chosen penalties.
  std::vector<double> answer() const override {
    std::vector<double> numbers{found_.path.steps[0].lambda};
    for (const std::size_t step : {10u, 20u, 30u}) {
      const survival::CoxnetStep& at = found_.path.steps[step];
      numbers.push_back(at.deviance_ratio);
      numbers.push_back(
          std::accumulate(at.coefficients.begin(), at.coefficients.end(), 0.0,
                          [](double sum, const auto& one) { return sum + std::fabs(one.value); }));
    }
    if (validate_) {
      for (const std::size_t step : {10u, 20u}) numbers.push_back(found_.mean[step]);
      numbers.push_back(found_.path.steps[found_.at_min].lambda);
      numbers.push_back(found_.path.steps[found_.at_1se].lambda);
    }
    return numbers;
  }

private:
  endpoint::Outcomes outcomes_;
  Matrix x_;
  std::vector<std::int32_t> fold_;
  bool validate_;
  survival::CoxnetValidation found_;
};

}  // namespace

Work coxnet_work() {
  return {"coxnet", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Coxnet>(folder, false);
          }};
}

Work validated_coxnet_work() {
  return {"coxnet_cv", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Coxnet>(folder, true);
          }};
}

}  // namespace bench
