#include "venscope/survival/robust_curve.hpp"

#include "venscope/survival/row_moves.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {
namespace {

/// The sum over clusters c of U_c^2, while the cumulated hazard term A grows and rows come and go:
/// U_c grows by W_c for each unit of A, W_c the weight of c's rows at risk. Clusters whose rows
/// leave are taken out while A grows and put back with their new value, so that a U_c that cancels
/// to nothing leaves nothing behind.
class ClusterSums {
public:
  explicit ClusterSums(std::size_t clusters) : clusters_(clusters) {}

  void enter(std::size_t c, double weight) {
    take_out(c);
    clusters_[c].weight += weight;
    ++clusters_[c].rows;
    put_back(c);
  }
  void take_out(std::size_t c) {
    Cluster& own = clusters_[c];
    if (own.out) return;
    settle(own);
    own.out = true;
    uu_ -= own.u * own.u;
    uw_ -= own.u * own.weight;
    ww_ -= own.weight * own.weight;
  }
  void grow(double step) {
    uu_ += step * (2.0 * uw_ + step * ww_);
    uw_ += step * ww_;
    a_ += step;
  }
  /// A row of a cluster that is out leaves with influence -jump.
  void leave(std::size_t c, double weight, double jump) {
    Cluster& own = clusters_[c];
    settle(own);
    own.u -= jump;
    own.weight = --own.rows == 0 ? 0.0 : own.weight - weight;
  }
  void put_back(std::size_t c) {
    Cluster& own = clusters_[c];
    if (!own.out) return;
    own.out = false;
    uu_ += own.u * own.u;
    uw_ += own.u * own.weight;
    ww_ += own.weight * own.weight;
  }
  double sum_of_squares() const { return std::max(0.0, uu_); }

private:
  struct Cluster {
    double u = 0.0, weight = 0.0;
    double since = 0.0;  ///< value of A for which u stands
    std::uint32_t rows = 0;
    bool out = false;
  };
  void settle(Cluster& own) {
    own.u += own.weight * (a_ - own.since);
    own.since = a_;
  }

  std::vector<Cluster> clusters_;
  double uu_ = 0.0, uw_ = 0.0, ww_ = 0.0, a_ = 0.0;
};

/// One group's errors at each point of its curve.
std::vector<double> errors_of(const KaplanMeier& fit, const GroupMoves& moves,
                              const std::vector<std::uint32_t>& cluster, ClusterSums sums,
                              std::span<const std::int32_t> event,
                              std::span<const double> weights) {
  const auto weight = [&](std::uint32_t row) { return weights.empty() ? 1.0 : weights[row]; };
  std::vector<double> errors;
  errors.reserve(fit.curve.size());
  auto entering = moves.entering.begin();
  auto leaving = moves.leaving.begin();
  for (const KaplanMeierPoint& point : fit.curve) {
    if (point.survival == 0.0) {
      errors.push_back(0.0);
      continue;
    }
    const std::uint32_t time = leaving->time;
    for (; entering != moves.entering.end() && entering->time <= time; ++entering)
      sums.enter(cluster[entering->row], weight(entering->row));

    const double survivors = point.n_risk - point.n_event;
    const auto here = leaving;
    for (; leaving != moves.leaving.end() && leaving->time == time; ++leaving)
      sums.take_out(cluster[leaving->row]);
    if (point.n_event > 0.0) sums.grow(point.n_event / (point.n_risk * survivors));
    for (auto move = here; move != leaving; ++move) {
      const double w = weight(move->row);
      const double jump = event[move->row] != 0 && w > 0.0 ? w / survivors : 0.0;
      sums.leave(cluster[move->row], w, jump);
    }
    for (auto move = here; move != leaving; ++move) sums.put_back(cluster[move->row]);
    // Between events nothing changes, not even by rounding: the limits must stay level.
    const double error = std::sqrt(sums.sum_of_squares());
    errors.push_back(point.n_event > 0.0 || errors.empty() ? error : errors.back());
  }
  return errors;
}

}  // namespace

std::vector<std::vector<double>> robust_relative_errors(const TimeGrid& grid,
                                                        std::span<const std::int32_t> group,
                                                        const std::vector<KaplanMeier>& fits,
                                                        std::span<const double> weights,
                                                        std::span<const std::int32_t> cluster) {
  const std::vector<std::int32_t>& event = grid.outcomes->event;
  std::size_t clusters = 0;
  const auto codes = cluster_codes(event.size(), cluster, clusters);
  const auto moves = moves_by_group(grid, group, fits.size());
  std::vector<std::vector<double>> errors;
  for (std::size_t g = 0; g < fits.size(); ++g)
    errors.push_back(errors_of(fits[g], moves[g], codes, ClusterSums(clusters), event, weights));
  return errors;
}

}  // namespace venscope::survival
