#include "venscope/expression/gene_sets.hpp"

#include "venscope/base/utf8.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/survey.hpp"
#include "venscope/expression/column_names.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

using cohort::shown;
using cohort::trimmed;

const std::vector<std::string_view> weight_words{
    "weight", "weights", "coefficient", "coefficients", "coef",
    "coeff",  "beta",    "loading",     "score",        "coefficient value"};
const std::vector<std::string_view> set_words{"set",     "gene set",  "geneset",   "set name",
                                              "gs name", "pathway",   "signature", "term",
                                              "module",  "cell type", "celltype",  "gene set name"};

/// `folder/senmayo.txt.gz` as `senmayo`.
std::string stem_of(std::string_view path) {
  if (const std::size_t slash = path.find_last_of("/\\"); slash != std::string_view::npos)
    path.remove_prefix(slash + 1);
  if (path.ends_with(".gz")) path.remove_suffix(3);
  if (const std::size_t dot = path.find_last_of('.'); dot != std::string_view::npos && dot > 0)
    path = path.substr(0, dot);
  return std::string(path);
}

bool named_gmt(std::string_view name) {
  if (name.ends_with(".gz")) name.remove_suffix(3);
  return name.size() > 4 && cohort::same_word(name.substr(name.size() - 4), ".gmt");
}

/// A set while its genes come in.
struct Growing {
  GeneSet set;
  std::map<std::string, std::size_t, std::less<>> place;
  std::vector<std::optional<double>> weight;
};

/// Where a table keeps what.
struct Columns {
  bool header = true;
  std::size_t gene = 0;
  std::optional<std::size_t> weight, set;
};

/// One reading of one file of sets.
class SetReading {
public:
  SetReading(const std::string& name, const GeneSetOptions& options)
      : options_(options), log_(options.shown_problems), doubtful_(options.shown_problems) {
    file_.file = name;
  }
  Result<GeneSetFile> run(const cohort::FileBytes& bytes);

private:
  void read_gmt(std::string_view text, char line_end);
  void gmt_line(std::string_view line, std::size_t number);
  bool settle_columns(const cohort::Records& records, bool list, Columns& columns);
  void read_table(std::string_view text, char line_end);
  void add(Growing& growing, std::string_view gene, std::optional<double> weight, std::size_t line);
  void close(Growing&& growing, bool weighted);
  void check_names();
  std::optional<double> weight_of(std::string_view cell, std::size_t line);
  Place at(std::size_t line) const { return {file_.file, line, ""}; }

  const GeneSetOptions& options_;
  GeneSetFile file_;
  cohort::ProblemLog log_, doubtful_;
};

void SetReading::add(Growing& growing, std::string_view gene, std::optional<double> weight,
                     std::size_t line) {
  const auto found = growing.place.find(gene);
  if (found == growing.place.end()) {
    growing.place.emplace(gene, growing.set.genes.size());
    growing.set.genes.emplace_back(gene);
    growing.weight.push_back(weight);
    return;
  }
  if (weight != growing.weight[found->second]) {
    log_.add("expression.duplicate_weight", "", [&] {
      return Problem{"", at(line),
                     fmt::format("{} stands twice in the set {} with different weights",
                                 shown(gene), shown(growing.set.name)),
                     "each gene once", "delete one of the lines"};
    });
    return;
  }
  doubtful_.add("expression.duplicate_gene", "", [&] {
    return Problem{"", at(line),
                   fmt::format("{} stands twice in the set {}; it is kept once", shown(gene),
                               shown(growing.set.name)),
                   "", ""};
  });
}

void SetReading::close(Growing&& growing, bool weighted) {
  if (growing.set.genes.empty()) {
    doubtful_.add("expression.empty_set", "", [&] {
      return Problem{
          "", at(growing.set.line),
          fmt::format("the set {} has no genes and is left out", shown(growing.set.name)), "", ""};
    });
    return;
  }
  if (weighted)
    for (const auto& weight : growing.weight) growing.set.weights.push_back(weight.value_or(0));
  file_.sets.push_back(std::move(growing.set));
}

std::optional<double> SetReading::weight_of(std::string_view cell, std::size_t line) {
  const auto number = cohort::parse_number(trimmed(cell));
  if (number && !number->infinite) return number->value;
  log_.add("expression.weight", "", [&] {
    return Problem{"", at(line), fmt::format("the weight {} is no number", shown(cell)),
                   "a number with a decimal point", "correct it"};
  });
  return std::nullopt;
}

void SetReading::gmt_line(std::string_view line, std::size_t number) {
  std::vector<std::string_view> cells;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    cells.push_back(trimmed(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  Growing growing;
  growing.set.line = static_cast<std::uint32_t>(number);
  growing.set.name = cells[0];
  if (cells[0].empty()) {
    log_.add("expression.no_set_name", "", [&] {
      return Problem{"", at(number), "the set has no name",
                     "name, description, genes, between tabs", "name it, or delete the line"};
    });
    return;
  }
  if (cells.size() > 1) growing.set.description = cells[1];
  // GENE,1.5 only where all cells are written so: a name may hold a comma.
  std::vector<std::pair<std::string_view, std::optional<double>>> genes;
  bool weighted = true;
  for (std::size_t i = 2; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::size_t comma = cells[i].find(',');
    const auto value = comma == std::string_view::npos || trimmed(cells[i].substr(0, comma)).empty()
                           ? std::nullopt
                           : cohort::parse_number(trimmed(cells[i].substr(comma + 1)));
    weighted = weighted && value && !value->infinite;
    genes.emplace_back(cells[i], value ? std::optional(value->value) : std::nullopt);
  }
  for (const auto& [cell, value] : genes)
    add(growing, weighted ? trimmed(cell.substr(0, cell.find(','))) : cell,
        weighted ? value : std::nullopt, number);
  close(std::move(growing), weighted && !genes.empty());
}

void SetReading::read_gmt(std::string_view text, char line_end) {
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(line_end, begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    ++number;
    if (!trimmed(line).empty()) gmt_line(line, number);
    begin = end + 1;
  }
}

/// Finds the columns by the header; of a list there is one, and perhaps no header.
bool SetReading::settle_columns(const cohort::Records& records, bool list, Columns& columns) {
  std::vector<std::string> header;
  for (const std::string_view cell : records.cells()) header.emplace_back(trimmed(cell));
  // Where columns are asked for, the only line of a list that can name them is its header.
  const bool asked = !options_.gene_column.empty() || !options_.weight_column.empty() ||
                     !options_.set_column.empty();
  if (list && !asked) {
    columns.header = column_word(header[0], gene_words());
    if (!columns.header)
      file_.assumptions.push_back("the first line names a gene: the list has no header");
    return true;
  }
  const auto gene = named_column(header, options_.gene_column, gene_words());
  if (!gene) {
    log_.add({"expression.no_gene_column", at(records.line()),
              options_.gene_column.empty()
                  ? fmt::format("no column of genes among {}", listed_names(header))
                  : fmt::format("there is no column {}", options_.gene_column),
              options_.gene_column.empty() ? "a column called gene or symbol"
                                           : "one of " + listed_names(header),
              "name the column of the genes"});
    return false;
  }
  columns.gene = *gene;
  columns.weight = named_column(header, options_.weight_column, weight_words);
  columns.set = named_column(header, options_.set_column, set_words);
  for (const auto& [asked, found] : {std::pair{&options_.weight_column, columns.weight},
                                     std::pair{&options_.set_column, columns.set}})
    if (!asked->empty() && !found)
      log_.add({"expression.no_column", at(records.line()),
                fmt::format("there is no column {}", *asked), "one of " + listed_names(header),
                ""});
  file_.assumptions.push_back(
      printable(fmt::format("genes are taken from the column {}{}{}", header[*gene],
                            columns.weight ? ", weights from " + header[*columns.weight] : "",
                            columns.set ? ", sets from " + header[*columns.set] : "")));
  return true;
}

void SetReading::read_table(std::string_view text, char line_end) {
  // A list has no delimiter; nothing in it must be cut by a guess.
  const std::string_view first = text.substr(0, text.find(line_end));
  const bool list = first.find_first_of("\t,;") == std::string_view::npos;
  const char delimiter = list                         ? '\t'
                         : options_.delimiter != '\0' ? options_.delimiter
                                                      : cohort::find_delimiter(text, line_end);
  cohort::Records records(text, {delimiter, line_end});
  const std::string only = options_.name.empty() ? stem_of(file_.file) : options_.name;
  Columns columns;
  std::vector<Growing> growing;
  std::map<std::string, std::size_t, std::less<>> place;
  for (bool begun = false; records.next();) {
    if (records.fault() != cohort::QuoteFault::none) {
      log_.add(cohort::quote_problem(records.fault(), at(records.fault_line())));
      continue;
    }
    if (!begun) {
      if (!settle_columns(records, list, columns)) return;
      begun = true;
      if (columns.header) continue;
    }
    const auto& cells = records.cells();
    const auto cell = [&](std::size_t column) {
      return column < cells.size() ? trimmed(cells[column]) : std::string_view{};
    };
    const std::string_view gene = cell(columns.gene);
    if (gene.empty()) continue;
    const std::string name = columns.set ? std::string(cell(*columns.set)) : only;
    if (name.empty()) {
      log_.add("expression.no_set_name", "", [&] {
        return Problem{"", at(records.line()), fmt::format("the gene {} is of no set", shown(gene)),
                       "the name of a set", "name it, or delete the line"};
      });
      continue;
    }
    const auto [found, is_new] = place.try_emplace(name, growing.size());
    if (is_new) {
      growing.emplace_back();
      growing.back().set.name = name;
      growing.back().set.line = static_cast<std::uint32_t>(records.line());
    }
    add(growing[found->second], gene,
        columns.weight ? weight_of(cell(*columns.weight), records.line()) : std::nullopt,
        records.line());
  }
  for (Growing& one : growing) close(std::move(one), columns.weight.has_value());
}

void SetReading::check_names() {
  std::map<std::string_view, std::uint32_t> seen;
  for (const GeneSet& set : file_.sets) {
    const auto [place, is_new] = seen.try_emplace(set.name, set.line);
    if (is_new) continue;
    log_.add("expression.duplicate_set", "", [&] {
      return Problem{
          "", at(set.line),
          fmt::format("the set {} stands on line {} already", shown(set.name), place->second),
          "each name once", "rename one of them"};
    });
  }
}

Result<GeneSetFile> SetReading::run(const cohort::FileBytes& bytes) {
  const cohort::Survey survey = cohort::survey(bytes.text(), file_.file, log_);
  if (log_.empty()) {
    const bool gmt = options_.format == GeneSetFormat::gmt ||
                     (options_.format == GeneSetFormat::found && named_gmt(file_.file));
    const char line_end = survey.carriage_returns ? '\r' : '\n';
    gmt ? read_gmt(survey.text, line_end) : read_table(survey.text, line_end);
    check_names();
    if (log_.empty() && file_.sets.empty())
      log_.add({"expression.no_gene_sets", at(0), "holds no gene set",
                gmt ? "a line per set: name, description, genes, between tabs"
                    : "a gene per line, or a table with a column of genes",
                "check the export"});
  }
  if (!log_.empty()) return failure(log_.take());
  file_.suspicions = doubtful_.take();
  file_.sha256 = bytes.sha256();
  return std::move(file_);
}

}  // namespace

const GeneSet* GeneSetFile::find(std::string_view name) const {
  for (const GeneSet& set : sets)
    if (set.name == name) return &set;
  return nullptr;
}

Result<GeneSetFile> read_gene_sets(const std::string& path, const GeneSetOptions& options) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(path);
  if (!bytes) return failure(bytes.error());
  return SetReading(path, options).run(*bytes);
}

Result<GeneSetFile> read_gene_sets_text(std::string_view text, const std::string& name,
                                        const GeneSetOptions& options) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::from_memory(text, name);
  if (!bytes) return failure(bytes.error());
  return SetReading(name, options).run(*bytes);
}

}  // namespace venscope::expression
