#include "venscope/calculator/table_header.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/header.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

constexpr std::size_t most_named = 8;

/// "a, b, c" of at most `most_named`, and how many more there are.
std::string listed(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), most_named);
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

class Reading {
public:
  Reading(const HeaderQuestion& question, const Place& place, cohort::ProblemLog& log,
          std::vector<std::string>& warnings)
      : question_(question), place_(place), log_(log), warnings_(warnings) {}

  TableHeader run(std::span<const std::string_view> cells) {
    const std::vector<std::string> names =
        cohort::column_names({cells.begin(), cells.end()}, place_, log_, warnings_);
    header_.width = names.size();
    column_of_.resize(question_.needed.size());
    for (std::size_t i = 0; i < names.size(); ++i) add(i, names[i]);
    if (!header_.patient) take_id(names);
    say_unknown();
    check_inputs();
    return std::move(header_);
  }

private:
  void add(std::size_t cell, const std::string& name) {
    const cohort::Variable* variable = question_.dictionary.match(name);
    if (!variable) {
      if (name != "row_names") unknown_.push_back(name);
      return;
    }
    const auto index = static_cast<std::size_t>(variable - question_.dictionary.variables.data());
    const bool is_patient = variable->name == "patient";
    if (!is_patient && !question_.needed[index].used) return;
    if (!column_of_[index].empty()) {
      log_.add("cohort.two_columns", "", [&] {
        return Problem{
            "", place_,
            fmt::format("columns {} and {} are both {}", cohort::shown(column_of_[index]),
                        cohort::shown(name), variable->name),
            "one column for it", "rename or delete the other one"};
      });
      return;
    }
    column_of_[index] = name;
    if (is_patient)
      header_.patient = cell;
    else
      header_.inputs.push_back({cell, index, name});
  }

  /// Where no column is called for the patients, one called `id` is theirs: numbers of rows in its
  /// place could be taken for ids.
  void take_id(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size() && !header_.patient; ++i) {
      if (cohort::plain_name(names[i]) != "id" || question_.dictionary.match(names[i])) continue;
      header_.patient = i;
      std::erase(unknown_, names[i]);
      warnings_.push_back(
          fmt::format("column {} is taken for the patients", cohort::shown(names[i])));
    }
  }

  void say_unknown() {
    if (unknown_.empty()) return;
    std::vector<std::string> candidates, meant, others;
    for (std::size_t i = 0; i < question_.needed.size(); ++i) {
      if (!question_.needed[i].used) continue;
      candidates.push_back(question_.dictionary.variables[i].name);
    }
    for (const std::string& name : unknown_) {
      const std::string nearest = nearest_name(name, candidates);
      if (nearest.empty())
        others.push_back(cohort::shown(name));
      else
        meant.push_back(fmt::format("{} (did you mean {}?)", cohort::shown(name), nearest));
    }
    meant.insert(meant.end(), others.begin(), others.end());
    warnings_.push_back(fmt::format("not in the dictionary, and not used: column{} {}",
                                    meant.size() == 1 ? "" : "s", listed(meant)));
  }

  std::vector<std::string> without_column(const risk::Card& card) const {
    std::vector<std::string> names;
    for (const std::size_t variable : card.inputs) {
      const bool elsewhere = variable < question_.elsewhere.size() && question_.elsewhere[variable];
      if (column_of_[variable].empty() && !elsewhere)
        names.push_back(question_.dictionary.variables[variable].name);
    }
    return names;
  }

  void check_inputs() {
    if (header_.inputs.empty() && !unknown_.empty() && question_.elsewhere.empty()) {
      std::vector<std::string> ids;
      for (const risk::Card* card : question_.cards) ids.push_back(card->id);
      log_.add({"score.no_input", place_, "no column is an input of " + listed(ids),
                "columns such as " + listed(without_column(*question_.cards.front())),
                "rename the columns, or see `venscope model show`"});
      return;
    }
    for (const risk::Card* card : question_.cards) {
      const std::vector<std::string> names = without_column(*card);
      if (!names.empty())
        warnings_.push_back(
            fmt::format("{}: no column for {}: not known of anyone", card->id, listed(names)));
    }
  }

  const HeaderQuestion& question_;
  const Place& place_;
  cohort::ProblemLog& log_;
  std::vector<std::string>& warnings_;
  TableHeader header_;
  std::vector<std::string> column_of_;  ///< per variable, its name in the file
  std::vector<std::string> unknown_;
};

}  // namespace

TableHeader read_header(std::span<const std::string_view> cells, const Place& place,
                        const HeaderQuestion& question, cohort::ProblemLog& log,
                        std::vector<std::string>& warnings) {
  return Reading(question, place, log, warnings).run(cells);
}

}  // namespace venscope::calculator
