#include "venscope/calculator/mutations.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/header.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

using cohort::VariableType;

/// Names of columns, as plain_name writes them.
constexpr std::array patient_names = {"patient", "tumor_sample_barcode", "sample", "sample_id"};
constexpr std::array gene_names = {"gene", "hugo_symbol", "gene_symbol", "symbol"};
constexpr std::array panel_names = {"panel", "panel_id", "panel_name",  "gene_panel",
                                    "assay", "assay_id", "seq_assay_id"};
constexpr std::array text_names = {"hgvsp_short",       "hgvsp",   "protein_change", "aa_change",
                                   "amino_acid_change", "protein", "mutation",       "alteration",
                                   "annotation"};
constexpr std::array class_names = {"variant_classification", "classification"};
constexpr std::array fraction_names = {"vaf_fraction"};
constexpr std::array percent_names = {"vaf_percent", "vaf_pct", "vaf_%", "vaf%"};
constexpr std::array vaf_names = {"vaf",
                                  "t_vaf",
                                  "tumor_vaf",
                                  "variant_allele_fraction",
                                  "variant_allele_frequency",
                                  "allele_fraction",
                                  "allele_frequency"};

/// The classifications of the MAF format: those that change the protein, and those that do not.
constexpr std::array counting = {
    "missense_mutation", "nonsense_mutation", "nonstop_mutation",
    "frame_shift_del",   "frame_shift_ins",   "in_frame_del",
    "in_frame_ins",      "splice_site",       "translation_start_site"};
constexpr std::array silent = {"silent",         "intron", "3'utr", "5'utr",   "3'flank",
                               "5'flank",        "igr",    "rna",   "lincrna", "splice_region",
                               "targeted_region"};

template <std::size_t N>
bool among(std::string_view plain, const std::array<const char*, N>& names) {
  return std::find(names.begin(), names.end(), plain) != names.end();
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// Whether `word` stands in `text` with no letter before or after it; both in small letters.
bool has_word(std::string_view text, std::string_view word) {
  const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end])))
      return true;
  }
  return false;
}

bool is_duplication(std::string_view part) {
  return part == "itd" || part == "ptd";
}

bool is_gene(const cohort::Variable& variable) {
  return variable.type == VariableType::gene;
}

std::size_t index_in(const cohort::Dictionary& dictionary, const cohort::Variable& variable) {
  return static_cast<std::size_t>(&variable - dictionary.variables.data());
}

std::optional<std::size_t> gene_variable(const cohort::Dictionary& dictionary,
                                         std::string_view gene) {
  const cohort::Variable* variable = dictionary.match(gene);
  if (!variable || !is_gene(*variable)) return std::nullopt;
  return index_in(dictionary, *variable);
}

/// The variables GENE_word, by their word in small letters.
std::vector<std::pair<std::string, std::size_t>> parts_of(const cohort::Dictionary& dictionary,
                                                          std::size_t gene) {
  std::vector<std::pair<std::string, std::size_t>> parts;
  const std::string stem = dictionary.variables[gene].name + "_";
  for (const cohort::Variable& variable : dictionary.variables)
    if (is_gene(variable) && variable.name.starts_with(stem))
      parts.emplace_back(lower(variable.name.substr(stem.size())), index_in(dictionary, variable));
  return parts;
}

}  // namespace

MutationTable::MutationTable(const cohort::Dictionary& dictionary, std::string file, VafUnit unit,
                             std::vector<bool> wanted, cohort::ProblemLog& log)
    : dictionary_(dictionary),
      file_(std::move(file)),
      unit_(unit),
      wanted_(std::move(wanted)),
      log_(log),
      rows_(file_, RowsOptions{'\0', true}, log) {}

void MutationTable::feed(std::string_view bytes) {
  rows_.feed(bytes);
  drain();
}

void MutationTable::finish() {
  rows_.finish();
  drain();
}

void MutationTable::drain() {
  while (rows_.next()) {
    if (!columns_)
      read_header();
    else if (rows_.cells().size() == names_.size())
      read_row();
    else
      log_.add("cohort.ragged_row", "", [&] {
        return Problem{"", here(), fmt::format("{} cells", rows_.cells().size()),
                       fmt::format("{} as in the header", names_.size()),
                       "add or remove delimiters, or quote the cell that holds one"};
      });
  }
}

void MutationTable::read_header() {
  std::vector<std::string> assumptions;
  names_ =
      cohort::column_names({rows_.cells().begin(), rows_.cells().end()}, here(), log_, assumptions);
  columns_ = Columns{};
  const auto take = [](std::optional<std::size_t>& column, std::size_t place) {
    if (!column) column = place;
  };
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::string plain = cohort::plain_name(names_[i]);
    const cohort::Variable* variable = dictionary_.match(names_[i]);
    if (among(plain, patient_names) || (variable && variable->name == "patient"))
      take(columns_->patient, i);
    else if (among(plain, gene_names))
      take(columns_->gene, i);
    else if (among(plain, class_names))
      take(columns_->classification, i);
    else if (among(plain, text_names))
      columns_->texts.push_back(i);
    else if (among(plain, fraction_names) || among(plain, percent_names) || among(plain, vaf_names))
      take(columns_->vaf, i);
    else if (plain == "t_alt_count")
      columns_->alt = i;
    else if (plain == "t_ref_count")
      columns_->ref = i;
    else if (plain == "t_depth")
      columns_->depth = i;
  }
  if (columns_->vaf) {
    const std::string plain = cohort::plain_name(names_[*columns_->vaf]);
    columns_->percent = among(plain, percent_names) || unit_ == VafUnit::percent;
    columns_->declared = !among(plain, vaf_names) || unit_ != VafUnit::undeclared;
    if (among(plain, fraction_names)) columns_->percent = false;
  }
  const auto need = [&](bool there, const char* what, const char* expected) {
    if (!there)
      log_.add({"score.no_column", here(), fmt::format("no column of {}", what), expected,
                "rename the column"});
  };
  need(columns_->patient.has_value(), "patients", "patient or Tumor_Sample_Barcode");
  need(columns_->gene.has_value(), "genes", "gene or Hugo_Symbol");
}

std::string_view MutationTable::cell(std::optional<std::size_t> column) const {
  return column ? cohort::trimmed(rows_.cells()[*column]) : std::string_view{};
}

PatientMutations& MutationTable::of(std::string_view patient) {
  auto found = index_.find(patient);
  if (found == index_.end()) {
    found = index_.emplace(std::string(patient), patients_.size()).first;
    patients_.emplace_back(patient);
    mutations_.emplace_back();
  }
  return mutations_[found->second];
}

const KnownGene& MutationTable::known(std::string_view gene) {
  const auto found = genes_.find(gene);
  if (found != genes_.end()) return found->second;
  KnownGene one;
  one.variable = gene_variable(dictionary_, gene);
  if (one.variable) {
    one.parts = parts_of(dictionary_, *one.variable);
    for (const cohort::Variable& variable : dictionary_.variables)
      if (variable.measures == dictionary_.variables[*one.variable].name)
        one.measures.push_back(index_in(dictionary_, variable));
  }
  return genes_.emplace(std::string(gene), std::move(one)).first->second;
}

bool MutationTable::counts(std::string_view classification, std::string_view protein) {
  if (protein.ends_with('=') || protein.ends_with("=)")) return false;
  if (classification.empty()) return true;
  const std::string plain = lower(classification);
  if (among(plain, silent)) return false;
  if (!among(plain, counting) && !has_word(plain, "itd"))
    log_.add("score.unknown_classification", names_[*columns_->classification], [&] {
      return Problem{"", here(names_[*columns_->classification]),
                     cohort::shown(classification) + " is not a known classification",
                     fmt::format("a word of the MAF format: {}, {}", fmt::join(counting, ", "),
                                 fmt::join(silent, ", ")),
                     "correct it, or leave it empty: then the mutation counts"};
    });
  return true;
}

/// The allele fraction of the row, from 0 to 1; nothing where there is none.
std::optional<double> MutationTable::fraction() {
  const auto number = [&](std::optional<std::size_t> column) -> std::optional<double> {
    const std::string_view text = cell(column);
    if (text.empty() || cohort::find_word(text, cohort::default_missing_words()) >= 0)
      return std::nullopt;
    const auto mark =
        rows_.delimiter() == ';' ? cohort::DecimalMark::either : cohort::DecimalMark::point;
    const auto parsed = cohort::parse_number(text, mark);
    if (parsed && !parsed->infinite && parsed->value >= 0) return parsed->value;
    log_.add("cohort.not_a_number", names_[*column], [&] {
      return Problem{"", here(names_[*column]), cohort::shown(text) + " is not a number",
                     "a number from 0", "correct it, or leave it empty"};
    });
    return std::nullopt;
  };
  if (columns_->vaf) {
    const auto value = number(columns_->vaf);
    if (!value) return std::nullopt;
    const std::string& name = names_[*columns_->vaf];
    if (!columns_->declared) {
      log_.add("score.vaf", name, [&] {
        return Problem{"", here(name), "nothing says whether this is a fraction or percent",
                       "a column vaf_fraction or vaf_percent",
                       "say --vaf fraction or --vaf percent"};
      });
      return std::nullopt;
    }
    const double highest = columns_->percent ? 100.0 : 1.0;
    if (*value <= highest) return *value / highest;
    log_.add("cohort.out_of_range", name, [&] {
      return Problem{"", here(name), fmt::format("{} is out of range", *value),
                     fmt::format("0 to {}", highest), "correct the value, or the unit"};
    });
    return std::nullopt;
  }
  if (!columns_->alt || (!columns_->ref && !columns_->depth)) return std::nullopt;
  const auto alt = number(columns_->alt);
  const auto other = number(columns_->ref ? columns_->ref : columns_->depth);
  if (!alt || !other) return std::nullopt;
  const double depth = columns_->ref ? *alt + *other : *other;
  if (depth <= 0 || *alt > depth) return std::nullopt;
  return *alt / depth;
}

void MutationTable::read_row() {
  if (!columns_->patient || !columns_->gene) return;
  const std::string_view patient = cell(columns_->patient), gene = cell(columns_->gene);
  const auto empty = [&](std::string_view text, const char* code, const char* what) {
    if (text.empty())
      log_.add(code, "", [&] {
        return Problem{"", here(), fmt::format("no {}", what),
                       fmt::format("a {} in every row", what), "fill it in, or delete the row"};
      });
    return text.empty();
  };
  if (empty(patient, "score.no_patient", "patient") || empty(gene, "score.no_gene", "gene")) return;
  PatientMutations& found = of(patient);
  const KnownGene& about = known(gene);
  if (!about.variable) {
    ++unknown_[std::string(gene)];
    return;
  }
  std::string text, protein;
  for (const std::size_t column : columns_->texts) {
    text += lower(cell(column)) + ' ';
    if (protein.empty()) protein = lower(cell(column));
  }
  const std::string_view classification = cell(columns_->classification);
  text += lower(classification);
  if (!counts(classification, protein)) return;
  found.mutated.insert(*about.variable);
  const bool substitution = !protein.empty() && protein.find("ins") == std::string::npos &&
                            protein.find("dup") == std::string::npos;
  for (const auto& [word, part] : about.parts) {
    if (has_word(text, word))
      found.mutated.insert(part);
    else if (!(is_duplication(word) && substitution))
      found.open.insert(part);
  }
  for (const std::size_t measure : about.measures) {
    if (!wanted_[measure]) continue;
    if (const auto value = fraction()) {
      double& largest = found.largest.try_emplace(measure, 0.0).first->second;
      largest = std::max(largest, *value);
    }
  }
}

PanelTable::PanelTable(const cohort::Dictionary& dictionary, std::string file,
                       cohort::ProblemLog& log)
    : dictionary_(dictionary),
      file_(std::move(file)),
      log_(log),
      rows_(file_, RowsOptions{'\0', true}, log) {}

void PanelTable::feed(std::string_view bytes) {
  rows_.feed(bytes);
  drain();
}

void PanelTable::finish() {
  rows_.finish();
  drain();
}

void PanelTable::add(std::string_view gene, std::string_view patient) {
  if (gene.empty()) return;
  const auto variable = gene_variable(dictionary_, gene);
  if (!variable) ++unknown_[std::string(gene)];
  std::set<std::size_t>* genes = &everyone_;
  if (by_patient_) genes = &of_patients_[std::string(patient)];
  if (variable) genes->insert(*variable);
}

void PanelTable::drain() {
  while (rows_.next()) {
    if (begun_)
      read_row();
    else
      read_header();
  }
}

void PanelTable::read_header() {
  const auto cells = rows_.cells();
  begun_ = true;
  width_ = cells.size();
  bool named = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string plain = cohort::plain_name(cohort::trimmed(cells[i]));
    const cohort::Variable* variable = dictionary_.match(cohort::trimmed(cells[i]));
    if (among(plain, gene_names) || plain == "genes") {
      gene_ = i;
      named = true;
    } else if (among(plain, patient_names) || (variable && variable->name == "patient")) {
      patient_ = i;
      by_patient_ = true;
    } else if (among(plain, panel_names)) {
      panel_ = i;
    }
  }
  if (named) return;
  if (width_ == 1 && !by_patient_)
    add(cohort::trimmed(cells[0]), {});
  else
    log_.add({"score.no_column",
              {file_, rows_.line(), ""},
              "no column of genes",
              "gene or Hugo_Symbol, or one gene a line",
              "rename the column"});
}

void PanelTable::read_row() {
  const auto cells = rows_.cells();
  if (cells.size() != width_) {
    log_.add({"cohort.ragged_row",
              {file_, rows_.line(), ""},
              fmt::format("{} cells", cells.size()),
              fmt::format("{} as in the header", width_),
              "add or remove delimiters"});
    return;
  }
  const std::string_view patient = cohort::trimmed(cells[patient_]);
  if (by_patient_ && patient.empty()) {
    log_.add({"score.no_patient",
              {file_, rows_.line(), ""},
              "no patient",
              "a patient in every row",
              "fill it in, or delete the row"});
    return;
  }
  if (panel_ && !by_patient_) check_panel(cohort::trimmed(cells[*panel_]));
  add(cohort::trimmed(cells[gene_]), patient);
}

void PanelTable::check_panel(std::string_view panel) {
  if (panel_name_.empty()) panel_name_ = panel;
  if (panel == panel_name_) return;
  log_.add({"score.two_panels",
            {file_, rows_.line(), ""},
            fmt::format("{} is another panel than {}, and nothing says who had which",
                        cohort::shown(panel), cohort::shown(panel_name_)),
            "one panel, or a column of patients",
            "write a row for each patient and gene tested, with a column patient"});
}

}  // namespace venscope::calculator
