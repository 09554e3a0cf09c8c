// kind = "vaf": the variant allele frequency of every mutated patient, gene by gene.
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

/// One gene. A frequency of 0 is a patient in whom no variant was found: counted, not summarised.
struct GeneFrequencies {
  std::string column, label;
  std::vector<double> found;
  std::size_t zero = 0;
  response::Summary summary;
};

constexpr std::string_view suffixes[] = {" variant allele fraction", " variant allele frequency",
                                         " VAF", "_VAF", "_vaf"};

bool is_vaf_column(const cohort::Column& column) {
  return column.type == cohort::ColumnType::number &&
         (column.name.ends_with("_VAF") || column.name.ends_with("_vaf"));
}

std::string gene_label(std::string label) {
  for (const std::string_view suffix : suffixes)
    if (label.size() > suffix.size() && label.ends_with(suffix)) {
      label.resize(label.size() - suffix.size());
      break;
    }
  std::replace(label.begin(), label.end(), '_', '-');
  return label;
}

class VafFinding : public Finding {
public:
  VafFinding(std::vector<GeneFrequencies> genes, bool percent)
      : genes_(std::move(genes)), percent_(percent) {}

  Json json() const override {
    Json json;
    json["unit"] = percent_ ? "%" : "";
    json["genes"] = Json::array();
    for (const GeneFrequencies& gene : genes_) {
      const response::Summary& s = gene.summary;
      json["genes"].push_back({{"gene", gene.label},
                               {"column", gene.column},
                               {"n", s.n},
                               {"n_zero", gene.zero},
                               {"low", json_number(s.low)},
                               {"q1", json_number(s.q1)},
                               {"median", json_number(s.median)},
                               {"q3", json_number(s.q3)},
                               {"high", json_number(s.high)}});
    }
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return {figure(step), table(step)};
  }

private:
  int decimals() const { return percent_ ? 0 : 2; }

  report::Figure figure(const Step& step) const {
    report::StripFigure drawn;
    drawn.genes = true;
    drawn.width = report::double_column * 0.66;
    drawn.value_label = percent_ ? "Variant allele frequency (%)" : "Variant allele frequency";
    drawn.decimals = decimals();
    drawn.low = 0;
    drawn.high = percent_ ? 100 : 1;
    for (const GeneFrequencies& gene : genes_) {
      const response::Summary& s = gene.summary;
      drawn.rows.push_back({gene.label, gene.found, s.median, {}, {}});
      if (s.n < 4) continue;  // quartiles of fewer would say more than there is
      drawn.rows.back().lower_quartile = s.q1;
      drawn.rows.back().upper_quartile = s.q3;
    }
    report::Figure figure;
    figure.id = step.id;
    figure.caption = step.title +
                     ". One dot per patient with a variant; box: quartiles; line: median. Genes by "
                     "number of patients.";
    figure.scene = report::strip_scene(drawn);
    figure.csv = report::strip_csv(drawn);
    return figure;
  }

  report::Table table(const Step& step) const {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    const std::string unit = percent_ ? " (%)" : "";
    table.columns = {{"Gene", "", Align::left, {}},
                     {"n", "", Align::right, {"n"}},
                     {"Median (IQR)" + unit, "", Align::right, {"median", "q1", "q3"}},
                     {"Range" + unit, "", Align::right, {"low", "high"}}};
    for (const GeneFrequencies& gene : genes_) {
      const response::Summary& s = gene.summary;
      const auto n = static_cast<double>(s.n);
      report::Row row;
      row.cells = {gene.label, Cell(report::count(n), n)};
      if (s.median) {
        row.cells.emplace_back(fmt::format("{} ({})", report::fixed(*s.median, decimals()),
                                           report::interval(s.q1, s.q3, decimals())),
                               std::vector{*s.median, *s.q1, *s.q3});
        row.cells.emplace_back(report::interval(s.low, s.high, decimals()),
                               std::vector{*s.low, *s.high});
      } else {
        row.cells.emplace_back(report::undefined_number,
                               std::vector{undefined, undefined, undefined});
        row.cells.emplace_back(report::undefined_number, std::vector{undefined, undefined});
      }
      table.rows.push_back(std::move(row));
    }
    std::size_t zero = 0;
    for (const GeneFrequencies& gene : genes_) zero += gene.zero;
    table.footnotes = {"n: patients with a variant whose frequency is known."};
    if (zero > 0)
      table.footnotes.push_back(fmt::format("{} of 0, no variant found, {} left out.",
                                            plural(zero, "A frequency", "Frequencies"),
                                            plural(zero, "is", "are")));
    return table;
  }

  std::vector<GeneFrequencies> genes_;
  bool percent_;
};

class VafRequest : public KindRequest {
public:
  std::vector<std::string> named;
  std::size_t at_least = 1;
  Place place;

  std::string title(const Plan&) const override { return "Variant allele frequency by gene"; }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& column : named) pairs.emplace_back("columns", column);
    return pairs;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    for (const std::string& column : named) check_numbers(plan, column, place, problems);
    if (chosen(plan.table).empty())
      problems.push_back({"study.absent", place, "the cohort has no column of allele frequencies",
                          "number columns whose names end in _VAF", "name others in columns",
                          Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    std::vector<GeneFrequencies> genes;
    double largest = 0;
    for (const std::string& name : chosen(*step.table)) {
      const cohort::Column& column = *step.table->find(name);
      GeneFrequencies gene;
      gene.column = name;
      gene.label = gene_label(label_of(plan.table, name));
      for (std::size_t row = 0; row < column.number.size(); ++row) {
        if (column.missing(row)) continue;
        if (column.number[row] == 0)
          ++gene.zero;
        else
          gene.found.push_back(column.number[row]);
        largest = std::max(largest, column.number[row]);
      }
      gene.summary = response::summarise(gene.found);
      if (named.empty() && gene.found.size() < at_least) continue;
      genes.push_back(std::move(gene));
    }
    std::stable_sort(genes.begin(), genes.end(),
                     [](const GeneFrequencies& a, const GeneFrequencies& b) {
                       return a.found.size() > b.found.size();
                     });
    return std::make_unique<const VafFinding>(std::move(genes), largest > 1);
  }

private:
  std::vector<std::string> chosen(const cohort::Table& table) const {
    if (!named.empty()) return named;
    std::vector<std::string> columns;
    for (const cohort::Column& column : table.columns)
      if (is_vaf_column(column)) columns.push_back(column.name);
    return columns;
  }
};

std::unique_ptr<const KindRequest> read_vaf(Section& section, const Protocol&,
                                            const AnalysisDefaults&) {
  auto request = std::make_unique<VafRequest>();
  request->named = section.texts("columns");
  request->place = section.place("columns");
  request->at_least = static_cast<std::size_t>(section.whole("at_least", 1, 1'000'000).value_or(1));
  return request;
}

}  // namespace

Kind vaf_kind() {
  return {"vaf", "Genes", false, read_vaf};
}

}  // namespace venscope::study
