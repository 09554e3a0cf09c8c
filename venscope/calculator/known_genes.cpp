#include "venscope/base/nearest.hpp"
#include "venscope/calculator/mutations.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/risk/criterion.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

using Genes = std::set<std::size_t>;

constexpr std::size_t most_named = 5;

bool needs_own_assay(const std::string& name) {
  return name.ends_with("_ITD") || name.ends_with("_PTD");
}

risk::Value level(const cohort::Variable& variable, const char* wanted) {
  const std::vector<std::string> levels = risk::levels_of(variable);
  const auto at = std::find(levels.begin(), levels.end(), wanted) - levels.begin();
  return {risk::Value::State::known, static_cast<std::int32_t>(at), 0.0};
}

class Knowing {
public:
  Knowing(const cohort::Dictionary& dictionary, const PanelTable* panel)
      : dictionary_(dictionary), panel_(panel) {}

  Profile profile(const PatientMutations& found, const Genes& tested) {
    Profile one;
    for (const std::size_t gene : found.mutated)
      one.values.emplace_back(gene, level(dictionary_.variables[gene], "mutated"));
    for (const std::size_t gene : tested)
      if (!found.mutated.contains(gene) && !found.open.contains(gene) && fully_tested(gene, tested))
        one.values.emplace_back(gene, level(dictionary_.variables[gene], "wild_type"));
    for (const auto& [variable, share] : found.largest) {
      const double scale = dictionary_.variables[variable].unit == "%" ? 100.0 : 1.0;
      one.values.push_back({variable, {risk::Value::State::known, -1, share * scale}});
    }
    return one;
  }

  const Genes& tested(std::string_view patient) const {
    static const Genes none;
    if (!panel_) return none;
    if (!panel_->by_patient()) return panel_->tested();
    const auto found = panel_->of_patients().find(patient);
    return found == panel_->of_patients().end() ? none : found->second;
  }

  /// Whether a gene without a listed mutation has none: not if a part of it was not looked for.
  bool fully_tested(std::size_t gene, const Genes& tested) {
    for (const std::string& name : dictionary_.variables[gene].includes) {
      const cohort::Variable* part = dictionary_.find(name);
      if (!part || !needs_own_assay(name)) continue;
      if (tested.contains(static_cast<std::size_t>(part - dictionary_.variables.data()))) continue;
      half_tested_.insert({dictionary_.variables[gene].name, name});
      return false;
    }
    return true;
  }

  const std::set<std::pair<std::string, std::string>>& half_tested() const { return half_tested_; }

private:
  const cohort::Dictionary& dictionary_;
  const PanelTable* panel_;
  std::set<std::pair<std::string, std::string>> half_tested_;
};

/// Numbers the profiles, each once.
class Profiles {
public:
  explicit Profiles(Elsewhere& all) : all_(all) {}
  std::uint32_t add(Profile profile) {
    std::string text;
    for (const auto& [variable, value] : profile.values)
      text += fmt::format("{}:{}:{};", variable, value.level, value.number);
    const auto [place, is_new] =
        numbers_.try_emplace(text, static_cast<std::uint32_t>(all_.profiles.size()));
    if (is_new) all_.profiles.push_back(std::move(profile));
    return place->second;
  }

private:
  Elsewhere& all_;
  std::map<std::string, std::uint32_t> numbers_;
};

void say_unknown(const std::string& file, const std::map<std::string, std::size_t>& unknown,
                 const cohort::Dictionary& dictionary, std::vector<std::string>& warnings) {
  if (unknown.empty()) return;
  std::vector<std::string> genes, meant, others;
  for (const cohort::Variable& variable : dictionary.variables)
    if (variable.type == cohort::VariableType::gene) genes.push_back(variable.name);
  for (const auto& [gene, rows] : unknown) {
    if (meant.size() >= most_named) break;
    // Of two letters swapped or one wrong; a list of all genes has many a near name by chance.
    const std::string nearest = nearest_name(gene, genes);
    if (!nearest.empty() && edit_distance(gene, nearest) == 1)
      meant.push_back(fmt::format("{} (did you mean {}?)", cohort::shown(gene), nearest));
    else if (others.size() < most_named)
      others.push_back(cohort::shown(gene));
  }
  meant.insert(meant.end(), others.begin(), others.end());
  meant.resize(std::min(meant.size(), most_named));
  std::string text =
      fmt::format("{}: {} gene{} not in the dictionary, and not used: {}", file, unknown.size(),
                  unknown.size() == 1 ? "" : "s", fmt::join(meant, ", "));
  if (unknown.size() > meant.size()) text += " …";
  warnings.push_back(std::move(text));
}

}  // namespace

Elsewhere known_genes(const MutationTable& mutations, const PanelTable* panel,
                      const cohort::Dictionary& dictionary, std::vector<std::string>& warnings) {
  Elsewhere known;
  known.name = mutations.file();
  Knowing knowing(dictionary, panel);
  Profiles profiles(known);
  known.otherwise = profiles.add(knowing.profile({}, knowing.tested({})));
  const auto add = [&](const std::string& patient, const PatientMutations& found) {
    known.index.emplace(patient, known.patients.size());
    known.patients.push_back(patient);
    known.profile_of.push_back(profiles.add(knowing.profile(found, knowing.tested(patient))));
  };
  std::size_t off_panel = 0;
  for (std::size_t i = 0; i < mutations.patients().size(); ++i) {
    const PatientMutations& found = mutations.mutations()[i];
    add(mutations.patients()[i], found);
    const Genes& tested = knowing.tested(mutations.patients()[i]);
    if (panel)
      off_panel += static_cast<std::size_t>(
          std::count_if(found.mutated.begin(), found.mutated.end(),
                        [&tested](std::size_t gene) { return !tested.contains(gene); }));
  }
  if (panel)
    for (const auto& [patient, genes] : panel->of_patients())
      if (!known.index.contains(patient)) add(patient, {});

  say_unknown(mutations.file(), mutations.unknown_genes(), dictionary, warnings);
  if (!panel) {
    warnings.push_back(
        "without --panel nobody knows which genes were tested: a gene without a listed mutation is "
        "not known, and not wild type");
    return known;
  }
  say_unknown(panel->file(), panel->unknown_genes(), dictionary, warnings);
  for (const auto& [gene, part] : knowing.half_tested())
    warnings.push_back(fmt::format(
        "{}: {} is on the panel and {} is not: {} without a listed mutation is not known. Add {} "
        "if the assay finds it",
        panel->file(), gene, part, gene, part));
  if (off_panel > 0)
    warnings.push_back(
        fmt::format("{} mutated gene{} of a patient not on the panel; taken as mutated", off_panel,
                    off_panel == 1 ? "" : "s"));
  return known;
}

}  // namespace venscope::calculator
