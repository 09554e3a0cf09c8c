/// Named lists of genes of a study. docs/files/protocol.md, `[[gene_sets]]`.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/expression/gene_sets.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct Plan;
struct Protocol;

using expression::GeneSet;

/// One [[gene_sets]]: of a GMT file, or of a table with a column of sets, several; else one.
struct GeneSets {
  std::string id, title;
  std::string file, sha256;  ///< "" where the protocol lists the genes
  std::vector<GeneSet> sets;
  std::vector<std::string> assumptions;  ///< what was taken for granted in reading

  /// All genes of all sets, each once, in their order.
  std::vector<std::string> genes() const;
};

struct GeneSetsRequest {
  std::string id, title;
  std::string file, path;
  std::string name;                ///< of one set of the file; "" for all of them
  std::vector<std::string> genes;  ///< instead of a file
  std::string column, weight;      ///< of a table: "" for those that its heading names so
  bool upper_case = false;         ///< names are turned into capitals
  char delimiter = 0;
  Place place;
};

/// Reads [[gene_sets]]. Called before the analyses, which refer to them.
void read_gene_sets_sections(Section& root, Protocol& protocol);

/// Reads the files. Problems, located: those of expression::read_gene_sets(), study.no_gene_set (no
/// set of that name in the file), study.empty_gene_set, study.gene_weight.
std::vector<GeneSets> read_gene_sets(const Protocol& protocol, Problems& problems);

/// For kinds: the entry `entry`, the ids of [[gene_sets]], one or a list.
std::vector<std::string> read_gene_set_ids(Section& section, const Protocol& protocol,
                                           std::string_view entry = "gene_sets");
/// The same of exactly one.
std::string read_gene_set_id(Section& section, const Protocol& protocol,
                             std::string_view entry = "gene_set");

}  // namespace venscope::study
