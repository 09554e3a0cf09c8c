#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/survey.hpp"
#include "venscope/expression/column_names.hpp"
#include "venscope/expression/gene_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

using cohort::trimmed;

const std::vector<std::string_view> symbol_words{"symbol",      "approved symbol", "hgnc symbol",
                                                 "hugo symbol", "gene symbol",     "gene"};
const std::vector<std::string_view> alias_words{"alias",
                                                "aliases",
                                                "alias symbol",
                                                "alias symbols",
                                                "other name",
                                                "previous symbol",
                                                "previous symbols",
                                                "prev symbol",
                                                "previous name",
                                                "synonym",
                                                "synonyms",
                                                "ensembl gene id",
                                                "ensembl",
                                                "ensembl id",
                                                "ensembl id supplied by ensembl",
                                                "entrez id",
                                                "entrez",
                                                "ncbi gene id",
                                                "probe",
                                                "probe id",
                                                "id"};

/// Which columns hold what.
struct AliasColumns {
  std::size_t symbol = 1;
  std::vector<std::size_t> others{0};
};

void add_cell(std::string_view cell, const std::string& symbol, AliasTable& table) {
  for (std::size_t begin = 0; begin <= cell.size();) {
    const std::size_t end = std::min(cell.find('|', begin), cell.size());
    const std::string_view name = trimmed(cell.substr(begin, end - begin));
    begin = end + 1;
    if (name.empty() || name == symbol) continue;
    std::vector<std::string>& symbols = table.symbols[std::string(name)];
    if (std::find(symbols.begin(), symbols.end(), symbol) == symbols.end())
      symbols.push_back(symbol);
  }
}

/// What the first line says; false where it says nothing that could be a table of aliases.
bool settle(const std::vector<std::string>& first, AliasColumns& columns, bool& header,
            AliasTable& table, cohort::ProblemLog& log) {
  const auto symbol = named_column(first, "", symbol_words);
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (column_word(first[i], alias_words)) others.push_back(i);
  header = symbol && !others.empty();
  if (header) {
    columns = {*symbol, std::move(others)};
    return true;
  }
  if (first.size() == 2) {
    table.assumptions.emplace_back(
        "the table of aliases has no header: other names first, symbols second");
    return true;
  }
  log.add({"expression.no_symbol_column",
           {table.file, 1, ""},
           fmt::format("no columns of symbols and of other names among {}", listed_names(first)),
           "a header with symbol and alias, or two columns, other name and symbol",
           "name the columns"});
  return false;
}

Result<AliasTable> read(const cohort::FileBytes& bytes, const std::string& name) {
  AliasTable table;
  table.file = name;
  cohort::ProblemLog log;
  const cohort::Survey survey = cohort::survey(bytes.text(), name, log);
  if (!log.empty()) return failure(log.take());
  const char line_end = survey.carriage_returns ? '\r' : '\n';
  cohort::Records records(survey.text, {cohort::find_delimiter(survey.text, line_end), line_end});
  AliasColumns columns;
  for (bool begun = false; records.next();) {
    if (records.fault() != cohort::QuoteFault::none) {
      log.add(cohort::quote_problem(records.fault(), {name, records.fault_line(), ""}));
      continue;
    }
    std::vector<std::string> cells;
    for (const std::string_view cell : records.cells()) cells.emplace_back(trimmed(cell));
    if (!begun) {
      begun = true;
      bool header = false;
      if (!settle(cells, columns, header, table, log)) break;
      if (header) continue;
    }
    if (columns.symbol >= cells.size() || cells[columns.symbol].empty()) continue;
    const std::string& symbol = cells[columns.symbol];
    table.known.push_back(symbol);
    for (const std::size_t column : columns.others)
      if (column < cells.size()) add_cell(cells[column], symbol, table);
  }
  if (log.empty() && table.symbols.empty())
    log.add({"expression.no_aliases",
             {name, 0, ""},
             "holds no other name of any gene",
             "a table of other names and symbols",
             "check the export"});
  if (!log.empty()) return failure(log.take());
  std::sort(table.known.begin(), table.known.end());
  table.known.erase(std::unique(table.known.begin(), table.known.end()), table.known.end());
  table.sha256 = bytes.sha256();
  return table;
}

}  // namespace

bool AliasTable::knows(std::string_view symbol) const {
  return std::binary_search(known.begin(), known.end(), symbol, std::less<>{});
}

Result<AliasTable> read_aliases(const std::string& path) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(path);
  if (!bytes) return failure(bytes.error());
  return read(*bytes, path);
}

Result<AliasTable> read_aliases_text(std::string_view text, const std::string& name) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::from_memory(text, name);
  if (!bytes) return failure(bytes.error());
  return read(*bytes, name);
}

}  // namespace venscope::expression
