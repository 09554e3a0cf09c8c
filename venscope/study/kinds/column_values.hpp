/// What the kinds that describe patients ask of a column: is it of the right type, what is in it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// Notes a column that is there and holds no categories (study.not_categories).
void check_categories(const Plan& plan, const std::string& column, const Place& place,
                      Problems& problems);
/// Notes a column that is there and holds no numbers (study.not_numbers).
void check_numbers(const Plan& plan, const std::string& column, const Place& place,
                   Problems& problems);
/// Notes a column that is there and is neither a gene nor yes or no (study.not_a_finding).
void check_finding(const Plan& plan, const std::string& column, const Place& place,
                   Problems& problems);

/// The code of the level that means "found": mutated or yes; -1 where there is none.
int found_level(const cohort::Column& column);

/// What each patient has of a finding: 1 found, 0 not, -1 not known.
std::vector<int> findings(const cohort::Column& column);

/// The columns that the protocol's dictionary declares as genes, in the order of the table.
std::vector<std::string> gene_columns(const Plan& plan);

/// The levels of a column in words.
std::vector<std::string> level_labels(const cohort::Column& column);

/// The code of each patient; -1 where it is missing, whatever the kind of missing.
std::vector<int> known_codes(const cohort::Column& column);

}  // namespace venscope::study
