#include "venscope/dose/curve.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/dose/absolute_profile.hpp"
#include "venscope/dose/curve_meaning.hpp"
#include "venscope/dose/profile.hpp"
#include "venscope/dose/robust.hpp"
#include "venscope/dose/shape_together.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

CurveState state_of(ShapeEnd end) {
  switch (end) {
    case ShapeEnd::inside:
      return CurveState::fitted;
    case ShapeEnd::step:
      return CurveState::step;
    case ShapeEnd::beyond_high:
      return CurveState::beyond_high;
    case ShapeEnd::beyond_low:
      return CurveState::beyond_low;
    case ShapeEnd::line:
      return CurveState::line;
    case ShapeEnd::flat:
      return CurveState::flat;
  }
  return CurveState::not_fitted;
}

CurveFit empty_fit(const DosePoints& points) {
  CurveFit fit;
  fit.lower = fit.upper = fit.hill = fit.ic50_fitted = undefined;
  fit.errors = {undefined, undefined, undefined, undefined};
  for (auto& row : fit.covariance) row.fill(undefined);
  fit.ic50 = fit.ic50_absolute = {undefined, Censoring::undefined};
  fit.control = fit.auc = fit.auc_trapezoid = undefined;
  fit.sigma = fit.r_squared = undefined;
  fit.wells = points.wells;
  fit.missing = points.missing;
  fit.doses = points.size();
  const bool positive = points.size() > points.zero();
  fit.lowest = positive ? points.dose[points.zero()] : undefined;
  fit.highest = positive ? points.dose.back() : undefined;
  return fit;
}

/// The area under the dose means joined by straight lines, over the width.
double trapezoid(const DosePoints& points) {
  double area = 0;
  for (std::size_t j = points.zero() + 1; j < points.size(); ++j)
    area +=
        (points.mean[j] + points.mean[j - 1]) / 2 * (points.log_dose[j] - points.log_dose[j - 1]);
  return area / (points.highest() - points.lowest());
}

/// How well the curve fits, against a constant and against the dose means.
void judge(CurveFit& fit, const DosePoints& points, const ShapeFit& shape,
           const PlateauLimits& limits) {
  fit.squares = shape.squares + points.within;
  double responses = 0;
  for (std::size_t j = 0; j < points.size(); ++j)
    responses += points.weight[j] * points.mean[j] * points.mean[j];
  if (is_rounding(std::sqrt(fit.squares), std::sqrt(responses))) fit.squares = 0;
  fit.df = static_cast<double>(points.wells) - fit.parameters;
  if (fit.df > 0) fit.sigma = std::sqrt(fit.squares / fit.df);
  const double mean = points.grand_mean();
  double total = points.within, constant = points.within;
  for (std::size_t j = 0; j < points.size(); ++j) {
    const auto square = [&](double x) { return points.weight[j] * x * x; };
    total += square(points.mean[j] - mean);
    constant += square(points.mean[j] - limits.upper.value_or(mean));
  }
  if (total > 0) fit.r_squared = 1 - fit.squares / total;
  const double effect_df = fit.parameters - (limits.upper ? 0 : 1);
  if (fit.df > 0 && fit.squares > 1e-14 * total && constant >= fit.squares)
    fit.p_effect =
        f_upper((constant - fit.squares) / effect_df / (fit.squares / fit.df), effect_df, fit.df);
  const auto doses = static_cast<double>(points.size()), wells = static_cast<double>(points.wells);
  const double lack_df = doses - fit.parameters, pure_df = wells - doses;
  if (lack_df > 0 && pure_df > 0 && points.within > 0)
    fit.p_lack_of_fit =
        f_upper(shape.squares / lack_df / (points.within / pure_df), lack_df, pure_df);
}

/// Wells brought to what is to be fitted: outliers out, robust weights in.
std::vector<double> prepared_weights(const Wells& wells, const CurveOptions& options,
                                     CurveFit& fit) {
  std::vector<double> weight(wells.weight.begin(), wells.weight.end());
  if (weight.empty()) weight.assign(wells.dose.size(), 1.0);
  if (options.outlier_rate > 0) {
    fit.outliers = outlying_wells(wells, options, options.outlier_rate);
    if (options.leave_out_outliers)
      for (const std::size_t i : fit.outliers) weight[i] = 0;
  }
  if (options.robust != Robust::none) {
    const auto factor =
        robust_factors({wells.dose, wells.response, weight}, options, options.robust);
    for (std::size_t i = 0; i < weight.size(); ++i) weight[i] *= factor[i];
  }
  return weight;
}

bool enough_doses(const DosePoints& points, const CurveOptions& options) {
  return points.size() >= points.zero() + 2 &&
         points.size() >= static_cast<std::size_t>(options.plateaus.free_count()) + 2;
}

/// What curves after each other need again.
class Kept {
public:
  explicit Kept(const ShapeTable& shared) : shared_(shared) {}

  const ShapeTable& table(const DosePoints& points, const PlateauLimits& limits) {
    if (shared_.fits(points)) return shared_;
    if (!own_.fits(points)) own_ = ShapeTable(points, limits);
    return own_;
  }
  double student_t(double level, double df) {
    if (df != df_) quantile_ = student_t_quantile((1 + level) / 2, df_ = df);
    return quantile_;
  }

private:
  const ShapeTable& shared_;
  ShapeTable own_;
  double df_ = 0, quantile_ = undefined;
};

/// What is known of a curve before it is fitted.
CurveFit before_fit(const DosePoints& points, const CurveOptions& options, double control) {
  CurveFit fit = empty_fit(points);
  fit.parameters = options.plateaus.free_count() + 2;
  fit.control = control;
  const std::size_t positive = points.size() - points.zero();
  if (positive >= 2) fit.auc_trapezoid = trapezoid(points);
  if (!enough_doses(points, options))
    fit.notes.push_back(
        fmt::format("{} distinct dose{}{}: a curve of {} parameters needs {}, two "
                    "of them above 0",
                    points.size(), points.size() == 1 ? "" : "s",
                    points.zero() > 0 ? " (0 among them)" : "", fit.parameters, fit.parameters));
  return fit;
}

/// What the shape that was found means.
void finish_fit(CurveFit& fit, const DosePoints& points, const CurveOptions& options,
                ShapeSearch& search, Kept& kept) {
  const bool own_control = std::isnan(fit.control) && points.zero() == 0;
  const ShapeFit shape = search.found();
  fit.state = state_of(shape.end);
  fit.converged = fit.state == CurveState::fitted;
  fit.curve = shape.curve;
  judge(fit, points, shape, options.plateaus);
  fit.auc = mean_response(fit.curve, points.lowest(), points.highest());
  const double largest = std::max(std::abs(fit.curve.lower), std::abs(fit.curve.upper));
  if (is_rounding(fit.auc, largest)) fit.auc = 0;
  set_parameters(fit, points, shape);
  set_concentrations(fit, points, shape, options.plateaus);
  if (fit.converged && fit.df > 0) {
    const double t = kept.student_t(options.level, fit.df);
    if (std::isfinite(fit.errors.log_ic50))
      fit.interval_delta = {std::exp(fit.curve.log_ic50 - t * fit.errors.log_ic50),
                            std::exp(fit.curve.log_ic50 + t * fit.errors.log_ic50)};
  }
  if (options.intervals)
    fit.interval =
        profile_interval(search, points, shape, fit.df, options.level, fit.errors.log_ic50);
  if (options.intervals && options.absolute_interval)
    fit.interval_absolute =
        absolute_interval(fit, points, options.plateaus, own_control, options.level);
  // The dose that a step goes through is the limit of curves on one side of it.
  if (fit.interval && fit.state == CurveState::step) {
    fit.interval->low = std::min(fit.interval->low, fit.ic50.value);
    fit.interval->high = std::max(fit.interval->high, fit.ic50.value);
  }
  add_notes(fit, points, shape);
}

CurveFit fit_points(const DosePoints& points, const CurveOptions& options, double control,
                    Kept& kept) {
  CurveFit fit = before_fit(points, options, control);
  if (!enough_doses(points, options)) return fit;
  ShapeSearch search(points, options.plateaus, options.direction,
                     kept.table(points, options.plateaus));
  search.begin();
  while (search.seeking()) search.look();
  finish_fit(fit, points, options, search, kept);
  return fit;
}

double given_control(const CurveOptions& options) {
  return options.control ? *options.control : options.plateaus.upper.value_or(undefined);
}

bool reweighted(const CurveOptions& options) {
  return options.robust != Robust::none || options.outlier_rate > 0;
}

CurveFit fit_one(const Wells& wells, const CurveOptions& options, Kept& kept) {
  const double control = given_control(options);
  if (!reweighted(options)) return fit_points(make_dose_points(wells), options, control, kept);
  CurveFit prepared;
  std::vector<double> weight = prepared_weights(wells, options, prepared);
  CurveFit fit =
      fit_points(make_dose_points({wells.dose, wells.response, weight}), options, control, kept);
  fit.outliers = std::move(prepared.outliers);
  note_reweighting(fit, options, wells, weight);
  fit.weight = std::move(weight);
  return fit;
}

}  // namespace

CurveFit fit_curve(const Wells& wells, const CurveOptions& options) {
  const ShapeTable none;
  Kept kept(none);
  return fit_one(wells, options, kept);
}

namespace {

/// The wells of each curve together, in their order.
class WellsByCurve {
public:
  WellsByCurve(const Wells& wells, std::span<const int> curve, std::size_t count)
      : wells_(wells), first_(count + 1, 0) {
    for (const int c : curve)
      if (c >= 0) ++first_[static_cast<std::size_t>(c) + 1];
    for (std::size_t c = 0; c < count; ++c) first_[c + 1] += first_[c];
    member_.resize(first_[count]);
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    for (std::size_t i = 0; i < curve.size(); ++i)
      if (curve[i] >= 0) member_[next[static_cast<std::size_t>(curve[i])]++] = i;
  }
  std::span<const std::size_t> of(std::size_t c) const {
    return {member_.data() + first_[c], first_[c + 1] - first_[c]};
  }

  struct Buffers {
    std::vector<double> dose, response, weight;
  };
  Wells take(std::size_t c, Buffers& buffers) const {
    buffers.dose.clear();
    buffers.response.clear();
    buffers.weight.clear();
    for (const std::size_t i : of(c)) {
      buffers.dose.push_back(wells_.dose[i]);
      buffers.response.push_back(wells_.response[i]);
      if (!wells_.weight.empty()) buffers.weight.push_back(wells_.weight[i]);
    }
    return {buffers.dose, buffers.response, buffers.weight};
  }

private:
  const Wells& wells_;
  std::vector<std::size_t> first_, member_;
};

/// The table for the doses of the first curve, which many others often have too.
ShapeTable table_of_first(const WellsByCurve& wells, const CurveOptions& options) {
  WellsByCurve::Buffers buffers;
  const DosePoints points = make_dose_points(wells.take(0, buffers));
  return enough_doses(points, options) ? ShapeTable(points, options.plateaus) : ShapeTable();
}

/// Curves from `first` to before `last`, their searches side by side where that is possible.
void fit_block(const WellsByCurve& wells, std::size_t first, std::size_t last,
               const CurveOptions& options, Kept& kept, std::vector<CurveFit>& fits) {
  struct Work {
    DosePoints points;
    std::optional<ShapeSearch> search;
  };
  std::vector<Work> works(last - first);
  std::vector<ShapeSearch*> together;
  WellsByCurve::Buffers buffers;
  for (std::size_t c = first; c < last; ++c) {
    Work& work = works[c - first];
    work.points = make_dose_points(wells.take(c, buffers),
                                   c > first ? &works[c - 1 - first].points : nullptr);
    fits[c] = before_fit(work.points, options, given_control(options));
    if (!enough_doses(work.points, options)) continue;
    work.search.emplace(work.points, options.plateaus, options.direction,
                        kept.table(work.points, options.plateaus));
    work.search->begin();
    if (work.search->unlimited()) together.push_back(&*work.search);
  }
  seek_together(together);
  for (std::size_t c = first; c < last; ++c) {
    Work& work = works[c - first];
    if (!work.search) continue;
    while (work.search->seeking()) work.search->look();
    finish_fit(fits[c], work.points, options, *work.search, kept);
  }
}

}  // namespace

std::vector<CurveFit> fit_curves(const Wells& wells, std::span<const int> curve, std::size_t count,
                                 const CurveOptions& options, unsigned threads) {
  const WellsByCurve by_curve(wells, curve, count);
  const ShapeTable shared =
      count > 1 && !reweighted(options) ? table_of_first(by_curve, options) : ShapeTable();
  std::vector<CurveFit> fits(count);
  constexpr std::size_t block = 128;
  parallel_for((count + block - 1) / block, threads, [&](std::size_t b) {
    const std::size_t first = b * block, last = std::min(count, first + block);
    Kept kept(shared);
    if (!reweighted(options)) return fit_block(by_curve, first, last, options, kept, fits);
    WellsByCurve::Buffers buffers;
    for (std::size_t c = first; c < last; ++c) {
      fits[c] = fit_one(by_curve.take(c, buffers), options, kept);
      for (std::size_t& well : fits[c].outliers) well = by_curve.of(c)[well];
    }
  });
  return fits;
}

std::string_view name_of(CurveState state) {
  switch (state) {
    case CurveState::fitted:
      return "fitted";
    case CurveState::step:
      return "step";
    case CurveState::beyond_high:
      return "beyond_high";
    case CurveState::beyond_low:
      return "beyond_low";
    case CurveState::line:
      return "line";
    case CurveState::flat:
      return "flat";
    case CurveState::not_fitted:
      return "not_fitted";
  }
  return "";
}

std::string concentration_text(const Concentration& concentration) {
  switch (concentration.censoring) {
    case Censoring::none:
      return fmt::format("{:.4g}", concentration.value);
    case Censoring::above:
      return fmt::format(">{:.4g}", concentration.value);
    case Censoring::below:
      return fmt::format("<{:.4g}", concentration.value);
    case Censoring::undefined:
      return "–";
  }
  return "";
}

}  // namespace venscope::dose
