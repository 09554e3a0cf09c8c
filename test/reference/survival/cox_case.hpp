/// Reads the cases that the R scripts of this folder wrote.
#pragma once

#include "support/from_r.hpp"
#include "venscope/survival/cox.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

using Json = nlohmann::json;

inline Json read_json(const std::string& path) {
  std::ifstream file(path.front() == '/' ? path : VENSCOPE_SOURCE_DIR "/test/reference/" + path);
  return Json::parse(file, nullptr, false);
}

template <class T>
std::vector<T> numbers(const Json& list) {
  std::vector<T> result;
  if (list.is_array())
    for (const Json& value : list) result.push_back(static_cast<T>(number(value)));
  return result;
}

/// A matrix written row by row.
inline Matrix matrix(const Json& rows) {
  Matrix result(rows.size(), rows.empty() ? 0 : rows.front().size());
  for (std::size_t i = 0; i < result.rows; ++i)
    for (std::size_t j = 0; j < result.columns; ++j) result(i, j) = number(rows[i][j]);
  return result;
}

struct CoxCase {
  std::string name;
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata, cluster;
  std::vector<double> weights, offset;

  explicit CoxCase(const Json& json)
      : name(json["name"].get<std::string>()),
        outcomes{numbers<double>(json["entry"]), numbers<double>(json["time"]),
                 numbers<std::int32_t>(json["event"])},
        design(matrix(json["x"])),
        strata(numbers<std::int32_t>(json["strata"])),
        cluster(numbers<std::int32_t>(json["cluster"])),
        weights(numbers<double>(json["weights"])),
        offset(numbers<double>(json["offset"])) {}

  /// With the clusters only where a robust variance is wanted, as in R.
  survival::CoxData data(bool robust) const {
    return {outcomes,
            design,
            strata,
            weights,
            offset,
            robust ? std::span<const std::int32_t>(cluster) : std::span<const std::int32_t>()};
  }
};

inline survival::Ties ties_of(const Json& fit) {
  const auto name = fit["ties"].get<std::string>();
  if (name == "exact") return survival::Ties::exact;
  return name == "efron" ? survival::Ties::efron : survival::Ties::breslow;
}

/// |a - b| relative to the larger of |b| and `floor`; 0 if both are undefined.
inline double relative_difference(double a, double b, double floor = 0) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  const double difference = std::abs(a - b), size = std::max(std::abs(b), floor);
  if (difference == 0) return 0;
  return std::isfinite(difference) ? difference / size : std::numeric_limits<double>::infinity();
}

}  // namespace venscope::test
