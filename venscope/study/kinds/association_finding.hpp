/// What an analysis of kind "association" found, and how it is told.
#pragma once

#include "venscope/enrichment/over_representation.hpp"
#include "venscope/expression/correlation.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/protocol.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// Which associated genes count as such for gene sets and colours.
enum class GeneDirection { both, higher, lower };

struct GeneAssociationOptions {
  expression::CorrelationMethod method = expression::CorrelationMethod::spearman;
  std::optional<double> cap;
  GeneDirection direction = GeneDirection::both;
  double cut = 0.05;  ///< of q
  double level = 0.95;
};

struct AssociatedGene {
  std::string gene;
  std::size_t n = 0;
  double estimate = 0;  ///< correlation; of groups 2 P - 1
  double low = 0, high = 0;
  double difference = 0;  ///< of medians, second group less first
  double p = 1, q = 1, storey = std::numeric_limits<double>::quiet_NaN();
};

class GeneAssociationFinding final : public Finding {
public:
  GeneAssociationOptions options;
  std::string with, label, cohort;
  std::vector<std::string> groups;  ///< the two; empty of a number
  std::vector<std::size_t> group_sizes;
  std::size_t n = 0, without_sample = 0, without_value = 0, censored = 0;
  std::vector<AssociatedGene> genes;  ///< in the order of the matrix
  std::optional<double> null_share;
  std::vector<std::string> named, said;
  std::size_t set_count = 0;  ///< asked for
  RowNoun noun = {};
  std::optional<enrichment::OverRepresentation> sets;
  std::vector<std::string> set_names;  ///< of `sets->sets`

  bool is_called(const AssociatedGene& gene) const;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

private:
  std::size_t called() const;
  std::size_t tested() const;
  bool is_named(const std::string& gene) const;
  const char* symbol() const;
  std::vector<std::size_t> by_p() const;
  report::Figure volcano(const Step& step) const;
  report::Table table(const Step& step, const char* id, const char* title,
                      const std::vector<std::size_t>& rows) const;
  report::Table named_table(const Step& step) const;
  report::Table set_table(const Step& step) const;
};

}  // namespace venscope::study
