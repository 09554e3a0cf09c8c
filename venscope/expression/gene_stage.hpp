/// Between a reader of rows and whoever visits genes: names, rows of one gene, what is odd.
#pragma once

#include "venscope/cohort/problem_log.hpp"
#include "venscope/expression/expression_file.hpp"

#include <map>

namespace venscope::expression {

/// Rows as a reader finds them: names of the file, a column of `values` per row.
struct RawRows {
  std::vector<std::string> names;
  std::vector<std::uint32_t> line;
  Matrix values;
};

/// Takes rows in the order of the file and hands genes on.
class GeneStage {
public:
  GeneStage(const ExpressionOptions& options, const std::function<bool(const GeneBlock&)>& visit,
            ExpressionNotes& notes, cohort::ProblemLog& log)
      : options_(options), visit_(visit), notes_(notes), log_(log) {}

  /// Whether all names have to be known before the first row.
  bool wants_names() const {
    return options_.aliases || (options_.duplicates != DuplicateRule::refuse &&
                                options_.duplicates != DuplicateRule::first);
  }
  void names(std::vector<std::string> all);
  /// False where the visitor wants no more.
  bool rows(RawRows&& rows);
  /// What is to be said of the whole.
  void finish();

private:
  /// The rows so far of a gene that has several.
  struct Held {
    std::size_t order = 0, wanted = 0;
    std::vector<std::uint32_t> lines;
    std::vector<std::vector<double>> values;
  };
  std::string named(const std::string& raw);
  bool repeated(const std::string& name, std::uint32_t line, std::span<const double> values,
                GeneBlock& block);
  void hand_on(const std::string& name, std::uint32_t line, std::size_t order,
               std::span<const double> values, GeneBlock& block);

  const ExpressionOptions& options_;
  const std::function<bool(const GeneBlock&)>& visit_;
  ExpressionNotes& notes_;
  cohort::ProblemLog& log_;
  bool known_ = false;                                      ///< names() was called
  std::map<std::string, std::size_t, std::less<>> counts_;  ///< of names that several rows have
  std::map<std::string, Held, std::less<>> held_;
  std::map<std::string, std::size_t, std::less<>> seen_;  ///< without names(): place in `merged`
  std::vector<std::uint32_t> first_line_;
};

}  // namespace venscope::expression
