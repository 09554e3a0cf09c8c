/// What the parts of `venscope score` share.
#pragma once

#include "app/cli/matrix_flags.hpp"
#include "app/cli/reading.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/calculator/batch.hpp"
#include "venscope/risk/model.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace venscope::cli {

/// The models of a command line, ready to score.
class ChosenModels {
public:
  /// By id or by file; without any name all built-in ones that can be computed. What is wrong with
  /// the names and the files is added to `problems`.
  /// `expression`: of those that weigh gene expression, and otherwise none of them.
  static ChosenModels choose(const std::vector<std::string>& names, bool expression,
                             Problems& problems);
  std::vector<const risk::Model*> all() const;

private:
  explicit ChosenModels(bool expression) : expression_(expression) {}
  void add(const std::string& name, Problems& problems);
  void add(const risk::Card& card, Problems& problems);
  bool expression_;
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

/// What `venscope score` was asked.
struct ScoreFlags {
  std::string patients, matrix, format = "csv", out, mutations, panel, vaf, patient;
  std::vector<std::string> models, sets;
  std::string columns;             ///< as typed
  calculator::CsvColumns written;  ///< as understood
  bool explain = false, reconstruct = false;
  ReadingFlags reading;
  GeneFlags genes;  ///< of `matrix`
};

/// Genes from `--mutations` and `--panel`; an empty one where there are none. What is wrong is
/// added to `problems`.
std::optional<calculator::Elsewhere> read_mutations(const ScoreFlags& flags,
                                                    const ChosenModels& models, Problems& problems,
                                                    std::vector<std::string>& warnings);

/// The rows of a file, or of the patients of a list of mutations; the exit code.
int score_file(const ScoreFlags& flags, const ChosenModels& models,
               const calculator::Elsewhere* elsewhere);
/// The samples of the matrix of `--x`.
int score_matrix(const ScoreFlags& flags, const ChosenModels& models);
/// The patient of `--set`.
int score_one(const ScoreFlags& flags, const SetPatient& patient, const ChosenModels& models);

/// Each to standard error.
void warn(const std::vector<std::string>& texts);

}  // namespace venscope::cli
