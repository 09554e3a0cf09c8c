/// What an analysis of kind recalibrate found, told in results.json and tables.
#pragma once

#include "venscope/study/kind.hpp"
#include "venscope/study/score_update.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// The points of the only case of a term, or the coefficient of a number.
std::optional<double> only_points(const risk::Term& term);

class RecalibrateFinding final : public Finding {
public:
  RecalibrateFinding(UpdateRequest request, JudgedModel model, ScoreUpdate found, std::string id)
      : request_(std::move(request)),
        model_(std::move(model)),
        found_(std::move(found)),
        id_(std::move(id)) {}

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
  std::string what_was_chosen(const Plan& plan, const Step& step) const;
  void add_family(const accuracy::UpdateFamily& family, const std::string& heading,
                  report::Table& table) const;
  report::Table update_table(const Step& step) const;
  report::Table term_table(const Plan& plan, const Step& step) const;
  report::Table group_table(const Plan& plan, const Step& step) const;

  UpdateRequest request_;
  JudgedModel model_;
  ScoreUpdate found_;
  std::string id_;
};

}  // namespace venscope::study
