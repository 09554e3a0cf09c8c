/// What an analysis of kind derive found, told in results.json, tables and figures.
#pragma once

#include "venscope/study/kind.hpp"
#include "venscope/study/score_derivation.hpp"

#include <string>
#include <vector>

namespace venscope::study {

class DeriveFinding final : public Finding {
public:
  DeriveFinding(DerivationRequest request, ScoreDerivation found)
      : request_(std::move(request)), found_(std::move(found)) {}

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return found_.warnings; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::pair<std::string, std::string>> reporting(const Plan& plan,
                                                             const Step& step) const override;
  std::vector<report::File> files(const Plan& plan, const Step& step) const override;
  std::string_view card() const override { return found_.card; }

private:
  std::string model_id(const Step& step) const;
  std::string cut_text(std::size_t group) const;
  std::vector<std::string> group_labels() const;

  report::Figure histogram(const Step& step) const;
  report::Figure calibration(const Plan& plan, const Step& step) const;
  report::Figure selection(const Step& step) const;
  report::Table candidates_table(const Step& step) const;
  std::vector<report::Cell> score_cells(std::size_t column) const;
  std::vector<std::string> candidate_notes() const;
  /// Whether the points are penalised coefficients, and that of a candidate before rounding.
  bool penalised() const;
  double penalised_coefficient(std::size_t column) const;
  report::Table groups_table(const Plan& plan, const Step& step) const;
  report::Table optimism_table(const Plan& plan, const Step& step) const;
  report::Table splits_table(const Plan& plan, const Step& step) const;
  report::FactList sample_size_facts() const;
  std::string what_was_found(const Step& step) const;

  DerivationRequest request_;
  ScoreDerivation found_;
};

}  // namespace venscope::study
