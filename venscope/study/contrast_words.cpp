#include "venscope/report/hazard_rows.hpp"
#include "venscope/study/differential_analysis.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

namespace venscope::study {
namespace {

/// The term, and whether `name` is one of its columns or, of a category, stands for its reference.
bool stands_for(const formula::ModelFrame& frame, const formula::Term& term,
                const std::string& name) {
  if (!term.reference.empty() && name == term.name + term.reference) return true;
  const auto first = frame.column_names.begin() + static_cast<std::ptrdiff_t>(term.first_column);
  return std::find(first, first + static_cast<std::ptrdiff_t>(term.column_count), name) !=
         first + static_cast<std::ptrdiff_t>(term.column_count);
}

/// A level that is a bare number says nothing without what it is of.
std::string with_variable(const formula::Term& term, const std::string& level,
                          const std::string& words, const cohort::Table& table) {
  const bool number = level.find_first_not_of("0123456789.-") == level.npos;
  return number ? report::term_label(term, table) + " " + words : words;
}

/// "A vs B" of `termA - termB`; "" where that is not what is tested.
std::string two_levels(const formula::ModelFrame& frame, const std::string& tested,
                       const cohort::Table& table) {
  const std::size_t minus = tested.find(" - ");
  if (minus == tested.npos) return {};
  const std::string left = tested.substr(0, minus), right = tested.substr(minus + 3);
  for (const formula::Term& term : frame.terms) {
    if (term.reference.empty() || !stands_for(frame, term, left) || !stands_for(frame, term, right))
      continue;
    const std::string a = left.substr(term.name.size()), b = right.substr(term.name.size());
    return with_variable(term, a, report::level_words(a) + " vs " + report::level_words(b), table);
  }
  return {};
}

}  // namespace

std::string contrast_words(const formula::ModelFrame& frame, const std::string& tested,
                           const cohort::Table& table) {
  for (const formula::Term& term : frame.terms) {
    if (!stands_for(frame, term, tested)) continue;
    if (!term.reference.empty())
      return with_variable(term, tested.substr(term.name.size()),
                           report::contrast_label(term, tested), table);
    if (term.column_count == 1) return report::term_label(term, table);
  }
  const std::string words = two_levels(frame, tested, table);
  return words.empty() ? tested : words;
}

}  // namespace venscope::study
