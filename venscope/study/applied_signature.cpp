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
      if (request_.weights.empty())
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
  std::vector<bool> population() {
    std::vector<bool> in(plan_.table.rows, request_.where.empty());
    if (request_.where.empty()) return in;
    cohort::InclusionRule rule;
    rule.keep = request_.where;
    rule.place = request_.place;
    rule.place.column += ".where";
    const Result<cohort::Inclusion> kept = cohort::include(plan_.table, {&rule, 1});
    if (!kept) {
      problems_.insert(problems_.end(), kept.error().begin(), kept.error().end());
      return in;
    }
    for (const std::size_t row : kept->rows) in[row] = true;
    return in;
  }

  void find_patients() {
    const endpoint::Endpoint& endpoint = plan_.endpoints[made_.endpoint];
    const std::vector<bool> in = population();
    for (std::size_t i = 0; i < endpoint.rows.size(); ++i) {
      const std::size_t row = endpoint.rows[i];
      if (!in[row] || !expression_->present[row]) continue;
      made_.rows.push_back(row);
      places_.push_back(i);
    }
    made_.measured = expression_->genes.size();
    if (made_.rows.empty())
      made_.problems.push_back(not_possible("study.signature_patients",
                                            "no patient has both expression and the endpoint",
                                            "look at the names of samples, and at `where`"));
  }

  void take_outcomes() {
    made_.outcomes = signature::outcomes_of(plan_.endpoints[made_.endpoint].outcomes, places_);
  }

  /// Matrices that a gene must be in as well.
  std::vector<const Expression*> others() {
    std::vector<const Expression*> list;
    if (resistant_ && resistant_ != expression_) list.push_back(resistant_);
    if (request_.common_genes)
      for (const ValidationCohort& cohort : plan_.validation)
        if (const Expression* other = plan_.expression(request_.expression, cohort.id))
          list.push_back(other);
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
    if (!column || !column->numeric()) {
      std::vector<std::string> names;
      for (const cohort::Column& known : table.columns) names.push_back(known.name);
      const std::string near = nearest_name(asked.column, names);
      resistant_ = nullptr;
      return declared_wrong(
          "resistance.column", "study.unknown_column",
          column ? fmt::format("'{}' does not hold numbers", asked.column)
                 : fmt::format("there is no column '{}' in {}", asked.column, table.file),
          "a column of numbers", near.empty() ? "" : "write '" + near + "' if that is meant");
    }
    made_.resistance_label = column->label.empty() ? column->name : column->label;
    made_.resistance_cohort = other ? other->label : "";
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (!resistant_->present[row] || column->missing(row)) continue;
      if (!other) {
        // Only patients whom the signature is made from: a fold that leaves them out leaves out
        // these.
        const auto place = std::lower_bound(made_.rows.begin(), made_.rows.end(), row);
        if (place == made_.rows.end() || *place != row) continue;
        made_.resistance_patient.push_back(static_cast<std::size_t>(place - made_.rows.begin()));
      }
      resistant_rows_.push_back(row);
      made_.resistance.push_back(column->number[row]);
    }
  }

  /// A gene is used if every patient has a value and they differ.
  bool usable(std::size_t gene, const std::vector<const Expression*>& others,
              const std::vector<ColumnOf>& columns) {
    double first = 0;
    bool varies = false;
    for (std::size_t i = 0; i < made_.rows.size(); ++i) {
      const double value = expression_->values(made_.rows[i], gene);
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
    for (std::size_t k = 0; k < others.size(); ++k) {
      const auto found = columns[k].find(expression_->genes[gene]);
      const bool there = found != columns[k].end() &&
                         (others[k] != resistant_ || complete_in_resistance(found->second));
      if (there) continue;
      ++made_.elsewhere;
      return false;
    }
    return resistant_ != expression_ || complete_in_resistance(gene);
  }

  bool complete_in_resistance(std::size_t gene) const {
    return std::none_of(resistant_rows_.begin(), resistant_rows_.end(),
                        [&](std::size_t row) { return std::isnan(resistant_->values(row, gene)); });
  }

  void prepare_pipeline() {
    find_resistance();
    if (made_.rows.empty() || (request_.resistance && !resistant_)) return;
    take_outcomes();
    const std::vector<const Expression*> needed = others();
    std::vector<ColumnOf> columns;
    for (const Expression* other : needed) columns.push_back(columns_by_gene(*other));
    std::vector<std::size_t> used;
    for (std::size_t gene = 0; gene < expression_->genes.size(); ++gene)
      if (usable(gene, needed, columns)) used.push_back(gene);
    take_genes(used);
    if (resistant_) take_resistance();
    if (!request_.genes.empty()) find_set();
  }

  void take_genes(const std::vector<std::size_t>& used) {
    made_.expression = Matrix(made_.rows.size(), used.size());
    for (std::size_t g = 0; g < used.size(); ++g) {
      made_.genes.push_back(expression_->genes[used[g]]);
      for (std::size_t i = 0; i < made_.rows.size(); ++i)
        made_.expression(i, g) = expression_->values(made_.rows[i], used[g]);
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
    for (std::size_t i = 0; i < made_.rows.size(); ++i) {
      const bool known = std::none_of(used.begin(), used.end(), [&](std::size_t gene) {
        return std::isnan(expression_->values(made_.rows[i], gene));
      });
      if (!known) continue;
      rows.push_back(made_.rows[i]);
      places.push_back(places_[i]);
    }
    made_.rows = std::move(rows);
    places_ = std::move(places);
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
    if (made_.rows.empty()) return;
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
  SignatureCohort scored(const Expression& matrix, signature::Transport transport) const {
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
    Matrix values(rows.size(), here.size()), reference(made_.rows.size(), here.size());
    for (std::size_t g = 0; g < here.size(); ++g) {
      for (std::size_t i = 0; i < rows.size(); ++i) values(i, g) = matrix.values(rows[i], here[g]);
      const std::span<const double> from = made_.expression.column(there[g]);
      std::copy(from.begin(), from.end(), reference.column(g).begin());
    }
    const std::vector<double> score =
        signature::score_of(weights, signature::transported(values, reference, transport));
    std::vector<double> known;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(score[i])) {
        ++cohort.incomplete;
        continue;
      }
      cohort.score[rows[i]] = score[i];
      known.push_back(score[i]);
    }
    cohort.cut = signature::cut_for(cut_of(weights, cohort, reference), known);
    const auto groups = signature::groups_of(known, cohort.cut);
    for (std::size_t row = 0, next = 0; row < n; ++row)
      if (cohort.score[row]) cohort.group[row] = groups[next++];
    return cohort;
  }

  /// The cut of the signature; where genes are left out, that of the others by the same rule.
  signature::Cut cut_of(const std::vector<signature::GeneWeight>& weights,
                        const SignatureCohort& cohort, const Matrix& reference) const {
    if (cohort.absent.empty()) return made_.made->cut;
    return signature::cut_points(signature::score_of(weights, reference), made_.outcomes,
                                 made_.options.cut);
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
    if (expression_) own = scored(*expression_, signature::Transport::raw);
    own.label = plan_.protocol.cohort.label.empty() ? "Study cohort" : plan_.protocol.cohort.label;
    add_columns(own, plan_.table, true);
    made_.cohorts.push_back(std::move(own));
    for (ValidationCohort& other : plan_.validation) {
      const Expression* matrix = plan_.expression(request_.expression, other.id);
      if (!matrix) continue;
      SignatureCohort cohort = scored(*matrix, request_.transport);
      cohort.id = other.id;
      cohort.label = other.label;
      add_columns(cohort, other.table, false);
      made_.cohorts.push_back(std::move(cohort));
    }
  }

  Plan& plan_;
  const SignatureRequest& request_;
  Problems& problems_;
  const Expression* expression_ = nullptr;
  const Expression* resistant_ = nullptr;
  std::vector<std::size_t> places_;  ///< in the endpoint, of made_.rows
  std::vector<std::size_t> resistant_rows_;
  std::vector<signature::GeneWeight> weights_;
  AppliedSignature made_;
};

}  // namespace

std::size_t SignatureCohort::scored() const {
  return static_cast<std::size_t>(
      std::count_if(score.begin(), score.end(), [](const auto& one) { return one.has_value(); }));
}

signature::TrainingData AppliedSignature::data() const {
  return {outcomes, expression, request->resistance ? &resistance_expression : nullptr, resistance,
          resistance_patient};
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
