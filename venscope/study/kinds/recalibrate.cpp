// kind = "recalibrate": what of an existing score has to be estimated anew, and its updated card.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/recalibrate_finding.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>

namespace venscope::study {

namespace {

using accuracy::Update;

class RecalibrateRequest final : public KindRequest {
public:
  UpdateRequest declared;

  std::string title(const Plan& plan) const override {
    const ValidationCohort* other = find_cohort(plan, declared.cohort);
    return other ? "Recalibration in " + within_sentence(other->label) : "Recalibration";
  }
  std::vector<std::string> cohorts() const override {
    return declared.cohort.empty() ? std::vector<std::string>{} : std::vector{declared.cohort};
  }
  std::string makes_model(const Step& step) const override {
    return declared.into.empty() ? slug(step.id) : declared.into;
  }
  bool last() const override { return true; }

  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    Place place = step.request->place;
    place.column += ".model";
    check_model(plan, declared.model, place, problems);
    if (declared.model == makes_model(step))
      problems.push_back({"study.unknown_model", place, "the new card would be its own original",
                          "another id: into = \"…\"", "", Fault::input});
    const ValidationCohort* other = find_cohort(plan, declared.cohort);
    if (other)
      check_variables(plan, declared.model, patients_of(*other, step), other->cohort.file, place,
                      problems);
    if (declared.cohort.empty() || declared.baseline == BaselineFrom::cohort)
      check_variables(plan, declared.model, *step.table, plan.cohort.file, place, problems);
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    const ValidationCohort* other = find_cohort(plan, declared.cohort);
    if (!declared.cohort.empty() && !other)
      return cannot_analyse("study.no_cohort", fmt::format("'{}' was not read", declared.cohort));
    auto model = judged_model(plan, context.earlier, declared.model);
    if (!model) return failure(std::move(model.error()));
    const cohort::Table& table = other ? patients_of(*other, step) : *step.table;
    UpdateNames names{makes_model(step), other ? other->cohort.file : plan.cohort.file,
                      other                                ? other->label
                      : plan.protocol.cohort.label.empty() ? "the study cohort"
                                                           : plan.protocol.cohort.label,
                      other ? &other->cohort.synthetic : &plan.cohort.synthetic};
    auto found = update_score(plan, step, declared, *model, table, names);
    if (!found) return failure(std::move(found.error()));
    return std::make_unique<RecalibrateFinding>(declared, std::move(*model), std::move(*found),
                                                names.id);
  }
};

std::unique_ptr<const KindRequest> read_recalibrate(Section& section, const Protocol&,
                                                    const AnalysisDefaults& defaults) {
  auto request = std::make_unique<RecalibrateRequest>();
  UpdateRequest& declared = request->declared;
  declared.model =
      section.required_text("model", "the prefix of a [[score]], or the model of another analysis");
  declared.cohort = section.text("cohort").value_or("");
  if (section.has("into")) {
    declared.into = section.text("into").value_or("");
    if (declared.into.empty() || slug(declared.into) != declared.into)
      section.reject("into", "study.not_an_id",
                     fmt::format("'{}' is no id of a model", declared.into),
                     "small letters and digits, with single - between them");
  }
  declared.update = section
                        .choice<std::optional<Update>>(
                            "update", {{"closed_test", std::nullopt},
                                       {"in_the_large", Update::in_the_large},
                                       {"slope", Update::slope},
                                       {"baseline", Update::baseline},
                                       {"slope_and_baseline", Update::slope_and_baseline},
                                       {"refit", Update::refit}})
                        .value_or(std::nullopt);
  declared.baseline =
      section
          .choice<BaselineFrom>("baseline", {{"card", BaselineFrom::card},
                                             {"reconstructed", BaselineFrom::reconstructed},
                                             {"cohort", BaselineFrom::cohort}})
          .value_or(BaselineFrom::card);
  if (declared.baseline == BaselineFrom::cohort && declared.cohort.empty())
    section.reject("baseline", "study.baseline",
                   "is that of the study's own cohort, in which the score would be updated",
                   "cohort = the id of a [[validation_cohort]]");
  declared.decimals = static_cast<int>(section.whole("decimals", 0, 6).value_or(2));
  declared.time = section.number("time", 0, 1e6);
  if (declared.time == 0.0) section.reject("time", "study.out_of_range", "is 0", "a time above 0");
  declared.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind recalibrate_kind() {
  return {"recalibrate", "Recalibration", true, read_recalibrate};
}

}  // namespace venscope::study
