// kind = "synergy": two drugs on a checkerboard, as a heat map of the excess over expectation.
#include "venscope/report/figure/dose_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/synergy_analysis.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Cell;

std::string signed_text(double value, int decimals) {
  return (value > 0 ? "+" : "") + report::fixed(value, decimals);
}

std::string excess_words(const dose::Excess& excess) {
  std::string text = signed_text(excess.estimate, 2);
  if (excess.low && excess.high)
    text += fmt::format(" ({} to {})", signed_text(*excess.low, 2), signed_text(*excess.high, 2));
  return text;
}

Cell excess_cell(const dose::Excess& excess) {
  return {excess_words(excess), std::vector{excess.estimate, excess.low.value_or(report::no_value),
                                            excess.high.value_or(report::no_value)}};
}

class SynergyFinding final : public Finding {
public:
  SynergyAnalysis analysis;
  std::string label_a, label_b;

  report::Json json() const override { return to_json(analysis); }
  std::vector<std::string> warnings() const override { return analysis.warnings; }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return {figure(step), table(step)};
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "The effect of two drugs together was compared with Bliss independence and with the "
        "highest single agent; {} intervals of the excess are {}.",
        report::level_text(analysis.options.level),
        analysis.result.by_replicate
            ? fmt::format("t intervals over {} replicates", analysis.result.replicates)
            : fmt::format("by the bootstrap of wells ({} resamples)", analysis.options.resamples))};
  }
  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    if (analysis.result.by_replicate) return {};
    return {{"one_plate", "synergy is judged on wells of one plate, not on independent cultures"}};
  }

private:
  report::Figure figure(const Step& step) const;
  report::Table table(const Step& step) const;
};

report::Figure SynergyFinding::figure(const Step& step) const {
  const dose::Synergy& result = analysis.result;
  report::SynergyFigure drawn;
  drawn.doses_a = result.doses_a;
  drawn.doses_b = result.doses_b;
  drawn.label_a = label_a;
  drawn.label_b = label_b;
  drawn.subtitle = "Effect beyond Bliss independence";
  drawn.value.resize(result.doses_a.size() * result.doses_b.size());
  drawn.text.resize(drawn.value.size());
  for (const dose::SynergyCell& cell : result.cells) {
    const auto place = [](const std::vector<double>& doses, double dose) {
      return static_cast<std::size_t>(std::find(doses.begin(), doses.end(), dose) - doses.begin());
    };
    const std::size_t k = place(result.doses_a, cell.dose_a) * result.doses_b.size() +
                          place(result.doses_b, cell.dose_b);
    drawn.value[k] = cell.bliss.estimate;
    drawn.text[k] = signed_text(cell.bliss.estimate, 2);
  }
  report::Figure figure;
  figure.id = step.id;
  const dose::SynergyCell& strongest = result.cells[result.strongest];
  figure.caption = fmt::format(
      "{}. Each cell: observed effect (share of the control's response lost) less that expected of "
      "independent drugs; above 0 is synergy. Mean over the combinations {}; greatest at {:g} and "
      "{:g}.",
      step.title, excess_words(result.bliss), strongest.dose_a, strongest.dose_b);
  figure.scene = report::synergy_scene(drawn);
  figure.csv = report::synergy_csv(drawn);
  return figure;
}

report::Table SynergyFinding::table(const Step& step) const {
  using report::Align;
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {
      {label_a, "", Align::right, {"dose_a"}},
      {label_b, "", Align::right, {"dose_b"}},
      {"Wells", "", Align::right, {"wells"}},
      {"Effect", "", Align::right, {"effect"}},
      {"Expected", "Bliss", Align::right, {"bliss_expected"}},
      {"Excess (CI)", "Bliss", Align::right, {"bliss", "bliss_low", "bliss_high"}},
      {"Expected", "Highest single agent", Align::right, {"hsa_expected"}},
      {"Excess (CI)", "Highest single agent", Align::right, {"hsa", "hsa_low", "hsa_high"}}};
  for (const dose::SynergyCell& cell : analysis.result.cells) {
    report::Row row;
    row.cells = {{fmt::format("{:g}", cell.dose_a), cell.dose_a},
                 {fmt::format("{:g}", cell.dose_b), cell.dose_b},
                 {std::to_string(cell.wells), static_cast<double>(cell.wells)},
                 {report::fixed(cell.effect, 2), cell.effect},
                 {report::fixed(cell.bliss_expected, 2), cell.bliss_expected},
                 excess_cell(cell.bliss),
                 {report::fixed(cell.hsa_expected, 2), cell.hsa_expected},
                 excess_cell(cell.hsa)};
    table.rows.push_back(std::move(row));
  }
  report::Row mean;
  mean.cells = {{"Mean"}, {""},
                {""},     {""},
                {""},     excess_cell(analysis.result.bliss),
                {""},     excess_cell(analysis.result.hsa)};
  table.rows.push_back(std::move(mean));
  return table;
}

class SynergyRequest final : public KindRequest {
public:
  std::string records, label_a, label_b;
  SynergyColumns names;
  dose::SynergyOptions options;

  std::string title(const Plan&) const override {
    return fmt::format("{} and {} together", label_a, label_b);
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    const Records* found = plan.records(records);
    if (!found) return;  // which was said
    const Place& place = step.request->place;
    for (const auto& [entry, name] : {std::pair<const char*, std::string>{"dose_a", names.dose_a},
                                      {"dose_b", names.dose_b},
                                      {"response", names.response}}) {
      const cohort::Column* const column = records_column(*found, name, place, entry, problems);
      if (column && column->type != cohort::ColumnType::number)
        problems.push_back(
            {"study.not_numbers", place,
             fmt::format("the column '{}' of {} holds no numbers", name, found->file), "numbers",
             ""});
    }
    records_column(*found, names.replicate, place, "replicate", problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const Records& found = *plan.records(records);
    const std::vector<std::size_t> patients = patients_of_step(plan, step, found);
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < patients.size(); ++row)
      if (patients[row] != not_in_step) rows.push_back(row);
    auto analysis = analyse_synergy(cohort::select_rows(found.table, rows), names, options);
    if (!analysis) return failure(std::move(analysis.error()));
    auto finding = std::make_unique<SynergyFinding>();
    finding->analysis = std::move(*analysis);
    finding->label_a = label_a;
    finding->label_b = label_b;
    return finding;
  }
};

std::unique_ptr<const KindRequest> read_synergy(Section& section, const Protocol& protocol,
                                                const AnalysisDefaults& defaults) {
  auto request = std::make_unique<SynergyRequest>();
  request->records = read_records_id(section, protocol, "checkerboard");
  request->names.dose_a = section.required_text("dose_a", "the column of doses of one drug");
  request->names.dose_b = section.required_text("dose_b", "the column of doses of the other");
  request->names.response = section.required_text("response", "the column of responses");
  request->names.replicate = section.text("replicate").value_or("");
  request->label_a = section.text("label_a").value_or(request->names.dose_a);
  request->label_b = section.text("label_b").value_or(request->names.dose_b);
  request->options.control = section.number("control_response", 1e-12, 1e12);
  request->options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->options.seed = protocol.seed;
  return request;
}

}  // namespace

Kind synergy_kind() {
  return {"synergy", "Synergy", false, read_synergy};
}

}  // namespace venscope::study
