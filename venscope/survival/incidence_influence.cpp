#include "venscope/survival/incidence_influence.hpp"

#include "venscope/survival/row_moves.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {
namespace {

/// One step of the curve: u grows by g for each unit of weight at risk, f by rise * u - q * weight.
struct Step {
  double g, rise, q;
};

/// The sum over clusters of f^2, while u, f and the weight at risk W of each move on together.
/// Clusters whose rows come or go are taken out and put back with their new values.
class InfluenceSums {
public:
  explicit InfluenceSums(std::size_t clusters) : clusters_(clusters) {}

  void take_out(std::size_t c) {
    Cluster& own = clusters_[c];
    if (own.out) return;
    settle(own);
    own.out = true;
    add(own, -1);
  }
  void put_back(std::size_t c) {
    Cluster& own = clusters_[c];
    if (!own.out) return;
    own.out = false;
    add(own, 1);
  }
  void enter(std::size_t c, double weight) {
    take_out(c);
    clusters_[c].weight += weight;
    ++clusters_[c].rows;
    put_back(c);
  }
  /// A row of a cluster that is out leaves, with what its own event adds.
  void leave(std::size_t c, double weight, double to_u, double to_f) {
    Cluster& own = clusters_[c];
    settle(own);
    own.u += to_u;
    own.f += to_f;
    own.weight = --own.rows == 0 ? 0.0 : own.weight - weight;
  }
  void move(const Step& s) {
    ff_ += s.rise * s.rise * uu_ + s.q * s.q * ww_ +
           2 * (s.rise * fu_ - s.q * fw_ - s.rise * s.q * uw_);
    fu_ += s.g * fw_ + s.rise * (uu_ + s.g * uw_) - s.q * (uw_ + s.g * ww_);
    fw_ += s.rise * uw_ - s.q * ww_;
    uu_ += s.g * (2 * uw_ + s.g * ww_);
    uw_ += s.g * ww_;
    now_.p += s.rise * now_.g - s.q;
    now_.g += s.g;
    now_.f += s.rise;
  }
  double sum_of_squares() const { return std::max(0.0, ff_); }

private:
  /// Cumulated steps: of g, of rise, and of rise * g - q.
  struct Mark {
    double g = 0, f = 0, p = 0;
  };
  struct Cluster {
    double u = 0, f = 0, weight = 0;
    Mark since;  ///< for which u and f stand
    std::uint32_t rows = 0;
    bool out = false;
  };
  void settle(Cluster& own) const {
    const double rise = now_.f - own.since.f;
    own.f += own.u * rise + own.weight * ((now_.p - own.since.p) - own.since.g * rise);
    own.u += own.weight * (now_.g - own.since.g);
    own.since = now_;
  }
  void add(const Cluster& own, double sign) {
    ff_ += sign * own.f * own.f;
    fu_ += sign * own.f * own.u;
    fw_ += sign * own.f * own.weight;
    uu_ += sign * own.u * own.u;
    uw_ += sign * own.u * own.weight;
    ww_ += sign * own.weight * own.weight;
  }

  std::vector<Cluster> clusters_;
  double ff_ = 0, fu_ = 0, fw_ = 0, uu_ = 0, uw_ = 0, ww_ = 0;
  Mark now_;
};

/// One group: its curves, and who comes and goes.
struct InfluenceGroup {
  const CumulativeIncidence& fit;
  const GroupMoves& moves;
  const std::vector<std::uint32_t>& cluster;
  std::span<const std::int32_t> event;
  std::span<const double> weights;

  double weight(std::uint32_t row) const { return weights.empty() ? 1.0 : weights[row]; }
};

/// A sum of squares below this is what rounding left of nothing: the variance of a proportion would
/// be 1e14 times as large.
double negligible(const InfluenceGroup& group) {
  double sum = 0, squares = 0;
  for (const Move& move : group.moves.leaving) {
    sum += group.weight(move.row);
    squares += group.weight(move.row) * group.weight(move.row);
  }
  return sum > 0 ? 1e-14 * squares / (sum * sum) : 0.0;
}

std::vector<double> errors_of(const InfluenceGroup& group, std::size_t c, InfluenceSums sums) {
  const CumulativeIncidence& fit = group.fit;
  const double least = negligible(group);
  const CauseCurve& curve = fit.causes[c];
  std::vector<double> errors;
  auto entering = group.moves.entering.begin();
  auto leaving = group.moves.leaving.begin();
  double before = 1.0;  // S(t-)
  for (std::size_t j = 0; j < fit.times.size(); ++j) {
    const IncidenceTime& at = fit.times[j];
    if (before == 0.0) {
      errors.push_back(errors.back());
      continue;
    }
    const std::uint32_t time = leaving->time;
    for (; entering != group.moves.entering.end() && entering->time <= time; ++entering)
      sums.enter(group.cluster[entering->row], group.weight(entering->row));
    const auto here = leaving;
    for (; leaving != group.moves.leaving.end() && leaving->time == time; ++leaving)
      sums.take_out(group.cluster[leaving->row]);

    const double n = at.n_risk;
    const bool any = at.n_event > 0.0, last = at.event_free == 0.0;
    const double survivors = n - at.n_event;
    const double rise = any ? before * curve.points[j].n_event / n : 0.0;
    if (any) sums.move({last ? 0.0 : at.n_event / (n * survivors), rise, rise / n});
    for (auto move = here; move != leaving; ++move) {
      // A row of weight 0 moves nothing, also where nobody else is at risk.
      const std::int32_t event = any ? group.event[move->row] : 0;
      const double w = group.weight(move->row);
      sums.leave(group.cluster[move->row], w, event != 0 && !last ? -w / survivors : 0.0,
                 event == curve.cause ? w * before / n : 0.0);
    }
    for (auto move = here; move != leaving; ++move) sums.put_back(group.cluster[move->row]);
    // Between events nothing changes, not even by rounding: the limits must stay level.
    const double squares = sums.sum_of_squares();
    const double error = squares > least ? std::sqrt(squares) : 0.0;
    errors.push_back(any || errors.empty() ? error : errors.back());
    before = at.event_free;
  }
  return errors;
}

}  // namespace

std::vector<std::vector<std::vector<double>>> jackknife_errors(
    const TimeGrid& grid, std::span<const std::int32_t> group,
    const std::vector<CumulativeIncidence>& fits, std::span<const double> weights,
    std::span<const std::int32_t> cluster) {
  const std::vector<std::int32_t>& event = grid.outcomes->event;
  std::size_t clusters = 0;
  const auto codes = cluster_codes(event.size(), cluster, clusters);
  const auto moves = moves_by_group(grid, group, fits.size());
  std::vector<std::vector<std::vector<double>>> errors(fits.size());
  for (std::size_t g = 0; g < fits.size(); ++g)
    for (std::size_t c = 0; c < fits[g].causes.size(); ++c)
      errors[g].push_back(
          errors_of({fits[g], moves[g], codes, event, weights}, c, InfluenceSums(clusters)));
  return errors;
}

}  // namespace venscope::survival
