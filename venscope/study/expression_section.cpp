#include "venscope/base/nearest.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/study/source_section.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

/// Of the study's own cohort, each once.
std::vector<std::string> own_ids(const Protocol& protocol) {
  std::vector<std::string> ids;
  for (const ExpressionRequest& request : protocol.expressions)
    if (request.cohort.empty()) ids.push_back(request.id);
  return ids;
}

std::string meant_expression(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  return near.empty() ? "" : fmt::format("write '{}' if that is meant", near);
}

/// What the genes are called, and which of several rows stands for one.
void read_gene_names(Section& section, const Protocol& protocol, ExpressionRequest& request) {
  using Rule = expression::DuplicateRule;
  request.duplicates =
      section
          .choice<Rule>("duplicates", {{"refuse", Rule::refuse},
                                       {"mean", Rule::mean},
                                       {"sum", Rule::sum},
                                       {"highest_mean", Rule::highest_mean},
                                       {"highest_variance", Rule::highest_variance},
                                       {"first", Rule::first}})
          .value_or(Rule::refuse);
  if (const auto aliases = section.text("aliases"); aliases && !aliases->empty())
    request.aliases = (std::filesystem::path(protocol.file).parent_path() / *aliases).string();
}

/// The cohort that the samples are of, and the column that names them where nothing else is said.
void read_owner(Section& section, const Protocol& protocol, ExpressionRequest& request) {
  request.cohort = section.text("cohort").value_or("");
  std::string patient = protocol.cohort.patient;
  if (!request.cohort.empty()) {
    std::vector<std::string> ids;
    const ValidationSource* owner = nullptr;
    for (const ValidationSource& source : protocol.validation_cohorts) {
      ids.push_back(source.id);
      if (source.id == request.cohort) owner = &source;
    }
    if (owner)
      patient = owner->source.patient;
    else
      section.reject("cohort", "study.unknown_cohort",
                     fmt::format("there is no [[validation_cohort]] '{}'", request.cohort),
                     ids.empty() ? "[[validation_cohort]] with id and file"
                                 : fmt::format("{}", fmt::join(ids, ", ")),
                     meant_expression(request.cohort, ids));
  }
  request.sample = section.text("sample").value_or(patient);
}

}  // namespace

std::string_view name_of(ExpressionScale scale) {
  switch (scale) {
    case ExpressionScale::log2:
      return "log2";
    case ExpressionScale::log:
      return "log";
    case ExpressionScale::linear:
      return "linear";
    case ExpressionScale::counts:
      return "counts";
    case ExpressionScale::undeclared:
      break;
  }
  return "not declared";
}

void read_expression_sections(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("expression")) {
    ExpressionRequest request;
    request.id = read_identifier(section, "id");
    request.title = section.text("title").value_or(request.id);
    request.place = section.place();
    const CohortSource source = read_source(section, protocol.file, SourceOf::samples);
    request.file = source.file;
    request.path = source.path;
    request.delimiter = source.delimiter;
    request.decimal = source.decimal;
    request.missing = source.missing ? source.missing : protocol.cohort.missing;
    request.synthetic = source.synthetic;
    request.scale = section
                        .choice<ExpressionScale>("scale", {{"log2", ExpressionScale::log2},
                                                           {"log", ExpressionScale::log},
                                                           {"linear", ExpressionScale::linear},
                                                           {"counts", ExpressionScale::counts}})
                        .value_or(ExpressionScale::undeclared);
    read_gene_names(section, protocol, request);
    read_owner(section, protocol, request);
    if (request.file.empty())
      section.reject("file", "study.no_expression_file", "no file is named",
                     "file = a matrix of genes by samples, relative to the protocol");
    for (const ExpressionRequest& earlier : protocol.expressions)
      if (!request.id.empty() && slug(earlier.id) == slug(request.id) &&
          earlier.cohort == request.cohort)
        section.reject("id", "study.duplicate",
                       "'" + request.id + "' is taken by another matrix of these patients",
                       "an id of its own; one id may name a matrix of each cohort");
    section.finish();
    protocol.expressions.push_back(std::move(request));
  }
}

Problems replace_expression(Protocol& protocol, const std::string& given) {
  const std::size_t equals = given.find('=');
  const Place place{"--expression " + given, 0, {}};
  if (equals == std::string::npos || equals == 0 || equals + 1 == given.size())
    return {{"study.expression_option", place, "is no id and file",
             "ID=FILE, for instance rna=rna.tsv.gz; ID@COHORT=FILE for a validation cohort", ""}};
  const std::string named = given.substr(0, equals), path = given.substr(equals + 1);
  std::vector<std::string> names;
  for (ExpressionRequest& request : protocol.expressions) {
    names.push_back(request.cohort.empty() ? request.id : request.id + "@" + request.cohort);
    if (names.back() != named) continue;
    request.path = path;
    request.file = std::filesystem::path(path).filename().string();
    return {};
  }
  return {{"study.no_expression", place,
           fmt::format("the protocol has no [[expression]] '{}'", named),
           fmt::format("{}", fmt::join(names, ", ")), meant_expression(named, names)}};
}

std::string read_expression_id(Section& section, const Protocol& protocol) {
  const std::vector<std::string> ids = own_ids(protocol);
  const std::optional<std::string> given = section.text("expression");
  if (!given && ids.size() == 1) return ids.front();
  const std::string id = given.value_or("");
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return id;
  section.reject(
      given ? "expression" : "", "study.no_expression",
      given ? fmt::format("there is no [[expression]] '{}' of the study's cohort", id)
            : "which matrix is not said",
      ids.empty() ? "[[expression]] with id and file" : fmt::format("{}", fmt::join(ids, ", ")),
      meant_expression(id, ids));
  return {};
}

std::string expression_text(const Expression& expression, const RowNoun& noun) {
  std::string text =
      fmt::format("{}: {} genes, scale {}; {} of the {} {} have a sample", expression.file,
                  expression.genes.size(), name_of(expression.scale), expression.matched,
                  expression.present.size(), noun.many);
  if (expression.excluded > 0)
    text += fmt::format("; {} samples of {} {} are not included", expression.excluded, noun.many,
                        noun.patients() ? "who" : "which");
  if (expression.unknown > 0)
    text += fmt::format("; {} samples of {} in the cohort, not used", expression.unknown,
                        noun.patients() ? "nobody" : "no " + noun.one);
  if (expression.missing > 0) text += fmt::format("; {} values missing", expression.missing);
  return text;
}

}  // namespace venscope::study
