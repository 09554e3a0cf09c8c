// A Cox model of every gene.
#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/cox_screen.hpp"

#include <cmath>

namespace bench {

namespace {

using namespace venscope;

void make(const Size& size, Folder& folder) {
  Matrix x = normal_numbers(size.rows, size.columns, 401);
  std::vector<double> eta(size.rows);
  RandomStream random(402, "effects");
  for (std::size_t j = 0; j < std::min<std::size_t>(200, size.columns); ++j) {
    const double effect = 0.075 * random.normal();
    for (std::size_t i = 0; i < size.rows; ++i) eta[i] += effect * x(i, j);
  }
  for (double& value : x.values) value = 8 + 1.5 * value;
  folder.write("x", x.values, size.columns);
  folder.write(follow_up(eta, 401, size.whole_days));
}

class Screen final : public Task {
public:
  explicit Screen(const Folder& folder) : outcomes_(folder.outcomes()), x_(folder.matrix("x")) {}

  void run(unsigned threads) override {
    genes_ =
        survival::cox_screen({.outcomes = outcomes_, .design = none_}, x_, {.threads = threads})
            .value();
  }

  /// Sums over all genes of coefficients, |coefficients| and z²; and the first gene.
  std::vector<double> answer() const override {
    double sum = 0, absolute = 0, squares = 0;
    for (const survival::ScreenedColumn& gene : genes_) {
      sum += gene.coef;
      absolute += std::fabs(gene.coef);
      squares += gene.z * gene.z;
    }
    return {absolute, squares, genes_[0].coef, genes_[0].std_error, sum};
  }

private:
  endpoint::Outcomes outcomes_;
  Matrix x_, none_{outcomes_.size(), 0};
  std::vector<survival::ScreenedColumn> genes_;
};

}  // namespace

Work screen_work() {
  return {"screen", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Screen>(folder);
          }};
}

}  // namespace bench
