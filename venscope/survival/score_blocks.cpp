#include "venscope/survival/score_blocks.hpp"

#include "venscope/survival/row_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace venscope::survival {

namespace {

constexpr std::size_t together = RowKernels::rows_together;

/// The residual of a row is f_0 x + f_1 M + f_2 N + f_3 m with vectors that its tied set shares:
/// M, the moments of the hazard up to its time; N, what Efron's dying are spared of them; m, the
/// mean over the risk set.
class ScoreWalk {
public:
  ScoreWalk(const RiskOrder& order, const SortedDesign& design, const RiskSums& sums,
            const std::function<void(const ScoreBlock&)>& visit)
      : order_(order),
        design_(design),
        sums_(sums),
        visit_(visit),
        next_(sums.times.size()),
        common_(3 * design.columns + RowKernels::lanes),
        rows_(together * design.columns + RowKernels::lanes) {}

  void run() {
    for (std::size_t k = order_.strata.size(); k-- > 0;) stratum(order_.strata[k]);
    flush();
  }

private:
  std::span<double> common(std::size_t which) {
    return {common_.data() + which * design_.columns, design_.columns};
  }

  void stratum(const RiskOrder::Stratum& stratum) {
    hazard_ = 0;
    std::fill(common_.begin(), common_.end(), 0.0);
    double shift = sums_.shift[stratum.last_set - 1];
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      if (sums_.shift[s] != shift) {
        const double factor = std::exp(sums_.shift[s] - shift);
        hazard_ *= factor;
        for (double& value : common(0)) value *= factor;
        shift = sums_.shift[s];
      }
      at_ = nullptr;
      if (next_ > 0 && sums_.times[next_ - 1].set == s) event_time(--next_);
      rows_of(order_.sets[s]);
    }
  }

  void event_time(std::size_t time) {
    at_ = &sums_.times[time];
    const TiedSums& tied = at_->tied;
    const double *s1 = sums_.risk_moment(time), *d1 = sums_.dead_moment(time);
    const std::span<double> moment = common(0), spared = common(1), mean = common(2);
    hazard_ += tied.hazard;
    // Without a death of positive weight the hazard stays, and others are compared with the mean.
    const double by = at_->deaths > 0 ? tied.hazard / at_->weight_dead
                      : at_->risk > 0 ? 1 / at_->risk
                                      : 0;
    const double by_dead = at_->deaths > 0 ? tied.hazard_dead / at_->weight_dead : 0;
    for (std::size_t j = 0; j < moment.size(); ++j) {
      moment[j] += tied.inverse_square * s1[j] - tied.cross * d1[j];
      spared[j] = tied.cross * s1[j] - tied.square * d1[j];
      mean[j] = by * s1[j] - by_dead * d1[j];
    }
  }

  void rows_of(const RiskOrder::TiedSet& set) {
    for (std::uint32_t end = set.end; end > set.begin;) {
      if (filled_ == together) flush();
      const auto count =
          static_cast<std::uint32_t>(std::min<std::size_t>(end - set.begin, together - filled_));
      const std::uint32_t begin = end - count;
      for (std::uint32_t i = begin; i < end; ++i)
        factors_of(i, &factors_[std::size_t{4} * (i - begin)]);
      filled_ += count;
      begin_ = begin;
      row_kernels().blend(design_.row(begin), design_.columns, count, factors_.data(),
                          common_.data(), rows_.data() + (together - filled_) * design_.columns);
      end = begin;
    }
  }

  void factors_of(std::uint32_t i, double* f) const {
    const double weight = design_.weight[i], risk = weight * sums_.relative[i];
    const bool dies = order_.event[i] != 0;
    const double spared = dies ? at_->tied.hazard_dead : 0;
    const bool mean = dies && (at_->deaths > 0 || at_->risk > 0);
    f[0] = (mean ? weight : 0) - risk * (hazard_ - spared);
    f[1] = risk;
    f[2] = spared == 0 ? 0 : -risk;  // Breslow, or nobody else dies
    f[3] = mean ? -weight : 0;
  }

  void flush() {
    if (filled_ > 0)
      visit_({begin_, filled_, rows_.data() + (together - filled_) * design_.columns});
    filled_ = 0;
  }

  const RiskOrder& order_;
  const SortedDesign& design_;
  const RiskSums& sums_;
  const std::function<void(const ScoreBlock&)>& visit_;
  std::size_t next_;               ///< the event times from here on are past
  const EventTime* at_ = nullptr;  ///< of the current set
  double hazard_ = 0;
  std::vector<double> common_;
  std::vector<double> rows_;  ///< filled from its end
  std::size_t filled_ = 0, begin_ = 0;
  std::array<double, 4 * together> factors_{};
};

}  // namespace

void visit_scores(const RiskOrder& order, const SortedDesign& design, const RiskSums& sums,
                  const std::function<void(const ScoreBlock&)>& visit) {
  ScoreWalk(order, design, sums, visit).run();
}

}  // namespace venscope::survival
