#include "venscope/simulation/draw.hpp"

#include "venscope/base/random.hpp"
#include "venscope/cohort/condition.hpp"
#include "venscope/simulation/card_scores.hpp"
#include "venscope/simulation/computed_column.hpp"
#include "venscope/simulation/excess_time.hpp"
#include "venscope/simulation/meet_margin.hpp"
#include "venscope/simulation/record_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

class Drawer {
public:
  Drawer(const Declaration& declaration, const std::vector<Variable>& variables,
         cohort::Table known, std::uint64_t seed, Match match)
      : declaration_(declaration),
        variables_(variables),
        seed_(seed),
        match_(match),
        table_(std::move(known)) {
    table_.columns.reserve(table_.columns.size() + variables.size());
  }

  /// Random numbers of another name than those of the patients' columns.
  void call_streams(std::string prefix) { prefix_ = std::move(prefix); }
  /// Columns that are there already and are written first.
  void carry(std::vector<std::string> names) { carried_ = std::move(names); }
  /// Rows for which it does not hold are not written.
  void keep(std::string condition, Place place) {
    keep_ = std::move(condition);
    keep_place_ = std::move(place);
  }

  Result<Drawing> run() {
    for (const Variable& variable : variables_) {
      cohort::Column column = start(variable);
      const Rows rows = where(variable.when, variable.place, every_row());
      switch (variable.law) {
        case Variable::Law::number_of_patient:
          number(variable, rows, column);
          break;
        case Variable::Law::margins:
          margins(variable, rows, column);
          break;
        case Variable::Law::waiting:
          waiting(variable, rows, column);
          break;
        case Variable::Law::expression:
          compute_column(variable, table_, rows, column, problems_);
          break;
      }
      // Later columns would only complain of what this one could not become.
      if (!problems_.empty()) return failure(std::move(problems_));
      finish(variable, column);
      if (!problems_.empty()) return failure(std::move(problems_));
      table_.columns.push_back(std::move(column));
    }
    return written();
  }

private:
  Rows every_row() const {
    Rows rows(table_.rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
  }

  /// Those of `among` for whom the condition holds; who is undecided is not among them.
  Rows where(const std::string& text, const Place& place, Rows among) {
    if (text.empty()) return among;
    const auto condition = cohort::Condition::parse(text, table_, place);
    if (!condition) {
      problems_.insert(problems_.end(), condition.error().begin(), condition.error().end());
      return {};
    }
    std::erase_if(among, [&](std::size_t row) { return condition->at(row) != cohort::Truth::yes; });
    return among;
  }

  cohort::Column start(const Variable& variable) const {
    cohort::Column column;
    column.name = column.label = variable.name;
    const bool levels = variable.law == Variable::Law::number_of_patient ||
                        (variable.law == Variable::Law::margins &&
                         variable.margins.front().kind == Margin::Kind::counts);
    if (levels) {
      column.type = cohort::ColumnType::category;
      column.code.assign(table_.rows, cohort::missing_code);
    } else {
      column.type = variable.date ? cohort::ColumnType::date : cohort::ColumnType::number;
      column.number.assign(table_.rows, cohort::missing_number);
    }
    return column;
  }

  void finish(const Variable& variable, cohort::Column& column) {
    if (!column.numeric()) return;
    const double scale = std::pow(10.0, variable.decimals.value_or(0));
    for (double& x : column.number) {
      if (column.type == cohort::ColumnType::date) {
        x = std::floor(x);
        if (x < first_day || x > last_day) return not_a_date(variable);
      } else if (const double rounded = std::round(x * scale) / scale;
                 variable.decimals && std::isfinite(rounded)) {
        x = rounded;
      }
    }
  }

  void not_a_date(const Variable& variable) {
    problems_.push_back({"simulate.date", variable.place, "a day is beyond all calendars",
                         "days since 1970-01-01, of the years 1 to 9999", "", Fault::input});
  }

  void number(const Variable& variable, const Rows& rows, cohort::Column& column) const {
    const std::size_t width = std::max<std::size_t>(3, std::to_string(table_.rows).size());
    for (const std::size_t row : rows) {
      column.code[row] = static_cast<std::int32_t>(column.levels.size());
      column.levels.push_back(fmt::format("{}{:0{}}", variable.prefix, row + 1, width));
    }
    column.type = cohort::ColumnType::text;
  }

  /// The sum of the effects that hold, of every row.
  std::vector<double> linear_predictor(const std::vector<Effect>& effects, const Rows& rows) {
    std::vector<double> sum(table_.rows, 0.0);
    for (const Effect& effect : effects)
      for (const std::size_t row : where(effect.when, effect.place, rows))
        sum[row] += effect.log_ratio;
    return sum;
  }

  void margins(const Variable& variable, Rows rows, cohort::Column& column) {
    for (const Margin& margin : variable.margins)
      for (const auto& [level, count] : margin.counts)
        if (std::find(column.levels.begin(), column.levels.end(), level) == column.levels.end())
          column.levels.push_back(level);
    const std::vector<double> shift = linear_predictor(variable.given, rows);
    for (const Margin& margin : variable.margins) {
      const Rows own = where(margin.when, margin.place, rows);
      for (const Rows& part : parts_within(variable, own))
        meet_margin(margin, part, shift, {seed_, prefix_ + variable.name, match_}, column);
      Rows others;  // of two margins that hold, the first
      std::set_difference(rows.begin(), rows.end(), own.begin(), own.end(),
                          std::back_inserter(others));
      rows = std::move(others);
    }
    levels_as_numbers(column);
  }

  /// The rows by the levels of `within`; all of them where there is none.
  std::vector<Rows> parts_within(const Variable& variable, const Rows& rows) {
    if (variable.within.empty()) return {rows};
    const cohort::Column* column = table_.find(variable.within);
    if (!column || column->type != cohort::ColumnType::category) {
      problems_.push_back(
          {"simulate.within", variable.place,
           fmt::format("no column with levels is called '{}' before this one", variable.within),
           "a column with counts", "", Fault::input});
      return {};
    }
    std::vector<Rows> parts(column->levels.size());
    for (const std::size_t row : rows)
      if (!column->missing(row)) parts[static_cast<std::size_t>(column->code[row])].push_back(row);
    return parts;
  }

  void waiting(const Variable& variable, const Rows& rows, cohort::Column& column) {
    const Waiting& law = variable.waiting;
    std::vector<double> predictor = linear_predictor(law.effects, rows);
    if (!law.model.empty()) {
      const auto scores = card_scores(law, declaration_.file, table_, rows, problems_);
      if (!scores) return;
      for (const std::size_t row : rows) predictor[row] += law.slope * (*scores)[row];
    }
    const Hazards* other = nullptr;
    if (!law.first_with.empty() && !(other = hazards_of(law, variable.place))) return;
    Hazards own{variable.name, std::vector<WeibullHazard>(table_.rows)};
    const cohort::Column* first = other ? table_.find(law.first_with) : nullptr;
    std::size_t exceeding = 0;
    for (const std::size_t row : rows) {
      const WeibullHazard hazard{law.scale, law.shape, predictor[row]};
      own.of_row[row] = hazard;
      const double e = RandomStream(seed_, prefix_ + variable.name, row).exponential();
      if (!other || first->missing(row)) {  // there is no other event for this patient
        column.number[row] = std::min(hazard.time(e), never);
        continue;
      }
      exceeding += exceeded(hazard, other->of_row[row]);
      column.number[row] = std::min(excess_time(hazard, other->of_row[row], e), never);
    }
    hazards_.push_back(std::move(own));
    if (exceeding > 0)
      notes_.push_back(fmt::format(
          "{}: for {} of {} patients {} alone comes sooner than what is declared for "
          "the first of both, which cannot be; for them this event is rarer than declared",
          variable.name, exceeding, rows.size(), law.first_with));
  }

  struct Hazards {
    std::string name;
    std::vector<WeibullHazard> of_row;
  };

  const Hazards* hazards_of(const Waiting& law, const Place& place) {
    for (const Hazards& hazards : hazards_)
      if (hazards.name == law.first_with) return &hazards;
    problems_.push_back({"simulate.first_with", place,
                         fmt::format("no time is called '{}' before this one", law.first_with),
                         "a column with time", "", Fault::input});
    return nullptr;
  }

  Result<Drawing> written() {
    Drawing drawing;
    drawing.notes = std::move(notes_);
    drawing.table.file = declaration_.file;
    drawing.table.rows = table_.rows;
    const auto add = [&](cohort::Column column, int decimals) {
      drawing.table.columns.push_back(std::move(column));
      drawing.decimals.push_back(decimals);
    };
    bool labelled = false;
    for (const std::string& name : carried_) {
      const Variable* variable = of_patients(name);
      cohort::Column column = *table_.find(name);
      if (variable && !variable->observed.empty()) hide(*variable, column);
      add(std::move(column), variable ? variable->decimals.value_or(-1) : -1);
      if (!labelled) add(constant(label_column, "yes"), -1);
      labelled = true;
    }
    for (const Variable& variable : variables_) {
      if (!variable.written) continue;
      cohort::Column column = *table_.find(variable.name);
      if (!variable.observed.empty()) hide(variable, column);
      add(std::move(column), variable.decimals.value_or(-1));
      if (!labelled) add(constant(label_column, "yes"), -1);
      labelled = true;
    }
    if (!labelled) add(constant(label_column, "yes"), -1);
    add(constant(source_column, declaration_.source.empty() ? "simulated" : declaration_.source),
        -1);
    if (!keep_.empty())
      drawing.table = cohort::select_rows(drawing.table, where(keep_, keep_place_, every_row()));
    if (!problems_.empty()) return failure(std::move(problems_));
    drawing.truth = std::move(table_);
    return drawing;
  }

  const Variable* of_patients(const std::string& name) const {
    for (const Variable& variable : declaration_.variables)
      if (variable.name == name) return &variable;
    return nullptr;
  }

  void hide(const Variable& variable, cohort::Column& column) {
    const Rows seen = where(variable.observed, variable.place, every_row());
    std::vector<bool> observed(table_.rows, false);
    for (const std::size_t row : seen) observed[row] = true;
    for (std::size_t row = 0; row < table_.rows; ++row) {
      if (observed[row]) continue;
      if (column.numeric())
        column.number[row] = cohort::missing_number;
      else
        column.code[row] = cohort::missing_code;
    }
  }

  cohort::Column constant(std::string_view name, std::string text) const {
    cohort::Column column;
    column.name = column.label = std::string(name);
    column.type = cohort::ColumnType::category;
    column.levels = {std::move(text)};
    column.code.assign(table_.rows, 0);
    return column;
  }

  /// Later than any follow-up, and still a number that expressions can compute with.
  static constexpr double never = 1e9;
  /// 0001-01-01 and 9999-12-31.
  static constexpr double first_day = -719162, last_day = 2932896;

  const Declaration& declaration_;
  const std::vector<Variable>& variables_;
  std::uint64_t seed_;
  Match match_;
  cohort::Table table_;
  std::string prefix_, keep_;
  Place keep_place_;
  std::vector<std::string> carried_;
  std::vector<Hazards> hazards_;
  std::vector<std::string> notes_;
  Problems problems_;
};

}  // namespace

Result<Drawing> draw(const Declaration& declaration, std::size_t n, std::uint64_t seed,
                     Match match) {
  cohort::Table none;
  none.file = declaration.file;
  none.rows = n;
  return Drawer(declaration, declaration.variables, std::move(none), seed, match).run();
}

Result<Drawing> draw_records(const Declaration& declaration, const RecordsDeclaration& records,
                             std::size_t n, std::uint64_t seed, Match match) {
  Result<Drawing> patients = draw(declaration, n, seed, match);
  if (!patients) return patients;
  Result<cohort::Table> rows = rows_of_patients(records, patients->truth);
  if (!rows) return tl::unexpected(std::move(rows.error()));
  std::vector<std::string> carried = records.patient;
  for (const RecordsDeclaration::Dimension& dimension : records.rows)
    carried.push_back(dimension.name);
  Drawer drawer(declaration, records.variables, std::move(*rows), seed, match);
  drawer.call_streams(records.id + "/");
  drawer.carry(std::move(carried));
  drawer.keep(records.keep, records.place);
  return drawer.run();
}

}  // namespace venscope::simulation
