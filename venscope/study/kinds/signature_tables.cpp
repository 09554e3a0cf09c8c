// Kind signature: tables of the report.
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/signature_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::no_value;

namespace {

report::ColumnHead head(std::string text, std::vector<std::string> fields) {
  return {std::move(text), "", Align::right, std::move(fields)};
}

report::ColumnHead name_head(std::string text) {
  return {std::move(text), "", Align::left, {}};
}

Cell counted(std::size_t n) {
  return {report::count(static_cast<double>(n)), static_cast<double>(n)};
}

Cell ratio_cell(const survival::CoxTerm& term) {
  if (std::isnan(term.coef) || term.trouble != survival::CoxTrouble::none)
    return {report::undefined_number, std::vector{no_value, no_value, no_value}};
  const double ratio = std::exp(term.coef);
  return {report::ratio_interval(ratio, term.conf_low, term.conf_high),
          std::vector{ratio, term.conf_low, term.conf_high}};
}

Cell no_ratio() {
  return {report::undefined_number, std::vector{no_value, no_value, no_value}};
}

Cell coef_cell(double coef) {
  return {report::fixed(coef, 4), coef};
}

Cell share_cell(std::size_t part, std::size_t whole) {
  if (whole == 0) return {report::undefined_number, std::vector{no_value}};
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  return {report::percent(share, 0), share};
}

}  // namespace

report::Table signature_flow_table(const SignatureFinding& finding, const Step& step) {
  report::Table table;
  table.id = step.id + "-flow";
  table.title = step.title + ": from genes to signature";
  table.columns = {name_head("Step"), head("Genes", {"n"})};
  for (const auto& [name, n] : finding.flow()) table.rows.push_back({{name, counted(n)}});
  const AppliedSignature& applied = *finding.applied;
  if (applied.incomplete > 0)
    table.footnotes.push_back(
        fmt::format("{} genes left out because a patient has no value.", applied.incomplete));
  if (applied.constant > 0)
    table.footnotes.push_back(
        fmt::format("{} genes left out because they do not vary.", applied.constant));
  if (applied.elsewhere > 0)
    table.footnotes.push_back(fmt::format(
        "{} genes left out because another cohort that is needed lacks them.", applied.elsewhere));
  if (!applied.not_found.empty())
    table.footnotes.push_back(fmt::format("Of the set, {} of {} genes are not in the matrix: {}.",
                                          applied.not_found.size(), applied.set_size,
                                          fmt::join(applied.not_found, ", ")));
  return table;
}

report::Table signature_gene_table(const SignatureFinding& finding, const Step& step) {
  const signature::Signature& made = finding.made();
  report::Table table;
  table.id = step.id + "-genes";
  table.title = step.title + ": weights";
  table.columns = {name_head("Gene"), head("Weight", {"coef"}),
                   head("HR per unit", {"hazard_ratio"})};
  if (finding.optimism) {
    table.columns.push_back(head("Chosen in resamples", {"selected"}));
    table.columns.push_back(head("Mean weight where chosen", {"mean_coef"}));
  }
  std::vector<signature::GeneWeight> weights = made.weights;
  std::stable_sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) {
    return std::abs(a.coef) > std::abs(b.coef);
  });
  for (const signature::GeneWeight& weight : weights) {
    const double ratio = std::exp(weight.coef);
    report::Row row{
        {finding.applied->gene(weight), coef_cell(weight.coef), Cell{report::ratio(ratio), ratio}}};
    if (finding.optimism) {
      row.cells.push_back(share_cell(finding.optimism->selected[weight.gene],
                                     finding.optimism->resamples - finding.optimism->failed));
      row.cells.push_back(coef_cell(finding.optimism->mean_coef[weight.gene]));
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back("Weight: ln hazard ratio per unit of expression.");
  if (finding.pipeline())
    table.footnotes.push_back(
        "Weights have no intervals: they were chosen and shrunk on the same patients. How often a "
        "gene is chosen again says how firm its place is.");
  return table;
}

report::Table signature_clinic_table(const SignatureFinding& finding, const Plan& plan,
                                     const Step& step) {
  const AppliedSignature& applied = *finding.applied;
  const CovariateDesign& design = applied.covariate_design;
  const auto label = [&](const CovariateColumn& covariate) {
    std::string text = label_of(plan.table, covariate.column);
    for (const auto& [column, level] : design.reference)
      if (column == covariate.column && !covariate.level.empty())
        text += fmt::format(": {} vs {}", report::level_words(covariate.level),
                            report::level_words(level));
    return text;
  };
  report::Table table;
  table.id = step.id + "-covariates";
  table.title = step.title + ": covariates beside the genes";
  table.columns = {name_head("Covariate"), head("Coefficient", {"coef"}),
                   head("HR per unit", {"hazard_ratio"})};
  for (const signature::CovariateWeight& weight : finding.made().covariates) {
    const double ratio = std::exp(weight.coef);
    table.rows.push_back({{label(design.columns[weight.covariate]), coef_cell(weight.coef),
                           Cell{report::ratio(ratio), ratio}}});
  }
  table.footnotes.push_back(
      applied.options.score == signature::ScoreOf::genes
          ? "Not penalised, in every model and in every resample; the score is of the genes alone."
          : "Not penalised, in every model and in every resample; the score holds them.");
  for (const TrainingCohort& cohort : applied.trained)
    if (cohort.without_clinic > 0) table.footnotes.push_back(left_out_text(cohort) + ".");
  return table;
}

report::Table signature_cohort_table(const SignatureFinding& finding, const Plan& plan,
                                     const Step& step) {
  const std::vector<std::string> groups = finding.applied->group_names();
  const std::string interval = interval_name(finding.options.level), unit = finding.unit(plan);
  report::Table table;
  table.id = step.id + "-cohorts";
  table.title = step.title + ": the score in each cohort";
  table.columns = {name_head("Cohort"),
                   head("n", {"n"}),
                   head("Events", {"events"}),
                   head("Harrell's C (SE)", {"harrell", "harrell_se"}),
                   head("Uno's C (SE)", {"uno", "uno_se"}),
                   head("HR per SD (" + interval + ")", {"hr_sd", "hr_sd_low", "hr_sd_high"}),
                   head("p", {"p_sd"}),
                   head("HR " + groups.back() + " vs low (" + interval + ")",
                        {"hr_group", "hr_group_low", "hr_group_high"}),
                   head("Log-rank p", {"p_logrank"})};
  for (const double time : finding.options.times)
    table.columns.push_back(head("AUC, " + time_text(std::round(time * 100) / 100, unit),
                                 {fmt::format("auc_{}", report::exact(time))}));
  for (const SignatureInCohort& cohort : finding.cohorts) {
    report::Row row{{cohort.scored->label + (cohort.scored->training ? " (apparent)" : ""),
                     counted(cohort.score.size()), counted(cohort.events)}};
    const auto c_cell = [](const auto& c) {
      if (!c) return Cell{report::undefined_number, std::vector{no_value, no_value}};
      return Cell{
          fmt::format("{} ({})", report::fixed(c->estimate, 3), report::fixed(c->std_error, 3)),
          std::vector{c->estimate, c->std_error}};
    };
    row.cells.push_back(c_cell(cohort.harrell));
    row.cells.push_back(c_cell(cohort.uno));
    row.cells.push_back(cohort.per_sd ? ratio_cell(cohort.per_sd->terms[0]) : no_ratio());
    row.cells.push_back(p_cell(cohort.per_sd ? cohort.per_sd->terms[0].p : NAN));
    row.cells.push_back(cohort.by_group ? ratio_cell(cohort.by_group->terms.back()) : no_ratio());
    row.cells.push_back(p_cell(cohort.log_rank ? cohort.log_rank->p : NAN));
    for (std::size_t t = 0; t < finding.options.times.size(); ++t)
      row.cells.push_back(
          number_cell(t < cohort.rocs.size() ? cohort.rocs[t].auc : std::nullopt, 2));
    table.rows.push_back(std::move(row));
    if (!cohort.undefined.empty())
      table.footnotes.push_back(cohort.scored->label + ": " + cohort.undefined + ".");
  }
  table.footnotes.push_back(fmt::format(
      "SD: the standard deviation of the score in the patients that it was made from, {}.",
      report::fixed(finding.deviation, 3)));
  table.footnotes.push_back(
      finding.pipeline()
          ? "Apparent: in the patients that the signature was made from, which flatters it; see "
            "the "
            "optimism of the whole pipeline."
          : "Apparent: the cut point is from these patients; the weights were given.");
  return table;
}

report::Table signature_optimism_table(const SignatureFinding& finding, const Plan& plan,
                                       const Step& step) {
  report::Table table;
  table.id = step.id + "-optimism";
  table.title = step.title + ": what the whole pipeline is worth";
  table.columns = {name_head("Index"), head("Apparent", {"apparent"}),
                   head("Optimism", {"optimism"}),
                   head("Corrected (95% interval)", {"corrected", "low", "high"})};
  const auto add = [&](const std::string& name, const signature::CorrectedIndex& index) {
    table.rows.push_back({{name, number_cell(index.apparent, 3), number_cell(index.optimism, 3),
                           interval_cell(index.corrected, index.low, index.high, 3)}});
  };
  const auto add_one = [&](const std::string& name, std::optional<double> value) {
    table.rows.push_back({{name, "", "", interval_cell(value, {}, {}, 3)}});
  };
  if (finding.optimism) {
    const signature::PipelineOptimism& optimism = *finding.optimism;
    add("Harrell's C", optimism.concordance);
    add("Calibration slope", optimism.slope);
    for (std::size_t t = 0; t < optimism.auc.size(); ++t)
      add("AUC, " + time_text(std::round(finding.options.times[t] * 100) / 100, finding.unit(plan)),
          optimism.auc[t]);
    add_one("C of the patients left out of the resamples", optimism.left_out);
    add_one("C by .632+", optimism.point632plus);
    std::size_t empty = 0;
    for (std::size_t k = 1; k < optimism.emptied.size(); ++k) empty += optimism.emptied[k];
    table.footnotes.push_back(fmt::format(
        "{} bootstrap resamples; everything was repeated in each: candidates, screen, "
        "penalty, weights, cut{}. No gene was chosen in {} of them, which count with C 0.5.",
        optimism.resamples,
        finding.applied->covariate_names.empty() ? "" : ", covariates beside the genes", empty));
    if (optimism.covariate_dropped > 0)
      table.footnotes.push_back(fmt::format(
          "In {} of them a covariate was constant, collinear or separating, and stayed out.",
          optimism.covariate_dropped));
    table.footnotes.push_back(
        "Where genes are many and patients few, the correction takes back too little, because a "
        "resample shares its patients with the cohort: then the patients left out and the nested "
        "folds are nearer the truth.");
  }
  if (finding.nested) {
    add_one("C of nested cross-validation, within folds", finding.nested->within);
    add_one("C of nested cross-validation, all pairs", finding.nested->pooled);
    std::vector<std::string> sizes;
    for (const signature::NestedFold& fold : finding.nested->each)
      sizes.push_back(std::to_string(fold.size));
    if (sizes.size() > 20) sizes.resize(20), sizes.emplace_back("…");
    table.footnotes.push_back(
        fmt::format("Genes chosen in the outer folds: {}.", fmt::join(sizes, ", ")));
  }
  return table;
}

report::Table signature_random_table(const SignatureFinding& finding, const Step& step) {
  report::Table table;
  table.id = step.id + "-random";
  table.title = step.title + ": against random signatures";
  table.columns = {name_head("How they were made"),
                   head("Genes", {"size"}),
                   head("Sets", {"sets"}),
                   head("C of the signature", {"own"}),
                   head("Median C of random ones", {"median"}),
                   head("At least as good", {"at_least_as_good"}),
                   head("p", {"p"}),
                   head("Random with log-rank p < 0.05", {"significant"})};
  for (const signature::RandomSets& sets : finding.random) {
    const std::string name = sets.fit == signature::RandomFit::cox ? "Cox model of the genes"
                             : sets.fit == signature::RandomFit::pipeline
                                 ? "The whole pipeline on a random gene set"
                                 : "First principal component";
    std::optional<double> median;
    if (!sets.concordance.empty()) median = signature::quantile_7(sets.concordance, 0.5);
    table.rows.push_back(
        {{name, counted(sets.size), counted(sets.concordance.size()), number_cell(sets.own, 3),
          number_cell(median, 3), counted(sets.at_least_as_good), p_cell(sets.p.value_or(NAN)),
          sets.significant ? Cell{report::percent(*sets.significant, 0), *sets.significant}
                           : Cell{report::undefined_number, std::vector{no_value}}}});
  }
  table.footnotes.push_back(
      "All C are apparent, of the patients that the signature was made from, and of the "
      "signature's "
      "genes fitted in the same way as the random ones.");
  return table;
}

report::Table signature_rival_table(const SignatureFinding& finding, const Step& step) {
  report::Table table;
  table.id = step.id + "-against";
  table.title = step.title + ": against other signatures";
  table.columns = {name_head("Cohort"),
                   name_head("Against"),
                   head("n", {"n"}),
                   head("C", {"c"}),
                   head("C of the other", {"c_other"}),
                   head("Difference (" + interval_name(finding.options.level) + ")",
                        {"difference", "low", "high"}),
                   head("p", {"p"}),
                   head("AIC", {"aic"}),
                   head("AIC of the other", {"aic_other"})};
  for (const SignatureInCohort& cohort : finding.cohorts)
    for (const SignatureRival& rival : cohort.rivals)
      table.rows.push_back(
          {{cohort.scored->label + (cohort.scored->training ? " (apparent)" : ""), rival.title,
            counted(rival.n), number_cell(rival.own, 3), number_cell(rival.other, 3),
            interval_cell(rival.difference, rival.low, rival.high, 3), p_cell(rival.p),
            number_cell(rival.own_aic, 1), number_cell(rival.other_aic, 1)}});
  table.footnotes.push_back(
      "Differences of Harrell's C on the same patients, with the infinitesimal jackknife. In the "
      "patients that a signature was made from, the comparison favours it.");
  return table;
}

report::Table signature_candidate_table(const SignatureFinding& finding, const Step& step) {
  const signature::Signature& made = finding.made();
  report::Table table;
  table.id = step.id + "-candidates";
  table.title = step.title + ": all genes that were looked at";
  const bool associated = !made.association.empty();
  table.columns = {name_head("Gene")};
  if (associated) {
    table.columns.push_back(head("With resistance", {"estimate"}));
    table.columns.push_back(head("p", {"p"}));
    table.columns.push_back(head("q", {"q"}));
  }
  table.columns.push_back(head("ln HR", {"coef"}));
  table.columns.push_back(head("p of survival", {"p_cox"}));
  table.columns.push_back(head("q of survival", {"q_cox"}));
  table.columns.push_back(name_head("Went as far as"));
  std::size_t c = 0;
  constexpr std::size_t most = 500;
  for (std::size_t g = 0; g < made.in_set.size(); ++g) {
    const std::size_t gene = made.in_set[g];
    const bool candidate = c < made.candidates.size() && made.candidates[c] == gene;
    const bool screened = std::binary_search(made.screened.begin(), made.screened.end(), gene);
    const bool modelled = std::binary_search(made.modelled.begin(), made.modelled.end(), gene);
    const bool chosen = std::any_of(made.weights.begin(), made.weights.end(),
                                    [&](const auto& weight) { return weight.gene == gene; });
    report::Row row{{finding.applied->genes[gene]}};
    if (associated) {
      row.cells.push_back(number_cell(made.association[g].estimate, 2));
      row.cells.push_back(p_cell(made.association[g].p));
      row.cells.push_back(p_cell(made.association_q[g]));
    }
    const bool known = candidate && c < made.hazards.size() &&
                       made.hazards[c].reason == survival::NoEstimate::none;
    row.cells.push_back(known ? coef_cell(made.hazards[c].coef)
                              : Cell{report::undefined_number, std::vector{no_value}});
    row.cells.push_back(p_cell(known ? made.hazards[c].p : NAN));
    row.cells.push_back(p_cell(known ? made.hazard_q[c] : NAN));
    row.cells.emplace_back(chosen      ? "signature"
                           : modelled  ? "model"
                           : screened  ? "stability"
                           : candidate ? "screen"
                                       : "set");
    c += candidate;
    if (table.rows.size() < most || chosen) table.rows.push_back(std::move(row));
  }
  if (made.in_set.size() > table.rows.size())
    table.footnotes.push_back(
        fmt::format("The first {} of {} genes and those of the signature; "
                    "results.json has all of them.",
                    most, made.in_set.size()));
  return table;
}

report::Table signature_pooling_table(const SignatureFinding& finding, const Step& step) {
  report::Table table;
  table.id = step.id + "-pooled";
  table.title = step.title + ": over the cohorts that it was not made in";
  const std::string interval = interval_name(finding.options.level);
  table.columns = {
      name_head("Effect"),
      head("Cohorts", {"cohorts"}),
      head("Fixed effect (" + interval + ")", {"fixed", "fixed_low", "fixed_high"}),
      head("Random effects (" + interval + ")", {"random", "random_low", "random_high"}),
      head("I²", {"i2"}),
      head("p of Q", {"q_p"})};
  const auto cell = [](const std::optional<accuracy::PooledEstimate>& pooled) {
    if (!pooled) return Cell{report::undefined_number, std::vector{no_value, no_value, no_value}};
    const double ratio = std::exp(pooled->estimate), low = std::exp(pooled->low),
                 high = std::exp(pooled->high);
    return Cell{report::ratio_interval(ratio, low, high), std::vector{ratio, low, high}};
  };
  for (const SignaturePooling& one : finding.pooled) {
    const auto* spread =
        one.random && one.random->heterogeneity ? &*one.random->heterogeneity : nullptr;
    table.rows.push_back(
        {{one.label, counted(one.cohorts.size()), cell(one.fixed), cell(one.random),
          spread ? Cell{report::percent(spread->i2, 0), spread->i2}
                 : Cell{report::undefined_number, std::vector{no_value}},
          p_cell(spread ? spread->p : NAN)}});
  }
  return table;
}

}  // namespace venscope::study
