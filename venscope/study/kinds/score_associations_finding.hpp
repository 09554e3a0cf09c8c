/// What an analysis of kind "score_associations" found, and how it is told.
#pragma once

#include "venscope/study/applied_signature.hpp"
#include "venscope/study/association.hpp"
#include "venscope/study/kind.hpp"

#include <string>
#include <vector>

namespace venscope::study {

class ScoreAssociationsFinding final : public Finding {
public:
  std::string score, score_label, cohort;
  bool number = false;              ///< the score is one, not groups
  std::vector<std::string> groups;  ///< of a score that is groups
  std::size_t scored = 0, without_score = 0;
  LearntHere learnt = LearntHere::nothing;  ///< of the score, in these patients
  AssociationOptions options;
  std::vector<std::string> adjusted_for;  ///< labels
  std::vector<Association> all;           ///< in the order of the protocol

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

private:
  std::size_t tested() const;
  std::size_t called() const;  ///< with q below 0.05
  bool any_tobit() const;
  report::Table table(const Step& step) const;
  report::Table tobit_table(const Step& step) const;
  report::Figure figure(const Step& step) const;
  report::Row variable_row(const Association& one) const;
  report::Row level_row(const Association& one, const AssociationLevel& level) const;
};

/// The levels that somebody has, in words.
std::vector<std::string> used_groups(const cohort::Column& column);

}  // namespace venscope::study
