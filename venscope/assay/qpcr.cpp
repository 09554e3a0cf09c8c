#include "venscope/assay/qpcr.hpp"

#include "venscope/response/rank_test.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::assay {
namespace {

using State = DeltaCt::State;

double log2_factor(const QpcrOptions& options, std::size_t gene) {
  return options.factor.empty() ? 1.0 : std::log2(options.factor[gene]);
}

/// The samples of a group, in their order.
struct GroupSamples {
  std::vector<double> measured, beyond;  ///< dCt; of those beyond, the bound
};

std::vector<GroupSamples> grouped(const std::vector<DeltaCt>& samples,
                                  std::span<const std::int32_t> group, std::size_t groups) {
  std::vector<GroupSamples> of(groups);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (group[s] < 0) continue;
    GroupSamples& one = of[static_cast<std::size_t>(group[s])];
    if (samples[s].state == State::measured) one.measured.push_back(samples[s].value);
    if (samples[s].state == State::beyond) one.beyond.push_back(samples[s].value);
  }
  return of;
}

GroupExpression expression_of(const GroupSamples& samples) {
  GroupExpression group;
  group.n = samples.measured.size();
  group.beyond = samples.beyond.size();
  if (group.beyond > 0 || group.n == 0) return group;
  group.mean = response::mean(samples.measured);
  if (group.n > 1)
    group.sd = std::sqrt(response::squared_deviations(samples.measured, *group.mean) /
                         static_cast<double>(group.n - 1));
  return group;
}

std::vector<double> with_bounds(const GroupSamples& samples) {
  std::vector<double> all = samples.measured;
  all.insert(all.end(), samples.beyond.begin(), samples.beyond.end());
  return all;
}

/// Ranks need every bound above whatever was measured; those beyond are then tied at the top.
std::optional<double> rank_p(const GroupSamples& x, const GroupSamples& y) {
  double highest = -1e300, lowest_bound = 1e300;
  for (const GroupSamples* group : {&x, &y}) {
    for (const double v : group->measured) highest = std::max(highest, v);
    for (const double v : group->beyond) lowest_bound = std::min(lowest_bound, v);
  }
  if (!(lowest_bound >= highest)) return {};
  const auto ranked = [&](const GroupSamples& group) {
    std::vector<double> values = group.measured;
    values.insert(values.end(), group.beyond.size(), highest + 1.0);
    return values;
  };
  const auto test = response::mann_whitney(ranked(x), ranked(y));
  if (!test) return {};
  return test->p;
}

/// Where a group holds samples beyond the last cycle.
FoldChange bounded_change(const std::vector<GroupSamples>& of, std::size_t group,
                          std::size_t reference, bool cycle_known) {
  FoldChange change{group, reference};
  const GroupSamples &x = of[group], &y = of[reference];
  if (!cycle_known) return change;
  const double bound = std::exp2(response::mean(with_bounds(y)) - response::mean(with_bounds(x)));
  if (y.beyond.empty()) change.at_most = bound;
  if (x.beyond.empty()) change.at_least = bound;
  change.rank_p = rank_p(x, y);
  return change;
}

FoldChange plain_change(const std::vector<GroupSamples>& of, std::size_t group,
                        std::size_t reference) {
  FoldChange change{group, reference};
  change.fold =
      std::exp2(response::mean(of[reference].measured) - response::mean(of[group].measured));
  return change;
}

void set_comparison(FoldChange& change, const PairComparison& pair) {
  change.fold = std::exp2(pair.difference);
  change.low = std::exp2(pair.interval.low);
  change.high = std::exp2(pair.interval.high);
  change.t = pair.statistic;
  change.df = pair.df;
  change.p = pair.p;
  change.p_adjusted = pair.p_adjusted;
}

/// The groups that are fully measured, with codes of their own: a comparison knows no empty group.
struct MeasuredGroups {
  std::vector<std::int32_t> code;  ///< per group, -1: with samples beyond the last cycle, or none
  std::size_t count = 0;
};

MeasuredGroups measured_groups(const std::vector<GroupExpression>& groups) {
  MeasuredGroups measured;
  for (const GroupExpression& group : groups)
    measured.code.push_back(group.mean ? static_cast<std::int32_t>(measured.count++) : -1);
  return measured;
}

/// Of -dCt, on which more is more.
void compare_groups(std::span<const std::int32_t> group, std::span<const std::int32_t> unit,
                    bool paired, const MeasuredGroups& measured, const QpcrOptions& options,
                    GeneExpression& result) {
  const std::vector<DeltaCt>& samples = result.samples;
  std::vector<double> value;
  std::vector<std::int32_t> condition;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const bool used = group[s] >= 0 && samples[s].state == State::measured;
    condition.push_back(used ? measured.code[static_cast<std::size_t>(group[s])] : -1);
    value.push_back(-samples[s].value);
  }
  CompareOptions compare{options.method, {}, options.level};
  if (options.control && measured.code[*options.control] >= 0)
    compare.control = static_cast<std::size_t>(measured.code[*options.control]);
  const Replicates replicates =
      biological_replicates({value, condition, measured.count, {}, 1, unit}, paired);
  result.incomplete = replicates.incomplete;
  auto comparison = compare_means(replicates, compare);
  if (comparison)
    result.comparison = std::move(*comparison);
  else
    result.untested = std::move(comparison.error());
}

const PairComparison* pair_of(const GeneExpression& expression, const MeasuredGroups& measured,
                              std::size_t group, std::size_t reference) {
  if (!expression.comparison || measured.code[group] < 0 || measured.code[reference] < 0)
    return nullptr;
  for (const PairComparison& pair : expression.comparison->pairs)
    if (pair.cell == static_cast<std::size_t>(measured.code[group]) &&
        pair.reference == static_cast<std::size_t>(measured.code[reference]))
      return &pair;
  return nullptr;
}

/// Against the control (the first group where none is named) always; other pairs where they were
/// compared.
std::vector<FoldChange> all_changes(const GeneExpression& expression,
                                    const std::vector<GroupSamples>& of,
                                    const MeasuredGroups& measured, const QpcrOptions& options) {
  std::vector<FoldChange> changes;
  const std::size_t first = options.control.value_or(0);
  for (std::size_t y = 0; y < of.size(); ++y)
    for (std::size_t x = 0; x < of.size(); ++x) {
      const bool with_control = y == first && x != first;
      const bool other = x > y && y != first && x != first;
      if (!with_control && !other) continue;
      if (with_bounds(of[x]).empty() || with_bounds(of[y]).empty()) continue;
      if (const PairComparison* pair = pair_of(expression, measured, x, y))
        set_comparison(changes.emplace_back(FoldChange{x, y}), *pair);
      else if (with_control && of[x].beyond.empty() && of[y].beyond.empty())
        changes.push_back(plain_change(of, x, y));
      else if (with_control)
        changes.push_back(bounded_change(of, x, y, options.last_cycle.has_value()));
    }
  return changes;
}

}  // namespace

std::vector<std::vector<SampleGene>> average_wells(std::span<const Well> wells, std::size_t samples,
                                                   std::size_t genes) {
  std::vector<std::vector<std::vector<double>>> ct(samples,
                                                   std::vector<std::vector<double>>(genes));
  std::vector<std::vector<SampleGene>> averaged(samples, std::vector<SampleGene>(genes));
  for (const Well& well : wells) {
    SampleGene& one = averaged[well.sample][well.gene];
    ++one.wells;
    if (well.undetermined)
      ++one.undetermined;
    else
      ct[well.sample][well.gene].push_back(well.ct);
  }
  for (std::size_t s = 0; s < samples; ++s)
    for (std::size_t g = 0; g < genes; ++g) {
      const response::Summary summary = response::summarise(ct[s][g]);
      averaged[s][g].ct = summary.mean;
      averaged[s][g].sd = summary.sd;
    }
  return averaged;
}

std::vector<DeltaCt> delta_ct(const std::vector<std::vector<SampleGene>>& averaged,
                              std::size_t target, const QpcrOptions& options) {
  std::vector<DeltaCt> deltas;
  for (const std::vector<SampleGene>& genes : averaged) {
    DeltaCt& delta = deltas.emplace_back();
    const SampleGene& of_target = genes[target];
    if (of_target.wells == 0) continue;
    double reference = 0.0;
    bool known = !options.references.empty();
    for (const std::size_t gene : options.references) {
      known = known && genes[gene].ct;
      if (known)
        reference += *genes[gene].ct * log2_factor(options, gene) /
                     static_cast<double>(options.references.size());
    }
    if (!known) {
      delta.state = State::no_reference;
      continue;
    }
    delta.state = of_target.beyond() ? State::beyond : State::measured;
    const double ct = of_target.ct.value_or(options.last_cycle.value_or(0.0));
    delta.value = ct * log2_factor(options, target) - reference;
  }
  return deltas;
}

GeneExpression gene_expression(const std::vector<std::vector<SampleGene>>& averaged,
                               std::size_t target, std::span<const std::int32_t> group,
                               std::size_t groups, std::span<const std::int32_t> unit, bool paired,
                               const QpcrOptions& options) {
  GeneExpression result;
  result.gene = target;
  result.samples = delta_ct(averaged, target, options);
  const std::vector<GroupSamples> of = grouped(result.samples, group, groups);
  for (const GroupSamples& samples : of) result.groups.push_back(expression_of(samples));
  const MeasuredGroups measured = measured_groups(result.groups);
  compare_groups(group, unit, paired, measured, options, result);
  result.changes = all_changes(result, of, measured, options);
  return result;
}

}  // namespace venscope::assay
