/// What kind = "screen" found.
#pragma once

#include "venscope/study/expression.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/screen_analysis.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// As the protocol has it.
struct ScreenDeclared {
  std::string expression;
  std::vector<std::string> adjusters, strata, named;
  survival::Ties ties = survival::Ties::efron;
  bool storey = false;
  double cut = 0.05;
};

/// The matrix that was screened, as the report names it.
struct ScreenedMatrix {
  std::string file, sha256;
  ExpressionScale scale = ExpressionScale::undeclared;
  std::size_t samples = 0;
  std::vector<std::string> assumptions;
};

class ScreenFinding final : public Finding {
public:
  ScreenFinding(ScreenAnalysis analysis, ScreenDeclared declared, ScreenedMatrix matrix)
      : analysis_(std::move(analysis)),
        declared_(std::move(declared)),
        matrix_(std::move(matrix)),
        best_(analysis_.by_p()) {}

  report::Json json() const override;
  std::vector<std::string> warnings() const override { return analysis_.frame.warnings; }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<std::string> summary(const Plan&, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  std::size_t called() const;  ///< genes with q below the cut
  bool is_named(std::size_t gene) const;
  report::Figure volcano(const Step& step) const;
  report::Figure p_values(const Step& step) const;
  report::Table table(const Step& step, const char* id, const char* title,
                      const std::vector<std::size_t>& genes) const;
  report::Table named_table(const Step& step) const;

  ScreenAnalysis analysis_;
  ScreenDeclared declared_;
  ScreenedMatrix matrix_;
  std::vector<std::size_t> best_;  ///< genes with an estimate, by p
};

}  // namespace venscope::study
