/// Genes by patients: what is mutated, wild type and not tested, with strips of the patients'
/// groups. docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::report {

enum class GeneState : std::uint8_t { mutated, wild_type, not_tested };

struct OncoprintGene {
  std::string label;
  std::vector<GeneState> states;  ///< one per patient
};

/// A strip above the genes: the category of each patient, -1 where it is not known.
struct OncoprintStrip {
  std::string label;
  std::vector<std::string> categories;
  std::vector<int> of;
};

struct OncoprintFigure {
  std::size_t patients = 0;
  std::vector<OncoprintGene> genes;
  std::vector<OncoprintStrip> strips;
  bool by_first_strip = true;       ///< its categories stand apart, and each is sorted for itself
  bool most_frequent_first = true;  ///< genes by share mutated; else as given
  std::string title;
  std::string subtitle;
  double width = double_column;
};

/// The order in which genes and patients are drawn.
struct OncoprintOrder {
  std::vector<std::size_t> genes;
  std::vector<std::size_t> patients;
  std::vector<std::size_t> starts;  ///< of each group in `patients`; one where there is no strip
};

/// Genes by the share mutated among the tested, then by the number mutated. Patients by the first
/// strip, then gene after gene: mutated before wild type before not tested. Equal ones as given.
OncoprintOrder oncoprint_order(const OncoprintFigure& figure);

/// Any number of genes, patients and strips, also none.
Scene oncoprint_scene(const OncoprintFigure& figure);

/// column,<one per strip>,<one per gene>: a row per patient in the order drawn; a gene is 1, 0 or
/// empty (not tested).
std::string oncoprint_csv(const OncoprintFigure& figure);

}  // namespace venscope::report
