/// Patients of two cohorts, one below the other, for a table of what they are like.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/response/baseline_table.hpp"
#include "venscope/study/judged_model.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// The patients who are judged, with columns of both files and the score.
class CaseMixTable {
public:
  CaseMixTable(const JudgedPatients& own, const cohort::Table& own_table,
               const JudgedPatients& other, const cohort::Table& other_table);

  /// A column that both have. Warns of another type, of levels that only the second has, and of
  /// numbers whose medians lie outside each other's range, as in another unit.
  void add(const std::string& name, std::vector<std::string>& warnings);
  void add_score(const JudgedModel& model);
  Result<response::BaselineTable> made() const;

private:
  void note_differences(const cohort::Column& one, const cohort::Column& two,
                        std::vector<std::string>& warnings) const;
  void add(cohort::Column column, response::Display display);

  const JudgedPatients &own_, &other_;
  cohort::Table first_, second_, table_;
  std::vector<response::BaselineVariable> variables_;
};

}  // namespace venscope::study
