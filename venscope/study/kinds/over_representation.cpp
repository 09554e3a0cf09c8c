// kind = "over_representation": are the genes that an analysis calls, or a list of them, more often
// of a set than the genes they were chosen from?
#include "venscope/enrichment/over_representation.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/report/figure/enrichment_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/enrichment_json.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;

constexpr std::size_t most_represented_dots = 20, most_rows = 20;

/// What the genes were chosen from.
enum class Universe { measured, tested };

/// One list: what was found, or why nothing was.
struct TestedList {
  std::string name;
  std::size_t genes = 0;
  std::optional<enrichment::OverRepresentation> result;
  std::string undefined;
};

class OverRepresentationFinding final : public Finding {
public:
  std::vector<TestedList> lists;
  std::vector<enrichment::GeneSet> sets;
  enrichment::OverRepresentationOptions options;
  std::size_t universe = 0;
  std::string universe_words, chosen_words;
  std::vector<std::string> said;

  Json json() const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "over-representation of gene sets among {} was tested by Fisher's exact test, one-sided, "
        "against {} ({} genes), with q values of Benjamini and Hochberg over the sets of each list",
        chosen_words, universe_words, universe)};
  }

private:
  report::Figure dots(const Step& step, std::size_t list, const std::string& id) const;
  report::Table table(const Step& step, std::size_t list, const std::string& id) const;
};

Json OverRepresentationFinding::json() const {
  Json json;
  json["universe"] = universe_words;
  json["universe_genes"] = universe;
  json["lists"] = Json::array();
  for (const TestedList& list : lists) {
    Json one = {{"list", list.name}, {"genes", list.genes}};
    one["undefined"] = list.result ? Json(nullptr) : Json(list.undefined);
    if (list.result) {
      Json found = ora_json(*list.result, sets);
      found.erase("kind");
      one.update(found);
    }
    json["lists"].push_back(std::move(one));
  }
  json["warnings"] = said;
  return json;
}

std::string odds_text(const enrichment::OverRepresentedSet& set) {
  if (!set.odds_ratio) return report::undefined_number;
  std::string ratio = report::ratio(*set.odds_ratio);
  if (set.conf_low && set.conf_high)
    return fmt::format("{} ({}–{})", ratio, report::ratio(*set.conf_low),
                       report::ratio(*set.conf_high));
  if (set.conf_low) return fmt::format("{} (from {})", ratio, report::ratio(*set.conf_low));
  if (set.conf_high) return fmt::format("{} (up to {})", ratio, report::ratio(*set.conf_high));
  return ratio;
}

/// Sets that share a gene with the list, by their share of what chance would give.
report::Figure OverRepresentationFinding::dots(const Step& step, std::size_t list,
                                               const std::string& id) const {
  const enrichment::OverRepresentation& result = *lists[list].result;
  report::EnrichmentDots drawn;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < result.sets.size() && shown.size() < most_represented_dots; ++i)
    if (result.sets[i].selected > 0) shown.push_back(i);
  const auto excess = [&](std::size_t i) {
    return static_cast<double>(result.sets[i].selected) / result.sets[i].expected;
  };
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return excess(a) > excess(b); });
  for (const std::size_t i : shown) {
    const enrichment::OverRepresentedSet& set = result.sets[i];
    drawn.dots.push_back({set_label(sets[set.set].name), excess(i),
                          static_cast<double>(set.selected), set.q, report::p_value(set.q)});
  }
  drawn.value_label = "Genes found / expected by chance";
  drawn.reference = 1;
  report::Figure figure;
  figure.id = id;
  figure.caption = fmt::format(
      "{}: {}, {} genes. Sets that share a gene with the list{}; 1 is what chance would give.",
      step.title, within_sentence(lists[list].name), lists[list].genes,
      result.sets.size() > shown.size()
          ? fmt::format(", {} of {} tested", shown.size(), result.sets.size())
          : "");
  figure.scene = report::enrichment_dots_scene(drawn);
  figure.csv = report::enrichment_dots_csv(drawn);
  return figure;
}

report::Table OverRepresentationFinding::table(const Step& step, std::size_t list,
                                               const std::string& id) const {
  report::Table table;
  table.id = id;
  table.title = step.title + ": " + within_sentence(lists[list].name);
  table.columns = {
      {"Gene set", "", Align::left, {}},
      {"Genes", "", Align::right, {"size"}},
      {"Called", "", Align::right, {"selected"}},
      {"Expected", "", Align::right, {"expected"}},
      {"Odds ratio (95% CI)", "", Align::right, {"odds_ratio", "conf_low", "conf_high"}},
      {"p", "", Align::right, {"p"}},
      {"q", "", Align::right, {"q"}},
      {"Genes called", "", Align::left, {}}};
  if (!lists[list].result) {
    table.footnotes.push_back(lists[list].undefined + ".");
    return table;
  }
  const enrichment::OverRepresentation& result = *lists[list].result;
  constexpr std::size_t shown_genes = 8;
  for (std::size_t i = 0; i < std::min(most_rows, result.sets.size()); ++i) {
    const enrichment::OverRepresentedSet& set = result.sets[i];
    std::vector<std::string> first = set.genes;
    if (first.size() > shown_genes) first.resize(shown_genes);
    std::string genes = fmt::format("{}", fmt::join(first, ", "));
    if (set.genes.size() > shown_genes)
      genes += fmt::format(" and {} more", set.genes.size() - shown_genes);
    report::Row row;
    row.cells.emplace_back(set_label(sets[set.set].name));
    row.cells.emplace_back(std::to_string(set.size), static_cast<double>(set.size));
    row.cells.emplace_back(std::to_string(set.selected), static_cast<double>(set.selected));
    row.cells.emplace_back(report::fixed(set.expected, 1), set.expected);
    row.cells.emplace_back(odds_text(set),
                           std::vector<double>{set.odds_ratio.value_or(report::no_value),
                                               set.conf_low.value_or(report::no_value),
                                               set.conf_high.value_or(report::no_value)});
    row.cells.emplace_back(report::p_value(set.p), set.p);
    row.cells.emplace_back(report::p_value(set.q), set.q);
    row.cells.emplace_back(genes);
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format("{} of the {} genes of the universe ({}) are of the list.",
                                        result.selected, result.universe, universe_words));
  if (result.sets.size() > most_rows)
    table.footnotes.push_back(
        fmt::format("The {} sets with the smallest p of {}.", most_rows, result.sets.size()));
  if (!result.left_out.empty())
    table.footnotes.push_back(fmt::format(
        "{} sets with fewer than {} or more than {} genes of the universe were left out.",
        result.left_out.size(), options.least, options.most));
  return table;
}

std::vector<report::Block> OverRepresentationFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const std::string end = lists.size() > 1 ? fmt::format("-{}", i + 1) : "";
    const bool any =
        lists[i].result && std::any_of(lists[i].result->sets.begin(), lists[i].result->sets.end(),
                                       [](const auto& set) { return set.selected > 0; });
    if (any) blocks.emplace_back(dots(step, i, step.id + end));
    blocks.emplace_back(table(step, i, step.id + "-table" + end));
  }
  return blocks;
}

/// The step that an analysis or step of that id is; of several endpoints the first.
std::optional<std::size_t> step_named(const Plan& plan, const std::string& id) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (plan.steps[i].id == id || plan.steps[i].request->id == id) return i;
  return {};
}

class OverRepresentationRequest final : public KindRequest {
public:
  SetsRequest wanted;
  std::string expression, analysis, genes;  ///< of the two last, one
  Universe universe = Universe::measured;
  enrichment::OverRepresentationOptions options;

  std::string title(const Plan&) const override { return "Over-represented gene sets"; }
  bool last() const override { return true; }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;

private:
  Result<GeneCalls> calls(const Plan& plan, const RunContext& context) const;
};

void OverRepresentationRequest::check(const Plan& plan, const Step& step,
                                      Problems& problems) const {
  if (analysis.empty()) return;
  const std::optional<std::size_t> of = step_named(plan, analysis);
  const KindRequest* own = of ? plan.steps[*of].request->own.get() : nullptr;
  if (own && own->calls_genes()) return;
  std::vector<std::string> names;
  for (const Step& other : plan.steps)
    if (other.request->own && other.request->own->calls_genes()) names.push_back(other.id);
  const std::string near = nearest_name(analysis, names);
  Place place = step.request->place;
  place.column += ".analysis";
  problems.push_back({"study.no_calls", place,
                      of ? fmt::format("the analysis '{}' calls no genes", analysis)
                         : fmt::format("there is no analysis '{}'", analysis),
                      names.empty() ? "the id of a differential_expression or signature analysis"
                                    : fmt::format("{}", fmt::join(names, ", ")),
                      near.empty() ? "" : "write '" + near + "' if that is meant", Fault::input});
}

Result<GeneCalls> OverRepresentationRequest::calls(const Plan& plan,
                                                   const RunContext& context) const {
  if (analysis.empty()) {
    const Expression* matrix = plan.expression(expression);
    const GeneSets* given = plan.genes(genes);
    if (!matrix || !given)
      return cannot_analyse("study.no_expression", "there is no matrix " + expression, "");
    return GeneCalls{{{given->title, given->genes()}}, {}, matrix->genes};
  }
  const std::optional<std::size_t> of = step_named(plan, analysis);
  const Finding* finding = of && context.earlier ? context.earlier->steps[*of].finding() : nullptr;
  std::optional<GeneCalls> found = finding ? finding->gene_calls(plan) : std::nullopt;
  if (!found)
    return cannot_analyse("study.no_calls",
                          fmt::format("the analysis '{}' has called no genes", analysis),
                          "that analysis says why");
  return std::move(*found);
}

Result<std::unique_ptr<const Finding>> OverRepresentationRequest::run(
    const Plan& plan, const Step&, const RunContext& context) const {
  auto found = calls(plan, context);
  if (!found) return tl::unexpected(std::move(found.error()));
  auto finding = std::make_unique<OverRepresentationFinding>();
  const std::vector<std::string>& from =
      universe == Universe::tested ? found->tested : found->measured;
  finding->universe_words = universe == Universe::tested
                                ? fmt::format("the genes that {} tested", analysis)
                                : "all genes measured";
  finding->chosen_words =
      analysis.empty() ? "the genes of " + genes : fmt::format("the genes called by {}", analysis);
  finding->universe = from.size();
  finding->sets = sets_of(plan, wanted);
  finding->options = options;
  finding->options.threads = context.threads;
  Problems why;
  for (const auto& [name, genes_called] : found->called) {
    TestedList list{name, genes_called.size(), {}, {}};
    auto result =
        enrichment::over_representation(from, genes_called, finding->sets, finding->options);
    if (result) {
      if (!result->outside.empty())
        finding->said.push_back(
            fmt::format("{}: {} genes are not of the universe and were left out", name,
                        result->outside.size()));
      list.result = std::move(*result);
    } else {
      list.undefined = result.error().empty() ? "nothing to test" : result.error().front().what;
      finding->said.push_back(fmt::format("{}: {}", name, list.undefined));
      why.insert(why.end(), result.error().begin(), result.error().end());
    }
    finding->lists.push_back(std::move(list));
  }
  // One list without genes is a finding; none that can be tested is not.
  if (std::none_of(finding->lists.begin(), finding->lists.end(),
                   [](const TestedList& list) { return list.result.has_value(); }))
    return failure(std::move(why));
  return finding;
}

std::unique_ptr<const KindRequest> read_over_representation(Section& section,
                                                            const Protocol& protocol,
                                                            const AnalysisDefaults&) {
  auto request = std::make_unique<OverRepresentationRequest>();
  request->wanted = read_sets_request(section, protocol);
  request->analysis = section.text("analysis").value_or("");
  if (section.has("genes")) {
    request->genes = read_gene_set_id(section, protocol, "genes");
    request->expression = read_expression_id(section, protocol);
  }
  if (request->analysis.empty() == !section.has("genes"))
    section.reject(
        "", "study.no_gene_list",
        section.has("genes") ? "genes stands beside analysis" : "no genes are named",
        "analysis = the id of one that calls genes, or genes = the id of a [[gene_sets]]");
  request->universe = section
                          .choice<Universe>("universe", {{"measured", Universe::measured},
                                                         {"tested", Universe::tested}})
                          .value_or(Universe::measured);
  if (!section.has("universe"))
    section.reject("", "study.no_universe", "what the genes were chosen from is not said",
                   "universe = 'measured' (all genes of the matrix) or 'tested' (those that the "
                   "analysis could have called)");
  else if (request->universe == Universe::tested && request->analysis.empty())
    section.reject("universe", "study.no_universe", "a list alone says nothing of what was tested",
                   "universe = 'measured', or analysis in place of genes");
  request->options.least = static_cast<std::size_t>(section.whole("least", 1, 100'000).value_or(5));
  request->options.most =
      static_cast<std::size_t>(section.whole("most", 1, 1'000'000).value_or(500));
  return request;
}

}  // namespace

Kind over_representation_kind() {
  return {"over_representation", "Gene set enrichment", false, read_over_representation};
}

}  // namespace venscope::study
