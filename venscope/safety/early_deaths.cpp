#include "venscope/safety/early_deaths.hpp"

#include <cmath>

namespace venscope::safety {

Result<EarlyDeaths> early_deaths(const endpoint::Outcomes& outcomes,
                                 std::span<const std::size_t> rows, double by,
                                 CensoredEarly censored, double confidence) {
  if (outcomes.delayed_entry())
    return cannot_analyse("safety.late_entry",
                          "patients enter late: those who died before are not in the data",
                          "use an endpoint without delayed entry");
  const double rounding = 1e-9 * std::fabs(by);
  EarlyDeaths found;
  for (const std::size_t row : rows) {
    ++found.n;
    if (outcomes.event[row] != 0 && outcomes.time[row] <= by + rounding) ++found.deaths;
    if (outcomes.event[row] == 0 && outcomes.time[row] < by - rounding) ++found.censored;
  }
  found.x = found.deaths + (censored == CensoredEarly::dead ? found.censored : 0);
  found.of = found.n - (censored == CensoredEarly::exclude ? found.censored : 0);
  if (found.of == 0) return cannot_analyse("safety.nobody_followed", "nobody was followed so long");
  const auto interval = response::clopper_pearson(found.x, found.of, confidence);
  if (!interval) return tl::unexpected(interval.error());
  found.share = static_cast<double>(found.x) / static_cast<double>(found.of);
  found.interval = *interval;
  return found;
}

}  // namespace venscope::safety
