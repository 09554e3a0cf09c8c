// Four-parameter log-logistic curves.
#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"
#include "venscope/dose/curve.hpp"

#include <algorithm>
#include <cmath>

namespace bench {

namespace {

using namespace venscope;

/// `rows` curves of `columns` doses over four decades, noise of 4 %.
void make(const Size& size, Folder& folder) {
  RandomStream random(1001, "wells");
  std::vector<double> dose, response, curve;
  for (std::size_t k = 0; k < size.rows; ++k) {
    const double lower = 20 * random.uniform(), upper = 80 + 30 * random.uniform();
    const double hill = 0.5 + 2.5 * random.uniform();
    const double ic50 = std::pow(10, -2.2 + 2.7 * random.uniform());
    for (std::size_t d = 0; d < size.columns; ++d) {
      const double share = static_cast<double>(d) / static_cast<double>(size.columns - 1);
      dose.push_back(std::pow(10, -3 + 4 * share));
      response.push_back(lower + (upper - lower) / (1 + std::pow(dose.back() / ic50, hill)) +
                         4 * random.normal());
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

  /// Curves with a minimum inside, and the median residual sum of squares of all.
  std::vector<double> answer() const override {
    std::vector<double> squares;
    for (const dose::CurveFit& fit : found_) squares.push_back(fit.squares);
    std::nth_element(squares.begin(), squares.begin() + static_cast<long>(squares.size() / 2),
                     squares.end());
    return {squares[squares.size() / 2]};
  }

private:
  std::vector<double> dose_, response_;
  std::vector<int> curve_;
  std::vector<dose::CurveFit> found_;
};

}  // namespace

Work dose_work() {
  return {"dose", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Curves>(folder);
          }};
}

}  // namespace bench
