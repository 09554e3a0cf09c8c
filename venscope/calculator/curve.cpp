#include "venscope/calculator/curve.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;
using risk::Baseline;

constexpr int steps_per_curve = 48;

double raised(double reference, double score) {
  return std::pow(reference, std::exp(score));
}

Json weibull_curves(const Baseline& baseline, double score) {
  Json curves = Json::array();
  for (const Baseline::Weibull& one : baseline.weibull) {
    Json times = Json::array(), survival = Json::array();
    for (int i = 0; i <= steps_per_curve; ++i) {
      const double time = baseline.horizon * i / steps_per_curve;
      times.push_back(time);
      survival.push_back(raised(std::exp(-std::pow(time / one.scale, one.shape)), score));
    }
    curves.push_back(
        {{"set", one.set}, {"times", std::move(times)}, {"survival", std::move(survival)}});
  }
  return curves;
}

/// How uncertain the score is, from the half-widths of the terms that add to it.
double half_width(const risk::Card& card, const risk::Answer& answer, const Baseline::Band& band) {
  double squares = 0.0;
  for (const risk::Contribution& one : answer.contributions) {
    if (one.points.value_or(0.0) == 0.0) continue;
    for (const auto& [variable, width] : band.half_width)
      if (variable == card.terms[one.term].variable) squares += width * width;
  }
  return std::sqrt(squares);
}

/// On ln(-ln S): from the first curve, the band's own distance and the width of the score as the
/// root of the sum of their squares. docs/methods/risk-score.md.
double limit(double of_reference, double curve, double score, double width) {
  const double log_hazard = std::log(-std::log(curve));
  const double distance = std::log(-std::log(of_reference)) - log_hazard;
  const double shift = std::copysign(std::hypot(distance, width), distance);
  return std::exp(-std::exp(log_hazard + score + shift));
}

Json band_json(const risk::Card& card, const risk::Answer& answer, const Baseline& baseline) {
  const Baseline::Band& band = *baseline.band;
  const Baseline::Weibull& first = baseline.weibull.front();
  const double width = half_width(card, answer, band);
  Json lower = Json::array(), upper = Json::array();
  for (std::size_t i = 0; i < band.time.size(); ++i) {
    const double curve = std::exp(-std::pow(band.time[i] / first.scale, first.shape));
    lower.push_back(limit(band.lower[i], curve, *answer.score, width));
    upper.push_back(limit(band.upper[i], curve, *answer.score, width));
  }
  return {{"times", band.time}, {"lower", std::move(lower)}, {"upper", std::move(upper)}};
}

}  // namespace

Json curve_json(const risk::Card& card, const risk::Answer& answer, const Words& words,
                bool reconstruct) {
  if (!card.baseline || !answer.score || (card.baseline->reconstructed && !reconstruct))
    return nullptr;
  const Baseline& baseline = *card.baseline;
  Json curves = weibull_curves(baseline, *answer.score);
  if (!baseline.time.empty()) {
    Json survival = Json::array();
    for (const double reference : baseline.survival)
      survival.push_back(raised(reference, *answer.score));
    curves.push_back({{"set", ""}, {"times", baseline.time}, {"survival", std::move(survival)}});
  }
  return {{"reconstructed", baseline.reconstructed},
          {"curves", std::move(curves)},
          {"band", baseline.band && !baseline.weibull.empty() ? band_json(card, answer, baseline)
                                                              : Json(nullptr)},
          {"horizon", baseline.horizon},
          {"unit", baseline.unit},
          {"warning", words.text(baseline.warning)}};
}

}  // namespace venscope::calculator
