/// Relative expression by quantitative PCR: from the Ct of wells to fold changes with intervals.
#pragma once

#include "venscope/assay/compare.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::assay {

/// One well: a gene in a sample. Undetermined: the signal did not cross the threshold by the last
/// cycle, so that its Ct is only known to be beyond it.
struct Well {
  std::size_t sample = 0, gene = 0;
  double ct = 0;  ///< not used where undetermined
  bool undetermined = false;
};

/// A gene in a sample over its wells.
struct SampleGene {
  std::size_t wells = 0, undetermined = 0;
  std::optional<double> ct;  ///< mean of the determined wells
  std::optional<double> sd;  ///< of two or more
  bool beyond() const { return wells > 0 && !ct; }
};

/// wells[sample][gene], averaged; what is not there has no wells.
std::vector<std::vector<SampleGene>> average_wells(std::span<const Well> wells, std::size_t samples,
                                                   std::size_t genes);

/// A target gene in a sample against the reference genes:
///   dCt = Ct_target log2 E_target - mean over the references of Ct log2 E,
/// which for E = 2 is the usual difference, and in which the mean of Ct is the geometric mean of
/// quantities. 2^-dCt is the expression relative to the references.
struct DeltaCt {
  enum class State {
    measured,
    beyond,        ///< all wells of the target undetermined: dCt is above `value`, if the last
                   ///< cycle is known; otherwise `value` is not used
    no_target,     ///< no well
    no_reference,  ///< a reference gene missing or undetermined
  };
  State state = State::no_target;
  double value = 0;
};

struct QpcrOptions {
  std::vector<std::size_t> references;    ///< genes
  std::vector<double> factor = {};        ///< amplification factor per gene; empty: 2
  std::optional<double> last_cycle = {};  ///< of the run, e.g. 40
  Method method = Method::welch;
  std::optional<std::size_t> control = {};  ///< a group
  double level = 0.95;
};

std::vector<DeltaCt> delta_ct(const std::vector<std::vector<SampleGene>>& averaged,
                              std::size_t target, const QpcrOptions& options);

/// A group against another: fold = 2^-(mean dCt - mean dCt of the reference group).
struct FoldChange {
  std::size_t group = 0, reference = 0;
  std::optional<double> fold = {}, low = {},
                        high = {};  ///< limits: simultaneous; none of single replicates
  std::optional<double> t = {}, df = {}, p = {}, p_adjusted = {};
  /// Where the target is beyond the last cycle in samples of one of the two: the fold change is at
  /// most (or at least) what the last cycle gives. A bound, not an estimate.
  std::optional<double> at_most = {}, at_least = {};
  /// Mann-Whitney of dCt with those beyond the last cycle above all that were measured; only there.
  std::optional<double> rank_p = {};
};

struct GroupExpression {
  std::size_t n = 0, beyond = 0;   ///< samples measured, beyond the last cycle
  std::optional<double> mean, sd;  ///< of dCt; none where a sample is beyond the last cycle
};

struct GeneExpression {
  std::size_t gene = 0;
  std::vector<DeltaCt> samples;
  std::vector<GroupExpression> groups;
  std::vector<FoldChange> changes;
  std::optional<MeanComparison> comparison;  ///< of -dCt, of the groups that are fully measured
  std::vector<std::int32_t> incomplete;      ///< units of a paired design that lack a group
  Problems untested;  ///< why there is none, such as one replicate in each group
};

/// `group` and `unit` of each sample, -1 to leave it out; `unit` empty: each sample is a unit.
/// Intervals and p are those of compare_means on dCt, so that the technical error of the wells is
/// in the biological spread and is not counted twice. A group with a sample beyond the last cycle
/// takes no part in them: its fold changes have bounds. Source: [Livak2001], [Pfaffl2001],
/// [Vandesompele2002]. Cost O(wells + compare_means). Right by: reference/assay/qpcr (R by hand:
/// t.test on dCt, ratios of Pfaffl), by_hand/assay/qpcr, laws/assay/qpcr.
GeneExpression gene_expression(const std::vector<std::vector<SampleGene>>& averaged,
                               std::size_t target, std::span<const std::int32_t> group,
                               std::size_t groups, std::span<const std::int32_t> unit, bool paired,
                               const QpcrOptions& options);

}  // namespace venscope::assay
