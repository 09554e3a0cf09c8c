#include "venscope/report/hazard_rows.hpp"

#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::report {
namespace {

struct Counts {
  double n = 0, events = 0;
};

/// Rows and events for which the indicator column is 1.
Counts counts_where(const formula::ModelFrame& frame, std::size_t column) {
  Counts counts;
  for (std::size_t i = 0; i < frame.design.rows; ++i) {
    if (frame.design(i, column) != 1.0) continue;
    counts.n += 1;
    counts.events += frame.outcomes.event[i] != 0;
  }
  return counts;
}

Counts all_counts(const formula::ModelFrame& frame) {
  Counts counts;
  counts.n = static_cast<double>(frame.outcomes.size());
  for (const std::int32_t event : frame.outcomes.event) counts.events += event != 0;
  return counts;
}

HazardRatio ratio_of(const survival::CoxTerm& term) {
  HazardRatio hazard;
  hazard.ratio = std::exp(term.coef);
  hazard.low = term.conf_low;
  hazard.high = term.conf_high;
  hazard.p = term.p_profile.value_or(term.p);
  hazard.estimable = term.trouble == survival::CoxTrouble::none && std::isfinite(term.coef) &&
                     std::isfinite(term.std_error);
  return hazard;
}

std::string label_of(const formula::Term& term, const cohort::Table& table) {
  if (term.variables.size() != 1) return term.name;
  const std::string& variable = term.variables[0];
  const cohort::Column* column = table.find(variable);
  // A transformed number keeps the name of the transformation: it is not the variable itself.
  if (!column || (term.reference.empty() && term.name != variable)) return term.name;
  const std::string label = column->label.empty() ? column->name : column->label;
  if (column->unit.empty() || !term.reference.empty()) return label;
  const bool plural = column->unit == "days" || column->unit == "weeks" ||
                      column->unit == "months" || column->unit == "years";
  return label + ", per " +
         (plural ? column->unit.substr(0, column->unit.size() - 1) : column->unit);
}

std::string level_of(const formula::Term& term, const std::string& column_name) {
  if (column_name.starts_with(term.name)) return column_name.substr(term.name.size());
  return column_name;
}

void put(HazardRow& row, Model model, const HazardRatio& hazard) {
  (model == Model::crude ? row.crude : row.adjusted) = hazard;
}

void add_levels(const formula::ModelFrame& frame, const survival::CoxFit& fit,
                const formula::Term& term, const std::string& label, Model model,
                std::vector<HazardRow>& rows) {
  rows.push_back({HazardRow::Kind::variable, term.name, "", label, 0, 0, {}, {}});
  const Counts all = all_counts(frame);
  const std::size_t reference_at = rows.size();
  rows.push_back({HazardRow::Kind::reference,
                  term.name,
                  term.reference,
                  level_words(term.reference),
                  all.n,
                  all.events,
                  {},
                  {}});
  put(rows.back(), model, {});
  for (std::size_t k = 0; k < term.column_count; ++k) {
    const std::size_t column = term.first_column + k;
    const std::string level = level_of(term, frame.column_names[column]);
    const Counts counts = counts_where(frame, column);
    rows.push_back({HazardRow::Kind::estimate,
                    term.name,
                    level,
                    level_words(level),
                    counts.n,
                    counts.events,
                    {},
                    {}});
    put(rows.back(), model, ratio_of(fit.terms[column]));
    // Whoever is on no other level is on the reference.
    rows[reference_at].n -= counts.n;
    rows[reference_at].events -= counts.events;
  }
}

std::size_t place_for(const std::vector<HazardRow>& rows, const HazardRow& row) {
  for (std::size_t i = rows.size(); i > 0; --i)
    if (rows[i - 1].term == row.term) return i;
  return rows.size();
}

HazardRow* find(std::vector<HazardRow>& rows, const HazardRow& wanted) {
  for (HazardRow& row : rows)
    if (row.term == wanted.term && row.level == wanted.level && row.kind == wanted.kind)
      return &row;
  return nullptr;
}

Cell ratio_cell(const HazardRow& row, const std::optional<HazardRatio>& hazard) {
  if (row.kind == HazardRow::Kind::variable) return {};
  if (!hazard) return {undefined_number};
  if (row.kind == HazardRow::Kind::reference) return {"1.00 (reference)", std::vector<double>{1.0}};
  if (!hazard->estimable) return {"not estimable"};
  return {ratio_interval(hazard->ratio, hazard->low, hazard->high),
          std::vector<double>{hazard->ratio, hazard->low, hazard->high}};
}

Cell p_cell(const HazardRow& row, const std::optional<HazardRatio>& hazard) {
  if (row.kind != HazardRow::Kind::estimate || !hazard || !hazard->estimable) return {};
  return {p_value(hazard->p), hazard->p};
}

}  // namespace

std::string level_words(std::string level) {
  std::replace(level.begin(), level.end(), '_', ' ');
  return level;
}

std::string term_label(const formula::Term& term, const cohort::Table& table) {
  return label_of(term, table);
}

std::string contrast_label(const formula::Term& term, const std::string& column_name) {
  if (!term.reference.empty())
    return level_words(level_of(term, column_name)) + " vs " + level_words(term.reference);
  return term.column_count > 1 ? column_name : "";
}

std::vector<HazardRow> hazard_rows(const formula::ModelFrame& frame, const survival::CoxFit& fit,
                                   const cohort::Table& table, Model model) {
  std::vector<HazardRow> rows;
  const Counts all = all_counts(frame);
  for (const formula::Term& term : frame.terms) {
    const std::string label = label_of(term, table);
    if (!term.reference.empty()) {
      add_levels(frame, fit, term, label, model, rows);
      continue;
    }
    for (std::size_t k = 0; k < term.column_count; ++k) {
      const std::size_t column = term.first_column + k;
      const bool single = term.column_count == 1;
      const std::string& name = frame.column_names[column];
      rows.push_back({HazardRow::Kind::estimate,
                      term.name,
                      single ? "" : name,
                      single ? label : name,
                      all.n,
                      all.events,
                      {},
                      {}});
      put(rows.back(), model, ratio_of(fit.terms[column]));
    }
  }
  return rows;
}

std::vector<HazardRow> merge_rows(const std::vector<std::vector<HazardRow>>& models) {
  std::vector<HazardRow> merged;
  for (const std::vector<HazardRow>& rows : models)
    for (const HazardRow& row : rows) {
      HazardRow* known = find(merged, row);
      if (!known) {
        const auto at = static_cast<std::ptrdiff_t>(place_for(merged, row));
        merged.insert(merged.begin() + at, row);
        continue;
      }
      if (row.crude) known->crude = row.crude;
      if (row.adjusted) known->adjusted = row.adjusted;
    }
  return merged;
}

Table hazard_table(const std::vector<HazardRow>& rows, std::string id, std::string title,
                   double level) {
  Table table;
  table.id = std::move(id);
  table.title = std::move(title);
  bool crude = false, adjusted = false;
  for (const HazardRow& row : rows) {
    crude = crude || row.crude;
    adjusted = adjusted || row.adjusted;
  }
  table.columns = {{"Variable", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Events", "", Align::right, {"events"}}};
  const auto add_model = [&](const std::string& group, const std::string& prefix) {
    table.columns.push_back({"HR (" + level_text(level) + " CI)",
                             group,
                             Align::right,
                             {prefix + "_hr", prefix + "_hr_low", prefix + "_hr_high"}});
    table.columns.push_back({"p", group, Align::right, {prefix + "_p"}});
  };
  if (crude) add_model("Univariable", "univariable");
  if (adjusted) add_model("Multivariable", "multivariable");
  for (const HazardRow& row : rows) {
    Row out;
    out.heading = row.kind == HazardRow::Kind::variable;
    out.indent = row.kind != HazardRow::Kind::variable && !row.level.empty() ? 1 : 0;
    out.cells.push_back({row.label});
    out.cells.push_back(out.heading ? Cell() : Cell(count(row.n), row.n));
    out.cells.push_back(out.heading ? Cell() : Cell(count(row.events), row.events));
    for (const auto& [shown, hazard] : {std::pair{crude, row.crude}, {adjusted, row.adjusted}}) {
      if (!shown) continue;
      out.cells.push_back(ratio_cell(row, hazard));
      out.cells.push_back(p_cell(row, hazard));
    }
    table.rows.push_back(std::move(out));
  }
  table.footnotes = {"HR: hazard ratio; CI: confidence interval."};
  return table;
}

}  // namespace venscope::report
