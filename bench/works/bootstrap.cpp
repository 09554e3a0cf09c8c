// Harrell's bootstrap of a model of given columns: refitted and judged in every resample.
#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"
#include "venscope/derivation/optimism.hpp"

#include <fmt/format.h>

namespace bench {

namespace {

using namespace venscope;

class Bootstrap final : public Task {
public:
  Bootstrap(const Size& size, const Folder& folder, const derivation::Wanted& wanted)
      : outcomes_(folder.outcomes()),
        x_(folder.matrix("x")),
        resamples_(size.resamples),
        wanted_(wanted) {
    std::vector<derivation::Candidate> candidates;
    for (std::size_t j = 0; j < x_.columns; ++j) candidates.push_back({fmt::format("x{}", j + 1)});
    derivation::DerivationOptions options;
    options.selection = derivation::Selection::full;
    options.decimals = 6;
    deriver_ = derivation::Deriver::make({outcomes_, x_, candidates}, options).value();
    derived_ = deriver_->derive(derivation::take(deriver_->cohort(), derivation::everyone(x_.rows)))
                   .value();
  }

  void run(unsigned threads) override {
    derivation::ResampleOptions options;
    options.resamples = resamples_;
    options.threads = threads;
    options.horizon = 730;
    options.wanted = wanted_;
    found_ = derivation::optimism(*deriver_, *derived_, options);
  }

  /// C as it appears: the optimism itself hangs on the resamples drawn.
  std::vector<double> answer() const override { return {found_.indices[0].apparent.value_or(0)}; }

private:
  endpoint::Outcomes outcomes_;
  Matrix x_;
  std::size_t resamples_;
  derivation::Wanted wanted_;
  std::optional<derivation::Deriver> deriver_;
  std::optional<derivation::Derived> derived_;
  derivation::Optimism found_;
};

}  // namespace

Work bootstrap_work() {
  return {"bootstrap", cox_work().make,
          [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Bootstrap>(size, folder, derivation::every_index);
          }};
}

Work concordance_bootstrap_work() {
  return {"bootstrap_c", cox_work().make,
          [](const Size& size, const Folder& folder) -> std::unique_ptr<Task> {
            constexpr derivation::Wanted c_alone{true};
            return std::make_unique<Bootstrap>(size, folder, c_alone);
          }};
}

}  // namespace bench
