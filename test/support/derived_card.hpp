/// A registry in the words of the AML dictionary, and the card of a score derived from it.
#pragma once

#include "support/random_derivation.hpp"
#include "venscope/derivation/card_json.hpp"
#include "venscope/risk/model.hpp"

#include <nlohmann/json.hpp>

namespace venscope::test {

/// The candidates of RandomRegistry(…, 7, …), by their order.
inline std::vector<derivation::CardVariable> aml_variables() {
  return {{"extramedullary_disease", "yes"},
          {"prior_hma", "yes"},
          {"NF1", "mutated"},
          {"PTPN11", "mutated"},
          {"FLT3", "mutated"},
          {"TP53", "mutated"},
          {"SF3B1", "mutated"},
          {"age", "", 67}};
}

/// Row i of such a design in the words of the dictionary.
inline risk::Patient patient_of(const Matrix& design, std::size_t i) {
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  risk::Patient patient;
  patient.values.resize(dictionary.variables.size());
  const auto variables = aml_variables();
  for (std::size_t j = 0; j < variables.size(); ++j) {
    const cohort::Variable* variable = dictionary.find(variables[j].variable);
    const double x = design(i, j);
    const std::string text = variables[j].is.empty() ? std::to_string(x + variables[j].centre)
                             : x != 0                ? "yes"
                                                     : "no";
    const auto at = static_cast<std::size_t>(variable - dictionary.variables.data());
    patient.values[at] = risk::parse_value(*variable, text).value();
  }
  risk::infer(dictionary, patient);
  return patient;
}

struct DerivedCard {
  RandomRegistry registry;
  derivation::Deriver deriver;
  derivation::Derived derived;
  derivation::BaselineSteps steps;

  DerivedCard(std::size_t n, std::uint64_t seed, const derivation::DerivationOptions& options = {})
      : registry(n, 7, seed),
        deriver(derivation::Deriver::make(registry.data(), options).value()),
        derived(
            deriver.derive(derivation::take(deriver.cohort(), derivation::everyone(n))).value()),
        steps(derivation::baseline_steps(registry.data(), derived, options.ties).value()) {}

  std::string json(const std::optional<derivation::Optimism>& validation = {}) const {
    const derivation::CardIdentity identity{"registry-os",
                                            "Score of a registry",
                                            "OS",
                                            "months",
                                            "registry.csv",
                                            "Synthetic patients",
                                            "Venscope 0.1.0",
                                            "backward elimination by AIC; tertiles",
                                            true};
    const auto card = derivation::card_json(identity, registry.data(), deriver, derived,
                                            aml_variables(), steps, validation, 8);
    return card ? card->dump(2) : to_text(card.error());
  }

  risk::Patient patient(std::size_t i) const { return patient_of(registry.design, i); }
};

}  // namespace venscope::test
