// Of one marker: time-dependent ROC curves by three methods, Harrell's C with its standard error.
#include "bench/works/work.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/base/random.hpp"

#include <array>

namespace bench {

namespace {

using namespace venscope;

constexpr std::array times{365.0, 730.0, 1095.0};

void make(const Size& size, Folder& folder) {
  const Matrix noise = normal_numbers(size.rows, 2, 601);
  std::vector<double> eta(size.rows), marker(size.rows);
  for (std::size_t i = 0; i < size.rows; ++i) {
    eta[i] = 0.8 * noise(i, 0);
    marker[i] = eta[i] + 0.6 * noise(i, 1);
  }
  folder.write("marker", marker);
  folder.write(follow_up(eta, 601, size.whole_days));
  if (size.resamples == 0) return;
  // The rows that roc() draws, for peers to draw the same.
  std::vector<double> drawn;
  for (std::size_t b = 0; b < size.resamples; ++b) {
    RandomStream random(accuracy::RocOptions{}.seed, "roc", b);
    for (std::size_t i = 0; i < size.rows; ++i)
      drawn.push_back(static_cast<double>(random.below(size.rows)));
  }
  folder.write("drawn", drawn, size.resamples);
}

class Marker : public Task {
public:
  explicit Marker(const Folder& folder)
      : outcomes_(folder.outcomes()), marker_(folder.numbers("marker")) {}

protected:
  endpoint::Outcomes outcomes_;
  std::vector<double> marker_;
};

class Roc final : public Marker {
public:
  Roc(const Folder& folder, accuracy::RocMethod method, std::size_t resamples)
      : Marker(folder), options_{.method = method, .auc_only = true, .resamples = resamples} {}

  void run(unsigned threads) override {
    options_.threads = threads;
    found_ = accuracy::roc(outcomes_, marker_, times, options_).value();
  }

  /// The areas; with resamples their standard deviations.
  std::vector<double> answer() const override {
    std::vector<double> numbers;
    for (const accuracy::TimeRoc& at : found_.times)
      numbers.push_back((options_.resamples > 0 ? at.std_error : at.auc).value_or(0));
    return numbers;
  }

private:
  accuracy::RocOptions options_;
  accuracy::Roc found_;
};

class Concordance final : public Marker {
public:
  using Marker::Marker;
  void run(unsigned) override { found_ = accuracy::harrell(outcomes_, marker_).value(); }
  std::vector<double> answer() const override { return {found_.estimate, found_.std_error}; }

private:
  accuracy::HarrellConcordance found_;
};

}  // namespace

Work ipcw_work() {
  return {"roc_ipcw", make, [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Roc>(folder, accuracy::RocMethod::ipcw, size.resamples);
          }};
}

Work neighbours_work() {
  return {"roc_nne", make, [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Roc>(folder, accuracy::RocMethod::nne, size.resamples);
          }};
}

Work concordance_work() {
  return {"concordance", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Concordance>(folder);
          }};
}

}  // namespace bench
