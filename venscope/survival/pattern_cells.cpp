#include "venscope/survival/pattern_cells.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>

namespace venscope::survival {

namespace {

/// Strata as 0, 1, 2 …
struct StratumIndex {
  std::vector<std::int32_t> codes;
  explicit StratumIndex(std::span<const std::int32_t> strata)
      : codes(strata.begin(), strata.end()) {
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  }
  std::size_t of(std::int32_t code) const {
    return static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), code) -
                                    codes.begin());
  }
};

/// Tells `add(row, time, place of the weight)` of the rows [begin, end).
template <class Add>
void for_rows(const CoxData& data, const PatternCodes& patterns, const PatternCells& cells,
              double first_day, std::size_t begin, std::size_t end, Add add) {
  const StratumIndex strata(data.strata);
  const double* at = data.outcomes.time.data();
  const std::int32_t* event = data.outcomes.event.data();
  const std::uint16_t* code = patterns.rows().data();
  const std::size_t codes = cells.codes, days = cells.days;
  for (std::size_t i = begin; i < end; ++i) {
    // Days fit 32 bits, whose conversion is one instruction.
    const auto day = static_cast<std::size_t>(static_cast<std::int32_t>(at[i] - first_day));
    const std::size_t stratum = data.strata.empty() ? 0 : strata.of(data.strata[i]);
    const std::size_t time = stratum * days + (days - 1 - day);
    add(i, time, (time * codes + code[i]) * 2 + (event[i] != 0));
  }
}

}  // namespace

std::size_t strata_of(const CoxData& data) {
  return std::max<std::size_t>(1, StratumIndex(data.strata).codes.size());
}

PatternCells::PatternCells(const CoxData& data, const PatternCodes& patterns, double first_day,
                           std::size_t days_of_stratum, unsigned threads)
    : times(days_of_stratum * strata_of(data)),
      codes(patterns.count()),
      days(days_of_stratum),
      deaths(times),
      occurs(codes) {
  data.weights.empty() ? count(data, patterns, first_day, threads)
                       : add_weights(data, patterns, first_day);
}

/// Threads count parts of the rows into tables of their own: sums of whole numbers do not depend on
/// the order.
void PatternCells::count(const CoxData& data, const PatternCodes& patterns, double first_day,
                         unsigned threads) {
  rows = data.outcomes.size();
  const std::size_t cells = times * codes * 2;
  const std::size_t worth = std::max<std::size_t>(cells, 100'000);
  const std::size_t parts = std::clamp<std::size_t>(rows / worth, 1, threads);
  std::vector<std::vector<std::uint32_t>> tables(parts);
  parallel_for(parts, threads, [&](std::size_t k) {
    tables[k].resize(cells);
    std::uint32_t* const counts = tables[k].data();
    for_rows(data, patterns, *this, first_day, rows * k / parts, rows * (k + 1) / parts,
             [counts](std::size_t, std::size_t, std::size_t cell) { ++counts[cell]; });
  });
  counts_ = std::move(tables[0]);
  for (std::size_t k = 1; k < parts; ++k)
    for (std::size_t cell = 0; cell < cells; ++cell) counts_[cell] += tables[k][cell];
  const std::uint32_t* from = counts_.data();
  for (std::size_t time = 0; time < times; ++time)
    for (std::size_t code = 0; code < codes; ++code, from += 2) {
      deaths[time] += from[1];
      occurs[code] |= (from[0] | from[1]) != 0;
    }
}

void PatternCells::add_weights(const CoxData& data, const PatternCodes& patterns,
                               double first_day) {
  weights_.resize(times * codes * 2);
  for_rows(data, patterns, *this, first_day, 0, data.outcomes.size(),
           [&](std::size_t row, std::size_t time, std::size_t cell) {
             const double mass = data.weights[row];
             weights_[cell] += mass;
             rows += mass > 0;
             deaths[time] += cell % 2 != 0 && mass > 0;
             occurs[cell / 2 % codes] = 1;
           });
}

}  // namespace venscope::survival
