/// The genes of `venscope score --mutations FILE --panel FILE`.
#include "app/cli/byte_source.hpp"
#include "app/cli/score.hpp"
#include "venscope/calculator/mutations.hpp"
#include "venscope/calculator/needed.hpp"
#include "venscope/risk/card.hpp"

#include <algorithm>

namespace venscope::cli {
namespace {

/// All bytes of the file through a table; what is wrong with reading it is added to `problems`.
template <class Table>
void read_all(const std::string& path, Table& table, Problems& problems) {
  const Result<ByteSource> source = ByteSource::open(path);
  Problems found = source ? source->each([&table](std::string_view bytes, std::size_t,
                                                  std::size_t) { table.feed(bytes); })
                          : source.error();
  if (source && found.empty()) table.finish();
  problems.insert(problems.end(), found.begin(), found.end());
}

std::vector<bool> wanted_variables(const ChosenModels& models) {
  std::vector<const risk::Card*> cards;
  for (const risk::Model* model : models.all()) cards.push_back(&model->card());
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  std::vector<bool> wanted;
  for (const calculator::Needed& one : calculator::needed_variables(cards, dictionary)) {
    // An allele fraction of a listed mutation tells nothing more, unless a model asks for it; then
    // only its unit has to be known.
    const std::size_t variable = wanted.size();
    const auto asks = [variable](const risk::Card* card) {
      return std::find(card->inputs.begin(), card->inputs.end(), variable) != card->inputs.end();
    };
    const bool fraction = !dictionary.variables[variable].measures.empty();
    wanted.push_back(one.used && (!fraction || std::any_of(cards.begin(), cards.end(), asks)));
  }
  return wanted;
}

}  // namespace

std::optional<calculator::Elsewhere> read_mutations(const ScoreFlags& flags,
                                                    const ChosenModels& models, Problems& problems,
                                                    std::vector<std::string>& warnings) {
  using calculator::VafUnit;
  if (flags.mutations.empty()) return std::nullopt;
  const VafUnit unit = flags.vaf == "fraction"  ? VafUnit::fraction
                       : flags.vaf == "percent" ? VafUnit::percent
                                                : VafUnit::undeclared;
  cohort::ProblemLog log;
  calculator::MutationTable mutations(risk::aml_dictionary(), flags.mutations, unit,
                                      wanted_variables(models), log);
  read_all(flags.mutations, mutations, problems);
  std::optional<calculator::PanelTable> panel;
  if (!flags.panel.empty()) {
    panel.emplace(risk::aml_dictionary(), flags.panel, log);
    read_all(flags.panel, *panel, problems);
  }
  for (Problem& problem : log.take()) problems.push_back(std::move(problem));
  if (!problems.empty()) return std::nullopt;
  return calculator::known_genes(mutations, panel ? &*panel : nullptr, risk::aml_dictionary(),
                                 warnings);
}

}  // namespace venscope::cli
