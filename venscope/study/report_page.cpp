#include "venscope/study/report_page.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/checklist.hpp"
#include "venscope/study/cohort_blocks.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/methods_text.hpp"
#include "venscope/study/step_blocks.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Block;
using report::Fact;
using report::FactList;
using report::Page;
using report::Paragraph;

namespace {

std::string follow_up_text(const survival::FollowUp& follow_up, std::string_view unit) {
  const std::string text = report::median_interval(follow_up.median);
  return follow_up.median.time ? fmt::format("{} {}", text, unit) : text;
}

/// Of the study's cohort, else of the first other one that has rows which are no patients.
const Synthetic* any_synthetic(const Plan& plan) {
  if (plan.cohort.synthetic) return &*plan.cohort.synthetic;
  for (const ValidationCohort& other : plan.validation)
    if (other.cohort.synthetic) return &*other.cohort.synthetic;
  return nullptr;
}

FactList endpoint_facts(const Plan& plan, const StudyResult& result, std::size_t e) {
  const endpoint::Endpoint& endpoint = plan.endpoints[e];
  const std::string_view unit = endpoint::name_of(endpoint.definition.output_unit);
  FactList list;
  list.facts = {{"Patients", report::count(static_cast<double>(endpoint.n))},
                {"Events", report::count_percent(static_cast<double>(endpoint.events),
                                                 static_cast<double>(endpoint.n))}};
  if (endpoint.missing > 0)
    list.facts.push_back({"Left out, value missing", report::count(double(endpoint.missing))});
  for (const endpoint::LeftOut& out : endpoint.left_out)
    if (out.n > 0)
      list.facts.push_back({"Left out, " + out.reason, report::count(static_cast<double>(out.n))});
  if (result.follow_up[e])
    list.facts.push_back({"Median follow-up (reverse Kaplan–Meier, 95% CI)",
                          follow_up_text(*result.follow_up[e], unit)});
  return list;
}

/// The blocks of all steps that `wanted` chooses, those of one [[analysis]] together.
std::vector<Block> blocks_of(const Plan& plan, const StudyResult& result,
                             const std::function<bool(const Step&)>& wanted) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (wanted(plan.steps[i]))
      for (Block& block : step_blocks(plan, result, i)) blocks.push_back(std::move(block));
  return blocks;
}

/// The parts of the report that the kinds of `kinds()` make, each once.
std::vector<std::string_view> headings() {
  std::vector<std::string_view> list;
  for (const Kind& kind : kinds())
    if (std::find(list.begin(), list.end(), kind.heading) == list.end())
      list.push_back(kind.heading);
  return list;
}

std::string_view heading_of(const Step& step) {
  return step.request->kind_of_own ? step.request->kind_of_own->heading : "";
}

report::Section endpoint_section(const Plan& plan, const StudyResult& result, std::size_t e) {
  const endpoint::Endpoint& endpoint = plan.endpoints[e];
  report::Section section;
  section.id = "endpoint-" + slug(endpoint.definition.id);
  section.heading = endpoint.definition.title;
  section.blocks = {Paragraph{endpoint.rule + "."}, endpoint_facts(plan, result, e)};
  const auto of_kinds = [&](std::initializer_list<AnalysisKind> wanted) {
    return blocks_of(plan, result, [&, e](const Step& step) {
      return step.endpoint == e &&
             std::find(wanted.begin(), wanted.end(), step.kind) != wanted.end();
    });
  };
  const auto add = [&](std::string_view id, std::string heading, std::vector<Block> blocks) {
    if (blocks.empty()) return;
    section.sections.push_back(
        {fmt::format("{}-{}", section.id, id), std::move(heading), std::move(blocks), {}});
  };
  add("curves", "Survival curves", of_kinds({AnalysisKind::km, AnalysisKind::logrank}));
  add("models", "Cox models", of_kinds({AnalysisKind::cox}));
  add("concordance", "Concordance", of_kinds({AnalysisKind::concordance}));
  for (const std::string_view heading : headings())
    add(slug(heading), std::string(heading), blocks_of(plan, result, [&, e](const Step& step) {
          return step.endpoint == e && heading_of(step) == heading;
        }));
  return section;
}

/// What identifies the run: enough to make the same bytes again.
FactList provenance(const Plan& plan, std::string_view version) {
  const Protocol& protocol = plan.protocol;
  FactList list;
  list.facts = {{"Venscope", std::string(version)},
                {"Protocol", protocol.file_name},
                {"SHA-256 of the protocol", protocol.sha256}};
  if (!protocol.overrides.empty())
    list.facts.push_back(
        {"Changed by --set", fmt::format("{}", fmt::join(protocol.overrides, "; "))});
  list.facts.push_back({"Cohort", plan.cohort.file});
  list.facts.push_back({"SHA-256 of the cohort", plan.cohort.sha256});
  const auto add_records = [&](const std::vector<Records>& all) {
    for (const Records& records : all) {
      list.facts.push_back({"Records " + records.id, records.file});
      list.facts.push_back({"SHA-256 of records " + records.id, records.sha256});
    }
  };
  add_records(plan.cohort.records);
  const auto add_expressions = [&](const std::vector<Expression>& expressions) {
    for (const Expression& expression : expressions) {
      list.facts.push_back({"Expression " + expression.id, expression.file});
      list.facts.push_back({"SHA-256 of " + expression.file, expression.sha256});
      if (expression.aliases.empty()) continue;
      list.facts.push_back({"Other names of genes", expression.aliases});
      list.facts.push_back({"SHA-256 of " + expression.aliases, expression.aliases_sha256});
    }
  };
  add_expressions(plan.cohort.expressions);
  for (const ValidationCohort& other : plan.validation) {
    list.facts.push_back({"Validation cohort, " + other.label, other.cohort.file});
    list.facts.push_back({"SHA-256 of " + other.cohort.file, other.cohort.sha256});
    add_records(other.cohort.records);
    add_expressions(other.cohort.expressions);
  }
  for (const GeneSets& sets : plan.gene_sets) {
    if (sets.file.empty()) continue;
    list.facts.push_back({"Gene sets " + sets.id, sets.file});
    list.facts.push_back({"SHA-256 of " + sets.file, sets.sha256});
  }
  list.facts.push_back({"Seed", std::to_string(protocol.seed)});
  if (!protocol.date.empty()) list.facts.push_back({"Date", protocol.date});
  return list;
}

std::vector<Fact> at_a_glance(const Plan& plan, const StudyResult& result) {
  std::vector<Fact> facts{{capitalised(plan.protocol.noun.many),
                           report::count(static_cast<double>(plan.cohort.table.rows))}};
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e) {
    const endpoint::Endpoint& endpoint = plan.endpoints[e];
    facts.push_back(
        {endpoint.definition.title, report::count(double(endpoint.events)) + " events"});
  }
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e) {
    if (!result.follow_up[e]) continue;
    const survival::SurvivalQuantile& median = result.follow_up[e]->median;
    const std::string unit(endpoint::name_of(plan.endpoints[e].definition.output_unit));
    // The limits go to the label: the value has to fit on one line.
    const bool bounded = median.lower || median.upper;
    facts.push_back(
        {bounded ? fmt::format("Median follow-up (95% CI {})", report::median_limits(median))
                 : "Median follow-up",
         median.time ? report::fixed(*median.time, 1) + " " + unit : "not reached"});
    break;
  }
  return facts;
}

void add_section(Page& page, std::string id, std::string heading, std::vector<Block> blocks) {
  if (blocks.empty()) return;
  page.sections.push_back({std::move(id), std::move(heading), std::move(blocks), {}});
}

/// What findings put behind the report.
std::vector<Block> appendix_blocks(const Plan& plan, const StudyResult& result) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (const Finding* finding = result.steps[i].finding())
      for (Block& block : finding->appendix(plan, plan.steps[i]))
        blocks.push_back(std::move(block));
  return blocks;
}

}  // namespace

std::string failure_text(const Step& step, const Problems& problems) {
  std::vector<std::string> reasons;
  for (const Problem& problem : problems) reasons.push_back(to_text(problem));
  return fmt::format("{}: could not be done: {}", step.title, fmt::join(reasons, "; "));
}

/// A warning of one group's curve names the group as `fit` does, "NF1=mutated": here as the reader
/// knows it.
std::string in_words(const Plan& plan, const StepResult& result, const std::string& warning) {
  if (const auto* curves = result.as<CurvesAnalysis>())
    for (const Stratum& stratum : curves->strata)
      if (warning.starts_with(stratum.name + ": "))
        return group_label(plan.table, stratum.name) + warning.substr(stratum.name.size());
  return warning;
}

std::vector<std::string> warnings_of(const Plan& plan, const StudyResult& result) {
  std::vector<std::string> warnings;
  const auto add = [&](std::string text) {
    if (std::find(warnings.begin(), warnings.end(), text) == warnings.end())
      warnings.push_back(std::move(text));
  };
  for (const std::string& suspicion : plan.cohort.suspicions) add(suspicion);
  for (const ValidationCohort& other : plan.validation)
    for (const std::string& suspicion : other.cohort.suspicions)
      add(other.label + ": " + suspicion);
  for (const endpoint::Endpoint& endpoint : plan.endpoints)
    for (const std::string& warning : endpoint.warnings)
      add(endpoint.definition.title + ": " + warning);
  // What holds of one analysis under several endpoints is said once: where it stands, and of which.
  std::map<std::pair<const AnalysisRequest*, std::string>, std::pair<std::size_t, std::string>>
      said;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (!result.steps[i].done()) add(failure_text(step, result.steps[i].problems));
    for (const std::string& warning : step_warnings(result.steps[i])) {
      const std::string words = in_words(plan, result.steps[i], warning);
      const std::string outcome = outcome_of(plan, step);
      const auto [of, first] = said.try_emplace({step.request, words}, warnings.size(), outcome);
      if (first || !step.endpoint || step.request->title.empty()) {
        add(step.title + ": " + words);
        continue;
      }
      auto& [at, outcomes] = of->second;
      if (outcomes == outcome || outcomes.ends_with(", " + within_sentence(outcome))) continue;
      outcomes += ", " + within_sentence(outcome);
      warnings[at] = fmt::format("{}: {}: {}", outcomes, step.request->title, words);
    }
  }
  return warnings;
}

Page make_page(const Plan& plan, const StudyResult& result, std::string_view version) {
  Page page;
  page.title = plan.protocol.title;
  page.subtitle = fmt::format("{}", fmt::join(plan.protocol.authors, ", "));
  page.facts = at_a_glance(plan, result);
  page.warnings = warnings_of(plan, result);
  page.footer = fmt::format(
      "Venscope {}. Research software, not a medical device: not for decisions on the care of a "
      "patient.",
      version);

  std::vector<Block> cohort;
  if (!plan.protocol.description.empty()) cohort.push_back(Paragraph{plan.protocol.description});
  for (Block& block : cohort_blocks(plan)) cohort.push_back(std::move(block));
  for (Block& block : validation_cohort_blocks(plan)) cohort.push_back(std::move(block));
  add_section(page, "cohort", "Cohort", std::move(cohort));
  add_section(page, "baseline", "Baseline characteristics",
              blocks_of(plan, result,
                        [](const Step& step) { return step.kind == AnalysisKind::baseline; }));
  add_section(page, "risk-scores", "Risk scores", score_blocks(plan.scores, plan.table.rows));
  const auto add_kinds = [&](bool after) {
    for (const std::string_view heading : headings())
      add_section(page, slug(heading), std::string(heading),
                  blocks_of(plan, result, [&](const Step& step) {
                    return !step.endpoint && heading_of(step) == heading &&
                           step.request->kind_of_own->after_endpoints == after;
                  }));
  };
  add_kinds(false);
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e)
    page.sections.push_back(endpoint_section(plan, result, e));
  add_kinds(true);
  add_section(page, "further", "Further analyses", blocks_of(plan, result, [](const Step& step) {
                return !step.endpoint && step.kind != AnalysisKind::baseline &&
                       step.kind != AnalysisKind::own;
              }));
  for (report::Section& section : reporting_sections(plan, result, version))
    page.sections.push_back(std::move(section));
  std::vector<Block> methods;
  for (std::string& paragraph : methods_text(plan, result, version))
    methods.push_back(Paragraph{std::move(paragraph)});
  add_section(page, "methods", "Methods", std::move(methods));
  add_section(page, "appendix", "Appendix", appendix_blocks(plan, result));
  add_section(page, "provenance", "Provenance", {provenance(plan, version)});
  if (const Synthetic* synthetic = any_synthetic(plan)) mark_as_synthetic(page, *synthetic);
  return page;
}

}  // namespace venscope::study
