#include "venscope/study/expression.hpp"

#include "venscope/cohort/matrix_file.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/expression/expression_file.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/study/records.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

constexpr std::size_t shown_examples = 3;

/// Which rows of a cohort's table a matrix's samples are of.
struct Matching {
  std::vector<std::optional<std::size_t>> sample;  ///< per row of the table
  std::size_t matched = 0, excluded = 0, unknown = 0;
};

std::vector<std::string> names_in(const cohort::Table& table, const cohort::Column& column) {
  std::vector<std::string> names(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!column.missing(row))
      names[row] = column.numeric() ? fmt::format("{}", column.number[row])
                                    : column.levels[static_cast<std::size_t>(column.code[row])];
  return names;
}

/// What remains of a name when R has made a column's name of it: `TCGA-AB-2803` and `TCGA.AB.2803`,
/// `02H003` and `X02H003`.
std::string plain_sample(std::string_view name) {
  std::string plain;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    plain += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '.';
  }
  if (plain.size() > 1 && plain[0] == 'x' && std::isdigit(static_cast<unsigned char>(plain[1])))
    plain.erase(0, 1);
  return plain;
}

std::string examples(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names)
    if (!name.empty() && shown.size() < shown_examples) shown.push_back("'" + name + "'");
  return shown.empty() ? "no names" : fmt::format("{}", fmt::join(shown, ", "));
}

/// Two names that would be one if written alike; "" where there are none.
std::string spelling_hint(const std::vector<std::string>& samples,
                          const std::vector<std::string>& names) {
  std::map<std::string, std::string> plain;
  for (const std::string& name : names)
    if (!name.empty()) plain.emplace(plain_sample(name), name);
  for (const std::string& sample : samples)
    if (const auto found = plain.find(plain_sample(sample)); found != plain.end())
      return fmt::format("write them alike: is '{}' of the matrix '{}' of the cohort?", sample,
                         found->second);
  return "sample = \"COLUMN\" names the column that holds the names of the matrix";
}

/// One reading of one [[expression]].
class ExpressionReading {
public:
  ExpressionReading(const ExpressionRequest& request, const SampleOwners& owners,
                    Problems& problems)
      : request_(request), owners_(owners), problems_(problems) {}

  std::optional<Expression> run() {
    std::optional<cohort::MatrixFile> file = read();
    if (!owners_.table) return {};
    const cohort::Column* names = sample_column();
    if (!names || !file) return {};
    const std::optional<Matching> matching = match(*file, *names);
    if (!matching) return {};
    Expression expression = described(*file);
    take(*file, *matching, expression);
    check_scale(expression);
    suspect(expression);
    return expression;
  }

private:
  /// The file, its genes named and each of one row.
  std::optional<cohort::MatrixFile> read() {
    expression::ExpressionOptions options;
    options.text.delimiter = request_.delimiter;
    options.text.decimal = request_.decimal;
    if (request_.missing) options.text.missing = *request_.missing;
    options.duplicates = request_.duplicates;
    if (!request_.aliases.empty()) {
      aliases_ = taken(expression::read_aliases(request_.aliases));
      if (!aliases_) return {};
      options.aliases = &*aliases_;
    }
    auto read = taken(expression::read_expression(request_.path, options));
    if (!read) return {};
    return std::move(read->matrix);
  }

  /// What was read; otherwise what is wrong with it is said.
  template <class T>
  std::optional<T> taken(Result<T> read) {
    if (read) return std::move(*read);
    problems_.insert(problems_.end(), read.error().begin(), read.error().end());
    return {};
  }

  const cohort::Column* sample_column() {
    const std::string& name = request_.sample;
    if (name.empty()) {
      problems_.push_back({"study.no_sample_column", request_.place,
                           "nothing says which sample is whose",
                           "sample = a column of the cohort, or [cohort] patient", ""});
      return nullptr;
    }
    const cohort::Column* column = owners_.table->find(name);
    if (!column) {
      Place place = request_.place;
      place.column += ".sample";
      problems_.push_back({"study.unknown_column", place,
                           fmt::format("there is no column '{}' in {}", name, owners_.table->file),
                           "the column that names the sample of a patient", ""});
    }
    return column;
  }

  std::optional<Matching> match(const cohort::MatrixFile& file, const cohort::Column& column) {
    const std::vector<std::string> names = names_in(*owners_.table, column);
    std::map<std::string_view, std::size_t> row_of;
    cohort::ProblemLog log;
    for (std::size_t row = 0; row < names.size(); ++row) {
      if (names[row].empty()) continue;
      const auto [at, is_new] = row_of.emplace(names[row], row);
      if (is_new) continue;
      log.add("study.sample_twice", column.name, [&] {
        return Problem{"",
                       {owners_.table->file, owners_.table->line[row], column.name},
                       fmt::format("sample '{}' is that of line {} too", names[row],
                                   owners_.table->line[at->second]),
                       "a sample of one patient",
                       "correct the name, or keep one of the rows"};
      });
    }
    const Problems twice = log.take();
    problems_.insert(problems_.end(), twice.begin(), twice.end());
    Matching matching;
    matching.sample.resize(owners_.rows);
    for (std::size_t sample = 0; sample < file.samples.size(); ++sample) {
      const auto found = row_of.find(file.samples[sample]);
      if (found == row_of.end()) {
        ++matching.unknown;
      } else if (const auto row = owners_.included[found->second]) {
        matching.sample[*row] = sample;
        ++matching.matched;
      } else {
        ++matching.excluded;
      }
    }
    if (matching.unknown < file.samples.size()) return matching;
    problems_.push_back({"study.no_sample_matches",
                         {file.file, 0, ""},
                         fmt::format("none of its {} samples ({}) is in column '{}' of {} ({})",
                                     file.samples.size(), examples(file.samples), column.name,
                                     owners_.table->file, examples(names)),
                         "the names that the cohort uses",
                         spelling_hint(file.samples, names)});
    return {};
  }

  Expression described(const cohort::MatrixFile& file) const {
    Expression expression;
    expression.id = request_.id;
    expression.title = request_.title;
    expression.cohort = request_.cohort;
    expression.file = request_.file;
    expression.sha256 = file.sha256;
    expression.scale = request_.scale;
    expression.samples = file.samples.size();
    if (aliases_) {
      expression.aliases = std::filesystem::path(aliases_->file).filename().string();
      expression.aliases_sha256 = aliases_->sha256;
      expression.assumptions = aliases_->assumptions;
    }
    expression.assumptions.insert(expression.assumptions.end(), file.assumptions.begin(),
                                  file.assumptions.end());
    for (const std::string& sample : file.samples)
      if (request_.synthetic || plain_sample(sample).starts_with("synthetic"))
        ++expression.synthetic;
    return expression;
  }

  /// Moves the values into the order of the cohort's table, gene by gene: each gene's new place
  /// begins no later than its old one, so that the matrix need not be held twice.
  static void take(cohort::MatrixFile& file, const Matching& matching, Expression& expression) {
    const std::size_t rows = matching.sample.size(), samples = file.samples.size();
    const std::size_t genes = file.features.size();
    expression.genes = std::move(file.features);
    expression.matched = matching.matched;
    expression.excluded = matching.excluded;
    expression.unknown = matching.unknown;
    for (const auto& sample : matching.sample) expression.present.push_back(sample.has_value());
    std::vector<double> values = std::move(file.values.values);
    if (rows > samples) {
      values.resize(rows * genes);
      std::copy_backward(values.begin(),
                         values.begin() + static_cast<std::ptrdiff_t>(samples * genes),
                         values.end());
    }
    // Widened, the old columns stand at the end of the new space, and the same holds.
    const std::size_t shift = rows > samples ? (rows - samples) * genes : 0;
    std::vector<double> column(samples);
    for (std::size_t gene = 0; gene < genes; ++gene) {
      const double* from = values.data() + shift + gene * samples;
      std::copy(from, from + samples, column.begin());
      double* to = values.data() + gene * rows;
      for (std::size_t row = 0; row < rows; ++row) {
        const auto& sample = matching.sample[row];
        to[row] = sample ? column[*sample] : cohort::missing_number;
        if (sample && std::isnan(to[row])) ++expression.missing;
      }
    }
    values.resize(rows * genes);
    expression.values.rows = rows;
    expression.values.columns = genes;
    expression.values.values = std::move(values);
  }

  void implausible(const Expression& expression, std::size_t at, std::string why) {
    const std::size_t gene = at / expression.values.rows;
    Place place = request_.place;
    place.column += ".scale";
    problems_.push_back(
        {"study.expression_scale", place,
         fmt::format("'{}' of {}: gene {} has {}, and {}", name_of(request_.scale), request_.file,
                     expression.genes[gene], expression.values.values[at], why),
         "the scale that the file is on", "log2, log, linear or counts"});
  }

  /// A declared scale that the numbers cannot be on.
  void check_scale(Expression& expression) {
    const std::vector<double>& values = expression.values.values;
    double low = INFINITY, high = -INFINITY;
    const ExpressionScale scale = request_.scale;
    const bool counts = scale == ExpressionScale::counts;
    for (std::size_t at = 0; at < values.size(); ++at) {
      const double value = values[at];
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
      if (counts && (value < 0 || value != std::floor(value)))
        return implausible(expression, at, "counts are whole and not negative");
      if (scale == ExpressionScale::linear && value < 0)
        return implausible(expression, at, "a linear scale has nothing below 0");
      if ((scale == ExpressionScale::log2 || scale == ExpressionScale::log) && value > 50)
        return implausible(expression, at, "as a logarithm it would be more than any molecule");
    }
    if (low > high) return;
    if (scale == ExpressionScale::undeclared)
      expression.assumptions.push_back(
          fmt::format("no scale is declared; the values, from {:.4g} to {:.4g}, are taken as they "
                      "stand",
                      low, high));
    if (scale == ExpressionScale::linear && high < 30)
      expression.suspicions.push_back(fmt::format(
          "declared linear, but no value is above {:.4g}: these may be logarithms", high));
  }

  void suspect(Expression& expression) const {
    if (2 * expression.unknown > expression.samples)
      expression.suspicions.push_back(fmt::format("{} of its {} samples are of nobody in {}",
                                                  expression.unknown, expression.samples,
                                                  owners_.table->file));
    if (expression.matched == 0)
      expression.suspicions.push_back("no included patient has a sample");
  }

  const ExpressionRequest& request_;
  const SampleOwners& owners_;
  Problems& problems_;
  std::optional<expression::AliasTable> aliases_;
};

SampledPatients sampled(const Expression& expression, const std::vector<std::size_t>* rows) {
  SampledPatients patients;
  const std::size_t n = rows ? rows->size() : expression.present.size();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row = rows ? (*rows)[i] : i;
    if (!expression.present[row]) continue;
    patients.step.push_back(i);
    patients.matrix.push_back(row);
  }
  return patients;
}

const std::vector<std::size_t>* rows_of_where(
    const std::map<std::string, std::vector<std::size_t>>& rows, const Step& step) {
  const auto found = rows.find(step.request->where);
  return found == rows.end() ? nullptr : &found->second;
}

}  // namespace

std::optional<std::size_t> Expression::gene(std::string_view name) const {
  const auto found = std::find(genes.begin(), genes.end(), name);
  if (found == genes.end()) return {};
  return static_cast<std::size_t>(found - genes.begin());
}

std::vector<Expression> read_expressions(const Protocol& protocol, std::string_view cohort,
                                         const SampleOwners& owners, Problems& problems) {
  std::vector<Expression> all;
  for (const ExpressionRequest& request : protocol.expressions) {
    if (request.cohort != cohort || request.path.empty()) continue;
    ExpressionReading reading(request, owners, problems);
    if (auto expression = reading.run()) all.push_back(std::move(*expression));
  }
  return all;
}

void add_sample_columns(const Protocol& protocol, std::string_view cohort, std::string_view patient,
                        cohort::Dictionary& dictionary) {
  for (const ExpressionRequest& request : protocol.expressions) {
    if (request.cohort != cohort || request.sample.empty() || request.sample == patient ||
        dictionary.match(request.sample))
      continue;
    cohort::Variable variable;
    variable.name = request.sample;
    variable.type = cohort::VariableType::text;
    variable.built_in = true;  // that the column is not there is said of [[expression]]
    variable.place = request.place;
    dictionary.variables.push_back(std::move(variable));
  }
}

SampledPatients sampled_patients(const Plan& plan, const Step& step, const Expression& expression) {
  return sampled(expression, rows_of_where(plan.population_rows, step));
}

SampledPatients sampled_patients(const ValidationCohort& cohort, const Step& step,
                                 const Expression& expression) {
  return sampled(expression, rows_of_where(cohort.population_rows, step));
}

Matrix rows_of(const Matrix& matrix, std::span<const std::size_t> rows) {
  Matrix chosen(rows.size(), matrix.columns);
  for (std::size_t column = 0; column < matrix.columns; ++column) {
    const std::span<const double> from = matrix.column(column);
    const std::span<double> to = chosen.column(column);
    for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
  }
  return chosen;
}

}  // namespace venscope::study
