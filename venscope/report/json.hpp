/// Numbers, lists and matrices as JSON: full precision, what is undefined is null.
#pragma once

#include "venscope/base/matrix.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace venscope::report {

/// Keys stay in the order they were set.
using Json = nlohmann::ordered_json;

/// A double that reads back as itself; null for NaN and infinities; no "-0.0".
Json json_number(double value);
Json json_number(std::optional<double> value);
/// A whole number where it is one (unweighted counts), otherwise as json_number().
Json json_count(double value);
/// Row by row: [[…], …].
Json json_matrix(const Matrix& matrix);

/// The text of a document and a line feed. Bytes that are no UTF-8 become U+FFFD.
std::string json_text(const Json& document);

}  // namespace venscope::report
