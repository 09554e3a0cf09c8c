#include "venscope/study/protocol.hpp"

#include "venscope/base/section.hpp"
#include "venscope/base/sha256.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/emulation.hpp"
#include "venscope/study/endpoint_section.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/override.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/source_section.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace venscope::study {

namespace {

void read_study(Section& root, Protocol& protocol) {
  if (!root.has("study"))
    return root.reject("", "study.absent", "there is no [study]", "[study] with id and title");
  std::optional<Section> study = root.table("study");
  if (!study) return;
  protocol.id = read_identifier(*study, "id");
  protocol.title = study->required_text("title", "the title of the report");
  protocol.description = study->text("description").value_or("");
  protocol.authors = study->texts("authors");
  protocol.language = study->choice<std::string>("language", {{"en", "en"}}).value_or("en");
  if (const Node* date = study->node("date")) protocol.date = date->text;
  protocol.group = study->text("group").value_or("");
  protocol.covariates = study->texts("covariates");
  const auto seed = study->whole("seed", 0, std::numeric_limits<std::int64_t>::max());
  protocol.seed = static_cast<std::uint64_t>(seed.value_or(1));
  study->finish();
}

void read_cohort(Section& root, Protocol& protocol) {
  std::optional<Section> section = root.table("cohort");
  if (!section) return;
  protocol.cohort = read_source(*section, protocol.file);
  protocol.cohort.label = section->text("label").value_or("");
  protocol.noun.one = section->text("row").value_or(protocol.noun.one);
  protocol.noun.many = section->text("rows").value_or(protocol.noun.many);
  if (section->has("row") != section->has("rows") || protocol.noun.one.empty() ||
      protocol.noun.many.empty())
    section->reject(section->has("row") ? "row" : "rows", "study.noun",
                    "does not say both, one and many", "row = \"culture\", rows = \"cultures\"");
  section->finish();
}

void read_derived(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("derive", "name")) {
    DerivedColumn derived;
    derived.name = section.required_text("name", "the name of the new column");
    derived.from = section.required_text("from", "an expression such as age / 10");
    derived.label = section.text("label").value_or("");
    derived.unit = section.text("unit").value_or("");
    derived.place = section.place("from");
    section.finish();
    if (!derived.name.empty() && !derived.from.empty())
      protocol.derived.push_back(std::move(derived));
  }
}

std::vector<cohort::InclusionRule> read_rules(Section& of) {
  using cohort::WhenMissing;
  std::vector<cohort::InclusionRule> rules;
  for (Section& section : of.tables("include", "reason")) {
    cohort::InclusionRule rule;
    rule.keep = section.required_text("keep", "a condition such as age >= 18");
    rule.reason = section.text("reason").value_or("");
    rule.missing = section
                       .choice<WhenMissing>("missing", {{"exclude", WhenMissing::exclude},
                                                        {"keep", WhenMissing::keep},
                                                        {"problem", WhenMissing::problem}})
                       .value_or(rule.missing);
    rule.place = section.place("keep");
    section.finish();
    if (!rule.keep.empty()) rules.push_back(std::move(rule));
  }
  return rules;
}

void read_validation_cohorts(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("validation_cohort")) {
    ValidationSource read;
    read.place = section.place();
    read.id = read_identifier(section, "id");
    read.label = section.text("label").value_or(read.id);
    section.required_text("file", "a cohort file, relative to the protocol");
    read.source = read_source(section, protocol.file);
    if (read.source.patient.empty()) read.source.patient = protocol.cohort.patient;
    if (!read.source.missing) read.source.missing = protocol.cohort.missing;
    if (section.has("include")) read.include = read_rules(section);
    section.finish();
    for (const ValidationSource& earlier : protocol.validation_cohorts)
      if (!read.id.empty() && slug(earlier.id) == slug(read.id))
        section.reject("id", "study.duplicate", "'" + read.id + "' is taken by another cohort",
                       "an id of its own");
    protocol.validation_cohorts.push_back(std::move(read));
  }
}

void read_endpoints(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("endpoint")) {
    endpoint::EndpointDefinition read = read_endpoint(section);
    for (const auto& earlier : protocol.endpoints)
      if (!read.id.empty() && slug(earlier.id) == slug(read.id))
        section.reject("id", "study.duplicate", "'" + read.id + "' is taken by another endpoint",
                       "an id of its own");
    protocol.endpoints.push_back(std::move(read));
    protocol.endpoint_places.push_back(section.place());
  }
}

void read_analyses(Section& root, Protocol& protocol) {
  const AnalysisDefaults defaults = read_report_defaults(root);
  protocol.checklist = defaults.checklist;
  protocol.limitations = defaults.limitations;
  for (Section& section : root.tables("analysis")) {
    AnalysisRequest read = read_analysis(section, protocol, defaults);
    for (const AnalysisRequest& earlier : protocol.analyses)
      if (!read.id.empty() && slug(earlier.id) == slug(read.id))
        section.reject("id", "study.duplicate", "'" + read.id + "' is taken by another analysis",
                       "an id of its own");
    protocol.analyses.push_back(std::move(read));
  }
  if (!root.has("analysis")) {
    protocol.default_analyses = true;
    protocol.analyses = default_analyses(protocol, defaults);
  }
  if (std::optional<Section> section = root.table("emulation")) {
    std::vector<AnalysisRequest> requests = read_emulation(*section, protocol, defaults);
    protocol.analyses.insert(protocol.analyses.end(), std::make_move_iterator(requests.begin()),
                             std::make_move_iterator(requests.end()));
  }
}

}  // namespace

std::string_view name_of(AnalysisKind kind) {
  switch (kind) {
    case AnalysisKind::baseline:
      return "baseline";
    case AnalysisKind::km:
      return "km";
    case AnalysisKind::logrank:
      return "logrank";
    case AnalysisKind::cox:
      return "cox";
    case AnalysisKind::table:
      return "table";
    case AnalysisKind::concordance:
      return "concordance";
    case AnalysisKind::own:
      break;
  }
  return "";
}

Protocol read_protocol(std::string_view text, const std::string& file,
                       const std::vector<std::string>& overrides, Problems& problems) {
  Protocol protocol;
  protocol.file = file;
  protocol.file_name = std::filesystem::path(file).filename().string();
  protocol.sha256 = sha256_hex(text);
  protocol.overrides = overrides;
  Result<Node> tree = parse_toml(text, file);
  if (!tree) {
    problems.insert(problems.end(), tree.error().begin(), tree.error().end());
    return protocol;
  }
  for (const std::string& override : overrides) {
    const Problems wrong = apply_override(*tree, override);
    problems.insert(problems.end(), wrong.begin(), wrong.end());
  }
  tree->place = {file, 0, {}};
  Section root(*tree, "", problems);
  read_study(root, protocol);
  read_cohort(root, protocol);
  if (const Node* dictionary = root.node("dictionary")) protocol.dictionary = *dictionary;
  if (const Node* simulate = root.node("simulate")) {
    Node table = *simulate;
    table.place.column = "simulate";
    protocol.simulation = simulation::read_declaration(table, file, problems);
  }
  read_derived(root, protocol);
  protocol.include = read_rules(root);
  read_validation_cohorts(root, protocol);
  read_records_sections(root, protocol);
  read_expression_sections(root, protocol);
  read_gene_sets_sections(root, protocol);
  for (Section& section : root.tables("score", "model"))
    protocol.scores.push_back(read_score(section, file));
  read_endpoints(root, protocol);
  read_signature_sections(root, protocol);
  read_analyses(root, protocol);
  root.finish();
  // In the order in which a person goes through the file; the command line comes first.
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
  return protocol;
}

}  // namespace venscope::study
