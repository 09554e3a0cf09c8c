#include "venscope/report/json.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

namespace venscope::report {

Json json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value == 0 ? 0.0 : value;
}

Json json_number(std::optional<double> value) {
  return value ? json_number(*value) : Json(nullptr);
}

Json json_count(double value) {
  constexpr double exact = 9007199254740992;  // 2^53
  if (value == std::floor(value) && std::fabs(value) < exact)
    return static_cast<std::int64_t>(value);
  return json_number(value);
}

Json json_matrix(const Matrix& matrix) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < matrix.columns; ++j) row.push_back(json_number(matrix(i, j)));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string json_text(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace venscope::report
