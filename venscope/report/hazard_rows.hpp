/// Hazard ratios of a Cox model row by row as a paper shows them: variables, levels, references.
/// The forest plot and the table of the same model are made of the same rows.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/table.hpp"
#include "venscope/survival/cox.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct HazardRatio {
  double ratio = 1, low = 1, high = 1;
  double p = 1;
  bool estimable = true;  ///< false: collinear, separated, without events …
};

struct HazardRow {
  enum class Kind {
    variable,   ///< heading of a categorical variable; no numbers of its own
    reference,  ///< the level that others are compared with
    estimate,   ///< a level, a number or another term
  };
  Kind kind = Kind::estimate;
  std::string term;   ///< as the model names it; rows of two models meet by (term, level)
  std::string level;  ///< "" where there is none
  std::string label;  ///< as shown
  double n = 0, events = 0;
  std::optional<HazardRatio> crude, adjusted;
};

enum class Model { crude, adjusted };

/// The rows of one fitted model. Levels and their n and events are read off the design columns;
/// labels and units come from `table` where the variable is found.
std::vector<HazardRow> hazard_rows(const formula::ModelFrame& frame, const survival::CoxFit& fit,
                                   const cohort::Table& table, Model model);

/// A term as shown: "Disease group"; of a number with its unit, "Age, per year".
std::string term_label(const formula::Term& term, const cohort::Table& table);

/// A level as read: wild_type is "wild type".
std::string level_words(std::string level);

/// What the ratio of a term's design column compares: "AML low risk vs ALL", "" for a number.
std::string contrast_label(const formula::Term& term, const std::string& column_name);

/// Lays the rows of several models into one list: first seen, first shown; the same (term, level)
/// shares a row. n and events are those of the first model that has the row.
std::vector<HazardRow> merge_rows(const std::vector<std::vector<HazardRow>>& models);

/// The same rows as a document table: variable, n, events, HR (95% CI) and p per kind of model.
/// `level` is the confidence level of the fits, for the headings.
Table hazard_table(const std::vector<HazardRow>& rows, std::string id, std::string title,
                   double level = 0.95);

}  // namespace venscope::report
