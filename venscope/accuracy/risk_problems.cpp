#include "venscope/accuracy/risk_problems.hpp"

#include <fmt/format.h>

namespace venscope::accuracy {

Problems risk_problems(std::span<const double> risk, std::size_t rows) {
  const auto problem = [](std::string what) -> Problems {
    return {
        {"accuracy.risk", {}, std::move(what), "a probability for every row", "", Fault::analysis}};
  };
  if (risk.size() != rows)
    return problem(fmt::format("{} predicted risks for {} rows", risk.size(), rows));
  for (std::size_t i = 0; i < risk.size(); ++i)
    if (!(risk[i] >= 0 && risk[i] <= 1))
      return problem(fmt::format("row {}: a predicted risk of {}", i + 1, risk[i]));
  return {};
}

}  // namespace venscope::accuracy
