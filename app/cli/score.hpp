/// What the parts of `venscope score` share.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/calculator/batch.hpp"
#include "venscope/risk/model.hpp"

#include <memory>
#include <string>
#include <vector>

namespace venscope::cli {

/// The models of a command line, ready to score.
class ChosenModels {
public:
  /// By id or by file; without any name all built-in ones that can be computed. What is wrong with
  /// the names and the files is added to `problems`.
  static ChosenModels choose(const std::vector<std::string>& names, Problems& problems);
  std::vector<const risk::Model*> all() const;

private:
  void add(const std::string& name, Problems& problems);
  void add(const risk::Card& card, Problems& problems);
  std::vector<std::unique_ptr<const risk::Card>> read_;  ///< from files; the models point to them
  std::vector<std::unique_ptr<const risk::Model>> models_;
};

/// The patient of `--set name=value …`, and its id from `patient=…`. Problems: score.set where
/// there is no `=`, cohort.unknown_column, cohort.duplicate, and those of risk::parse_value.
struct SetPatient {
  std::string id = "1";
  risk::Patient values;
};
SetPatient parse_sets(const std::vector<std::string>& sets, Problems& problems,
                      std::vector<std::string>& warnings);

}  // namespace venscope::cli
