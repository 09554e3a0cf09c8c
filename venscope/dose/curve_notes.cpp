// The notes of a fitted curve, in words.
#include "venscope/dose/curve_meaning.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

std::string number(double value) {
  return fmt::format("{:.4g}", value);
}

std::string state_note(const CurveFit& fit, const ShapeFit& shape) {
  const char* const turns = fit.curve.hill > 0 ? "falls" : "rises";
  switch (fit.state) {
    case CurveState::fitted:
    case CurveState::not_fitted:
      return "";
    case CurveState::flat:
      return "flat: no curve fits better than a constant response";
    case CurveState::beyond_high:
      return fmt::format(
          "the response still {} at the highest dose: its plateau there is not in "
          "sight, and least squares have no minimum",
          turns);
    case CurveState::beyond_low:
      return fmt::format(
          "the response {} from the lowest dose on: its plateau there is not in "
          "sight, and least squares have no minimum",
          turns);
    case CurveState::line:
      return fmt::format(
          "the response {} straight over all doses: no plateau in sight, and least "
          "squares have no minimum",
          turns);
    case CurveState::step:
      break;
  }
  if (shape.step_from == shape.step_to)
    return fmt::format("the response {} in one step through dose {}: the hill is without bound",
                       turns, number(shape.step_dose));
  return fmt::format(
      "the response {} in one step between doses {} and {}: the hill is without "
      "bound, the IC50 anywhere between them",
      turns, number(std::exp(shape.step_from)), number(shape.step_dose));
}

/// Where the means turn back by more than a fifth of their range against their direction.
std::string turn_note(const CurveFit& fit, const DosePoints& points) {
  const auto [least, most] = std::minmax_element(points.mean.begin(), points.mean.end());
  const double range = *most - *least, sign = fit.curve.hill > 0 ? 1 : -1;
  double extreme = sign * points.mean.front(), turn = 0;
  std::size_t where = 0;
  for (std::size_t j = 1; j < points.size(); ++j) {
    extreme = std::min(extreme, sign * points.mean[j]);
    if (sign * points.mean[j] - extreme > turn) {
      turn = sign * points.mean[j] - extreme;
      where = j;
    }
  }
  if (!(turn > range / 5) || fit.state == CurveState::flat) return "";
  return fmt::format("not monotone: the response {} by {} up to dose {}, against the curve",
                     sign > 0 ? "rises" : "falls", number(turn), number(points.dose[where]));
}

}  // namespace

void add_notes(CurveFit& fit, const DosePoints& points, const ShapeFit& shape) {
  const auto say = [&](std::string note) {
    if (!note.empty()) fit.notes.push_back(std::move(note));
  };
  say(state_note(fit, shape));
  if (fit.state == CurveState::fitted) {
    if (fit.curve.hill < 0) say("the response rises with the dose");
    if (fit.ic50.censoring == Censoring::above) say("IC50 above the highest dose tested");
    if (fit.ic50.censoring == Censoring::below) say("IC50 below the lowest dose tested");
  }
  if (fit.p_effect && *fit.p_effect >= 0.05)
    say(fmt::format("no effect of the dose is shown (p = {:.2g})", *fit.p_effect));
  say(turn_note(fit, points));
  if (fit.p_lack_of_fit && *fit.p_lack_of_fit < 0.01)
    say(fmt::format("the means do not lie on one curve (lack of fit, p = {:.2g})",
                    *fit.p_lack_of_fit));
  if (fit.df <= 0) say("as many parameters as wells: no interval");
  if (fit.df > 0 && fit.state == CurveState::fitted && !(fit.r_squared < 1 - 1e-14))
    say("all responses lie on the curve, but for rounding: no interval, no test");
  if (fit.missing > 0)
    say(fmt::format("{} well{} without dose or response left out", fit.missing,
                    fit.missing == 1 ? "" : "s"));
  const auto negative =
      std::count_if(points.mean.begin(), points.mean.end(), [](double mean) { return mean < 0; });
  if (negative > 0)
    say(fmt::format("mean response below 0 at {} dose{}", negative, negative == 1 ? "" : "s"));
}

void note_reweighting(CurveFit& fit, const CurveOptions& options, const Wells& wells,
                      std::span<const double> weight) {
  if (!fit.outliers.empty())
    fit.notes.push_back(fmt::format("{} outlying well{}{}", fit.outliers.size(),
                                    fit.outliers.size() == 1 ? "" : "s",
                                    options.leave_out_outliers ? " left out" : ""));
  if (options.robust == Robust::none) return;
  std::size_t less = 0, counted = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const double given = wells.weight.empty() ? 1.0 : wells.weight[i];
    if (!std::isfinite(wells.response[i]) || !std::isfinite(wells.dose[i]) || !(given > 0))
      continue;
    ++counted;
    if (weight[i] < given / 2) ++less;
  }
  if (less > 0)
    fit.notes.push_back(fmt::format("{} of {} wells count less than half (robust)", less, counted));
}

}  // namespace venscope::dose
