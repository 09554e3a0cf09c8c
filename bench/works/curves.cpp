// Kaplan-Meier curves of three groups and the log-rank test.
#include "bench/works/work.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/whole_counts.hpp"

namespace bench {

namespace {

using namespace venscope;

constexpr std::size_t groups = 3;

void make(const Size& size, Folder& folder) {
  RandomStream random(101, "groups");
  std::vector<double> group(size.rows), eta(size.rows);
  for (std::size_t i = 0; i < size.rows; ++i) {
    group[i] = static_cast<double>(random.below(groups));
    eta[i] = 0.35 * group[i];
  }
  folder.write("group", group);
  folder.write(follow_up(eta, 101, size.whole_days));
}

class Curves final : public Task {
public:
  explicit Curves(const Folder& folder)
      : outcomes_(folder.outcomes()), group_(folder.codes("group")) {}

  void run(unsigned threads) override {
    curves_.clear();  // what the run before left is none of this run's memory
    const survival::GroupedTimes times(outcomes_, group_, groups, true, threads);
    curves_ = survival::kaplan_meier_groups(times).value();
    test_ = survival::log_rank(times).value();
    read_points(threads);
  }

  /// The statistic, and the restricted mean of each group with its standard error.
  std::vector<double> answer() const override {
    std::vector<double> numbers{test_.chi_squared};
    for (const survival::KaplanMeier& curve : curves_) {
      const survival::RestrictedMean mean = survival::restricted_mean(curve, 1000.0);
      numbers.push_back(mean.mean);
      numbers.push_back(mean.std_error);
    }
    return numbers;
  }

private:
  /// A curve works its limits out when it is read; the peers have worked theirs out by now.
  void read_points(unsigned threads) {
    constexpr std::size_t pieces = 4;
    read_.assign(groups * pieces, 0);
    parallel_for(read_.size(), threads, [&](std::size_t i) {
      const survival::KaplanMeierCurve& curve = curves_[i / pieces].curve;
      const std::size_t piece = i % pieces, end = curve.size() * (piece + 1) / pieces;
      survival::KaplanMeierCurve::Iterator point(curve, curve.size() * piece / pieces);
      double sum = 0;
      for (std::size_t j = curve.size() * piece / pieces; j < end; ++j, ++point)
        sum += point->std_error + point->lower + point->upper;
      read_[i] = sum;
    });
  }

  endpoint::Outcomes outcomes_;
  std::vector<std::int32_t> group_;
  std::vector<survival::KaplanMeier> curves_;
  survival::LogRank test_;
  std::vector<double> read_;  ///< so that nothing of a curve is left out
};

}  // namespace

Work curves_work() {
  return {"curves", make, [](const Size&, const Folder& folder) -> std::unique_ptr<Task> {
            return std::make_unique<Curves>(folder);
          }};
}

}  // namespace bench
