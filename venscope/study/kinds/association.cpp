// kind = "association": which genes of a matrix go with a number, such as an IC50, or differ by
// ranks between two groups; and whether gene sets hold more of them than their share.
#include "venscope/base/adjust.hpp"
#include "venscope/expression/rank_sum.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/association_finding.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

class AssociationRequest final : public KindRequest {
public:
  std::string expression, with, cohort;
  GeneAssociationOptions options;
  SetsRequest sets;
  std::vector<std::string> named;

  std::string title(const Plan& plan) const override {
    const ValidationCohort* other = find_cohort(plan, cohort);
    return "Genes that go with " +
           within_sentence(label_of(other ? other->table : plan.table, with)) +
           (other ? " in " + within_sentence(other->label) : "");
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    if (!cohort.empty()) return {};
    return {{"with", with}};
  }
  std::vector<std::string> cohorts() const override {
    return cohort.empty() ? std::vector<std::string>{} : std::vector{cohort};
  }
  std::size_t work() const override { return 2; }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;
};

void AssociationRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const ValidationCohort* other = find_cohort(plan, cohort);
  if (!cohort.empty() && !other) return;  // said where cohorts are read
  Place place = step.request->place;
  if (other && !expression.empty() && !plan.expression(expression, cohort)) {
    place.column += ".expression";
    problems.push_back({"study.no_expression", place,
                        fmt::format("cohort '{}' has no [[expression]] '{}'", cohort, expression),
                        "", fmt::format("declare one with cohort = '{}'", cohort), Fault::input});
  }
  place = step.request->place;
  place.column += ".with";
  const cohort::Column* column = (other ? other->table : plan.table).find(with);
  if (!column && other)
    problems.push_back({"study.unknown_column", place,
                        fmt::format("there is no column '{}' in {}", with, other->cohort.file), "",
                        "name a column of that cohort", Fault::input});
  if (!column) return;
  const bool category = column->type == cohort::ColumnType::category;
  if (category && column->levels.size() != 2)
    problems.push_back({"study.not_two_groups", place,
                        fmt::format("column '{}' has {} levels", with, column->levels.size()),
                        "a column of numbers, or of two levels",
                        "leave out the other patients with `where` and derive a column of two",
                        Fault::input});
  else if (!category && column->type != cohort::ColumnType::number)
    problems.push_back({"study.not_numbers", place,
                        fmt::format("column '{}' holds neither numbers nor categories", with),
                        "a column of numbers, or of two levels",
                        "declare it in [dictionary] if it is one", Fault::input});
  else if (category && options.cap)
    problems.push_back({"study.not_numbers", place,
                        fmt::format("column '{}' holds no numbers, and has a cap", with),
                        "a column of numbers", "leave out censored_above", Fault::input});
}

/// The patients who have a sample and a value.
struct AssociatedPatients {
  std::vector<std::size_t> matrix;  ///< rows of the matrix
  std::vector<double> number;
  std::vector<std::uint8_t> group;
  std::size_t sampled = 0, patients = 0;
};

AssociatedPatients associated_patients(const cohort::Table& table, const cohort::Column& column,
                                       const SampledPatients& sampled) {
  AssociatedPatients found;
  found.patients = table.rows;
  found.sampled = sampled.step.size();
  for (std::size_t i = 0; i < sampled.step.size(); ++i) {
    const std::size_t row = sampled.step[i];
    if (column.missing(row)) continue;
    found.matrix.push_back(sampled.matrix[i]);
    if (column.numeric())
      found.number.push_back(column.number[row]);
    else
      found.group.push_back(column.code[row] == 1 ? 1 : 0);
  }
  return found;
}

Result<std::vector<AssociatedGene>> correlated_genes(const Matrix& values,
                                                     const AssociatedPatients& patients,
                                                     GeneAssociationOptions& options,
                                                     std::size_t& censored, unsigned threads) {
  std::vector<double> number = patients.number;
  std::vector<std::uint8_t> observed;
  if (options.cap)
    for (double& value : number) {
      observed.push_back(value < *options.cap ? 1 : 0);
      value = std::fmin(value, *options.cap);
      censored += observed.back() ? 0 : 1;
    }
  expression::CorrelationOptions how{.method = options.method, .threads = threads};
  if (censored > 0) {
    // The others know no censoring.
    options.method = how.method = expression::CorrelationMethod::kendall;
    how.observed = observed;
  }
  how.confidence = options.level;
  const auto correlated = expression::correlate(values, number, how);
  if (!correlated) return failure(correlated.error());
  std::vector<AssociatedGene> genes;
  for (const expression::Correlation& one : *correlated) {
    AssociatedGene gene;
    gene.n = one.n;
    gene.estimate = one.estimate;
    gene.low = one.low;
    gene.high = one.high;
    gene.p = one.p_from == expression::CorrelationP::none ? NAN : one.p;
    genes.push_back(std::move(gene));
  }
  return genes;
}

Result<std::vector<AssociatedGene>> ranked_genes(const Matrix& values,
                                                 const AssociatedPatients& patients,
                                                 unsigned threads) {
  const auto sums = expression::rank_sums(values, patients.group, threads);
  if (!sums) return failure(sums.error());
  std::vector<AssociatedGene> genes;
  for (const expression::RankSum& one : *sums) {
    AssociatedGene gene;
    gene.n = one.first + one.second;
    gene.estimate = 2 * one.probability - 1;
    gene.low = gene.high = NAN;
    gene.difference = one.difference;
    gene.p = one.p;
    genes.push_back(std::move(gene));
  }
  return genes;
}

void add_q(GeneAssociationFinding& finding) {
  std::vector<double> p;
  for (const AssociatedGene& gene : finding.genes) p.push_back(gene.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t g = 0; g < q.size(); ++g) finding.genes[g].q = q[g];
  if (const auto storey = expression::storey_q(p)) {
    finding.null_share = storey->null_share;
    for (std::size_t g = 0; g < q.size(); ++g) finding.genes[g].storey = storey->q[g];
  } else {
    finding.said.push_back("no q of Storey: " + storey.error().front().what);
  }
  const auto without = std::count_if(p.begin(), p.end(), [](double v) { return std::isnan(v); });
  if (without > 0)
    finding.said.push_back(fmt::format(
        "{} of {} genes were not tested: fewer than 3 values, or no variation", without, p.size()));
}

void add_sets(GeneAssociationFinding& finding, std::vector<enrichment::GeneSet> sets,
              unsigned threads) {
  std::vector<std::string> universe, selected;
  for (const AssociatedGene& gene : finding.genes) {
    if (std::isnan(gene.p)) continue;
    universe.push_back(gene.gene);
    if (finding.is_called(gene)) selected.push_back(gene.gene);
  }
  finding.set_count = sets.size();
  if (selected.empty() || selected.size() == universe.size()) {
    finding.said.push_back(selected.empty() ? "no gene is associated: gene sets were not tested"
                                            : "every gene is associated: gene sets cannot differ");
    return;
  }
  enrichment::OverRepresentationOptions how;
  how.least = 1;
  how.most = universe.size();
  how.confidence = finding.options.level;
  how.threads = threads;
  auto tested = enrichment::over_representation(universe, selected, sets, how);
  if (!tested) {
    finding.said.push_back("gene sets were not tested: " + tested.error().front().what);
    return;
  }
  for (const enrichment::SetLeftOut& one : tested->left_out)
    finding.said.push_back(
        fmt::format("no gene of the set {} was tested", set_label(sets[one.set].name)));
  for (const enrichment::OverRepresentedSet& one : tested->sets)
    finding.set_names.push_back(sets[one.set].name);
  finding.sets = std::move(*tested);
}

Result<std::unique_ptr<const Finding>> AssociationRequest::run(const Plan& plan, const Step& step,
                                                               const RunContext& context) const {
  const ValidationCohort* other = find_cohort(plan, cohort);
  const Expression* matrix = plan.expression(expression, cohort);
  const cohort::Table& table = other ? patients_of(*other, step) : *step.table;
  const cohort::Column* column = table.find(with);
  if (!matrix || !column)
    return cannot_analyse("study.no_expression",
                          fmt::format("there is no matrix '{}' with '{}'", expression, with));
  const AssociatedPatients patients = associated_patients(
      table, *column,
      other ? sampled_patients(*other, step, *matrix) : sampled_patients(plan, step, *matrix));
  auto finding = std::make_unique<GeneAssociationFinding>();
  finding->options = options;
  finding->label = label_of(table, with);
  finding->with = with;
  finding->cohort = cohort;
  finding->named = named;
  finding->n = patients.matrix.size();
  finding->noun = plan.protocol.noun;
  finding->without_sample = patients.patients - patients.sampled;
  finding->without_value = patients.sampled - patients.matrix.size();
  const Matrix values = rows_of(matrix->values, patients.matrix);
  auto genes = column->numeric() ? correlated_genes(values, patients, finding->options,
                                                    finding->censored, context.threads)
                                 : ranked_genes(values, patients, context.threads);
  if (!genes) return failure(std::move(genes.error()));
  finding->genes = std::move(*genes);
  if (!column->numeric()) {
    finding->groups = column->levels;
    finding->group_sizes = {0, 0};
    for (const std::uint8_t group : patients.group) ++finding->group_sizes[group];
  }
  for (std::size_t g = 0; g < finding->genes.size(); ++g) finding->genes[g].gene = matrix->genes[g];
  add_q(*finding);
  auto asked = sets_of(plan, sets);
  if (!asked.empty()) add_sets(*finding, std::move(asked), context.threads);
  return finding;
}

std::unique_ptr<const KindRequest> read_association(Section& section, const Protocol& protocol,
                                                    const AnalysisDefaults& defaults) {
  using expression::CorrelationMethod;
  auto request = std::make_unique<AssociationRequest>();
  request->expression = read_expression_id(section, protocol);
  request->with =
      section.required_text("with", "a column of numbers, such as an IC50, or of two levels");
  request->cohort = section.text("cohort").value_or("");
  GeneAssociationOptions& options = request->options;
  options.method =
      section
          .choice<CorrelationMethod>("method", {{"spearman", CorrelationMethod::spearman},
                                                {"pearson", CorrelationMethod::pearson},
                                                {"kendall", CorrelationMethod::kendall}})
          .value_or(CorrelationMethod::spearman);
  options.cap = section.number("censored_above", -1e300, 1e300);
  options.direction = section
                          .choice<GeneDirection>("direction", {{"both", GeneDirection::both},
                                                               {"higher", GeneDirection::higher},
                                                               {"lower", GeneDirection::lower}})
                          .value_or(GeneDirection::both);
  options.cut = section.number("q", 0.0, 1.0).value_or(0.05);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->named = section.texts("label");
  if (section.has("gene_sets") || section.has("immune"))
    request->sets = read_sets_request(section, protocol);
  return request;
}

}  // namespace

Kind association_kind() {
  return {"association", "Gene expression", false, read_association};
}

}  // namespace venscope::study
