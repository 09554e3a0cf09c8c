/// What an analysis of kind "drug_sensitivity" found, and how it is told.
#pragma once

#include "venscope/study/applied_signature.hpp"
#include "venscope/study/association.hpp"
#include "venscope/study/drug_responses.hpp"
#include "venscope/study/kind.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct DrugSensitivityOptions {
  std::string score, cohort, records;   ///< column; ids
  std::string drug, value, cap, floor;  ///< columns of the records; the last two may be ""
  CensoringLimits limits;               ///< of drugs of which no column says otherwise
  RepeatedResponse duplicates = RepeatedResponse::refuse;
  std::vector<std::string> groups;     ///< the two of the score that are compared; empty: all
  std::vector<std::string> highlight;  ///< drugs shown whatever their p
  std::size_t least = 20;              ///< patients that a drug needs
  bool higher_resists = true;          ///< a higher value means a less sensitive sample
  double cut = 0.05;                   ///< of q
  AssociationOptions how;
};

/// One drug; `found.variable` is its name.
struct TestedDrug {
  Association found;
  double storey = std::numeric_limits<double>::quiet_NaN();
};

struct UntestedDrug {
  std::string drug;
  std::size_t n = 0, censored = 0;
  std::string reason;
};

class DrugSensitivityFinding final : public Finding {
public:
  DrugSensitivityOptions options;
  std::string score_label, cohort_label, value_label;
  bool number = false;              ///< the score is one, not two groups
  std::vector<std::string> groups;  ///< the two, in words
  std::size_t scored = 0, without_score = 0;
  std::size_t rows = 0, without_drug = 0, without_value = 0, repeated = 0, repeated_rows = 0;
  LearntHere learnt = LearntHere::nothing;
  std::vector<std::string> adjusted_for;  ///< labels
  std::vector<TestedDrug> tested;         ///< by p
  std::vector<UntestedDrug> untested;     ///< by name
  std::optional<double> null_share;
  std::vector<std::string> said;

  bool is_called(const TestedDrug& drug) const;
  bool is_highlighted(const std::string& drug) const;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<report::Block> appendix(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

private:
  std::size_t called() const;
  bool any_tobit() const;
  bool any_limit() const;
  /// "less sensitive with a higher score", of an effect above or below 0.
  std::string direction(bool above) const;
  EffectMeasure measure() const;
  /// Of a volcano: halfway from the called to the others.
  std::optional<double> line_between() const;
  /// The first by p and the highlighted, in the order of `tested`.
  std::vector<const TestedDrug*> shown() const;
  report::Figure volcano(const Plan& plan, const Step& step) const;
  report::Figure forest(const Step& step) const;
  report::Table table(const Step& step, const std::string& id, const std::string& title,
                      const std::vector<const TestedDrug*>& drugs, const Plan& plan) const;
  report::Table untested_table(const Step& step, const Plan& plan) const;
  report::Row row_of(const TestedDrug& drug) const;
};

/// Tests every drug that enough of the patients of `table` have against `score`, a row of it each,
/// and fills what `finding` says of drugs and rows.
void test_drugs(const cohort::Table& table, const cohort::Column& score,
                const ResponseTable& responses, DrugSensitivityFinding& finding);

}  // namespace venscope::study
