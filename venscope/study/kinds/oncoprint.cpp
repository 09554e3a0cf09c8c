// kind = "oncoprint": genes by patients, with the patients' groups on top.
#include "venscope/report/figure/oncoprint_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::GeneState;
using report::Json;
using report::OncoprintFigure;
using report::OncoprintGene;

struct Carriers {
  std::size_t mutated = 0, tested = 0;
};

/// Of all patients (`category` absent), or of those of one category of a strip.
Carriers carriers(const OncoprintGene& gene, const report::OncoprintStrip* strip = nullptr,
                  int category = 0) {
  Carriers n;
  for (std::size_t i = 0; i < gene.states.size(); ++i) {
    if (strip && strip->of[i] != category) continue;
    n.mutated += gene.states[i] == GeneState::mutated ? 1 : 0;
    n.tested += gene.states[i] == GeneState::not_tested ? 0 : 1;
  }
  return n;
}

Json carriers_json(const Carriers& n) {
  return {{"mutated", n.mutated}, {"tested", n.tested}};
}

Cell carriers_cell(const Carriers& n) {
  const auto mutated = static_cast<double>(n.mutated), tested = static_cast<double>(n.tested);
  if (n.tested == 0) return {report::undefined_number, {mutated, tested}};
  return {fmt::format("{}/{} ({})", n.mutated, n.tested, report::percent(mutated / tested, 0)),
          {mutated, tested}};
}

class OncoprintFinding : public Finding {
public:
  OncoprintFinding(OncoprintFigure figure, std::size_t untested, std::size_t rare)
      : figure_(std::move(figure)), untested_(untested), rare_(rare) {}

  Json json() const override {
    Json json;
    json["patients"] = figure_.patients;
    json["untested_patients"] = untested_;
    json["genes_not_shown"] = rare_;
    json["strips"] = Json::array();
    for (const report::OncoprintStrip& strip : figure_.strips)
      json["strips"].push_back({{"strip", strip.label}, {"levels", strip.categories}});
    json["genes"] = Json::array();
    for (const std::size_t g : report::oncoprint_order(figure_).genes) {
      const OncoprintGene& gene = figure_.genes[g];
      Json entry = carriers_json(carriers(gene));
      entry["gene"] = gene.label;
      entry["groups"] = Json::array();
      for (std::size_t c = 0; c < categories(); ++c) {
        Json group = carriers_json(carriers(gene, &figure_.strips[0], static_cast<int>(c)));
        group["group"] = figure_.strips[0].categories[c];
        entry["groups"].push_back(std::move(group));
      }
      json["genes"].push_back(std::move(entry));
    }
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    report::Figure figure;
    figure.id = step.id;
    figure.caption = fmt::format(
        "{}. {} {}; a thin line is not tested, which is not wild type. At the right: mutated / "
        "tested.",
        step.title, report::count(static_cast<double>(figure_.patients)),
        plural(figure_.patients, "patient", "patients"));
    if (!figure_.strips.empty())
      figure.caption += fmt::format(" Patients by {}, then by the genes from above.",
                                    within_sentence(figure_.strips[0].label));
    if (untested_ > 0)
      figure.caption += fmt::format(" {} without any tested gene {} not shown.",
                                    report::count(static_cast<double>(untested_)),
                                    plural(untested_, "is", "are"));
    figure.scene = report::oncoprint_scene(figure_);
    figure.csv = report::oncoprint_csv(figure_);
    return {std::move(figure), table(step)};
  }

  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {"Mutation frequencies are of the patients in whom the gene was tested"};
  }

private:
  std::size_t categories() const {
    return figure_.strips.empty() ? 0 : figure_.strips[0].categories.size();
  }

  report::Table table(const Step& step) const {
    report::Table table;
    table.id = step.id;
    table.title = step.title + ": mutated / tested";
    table.columns = {{"Gene", "", Align::left, {}},
                     {"All", "", Align::right, {"mutated", "tested"}}};
    for (std::size_t c = 0; c < categories(); ++c)
      table.columns.push_back({figure_.strips[0].categories[c],
                               figure_.strips[0].label,
                               Align::right,
                               {"mutated", "tested"}});
    for (const std::size_t g : report::oncoprint_order(figure_).genes) {
      const OncoprintGene& gene = figure_.genes[g];
      report::Row row;
      row.cells = {gene.label, carriers_cell(carriers(gene))};
      for (std::size_t c = 0; c < categories(); ++c)
        row.cells.push_back(carriers_cell(carriers(gene, &figure_.strips[0], static_cast<int>(c))));
      table.rows.push_back(std::move(row));
    }
    if (rare_ > 0)
      table.footnotes.push_back(fmt::format("{} {} mutated in fewer patients {} not shown.", rare_,
                                            plural(rare_, "gene", "genes"),
                                            plural(rare_, "is", "are")));
    return table;
  }

  OncoprintFigure figure_;
  std::size_t untested_, rare_;
};

class OncoprintRequest : public KindRequest {
public:
  std::vector<std::string> genes, strips;
  std::size_t at_least = 1, most = 30;
  Place genes_place, strips_place;

  std::string title(const Plan&) const override { return "Mutated genes by patient"; }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& column : genes) pairs.emplace_back("genes", column);
    for (const std::string& column : strips) pairs.emplace_back("strips", column);
    return pairs;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    for (const std::string& column : genes) check_finding(plan, column, genes_place, problems);
    for (const std::string& column : strips) check_categories(plan, column, strips_place, problems);
    if (genes.empty() && gene_columns(plan).empty())
      problems.push_back({"study.absent", genes_place, "the cohort has no column of a gene",
                          "columns that [dictionary] declares as type gene",
                          "write use = \"aml\" in [dictionary], or name them in genes",
                          Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const cohort::Table& table = *step.table;
    OncoprintFigure figure;
    for (const std::string& name : genes.empty() ? gene_columns(plan) : genes)
      figure.genes.push_back(gene_of(table, name));
    const std::vector<std::size_t> shown = tested_patients(figure.genes, table.rows);
    for (OncoprintGene& gene : figure.genes) {
      std::vector<GeneState> states;
      for (const std::size_t row : shown) states.push_back(gene.states[row]);
      gene.states = std::move(states);
    }
    const std::size_t rare = genes.empty() ? drop_rare(figure.genes) : 0;
    figure.patients = shown.size();
    for (const std::string& name : strips) {
      const cohort::Column& column = *table.find(name);
      const std::vector<int> codes = known_codes(column);
      figure.strips.push_back({label_of(table, name), level_labels(column), {}});
      report::OncoprintStrip& strip = figure.strips.back();
      for (const std::size_t row : shown) strip.of.push_back(codes[row]);
    }
    return std::make_unique<const OncoprintFinding>(std::move(figure), table.rows - shown.size(),
                                                    rare);
  }

private:
  static OncoprintGene gene_of(const cohort::Table& table, const std::string& name) {
    OncoprintGene gene{label_of(table, name), {}};
    for (const int found : findings(*table.find(name)))
      gene.states.push_back(found < 0    ? GeneState::not_tested
                            : found == 1 ? GeneState::mutated
                                         : GeneState::wild_type);
    return gene;
  }

  static std::vector<std::size_t> tested_patients(const std::vector<OncoprintGene>& genes,
                                                  std::size_t rows) {
    std::vector<std::size_t> shown;
    for (std::size_t row = 0; row < rows; ++row)
      if (std::any_of(genes.begin(), genes.end(), [&](const OncoprintGene& gene) {
            return gene.states[row] != GeneState::not_tested;
          }))
        shown.push_back(row);
    return shown;
  }

  /// Of genes that nobody named, leaves those mutated in `at_least` patients, and of these the
  /// `most` frequent, in the order they had. How many it left out.
  std::size_t drop_rare(std::vector<OncoprintGene>& all) const {
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::size_t> mutated;
    for (const OncoprintGene& gene : all) mutated.push_back(carriers(gene).mutated);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return mutated[a] > mutated[b]; });
    std::erase_if(order, [&](std::size_t gene) { return mutated[gene] < at_least; });
    if (order.size() > most) order.resize(most);
    std::sort(order.begin(), order.end());
    const std::size_t dropped = all.size() - order.size();
    std::vector<OncoprintGene> kept;
    for (const std::size_t gene : order) kept.push_back(std::move(all[gene]));
    all = std::move(kept);
    return dropped;
  }
};

std::unique_ptr<const KindRequest> read_oncoprint(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults&) {
  auto request = std::make_unique<OncoprintRequest>();
  request->genes = section.texts("genes");
  request->genes_place = section.place("genes");
  request->strips = section.texts("strips");
  if (!section.has("strips") && !protocol.group.empty()) request->strips = {protocol.group};
  request->strips_place = section.place("strips");
  request->at_least = static_cast<std::size_t>(section.whole("at_least", 0, 1'000'000).value_or(1));
  request->most = static_cast<std::size_t>(section.whole("most", 1, 1000).value_or(30));
  return request;
}

}  // namespace

Kind oncoprint_kind() {
  return {"oncoprint", "Genes", false, read_oncoprint};
}

}  // namespace venscope::study
