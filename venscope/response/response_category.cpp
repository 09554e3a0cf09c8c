#include "venscope/response/response_category.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace venscope::response {
namespace {

constexpr std::array<ResponseName, response_count> names{{
    {Response::cr, "CR", "complete remission"},
    {Response::crh, "CRh", "complete remission with partial haematological recovery"},
    {Response::cri, "CRi", "complete remission with incomplete haematological recovery"},
    {Response::mlfs, "MLFS", "morphologic leukaemia-free state"},
    {Response::pr, "PR", "partial remission"},
    {Response::sd, "SD", "stable disease"},
    {Response::no_response, "NR", "no response, refractory or progressive disease"},
    {Response::early_death, "ED", "death before assessment"},
    {Response::not_evaluable, "NE", "not evaluable"},
}};

struct Synonym {
  std::string_view text;  ///< lower case, one blank between words
  Response response;
};

constexpr std::array synonyms{
    Synonym{"complete remission", Response::cr},
    Synonym{"complete response", Response::cr},
    Synonym{"crp", Response::cri},
    Synonym{"partial remission", Response::pr},
    Synonym{"partial response", Response::pr},
    Synonym{"stable disease", Response::sd},
    Synonym{"no response", Response::no_response},
    Synonym{"non responder", Response::no_response},
    Synonym{"rd", Response::no_response},
    Synonym{"sd/rd", Response::no_response},
    Synonym{"refractory", Response::no_response},
    Synonym{"refractory disease", Response::no_response},
    Synonym{"resistant disease", Response::no_response},
    Synonym{"pd", Response::no_response},
    Synonym{"progressive disease", Response::no_response},
    Synonym{"early death", Response::early_death},
    Synonym{"death before assessment", Response::early_death},
    Synonym{"died before assessment", Response::early_death},
    Synonym{"died before first assessment", Response::early_death},
    Synonym{"not evaluable", Response::not_evaluable},
    Synonym{"not assessed", Response::not_evaluable},
};

/// Lower case, with _ and - as blanks and blanks at the ends taken off.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '_' || c == '-';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool evaluable(Response response) {
  return response != Response::early_death && response != Response::not_evaluable;
}

}  // namespace

std::span<const ResponseName> response_names() {
  return names;
}

std::optional<Response> response_from(std::string_view text) {
  const std::string wanted = plain(text);
  for (const ResponseName& name : names)
    if (plain(name.code) == wanted || plain(name.label) == wanted) return name.response;
  for (const Synonym& synonym : synonyms)
    if (synonym.text == wanted) return synonym.response;
  return std::nullopt;
}

const std::vector<RateDefinition>& rate_definitions() {
  using enum Response;
  static const std::vector<RateDefinition> definitions{
      {"cr", "CR", "ELN 2022", {cr}},
      {"cr_crh", "CR/CRh", "ELN 2022", {cr, crh}},
      {"crc", "composite CR (CR + CRi)", "venetoclax trials and registries", {cr, cri}},
      {"crc_crh", "composite CR (CR + CRh + CRi)", "categories of ELN 2022", {cr, crh, cri}},
      {"orr",
       "overall response (CR + CRh + CRi + MLFS)",
       "venetoclax registries",
       {cr, crh, cri, mlfs}},
      {"orr_pr",
       "overall response with PR (CR + CRh + CRi + MLFS + PR)",
       "early-phase trials",
       {cr, crh, cri, mlfs, pr}},
  };
  return definitions;
}

ResponseCounts count_responses(std::span<const Response> responses) {
  ResponseCounts counts(response_count, 0);
  for (const Response response : responses) ++counts[static_cast<std::size_t>(response)];
  return counts;
}

Result<Rate> response_rate(const ResponseCounts& counts, const RateDefinition& definition,
                           Denominator denominator, double confidence) {
  Rate rate{&definition, denominator, 0, 0, 0, {}, {}};
  for (const ResponseName& name : names) {
    const auto index = static_cast<std::size_t>(name.response);
    const std::int64_t patients = index < counts.size() ? counts[index] : 0;
    if (denominator == Denominator::treated || evaluable(name.response)) rate.n += patients;
    if (std::find(definition.counted.begin(), definition.counted.end(), name.response) !=
        definition.counted.end())
      rate.x += patients;
  }
  const Result<Interval> score = wilson(rate.x, rate.n, confidence);
  if (!score) return failure(score.error());
  const Result<Interval> exact = clopper_pearson(rate.x, rate.n, confidence);
  if (!exact) return failure(exact.error());
  rate.p = static_cast<double>(rate.x) / static_cast<double>(rate.n);
  rate.wilson = *score;
  rate.clopper_pearson = *exact;
  return rate;
}

}  // namespace venscope::response
