#include "venscope/dose/plate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? undefined : sum / static_cast<double>(values.size());
}

double sd_of(const std::vector<double>& values) {
  if (values.size() < 2) return undefined;
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double centre_of(std::vector<double> values, Centre centre) {
  if (values.empty()) return undefined;
  if (centre == Centre::mean) return mean_of(values);
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

PlateQuality quality_of(const std::vector<double>& negative, const std::vector<double>& positive,
                        bool wants_positive, Centre centre) {
  PlateQuality quality;
  quality.negative = negative.size();
  quality.positive = positive.size();
  quality.negative_centre = centre_of(negative, centre);
  quality.positive_centre = centre_of(positive, centre);
  quality.negative_sd = sd_of(negative);
  quality.positive_sd = sd_of(positive);
  const double low = mean_of(positive), high = mean_of(negative);
  if (std::isfinite(quality.negative_sd) && high > 0)
    quality.negative_cv = quality.negative_sd / high;
  if (std::isfinite(quality.negative_sd) && std::isfinite(quality.positive_sd) && high != low) {
    quality.z_prime = 1 - 3 * (quality.negative_sd + quality.positive_sd) / std::fabs(high - low);
    const double spread = std::hypot(quality.negative_sd, quality.positive_sd);
    if (spread > 0) quality.ssmd = (high - low) / spread;
  }
  if (negative.empty())
    quality.problem = "no negative control with a signal";
  else if (wants_positive && positive.empty())
    quality.problem = "no positive control with a signal, and other plates have one";
  else if (!wants_positive && !(quality.negative_centre > 0))
    quality.problem =
        fmt::format("the negative controls stand at {:.4g}, not above 0", quality.negative_centre);
  else if (wants_positive && !(quality.negative_centre > quality.positive_centre))
    quality.problem =
        fmt::format("the negative controls ({:.4g}) are not above the positive ({:.4g})",
                    quality.negative_centre, quality.positive_centre);
  return quality;
}

}  // namespace

NormalisedPlates normalise_plates(std::span<const double> signal, std::span<const WellRole> role,
                                  std::span<const int> plate, std::size_t plates, Centre centre) {
  std::vector<std::vector<double>> negative(plates), positive(plates);
  bool wants_positive = false;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    if (!std::isfinite(signal[i]) || plate[i] < 0) continue;
    const auto p = static_cast<std::size_t>(plate[i]);
    if (role[i] == WellRole::negative) negative[p].push_back(signal[i]);
    if (role[i] == WellRole::positive) positive[p].push_back(signal[i]);
    wants_positive = wants_positive || role[i] == WellRole::positive;
  }
  NormalisedPlates found;
  for (std::size_t p = 0; p < plates; ++p)
    found.quality.push_back(quality_of(negative[p], positive[p], wants_positive, centre));
  found.percent.assign(signal.size(), undefined);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    if (!std::isfinite(signal[i]) || plate[i] < 0) continue;
    const PlateQuality& quality = found.quality[static_cast<std::size_t>(plate[i])];
    if (!quality.problem.empty()) continue;
    const double low = wants_positive ? quality.positive_centre : 0.0;
    found.percent[i] = 100 * (signal[i] - low) / (quality.negative_centre - low);
  }
  return found;
}

}  // namespace venscope::dose
