#include "venscope/calculator/curve.hpp"

#include <algorithm>
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

/// The coefficient of a term: what it adds per unit of its variable.
double coefficient_of(const risk::Term& term) {
  return term.slope ? term.slope->coefficient : term.cases.front().points.value();
}

/// Of a card derived from a cohort: exp(-H -+ z se(H)), from the covariance of its coefficients and
/// the steps of its baseline.
Json derived_band(const risk::Card& card, const risk::Answer& answer, const Baseline& baseline) {
  const Baseline::Uncertainty& from = *baseline.uncertainty;
  const std::size_t terms = card.terms.size();
  std::vector<double> x(terms), q(terms);
  for (const risk::Contribution& one : answer.contributions)
    x[one.term] = one.points.value_or(0.0) / coefficient_of(card.terms[one.term]);
  constexpr double z = 1.959963984540054;
  const double relative = std::exp(*answer.score);
  Json lower = Json::array(), upper = Json::array();
  for (std::size_t t = 0; t < baseline.time.size(); ++t) {
    const double hazard = -std::log(baseline.survival[t]);
    double variance = from.hazard_variance[t];
    for (std::size_t j = 0; j < terms; ++j) q[j] = x[j] * hazard - from.mean_hazard[j][t];
    for (std::size_t j = 0; j < terms; ++j)
      for (std::size_t k = 0; k < terms; ++k) variance += q[j] * from.covariance[j][k] * q[k];
    const double width = z * relative * std::sqrt(std::max(0.0, variance));
    lower.push_back(std::exp(-relative * hazard - width));
    upper.push_back(std::exp(std::min(0.0, width - relative * hazard)));
  }
  return {{"times", baseline.time}, {"lower", std::move(lower)}, {"upper", std::move(upper)}};
}

Json any_band(const risk::Card& card, const risk::Answer& answer, const Baseline& baseline) {
  if (baseline.band && !baseline.weibull.empty()) return band_json(card, answer, baseline);
  if (baseline.uncertainty) return derived_band(card, answer, baseline);
  return nullptr;
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
          {"steps", !baseline.time.empty()},
          {"band", any_band(card, answer, baseline)},
          {"horizon", baseline.horizon},
          {"unit", baseline.unit},
          {"warning", words.text(baseline.warning)}};
}

}  // namespace venscope::calculator
