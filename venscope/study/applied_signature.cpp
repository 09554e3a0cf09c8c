#include "venscope/study/applied_signature.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/inclusion.hpp"
#include "venscope/study/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

constexpr std::size_t named_genes = 5;

using ColumnOf = std::map<std::string_view, std::size_t>;

ColumnOf columns_by_gene(const Expression& expression) {
  ColumnOf columns;
  for (std::size_t g = 0; g < expression.genes.size(); ++g) columns.emplace(expression.genes[g], g);
  return columns;
}

std::string named(const std::vector<std::string>& genes) {
  std::vector<std::string> first(
      genes.begin(),
      genes.begin() + static_cast<std::ptrdiff_t>(std::min(genes.size(), named_genes)));
  std::string text = fmt::format("{}", fmt::join(first, ", "));
  if (genes.size() > named_genes) text += fmt::format(" and {} more", genes.size() - named_genes);
  return text;
}

Problem not_possible(std::string code, std::string what, std::string remedy) {
  return {std::move(code), {}, std::move(what), "", std::move(remedy), Fault::analysis};
}

/// Makes one signature of a plan whose endpoints are made.
class SignatureMaking {
public:
  SignatureMaking(Plan& plan, const SignatureRequest& request, Problems& problems)
      : plan_(plan), request_(request), problems_(problems) {}

  AppliedSignature run() {
    made_.request = &request_;
    made_.options = request_.options;
    made_.options.seed = plan_.protocol.seed;
    for (std::size_t e = 0; e < plan_.endpoints.size(); ++e)
      if (plan_.endpoints[e].definition.id == request_.endpoint) made_.endpoint = e;
    expression_ = plan_.expression(request_.expression);
    const std::size_t before = problems_.size();
    if (expression_ && !request_.endpoint.empty()) {
      find_patients();
      if (problems_.size() > before)
        find_resistance();  // for what is wrong there too
      else if (request_.weights.empty())
        prepare_pipeline();
      else
        prepare_weights();
      if (problems_.size() == before && made_.problems.empty()) derive();
    }
    apply();
    return std::move(made_);
  }

private:
  void declared_wrong(std::string_view entry, std::string code, std::string what,
                      std::string expected, std::string remedy = {}) {
    Place place = request_.place;
    place.column += fmt::format(".{}", entry);
    problems_.push_back(
        {std::move(code), place, std::move(what), std::move(expected), std::move(remedy)});
  }

  /// Rows of the table for whom `where` holds.
  std::vector<bool> population(const cohort::Table& table) {
    std::vector<bool> in(table.rows, request_.where.empty());
    if (request_.where.empty()) return in;
    cohort::InclusionRule rule;
    rule.keep = request_.where;
    rule.place = request_.place;
    rule.place.column += ".where";
    const Result<cohort::Inclusion> kept = cohort::include(table, {&rule, 1});
    if (!kept) {
      problems_.insert(problems_.end(), kept.error().begin(), kept.error().end());
      return in;
    }
    for (const std::size_t row : kept->rows) in[row] = true;
    return in;
  }

  void find_patients() {
    made_.measured = expression_->genes.size();
    parts_.push_back({&plan_.table, expression_, &plan_.endpoints[made_.endpoint]});
    made_.trained.push_back({"", own_label(), {}, {}, 0, {}});
    for (const std::string& id : request_.pool) find_pooled(id);
    for (std::size_t k = 0; k < parts_.size(); ++k) take_patients(parts_[k], made_.trained[k]);
    std::size_t all = 0;
    for (const TrainingCohort& cohort : made_.trained) all += cohort.rows.size();
    if (all == 0)
      made_.problems.push_back(not_possible("study.signature_patients",
                                            "no patient has both expression and the endpoint",
                                            "look at the names of samples, and at `where`"));
  }

  std::string own_label() const {
    return plan_.protocol.cohort.label.empty() ? "Study cohort" : plan_.protocol.cohort.label;
  }

  void find_pooled(const std::string& id) {
    const ValidationCohort* cohort = find_cohort(plan_, id);
    if (!cohort)
      return declared_wrong("pool", "study.unknown_cohort",
                            fmt::format("there is no [[validation_cohort]] '{}'", id),
                            "a declared cohort");
    const Expression* matrix = plan_.expression(request_.expression, id);
    if (!matrix)
      return declared_wrong(
          "pool", "study.no_expression",
          fmt::format("cohort '{}' has no [[expression]] '{}'", id, request_.expression),
          "a cohort with the matrix", fmt::format("declare one with cohort = '{}'", id));
    const auto& endpoint = cohort->endpoints[made_.endpoint];
    if (!endpoint) return;  // why there is none was said
    parts_.push_back({&cohort->table, matrix, &*endpoint});
    made_.trained.push_back({id, cohort->label, {}, {}, 0, {}});
  }

  struct Part {
    const cohort::Table* table = nullptr;
    const Expression* matrix = nullptr;
    const endpoint::Endpoint* endpoint = nullptr;
    std::vector<std::size_t> places = {};  ///< in the endpoint, of the patients
    std::size_t first = 0;                 ///< of them among all patients
  };

  /// Patients with a sample and the endpoint; of them those without a covariate are counted.
  void take_patients(Part& part, TrainingCohort& cohort) {
    std::vector<const cohort::Column*> clinic = clinical_columns(*part.table, cohort);
    std::vector<std::size_t> lacking(clinic.size(), 0);
    const std::vector<bool> in = population(*part.table);
    for (std::size_t i = 0; i < part.endpoint->rows.size(); ++i) {
      const std::size_t row = part.endpoint->rows[i];
      if (!in[row] || !part.matrix->present[row]) continue;
      bool known = true;
      for (std::size_t c = 0; c < clinic.size(); ++c)
        if (clinic[c]->missing(row)) {
          ++lacking[c];
          known = false;
        }
      if (!known) {
        ++cohort.without_clinic;
        continue;
      }
      cohort.rows.push_back(row);
      part.places.push_back(i);
    }
    for (std::size_t c = 0; c < clinic.size(); ++c)
      if (lacking[c] > 0) cohort.without.emplace_back(clinic[c]->name, lacking[c]);
  }

  /// The columns of covariates and strata; what is wrong with them is said.
  std::vector<const cohort::Column*> clinical_columns(const cohort::Table& table,
                                                      const TrainingCohort& cohort) {
    std::vector<const cohort::Column*> columns;
    for (const auto& [entry, names] :
         {std::pair{"covariates", &request_.covariates}, {"strata", &request_.strata}})
      for (const std::string& name : *names) {
        const cohort::Column* column = table.find(name);
        const bool covariate = names == &request_.covariates;
        const cohort::Column* own = plan_.table.find(name);
        if (column && own && own->type != column->type) {
          declared_wrong(entry, "study.signature_column",
                         fmt::format("'{}' holds something else in {} than in {}", name,
                                     cohort.label, plan_.table.file),
                         "the same kind of values in every cohort", "declare it in [dictionary]");
          continue;
        }
        const bool fits = column && (column->type == cohort::ColumnType::category ||
                                     (covariate && column->type == cohort::ColumnType::number));
        if (fits) {
          columns.push_back(column);
          continue;
        }
        std::vector<std::string> known;
        for (const cohort::Column& one : table.columns) known.push_back(one.name);
        const std::string near = column ? "" : nearest_name(name, known);
        declared_wrong(entry, column ? "study.signature_column" : "study.unknown_column",
                       column ? fmt::format("'{}' holds {}", name,
                                            column->type == cohort::ColumnType::number
                                                ? "numbers, which make no strata"
                                                : "neither numbers nor categories")
                              : fmt::format("there is no column '{}' in {}", name,
                                            cohort.id.empty() ? table.file : cohort.label),
                       covariate ? "a column of numbers or categories" : "a column of categories",
                       near.empty() ? "" : "write '" + near + "' if that is meant");
      }
    return columns;
  }

  /// Covariates as numbers, strata as codes. False where a column is not there, which was said.
  void take_clinic() {
    std::vector<CohortPatients> cohorts;
    std::vector<std::string> labels;
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      cohorts.push_back({parts_[k].table, made_.trained[k].rows});
      labels.push_back(made_.trained[k].label);
    }
    if (!request_.strata.empty() || parts_.size() > 1)
      made_.strata = strata_of(request_.strata, cohorts, labels);
    if (request_.covariates.empty()) return;
    made_.covariate_design = covariate_design(request_.covariates, cohorts);
    made_.covariate_names = made_.covariate_design.names();
    made_.covariates = Matrix(made_.patients(), made_.covariate_names.size());
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      const Matrix own = made_.covariate_design.of(*parts_[k].table, made_.trained[k].rows);
      for (std::size_t j = 0; j < own.columns; ++j)
        std::copy(
            own.column(j).begin(), own.column(j).end(),
            made_.covariates.column(j).begin() + static_cast<std::ptrdiff_t>(parts_[k].first));
    }
    for (const std::string& name : made_.covariate_design.single)
      made_.problems.push_back(not_possible(
          "signature.covariate",
          fmt::format("the covariate {} is the same for all {} patients", name, made_.patients()),
          "leave it out"));
  }

  void take_outcomes() {
    made_.outcomes = {};
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      TrainingCohort& cohort = made_.trained[k];
      cohort.outcomes = signature::outcomes_of(parts_[k].endpoint->outcomes, parts_[k].places);
      parts_[k].first = made_.outcomes.time.size();
      const endpoint::Outcomes& from = cohort.outcomes;
      endpoint::Outcomes& to = made_.outcomes;
      to.time.insert(to.time.end(), from.time.begin(), from.time.end());
      to.event.insert(to.event.end(), from.event.begin(), from.event.end());
      to.entry.insert(to.entry.end(), from.entry.begin(), from.entry.end());
    }
  }

  /// A matrix that a gene must be in as well.
  struct Needed {
    const Expression* matrix = nullptr;
    ColumnOf columns;
    const std::vector<std::size_t>* rows = nullptr;  ///< that must have a value; null: none
    bool varies = false;                             ///< and not all the same
  };

  std::vector<Needed> others() const {
    std::vector<Needed> list;
    const auto add = [&](const Expression* matrix, const std::vector<std::size_t>* rows,
                         bool varies) {
      list.push_back({matrix, columns_by_gene(*matrix), rows, varies});
    };
    if (resistant_) add(resistant_, &resistant_rows_, false);
    for (std::size_t k = 1; k < parts_.size(); ++k)
      add(parts_[k].matrix, &made_.trained[k].rows,
          request_.transport != signature::Transport::raw);
    if (request_.common_genes)
      for (const ValidationCohort& cohort : plan_.validation)
        if (const Expression* other = plan_.expression(request_.expression, cohort.id))
          add(other, nullptr, false);
    return list;
  }

  void find_resistance() {
    if (!request_.resistance) return;
    const ResistanceRequest& asked = *request_.resistance;
    const ValidationCohort* other =
        asked.cohort.empty() ? nullptr : find_cohort(plan_, asked.cohort);
    if (!asked.cohort.empty() && !other)
      return declared_wrong("resistance.cohort", "study.unknown_cohort",
                            fmt::format("there is no [[validation_cohort]] '{}'", asked.cohort),
                            "a declared cohort");
    resistant_ = plan_.expression(asked.expression, asked.cohort);
    if (!resistant_)
      return declared_wrong(
          "resistance", "study.no_expression",
          fmt::format("there is no [[expression]] '{}' of that cohort", asked.expression),
          "a matrix of the cohort that the column is of");
    const cohort::Table& table = other ? other->cohort.table : plan_.cohort.table;
    const cohort::Column* column = table.find(asked.column);
    const bool groups = column && column->type == cohort::ColumnType::category;
    if (groups && !find_groups(*column)) return;
    if (!column || !(column->numeric() || groups)) {
      std::vector<std::string> names;
      for (const cohort::Column& known : table.columns) names.push_back(known.name);
      const std::string near = nearest_name(asked.column, names);
      resistant_ = nullptr;
      return declared_wrong(
          "resistance.column", "study.unknown_column",
          column ? fmt::format("'{}' holds neither numbers nor categories", asked.column)
                 : fmt::format("there is no column '{}' in {}", asked.column, table.file),
          "a column of numbers, or of two levels",
          near.empty() ? "" : "write '" + near + "' if that is meant");
    }
    made_.resistance_label = column->label.empty() ? column->name : column->label;
    made_.resistance_cohort = other ? other->label : "";
    const TrainingCohort* trained = made_.trained_in(asked.cohort);
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (!resistant_->present[row] || column->missing(row)) continue;
      if (trained) {
        // Only patients whom the signature is made from: a fold that leaves them out leaves out
        // these.
        const auto place = std::lower_bound(trained->rows.begin(), trained->rows.end(), row);
        if (place == trained->rows.end() || *place != row) continue;
        const std::size_t first =
            parts_[static_cast<std::size_t>(trained - made_.trained.data())].first;
        made_.resistance_patient.push_back(first +
                                           static_cast<std::size_t>(place - trained->rows.begin()));
      }
      resistant_rows_.push_back(row);
      made_.resistance.push_back(
          groups ? (column->levels[static_cast<std::size_t>(column->code[row])] == resistant_level_
                        ? 1.0
                        : 0.0)
                 : column->number[row]);
    }
  }

  /// Two levels, of which one is resistant.
  bool find_groups(const cohort::Column& column) {
    const ResistanceRequest& asked = *request_.resistance;
    resistant_level_ = !asked.resistant.empty()    ? asked.resistant
                       : column.levels.size() == 2 ? column.levels[1]
                                                   : "";
    const auto at = std::find(column.levels.begin(), column.levels.end(), resistant_level_);
    const auto refuse = [&](const char* entry, std::string what, std::string expected,
                            std::string remedy) {
      resistant_ = nullptr;
      declared_wrong(entry, "study.signature_resistance", std::move(what), std::move(expected),
                     std::move(remedy));
      return false;
    };
    if (column.levels.size() != 2)
      return refuse("resistance.column",
                    fmt::format("'{}' has {} levels", column.name, column.levels.size()),
                    "a column of numbers, or of two levels", "derive a column of two");
    if (at == column.levels.end())
      return refuse("resistance.resistant",
                    fmt::format("'{}' is no level of '{}'", resistant_level_, column.name),
                    fmt::format("{}", fmt::join(column.levels, ", ")), "");
    signature::AssociationRule& rule = *made_.options.candidates.association;
    using signature::AssociationMethod;
    if (rule.method != AssociationMethod::moderated_t && rule.method != AssociationMethod::wilcoxon)
      return refuse("resistance.method",
                    fmt::format("'{}' holds no numbers to correlate with", column.name),
                    "moderated_t or wilcoxon", "");
    if (rule.split != signature::Split::none || rule.cap)
      return refuse(rule.cap ? "resistance.censored_above" : "resistance.split",
                    fmt::format("'{}' holds no numbers", column.name), "a column of numbers", "");
    rule.split = signature::Split::at;
    rule.split_at = 0.5;
    made_.resistance_groups = fmt::format("{} against {}", resistant_level_,
                                          column.levels[at == column.levels.begin() ? 1 : 0]);
    return true;
  }

  /// A gene is used if every patient has a value and they differ.
  bool usable(std::size_t gene, const std::vector<Needed>& others) {
    double first = 0;
    bool varies = false;
    const std::vector<std::size_t>& rows = made_.trained.front().rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = expression_->values(rows[i], gene);
      if (std::isnan(value)) {
        ++made_.incomplete;
        return false;
      }
      if (i == 0) first = value;
      varies = varies || value != first;
    }
    if (!varies) {
      ++made_.constant;
      return false;
    }
    const bool there = std::all_of(others.begin(), others.end(), [&](const Needed& other) {
      const auto found = other.columns.find(expression_->genes[gene]);
      return found != other.columns.end() && complete_in(other, found->second);
    });
    made_.elsewhere += !there;
    return there;
  }

  static bool complete_in(const Needed& needed, std::size_t gene) {
    if (!needed.rows) return true;
    double low = INFINITY, high = -INFINITY;
    for (const std::size_t row : *needed.rows) {
      const double value = needed.matrix->values(row, gene);
      if (std::isnan(value)) return false;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    return !needed.varies || low < high;
  }

  void prepare_pipeline() {
    take_outcomes();
    take_clinic();
    find_resistance();
    if (made_.patients() == 0 || (request_.resistance && !resistant_)) return;
    const std::vector<Needed> needed = others();
    std::vector<std::size_t> used;
    for (std::size_t gene = 0; gene < expression_->genes.size(); ++gene)
      if (usable(gene, needed)) used.push_back(gene);
    take_genes(used);
    if (resistant_) take_resistance();
    if (!request_.genes.empty()) find_set();
  }

  void take_genes(const std::vector<std::size_t>& used) {
    made_.expression = Matrix(made_.patients(), used.size());
    const std::vector<std::size_t>& rows = made_.trained.front().rows;
    for (std::size_t g = 0; g < used.size(); ++g) {
      made_.genes.push_back(expression_->genes[used[g]]);
      for (std::size_t i = 0; i < rows.size(); ++i)
        made_.expression(i, g) = expression_->values(rows[i], used[g]);
    }
    for (std::size_t k = 1; k < parts_.size(); ++k) pool(parts_[k], made_.trained[k].rows);
  }

  /// Values of a pooled cohort, brought to the scale of the study's own as they are where it is
  /// scored: from all its samples.
  void pool(const Part& part, const std::vector<std::size_t>& patients) {
    const Expression& matrix = *part.matrix;
    const ColumnOf columns = columns_by_gene(matrix);
    std::vector<std::size_t> sampled, place(matrix.present.size());
    for (std::size_t row = 0; row < matrix.present.size(); ++row)
      if (matrix.present[row]) {
        place[row] = sampled.size();
        sampled.push_back(row);
      }
    const std::size_t own = made_.trained.front().rows.size();
    for (std::size_t g = 0; g < made_.genes.size(); ++g) {
      const std::size_t there = columns.at(made_.genes[g]);
      Matrix values(sampled.size(), 1), reference(own, 1);
      for (std::size_t i = 0; i < sampled.size(); ++i)
        values(i, 0) = matrix.values(sampled[i], there);
      const std::span<const double> from = made_.expression.column(g);
      std::copy_n(from.begin(), own, reference.values.begin());
      const Matrix brought = signature::transported(values, reference, request_.transport);
      for (std::size_t i = 0; i < patients.size(); ++i)
        made_.expression(part.first + i, g) = brought(place[patients[i]], 0);
    }
  }

  void take_resistance() {
    const ColumnOf columns = columns_by_gene(*resistant_);
    made_.resistance_expression = Matrix(resistant_rows_.size(), made_.genes.size());
    for (std::size_t g = 0; g < made_.genes.size(); ++g)
      for (std::size_t i = 0; i < resistant_rows_.size(); ++i)
        made_.resistance_expression(i, g) =
            resistant_->values(resistant_rows_[i], columns.at(made_.genes[g]));
  }

  void find_set() {
    const GeneSets* sets = plan_.genes(request_.genes);
    if (!sets) return;  // which was said
    const std::vector<std::string> wanted = sets->genes();
    made_.set_size = wanted.size();
    const std::set<std::string_view> asked(wanted.begin(), wanted.end());
    std::vector<std::size_t> columns;
    for (std::size_t g = 0; g < made_.genes.size(); ++g)
      if (asked.contains(made_.genes[g])) columns.push_back(g);
    made_.options.candidates.set = std::move(columns);
    const std::set<std::string_view> there(expression_->genes.begin(), expression_->genes.end());
    for (const std::string& gene : wanted)
      if (!there.contains(gene)) made_.not_found.push_back(gene);
  }

  /// The set's genes and weights; patients who lack a value of one leave.
  void prepare_weights() {
    const GeneSets* sets = plan_.genes(request_.weights);
    if (!sets) return;
    if (sets->sets.size() != 1 || sets->sets[0].weights.empty())
      return declared_wrong("weights", "study.no_weights",
                            fmt::format("[[gene_sets]] '{}' has no weights", request_.weights),
                            "a table with weight = the column of the weights");
    const GeneSet& set = sets->sets[0];
    made_.set_size = set.genes.size();
    const ColumnOf columns = columns_by_gene(*expression_);
    std::vector<std::size_t> used;
    for (std::size_t g = 0; g < set.genes.size(); ++g) {
      const auto found = columns.find(set.genes[g]);
      if (found == columns.end()) {
        made_.not_found.push_back(set.genes[g]);
        continue;
      }
      used.push_back(found->second);
      weights_.push_back({weights_.size(), set.weights[g]});
    }
    if (used.empty() || (!made_.not_found.empty() && !request_.missing_genes_left_out)) {
      made_.problems.push_back(not_possible(
          "study.signature_genes",
          fmt::format("{} lacks {} of the {} genes of {}: {}", expression_->file,
                      made_.not_found.size(), made_.set_size, request_.weights,
                      named(made_.not_found)),
          used.empty() ? "look at the names of the genes"
                       : "missing_genes = \"leave_out\" scores the others, and says so"));
      return;
    }
    std::vector<std::size_t> rows, places;
    TrainingCohort& own = made_.trained.front();
    for (std::size_t i = 0; i < own.rows.size(); ++i) {
      const bool known = std::none_of(used.begin(), used.end(), [&](std::size_t gene) {
        return std::isnan(expression_->values(own.rows[i], gene));
      });
      if (!known) continue;
      rows.push_back(own.rows[i]);
      places.push_back(parts_.front().places[i]);
    }
    own.rows = std::move(rows);
    parts_.front().places = std::move(places);
    take_outcomes();
    take_genes(used);
  }

  void derive() {
    if (!weights_.empty()) {
      signature::Signature made;
      made.weights = weights_;
      made.score = signature::score_of(weights_, made_.expression);
      made.cut = signature::cut_points(made.score, made_.outcomes, made_.options.cut);
      made_.made = std::move(made);
      return;
    }
    if (made_.patients() == 0) return;
    const signature::TrainingData data = made_.data();
    made_.problems = signature::obstacles(data, made_.options);
    if (!made_.problems.empty()) return;
    Result<signature::Signature> derived =
        signature::derive(data, signature::all_rows(data), made_.options, 0, true);
    if (!derived) {
      made_.problems = std::move(derived.error());
      return;
    }
    made_.made = std::move(*derived);
    if (made_.made->weights.empty())
      made_.problems.push_back(not_possible(
          "study.empty_signature", signature::words(made_.made->emptied),
          "that is a result: with these thresholds there is no signature in these data"));
  }

  /// Values of the genes with a weight, a row per patient with a sample.
  SignatureCohort scored(const Expression& matrix, const cohort::Table& table,
                         signature::Transport transport) const {
    SignatureCohort cohort;
    const std::size_t n = matrix.present.size();
    cohort.score.resize(n);
    cohort.group.resize(n);
    cohort.without_sample = matrix.without_sample();
    if (!made_.made || made_.made->weights.empty()) return cohort;
    const ColumnOf columns = columns_by_gene(matrix);
    std::vector<signature::GeneWeight> weights;
    std::vector<std::size_t> here, there, rows;
    for (const signature::GeneWeight& weight : made_.made->weights) {
      const auto found = columns.find(made_.genes[weight.gene]);
      if (found == columns.end()) {
        cohort.absent.push_back(made_.genes[weight.gene]);
        continue;
      }
      weights.push_back({weights.size(), weight.coef});
      here.push_back(found->second);
      there.push_back(weight.gene);
    }
    cohort.refused =
        weights.empty() || (!cohort.absent.empty() && !request_.missing_genes_left_out);
    if (cohort.refused) return cohort;
    for (std::size_t row = 0; row < n; ++row)
      if (matrix.present[row]) rows.push_back(row);
    const std::size_t own = made_.trained.front().rows.size();
    Matrix values(rows.size(), here.size()), reference(own, here.size());
    for (std::size_t g = 0; g < here.size(); ++g) {
      for (std::size_t i = 0; i < rows.size(); ++i) values(i, g) = matrix.values(rows[i], here[g]);
      const std::span<const double> from = made_.expression.column(there[g]);
      std::copy_n(from.begin(), own, reference.column(g).begin());
    }
    const std::vector<double> score =
        signature::score_of(weights, signature::transported(values, reference, transport));
    const std::vector<double> clinic = clinical_part(table, rows);
    std::vector<double> known;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(score[i]) || std::isnan(clinic[i])) {
        ++(std::isnan(score[i]) ? cohort.incomplete : cohort.without_covariates);
        continue;
      }
      cohort.score[rows[i]] = score[i] + clinic[i];
      known.push_back(score[i] + clinic[i]);
    }
    cohort.cut = signature::cut_for(cut_of(cohort, there), known);
    const auto groups = signature::groups_of(known, cohort.cut);
    for (std::size_t row = 0, next = 0; row < n; ++row)
      if (cohort.score[row]) cohort.group[row] = groups[next++];
    return cohort;
  }

  /// What the covariates add to the score: 0 where it is of genes alone; NaN where one is missing.
  std::vector<double> clinical_part(const cohort::Table& table,
                                    const std::vector<std::size_t>& rows) const {
    std::vector<double> part(rows.size(), 0.0);
    if (made_.options.score == signature::ScoreOf::genes) return part;
    const Matrix values = made_.covariate_design.of(table, rows);
    for (const signature::CovariateWeight& weight : made_.made->covariates)
      for (std::size_t i = 0; i < rows.size(); ++i)
        part[i] += weight.coef * values(i, weight.covariate);
    return part;
  }

  /// The cut of the signature; where genes are left out, that of the others (columns `there`) by
  /// the same rule.
  signature::Cut cut_of(const SignatureCohort& cohort,
                        const std::vector<std::size_t>& there) const {
    if (cohort.absent.empty()) return made_.made->cut;
    std::vector<signature::GeneWeight> weights;
    for (const signature::GeneWeight& weight : made_.made->weights)
      if (std::find(there.begin(), there.end(), weight.gene) != there.end())
        weights.push_back(weight);
    return signature::cut_points(
        signature::score_of(made_.data(), weights, made_.made->covariates, made_.options.score),
        made_.outcomes, made_.options.cut);
  }

  void add_columns(const SignatureCohort& cohort, cohort::Table& table, bool tell) {
    cohort::Column score, group;
    score.name = score_column(request_.id);
    score.label = request_.title + " score";
    score.number.assign(table.rows, cohort::missing_number);
    group.name = group_column(request_.id);
    group.label = request_.title;
    group.type = cohort::ColumnType::category;
    group.levels = made_.group_names();
    group.code.assign(table.rows, cohort::missing_code);
    for (std::size_t row = 0; row < cohort.score.size(); ++row) {
      if (cohort.score[row]) score.number[row] = *cohort.score[row];
      if (cohort.group[row]) group.code[row] = static_cast<std::int32_t>(*cohort.group[row]);
    }
    for (cohort::Column* column : {&score, &group}) {
      if (!table.find(column->name))
        table.columns.push_back(std::move(*column));
      else if (tell)
        declared_wrong("id", "study.score_column", "'" + column->name + "' is a column already",
                       "another id");
    }
  }

  void apply() {
    SignatureCohort own;
    if (expression_) own = scored(*expression_, plan_.table, signature::Transport::raw);
    own.label = own_label();
    own.training = true;
    add_columns(own, plan_.table, true);
    made_.cohorts.push_back(std::move(own));
    for (ValidationCohort& other : plan_.validation) {
      const Expression* matrix = plan_.expression(request_.expression, other.id);
      if (!matrix) continue;
      SignatureCohort cohort = scored(*matrix, other.table, request_.transport);
      cohort.id = other.id;
      cohort.label = other.label;
      cohort.training = made_.trained_in(other.id) != nullptr;
      add_columns(cohort, other.table, false);
      made_.cohorts.push_back(std::move(cohort));
    }
  }

  Plan& plan_;
  const SignatureRequest& request_;
  Problems& problems_;
  const Expression* expression_ = nullptr;
  const Expression* resistant_ = nullptr;
  std::vector<Part> parts_;  ///< as made_.trained
  std::vector<std::size_t> resistant_rows_;
  std::string resistant_level_;
  std::vector<signature::GeneWeight> weights_;
  AppliedSignature made_;
};

}  // namespace

std::size_t SignatureCohort::scored() const {
  return static_cast<std::size_t>(
      std::count_if(score.begin(), score.end(), [](const auto& one) { return one.has_value(); }));
}

signature::TrainingData AppliedSignature::data() const {
  return {.outcomes = outcomes,
          .expression = expression,
          .resistance_expression = request->resistance ? &resistance_expression : nullptr,
          .resistance = resistance,
          .resistance_patient = resistance_patient,
          .covariates = covariate_names.empty() ? nullptr : &covariates,
          .covariate_names = covariate_names,
          .strata = strata.code};
}

const TrainingCohort* AppliedSignature::trained_in(std::string_view cohort) const {
  for (const TrainingCohort& one : trained)
    if (one.id == cohort) return &one;
  return nullptr;
}

const std::vector<std::string> AppliedSignature::group_names() const {
  const bool three = options.cut.kind == signature::CutKind::tertiles;
  return signature::group_names(made && made->cut.groups() > 1 ? made->cut.groups()
                                : three                        ? 3
                                                               : 2);
}

void make_signatures(Plan& plan, Problems& problems) {
  for (const SignatureRequest& request : plan.protocol.signatures)
    plan.signatures.push_back(SignatureMaking(plan, request, problems).run());
}

const AppliedSignature* find_signature(const Plan& plan, std::string_view id) {
  for (const AppliedSignature& signature : plan.signatures)
    if (signature.request->id == id) return &signature;
  return nullptr;
}

std::string score_column(std::string_view id) {
  return fmt::format("{}.score", id);
}

std::string group_column(std::string_view id) {
  return fmt::format("{}.group", id);
}

LearntHere learnt_here(const Plan& plan, std::string_view column, std::string_view cohort) {
  for (const AppliedSignature& signature : plan.signatures) {
    const SignatureRequest& request = *signature.request;
    if (column != score_column(request.id) && column != group_column(request.id)) continue;
    if (!request.weights.empty()) return LearntHere::nothing;
    if (cohort.empty()) return LearntHere::weights;
    return request.resistance && request.resistance->cohort == cohort ? LearntHere::genes
                                                                      : LearntHere::nothing;
  }
  return LearntHere::nothing;
}

std::optional<Limitation> learnt_limitation(LearntHere learnt, const std::string& title) {
  if (learnt == LearntHere::nothing) return {};
  return Limitation{
      "score_of_same_patients",
      learnt == LearntHere::weights
          ? fmt::format("{}: the weights of the score were estimated in these patients, so that it "
                        "may go with what went into them more than it would in others",
                        title)
          : fmt::format(
                "{}: the genes of the score were chosen by their association with "
                "resistance in these patients, so that it goes with resistance more than it "
                "would in others",
                title)};
}

}  // namespace venscope::study
