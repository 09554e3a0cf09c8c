#include "venscope/study/applied_signature.hpp"

#include "venscope/study/plan.hpp"
#include "venscope/study/signature_making.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

std::size_t SignatureCohort::scored() const {
  return static_cast<std::size_t>(
      std::count_if(score.begin(), score.end(), [](const auto& one) { return one.has_value(); }));
}

signature::TrainingData AppliedSignature::data() const {
  return {.outcomes = outcomes,
          .expression = expression,
          .resistance_expression = request->resistance ? &resistance_expression : nullptr,
          .resistance = resistance,
          .resistance_patient = resistance_patient,
          .covariates = covariate_names.empty() ? nullptr : &covariates,
          .covariate_names = covariate_names,
          .strata = strata.code};
}

const TrainingCohort* AppliedSignature::trained_in(std::string_view cohort) const {
  for (const TrainingCohort& one : trained)
    if (one.id == cohort) return &one;
  return nullptr;
}

const std::vector<std::string> AppliedSignature::group_names() const {
  const bool three = options.cut.kind == signature::CutKind::tertiles;
  return signature::group_names(made && made->cut.groups() > 1 ? made->cut.groups()
                                : three                        ? 3
                                                               : 2);
}

void make_signatures(Plan& plan, Problems& problems) {
  for (const SignatureRequest& request : plan.protocol.signatures)
    plan.signatures.push_back(SignatureMaking(plan, request, problems).run());
}

const AppliedSignature* find_signature(const Plan& plan, std::string_view id) {
  for (const AppliedSignature& signature : plan.signatures)
    if (signature.request->id == id) return &signature;
  return nullptr;
}

std::string score_column(std::string_view id) {
  return fmt::format("{}.score", id);
}

std::string group_column(std::string_view id) {
  return fmt::format("{}.group", id);
}

LearntHere learnt_here(const Plan& plan, std::string_view column, std::string_view cohort) {
  for (const AppliedSignature& signature : plan.signatures) {
    const SignatureRequest& request = *signature.request;
    if (column != score_column(request.id) && column != group_column(request.id)) continue;
    if (!request.weights.empty()) return LearntHere::nothing;
    if (cohort.empty()) return LearntHere::weights;
    return request.resistance && request.resistance->cohort == cohort ? LearntHere::genes
                                                                      : LearntHere::nothing;
  }
  return LearntHere::nothing;
}

std::optional<Limitation> learnt_limitation(LearntHere learnt, const std::string& title) {
  if (learnt == LearntHere::nothing) return {};
  return Limitation{
      "score_of_same_patients",
      learnt == LearntHere::weights
          ? fmt::format("{}: the weights of the score were estimated in these patients, so that it "
                        "may go with what went into them more than it would in others",
                        title)
          : fmt::format(
                "{}: the genes of the score were chosen by their association with "
                "resistance in these patients, so that it goes with resistance more than it "
                "would in others",
                title)};
}

}  // namespace venscope::study
