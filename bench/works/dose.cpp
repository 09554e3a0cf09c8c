// Four-parameter log-logistic curves.
#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"
#include "venscope/dose/curve.hpp"

#include <algorithm>
#include <cmath>

namespace bench {

namespace {

using namespace venscope;

/// Of what curves are drawn, uniformly; IC50 in log10.
struct Kind {
  const char* name;
  double hill_from, hill_to, ic50_from, ic50_to, noise;
};
/// Both plateaus within the doses.
constexpr Kind determined{"assay", 1, 2, -1.8, -0.2, 2};
/// Of some a plateau lies beyond the doses or the noise hides it.
constexpr Kind hard{"wells", 0.5, 3, -2.2, 0.5, 4};

/// `rows` curves of `columns` doses over four decades, from 0.001 to 10.
void make(const Kind& kind, const Size& size, Folder& folder) {
  RandomStream random(1001, kind.name);
  std::vector<double> dose, response, curve;
  for (std::size_t k = 0; k < size.rows; ++k) {
    const double lower = 20 * random.uniform(), upper = 80 + 30 * random.uniform();
    const auto between = [&](double from, double to) {
      return from + (to - from) * random.uniform();
    };
    const double hill = between(kind.hill_from, kind.hill_to);
    const double ic50 = std::pow(10, between(kind.ic50_from, kind.ic50_to));
    for (std::size_t d = 0; d < size.columns; ++d) {
      const double share = static_cast<double>(d) / static_cast<double>(size.columns - 1);
      dose.push_back(std::pow(10, -3 + 4 * share));
      response.push_back(lower + (upper - lower) / (1 + std::pow(dose.back() / ic50, hill)) +
                         kind.noise * random.normal());
      curve.push_back(static_cast<double>(k));
    }
  }
  folder.write("dose", dose);
  folder.write("response", response);
  folder.write("curve", curve);
}

class Curves final : public Task {
public:
  explicit Curves(const Folder& folder)
      : dose_(folder.numbers("dose")), response_(folder.numbers("response")) {
    const std::vector<std::int32_t> code = folder.codes("curve");
    curve_.assign(code.begin(), code.end());
  }

  void run(unsigned threads) override {
    dose::CurveOptions options;
    options.intervals = false;
    found_ = dose::fit_curves({.dose = dose_, .response = response_}, curve_,
                              static_cast<std::size_t>(curve_.back()) + 1, options, threads);
  }

  /// Of each curve its residual sum of squares and its IC50, below 0 where least squares have none.
  std::vector<double> answer() const override {
    std::vector<double> numbers;
    for (const dose::CurveFit& fit : found_) {
      numbers.push_back(fit.squares);
      numbers.push_back(fit.converged ? fit.ic50_fitted : -1);
    }
    return numbers;
  }

private:
  std::vector<double> dose_, response_;
  std::vector<int> curve_;
  std::vector<dose::CurveFit> found_;
};

}  // namespace

namespace {

std::unique_ptr<Task> load(const Size&, const Folder& folder) {
  return std::make_unique<Curves>(folder);
}

}  // namespace

Work dose_work() {
  return {"dose", [](const Size& size, Folder& folder) { make(determined, size, folder); }, load};
}

Work hard_dose_work() {
  return {"dose_hard", [](const Size& size, Folder& folder) { make(hard, size, folder); }, load};
}

}  // namespace bench
