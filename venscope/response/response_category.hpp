/// Response to treatment of acute myeloid leukaemia, and the rates made of it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/proportion.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace venscope::response {

/// Best response, the deepest first. ELN 2022 (Döhner, Blood 2022;140:1345, table 8) calls stable
/// and refractory disease "no response"; early death and an assessment that could not be made are
/// "not evaluable".
enum class Response : std::uint8_t {
  cr,             ///< complete remission
  crh,            ///< CR with partial haematological recovery
  cri,            ///< CR with incomplete haematological recovery
  mlfs,           ///< morphologic leukaemia-free state
  pr,             ///< partial remission
  sd,             ///< stable disease
  no_response,    ///< no response, refractory or progressive disease
  early_death,    ///< death before assessment
  not_evaluable,  ///< otherwise not assessed
};
inline constexpr std::size_t response_count = 9;

struct ResponseName {
  Response response;
  std::string_view code;  ///< as written in files: "CR", "CRi", "MLFS" …
  std::string_view label;
};
/// In the order of the enum.
std::span<const ResponseName> response_names();

/// The category of a code or a usual synonym, in any case: "RD", "refractory" and "NR" are
/// no_response; "died before assessment" and "ED" early_death. Nothing if unknown.
std::optional<Response> response_from(std::string_view text);

/// Who is divided by.
enum class Denominator {
  treated,    ///< everyone with a category, early death and not evaluable among them (ELN 2022)
  evaluable,  ///< those assessed
};

/// A rate as data: which categories count.
struct RateDefinition {
  std::string_view id;  ///< "crc", "crc_crh", "orr" …
  std::string_view label;
  std::string_view source;
  std::vector<Response> counted;
};
/// CR; CR + CRh; composite CR as CR + CRi (venetoclax trials and registries) and with CRh; overall
/// response as composite CR + MLFS (registries), and with PR (early-phase trials, where ELN 2022
/// keeps PR). A paper's rate means nothing without its definition: name it with the number.
const std::vector<RateDefinition>& rate_definitions();

struct Rate {
  const RateDefinition* definition = nullptr;
  Denominator denominator = Denominator::treated;
  std::int64_t x = 0, n = 0;
  double p = 0;
  Interval wilson, clopper_pearson;
};

/// Patients per category, indexed by the enum.
using ResponseCounts = std::vector<std::int64_t>;
ResponseCounts count_responses(std::span<const Response> responses);

/// x of n with both intervals. Problem: response.no_observations (nobody in the denominator),
/// response.confidence_level.
/// Right by: published/response (240 patients treated with HMA and venetoclax),
/// unit/response/response_category.
Result<Rate> response_rate(const ResponseCounts& counts, const RateDefinition& definition,
                           Denominator denominator = Denominator::treated,
                           double confidence = 0.95);

}  // namespace venscope::response
