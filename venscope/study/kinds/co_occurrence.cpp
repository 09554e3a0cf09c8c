// kind = "co-occurrence": which genes are mutated together more or less often than chance has it.
#include "venscope/base/adjust.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/report/figure/pairs_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/study/analysis_section.hpp"
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
using report::Json;
using report::json_number;

struct PairedGene {
  std::string column, label;
  std::vector<int> of;  ///< by patient, as findings()
  std::size_t mutated = 0;
};

/// Two genes, in the patients tested for both.
struct GenePair {
  std::size_t first = 0, second = 0;  ///< into the genes
  std::int64_t both = 0, first_only = 0, second_only = 0, neither = 0;
  response::Fisher fisher;
  double p_adjusted = 1;

  std::int64_t n() const { return both + first_only + second_only + neither; }
};

/// Where the table has an empty margin the odds ratio is not defined.
bool has_ratio(const GenePair& pair) {
  return pair.fisher.odds_ratio.has_value();
}

class CoOccurrenceFinding : public Finding {
public:
  CoOccurrenceFinding(std::vector<PairedGene> genes, std::vector<GenePair> pairs, double level)
      : genes_(std::move(genes)), pairs_(std::move(pairs)), level_(level) {}

  Json json() const override {
    Json json;
    json["genes"] = Json::array();
    for (const PairedGene& gene : genes_)
      json["genes"].push_back({{"gene", gene.label}, {"mutated", gene.mutated}});
    json["pairs"] = Json::array();
    for (const GenePair& pair : pairs_)
      json["pairs"].push_back({{"first", genes_[pair.first].label},
                               {"second", genes_[pair.second].label},
                               {"n", pair.n()},
                               {"both", pair.both},
                               {"first_only", pair.first_only},
                               {"second_only", pair.second_only},
                               {"neither", pair.neither},
                               {"odds_ratio", json_number(pair.fisher.odds_ratio)},
                               {"conf_low", json_number(pair.fisher.conf_low)},
                               {"conf_high", json_number(pair.fisher.conf_high)},
                               {"p", json_number(pair.fisher.p)},
                               {"p_adjusted", json_number(pair.p_adjusted)}});
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return {figure(step), table(step)};
  }

  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {
        "Pairs of mutated genes were compared with chance by Fisher's exact test, with the "
        "conditional odds ratio, on the patients tested for both; p-values were adjusted by "
        "the method of Benjamini and Hochberg over all pairs"};
  }

private:
  report::Figure figure(const Step& step) const {
    report::PairsFigure drawn;
    drawn.genes = true;
    drawn.marked_label = "Adjusted p < 0.05";
    if (genes_.size() > 16) drawn.width = report::double_column;
    for (const PairedGene& gene : genes_) drawn.labels.push_back(gene.label);
    for (const GenePair& pair : pairs_)
      if (has_ratio(pair))
        drawn.cells.push_back({pair.first, pair.second, *pair.fisher.odds_ratio,
                               static_cast<double>(pair.both), pair.p_adjusted < 0.05});
    report::Figure figure;
    figure.id = step.id;
    figure.caption = fmt::format(
        "{}. Numbers: patients with both. Colour: odds ratio, the stronger the farther from 1 "
        "(steps at 2, 4, 8 and their reciprocals); a line over the corner where it is below 1.",
        step.title);
    figure.scene = report::pairs_scene(drawn);
    figure.csv = csv();
    return figure;
  }

  std::string csv() const {
    std::string text =
        "first,second,n,both,first_only,second_only,neither,odds_ratio,conf_low,conf_high,p,"
        "p_adjusted\n";
    for (const GenePair& pair : pairs_) {
      text += report::csv_field(genes_[pair.first].label) + "," +
              report::csv_field(genes_[pair.second].label);
      text += fmt::format(",{},{},{},{},{}", pair.n(), pair.both, pair.first_only, pair.second_only,
                          pair.neither);
      for (const double value :
           {pair.fisher.odds_ratio.value_or(report::no_value),
            pair.fisher.conf_low.value_or(report::no_value),
            pair.fisher.conf_high.value_or(report::no_value), pair.fisher.p, pair.p_adjusted})
        text += "," + report::exact(value);
      text += "\n";
    }
    return text;
  }

  /// Those that differ from chance at all: the others are in the CSV of the figure.
  report::Table table(const Step& step) const {
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    table.columns = {{"Genes", "", Align::left, {}},
                     {"n", "", Align::right, {"n"}},
                     {"Both", "", Align::right, {"both"}},
                     {"First only", "", Align::right, {"first_only"}},
                     {"Second only", "", Align::right, {"second_only"}},
                     {"Neither", "", Align::right, {"neither"}},
                     {fmt::format("Odds ratio ({})", interval_name(level_)),
                      "",
                      Align::right,
                      {"odds_ratio", "conf_low", "conf_high"}},
                     {"p", "", Align::right, {"p"}},
                     {"Adjusted p", "", Align::right, {"p_adjusted"}}};
    for (const GenePair& pair : pairs_) {
      if (!(pair.fisher.p < 0.05)) continue;
      report::Row row;
      row.cells = {genes_[pair.first].label + ", " + genes_[pair.second].label};
      for (const std::int64_t n :
           {pair.n(), pair.both, pair.first_only, pair.second_only, pair.neither})
        row.cells.emplace_back(report::count(static_cast<double>(n)), static_cast<double>(n));
      row.cells.push_back(ratio_cell(pair));
      row.cells.emplace_back(report::p_value(pair.fisher.p), pair.fisher.p);
      row.cells.emplace_back(report::p_value(pair.p_adjusted), pair.p_adjusted);
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {fmt::format(
        "Pairs with p < 0.05 of the {} tested, by p; adjusted for all of them. A gene and its own "
        "part are no pair. NR: without an upper end.",
        pairs_.size())};
    return table;
  }

  static Cell ratio_cell(const GenePair& pair) {
    if (!has_ratio(pair))
      return {report::undefined_number, {report::no_value, report::no_value, report::no_value}};
    const double ratio = *pair.fisher.odds_ratio, low = *pair.fisher.conf_low,
                 high = *pair.fisher.conf_high;
    const std::string shown =
        std::isfinite(ratio)
            ? fmt::format("{} ({}–{})", report::ratio(ratio), report::ratio(low),
                          std::isfinite(high) ? report::ratio(high) : std::string("NR"))
            : fmt::format("NR ({}–NR)", report::ratio(low));
    return {shown, {ratio, low, high}};
  }

  std::vector<PairedGene> genes_;
  std::vector<GenePair> pairs_;
  double level_;
};

class CoOccurrenceRequest : public KindRequest {
public:
  std::vector<std::string> named;
  std::size_t at_least = 5, most = 15;
  double level = 0.95;
  Place place;

  std::string title(const Plan&) const override { return "Genes mutated together"; }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& column : named) pairs.emplace_back("genes", column);
    return pairs;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    for (const std::string& column : named) check_finding(plan, column, place, problems);
    if ((named.empty() ? gene_columns(plan) : named).size() < 2)
      problems.push_back({"study.absent", place, "there are not two genes",
                          "columns that [dictionary] declares as type gene",
                          "write use = \"aml\" in [dictionary], or name them in genes",
                          Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    Problems said_when_the_cohort_was_read;
    const cohort::Dictionary dictionary =
        cohort::parse_dictionary(plan.protocol.dictionary, said_when_the_cohort_was_read);
    std::vector<PairedGene> genes = chosen(plan, *step.table);
    std::vector<GenePair> pairs;
    for (std::size_t first = 0; first < genes.size(); ++first)
      for (std::size_t second = first + 1; second < genes.size(); ++second) {
        if (is_part(dictionary, genes[first].column, genes[second].column)) continue;
        GenePair pair = counted(genes, first, second);
        if (pair.n() == 0) continue;
        auto fisher = response::fisher(
            response::make_table(2, 2,
                                 {pair.both, pair.first_only, pair.second_only, pair.neither}),
            {.confidence = level});
        if (!fisher) return tl::unexpected(std::move(fisher.error()));
        pair.fisher = *fisher;
        pairs.push_back(pair);
      }
    std::vector<double> p;
    for (const GenePair& pair : pairs) p.push_back(pair.fisher.p);
    const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].p_adjusted = q[i];
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const GenePair& a, const GenePair& b) { return a.fisher.p < b.fisher.p; });
    return std::make_unique<const CoOccurrenceFinding>(std::move(genes), std::move(pairs), level);
  }

private:
  /// The genes named, or the `most` frequent of those mutated in `at_least`; most frequent first.
  std::vector<PairedGene> chosen(const Plan& plan, const cohort::Table& table) const {
    std::vector<PairedGene> genes;
    for (const std::string& name : named.empty() ? gene_columns(plan) : named) {
      PairedGene gene{name, label_of(table, name), findings(*table.find(name)), 0};
      gene.mutated = static_cast<std::size_t>(std::count(gene.of.begin(), gene.of.end(), 1));
      if (!named.empty() || gene.mutated >= at_least) genes.push_back(std::move(gene));
    }
    std::stable_sort(genes.begin(), genes.end(), [](const PairedGene& a, const PairedGene& b) {
      return a.mutated > b.mutated;
    });
    if (named.empty() && genes.size() > most) genes.resize(most);
    return genes;
  }

  /// A mutated part makes the whole mutated: that says nothing of the two.
  static bool is_part(const cohort::Dictionary& dictionary, const std::string& a,
                      const std::string& b) {
    const auto includes = [&](const std::string& whole, const std::string& part) {
      const cohort::Variable* variable = dictionary.find(whole);
      return variable && std::find(variable->includes.begin(), variable->includes.end(), part) !=
                             variable->includes.end();
    };
    return includes(a, b) || includes(b, a);
  }

  static GenePair counted(const std::vector<PairedGene>& genes, std::size_t first,
                          std::size_t second) {
    GenePair pair;
    pair.first = first;
    pair.second = second;
    for (std::size_t i = 0; i < genes[first].of.size(); ++i) {
      const int a = genes[first].of[i], b = genes[second].of[i];
      if (a < 0 || b < 0) continue;
      ++(a == 1 ? (b == 1 ? pair.both : pair.first_only)
                : (b == 1 ? pair.second_only : pair.neither));
    }
    return pair;
  }
};

std::unique_ptr<const KindRequest> read_co_occurrence(Section& section, const Protocol&,
                                                      const AnalysisDefaults& defaults) {
  auto request = std::make_unique<CoOccurrenceRequest>();
  request->named = section.texts("genes");
  request->place = section.place("genes");
  request->at_least = static_cast<std::size_t>(section.whole("at_least", 1, 1'000'000).value_or(5));
  request->most = static_cast<std::size_t>(section.whole("most", 2, 200).value_or(15));
  request->level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind co_occurrence_kind() {
  return {"co-occurrence", "Genes", false, read_co_occurrence};
}

}  // namespace venscope::study
