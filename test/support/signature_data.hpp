/// Random patients with genes of which a few matter.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/signature/pipeline.hpp"

#include <cmath>
#include <numeric>
#include <vector>

namespace venscope::test {

struct SignatureData {
  endpoint::Outcomes outcomes;
  Matrix expression;
  Matrix resistance_expression;
  std::vector<double> resistance;

  signature::TrainingData view(bool with_resistance = true) const {
    return {outcomes, expression, with_resistance ? &resistance_expression : nullptr,
            with_resistance ? std::span<const double>(resistance) : std::span<const double>()};
  }
};

/// The first `real` genes have ln hazard ratios of `effect` per unit, and go with resistance. Times
/// are rounded, so that some are tied.
inline SignatureData signature_data(std::size_t n, std::size_t genes, std::size_t real,
                                    double effect, std::uint64_t seed) {
  RandomStream stream(seed, "signature data");
  SignatureData data;
  data.expression = Matrix(n, genes);
  for (double& value : data.expression.values) value = 6 + stream.normal();
  for (std::size_t i = 0; i < n; ++i) {
    double eta = 0;
    for (std::size_t g = 0; g < real; ++g) eta += effect * (data.expression(i, g) - 6);
    const double time = std::ceil(20 * stream.exponential() * std::exp(-eta)) / 2;
    const double censored = std::ceil(10 + 60 * stream.uniform()) / 2;
    data.outcomes.time.push_back(std::min(time, censored));
    data.outcomes.event.push_back(time <= censored ? 1 : 0);
  }
  const std::size_t m = n / 2;
  data.resistance_expression = Matrix(m, genes);
  for (double& value : data.resistance_expression.values) value = 6 + stream.normal();
  for (std::size_t i = 0; i < m; ++i) {
    double eta = stream.normal();
    for (std::size_t g = 0; g < real; ++g) eta += data.resistance_expression(i, g) - 6;
    data.resistance.push_back(std::min(10.0, std::exp(eta)));
  }
  return data;
}

}  // namespace venscope::test
