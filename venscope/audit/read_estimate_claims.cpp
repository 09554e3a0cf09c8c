/// Claims on estimates, hazard_ratio, medians, aic; and on plain arithmetic, sum, subset, same.
#include "venscope/audit/claim_reader.hpp"

#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

constexpr std::int64_t most = 1'000'000'000;

/// "NR" and "not reached" are an open end.
std::optional<Printed> read_bound(Section& section, std::string_view name) {
  const Node* node = section.node(name);
  if (node && node->is(Node::Kind::text) && (node->text == "NR" || node->text == "not reached"))
    return {};
  return read_exact(section, name);
}

void reject_unless_ordered(Section& section, const std::optional<Printed>& low,
                           const std::optional<Printed>& high) {
  if (low && high && low->value > high->value)
    section.reject("low", "audit.range", fmt::format("{} is above {}", low->text, high->text),
                   "the lower bound in low, the upper in high");
}

MedianGroup read_median(Section& section) {
  MedianGroup group;
  group.name = section.text("name").value_or("all");
  group.median = read_exact(section, "median", true).value_or(Printed{});
  group.low = read_bound(section, "low");
  group.high = read_bound(section, "high");
  group.also = read_exact(section, "also");
  reject_unless_ordered(section, group.low, group.high);
  section.finish();
  return group;
}

Extent read_extent(Section& claim, std::string_view name) {
  Extent extent;
  std::optional<Section> section = claim.table(name);
  if (!section) {
    if (!claim.has(name))
      claim.reject(name, "audit.absent", "is not given", "{n, min, max, counts}");
    return extent;
  }
  extent.n = section->whole("n", 1, most);
  extent.min = read_exact(*section, "min");
  extent.max = read_exact(*section, "max");
  extent.counts = read_wholes(*section, "counts", 0);
  section->finish();
  return extent;
}

}  // namespace

ClaimDetails read_hazard_ratio(Section& section) {
  HazardRatioClaim claim;
  claim.ratio = read_exact(section, "ratio", true).value_or(Printed{});
  claim.low = read_exact(section, "low");
  claim.high = read_bound(section, "high");
  claim.p = read_p(section);
  claim.coefficient = read_exact(section, "coefficient");
  claim.level = section.number("conf_level", 0.5, 0.9999).value_or(0.95);
  claim.carriers = section.whole("carriers", 1, most);
  claim.events = section.whole("events", 1, most);
  claim.events_carriers = section.whole("events_carriers", 0, most);
  claim.covariate_is_binary =
      section.flag("binary").value_or(section.has("carriers") || section.has("events_carriers"));
  reject_unless_ordered(section, claim.low, claim.high);
  if (section.has("ratio") && claim.ratio.range().high <= 0)
    section.reject("ratio", "audit.range", fmt::format("{} is no ratio", claim.ratio.text),
                   "a number above 0; its logarithm belongs into coefficient");
  return claim;
}

ClaimDetails read_medians(Section& section) {
  MedianClaim claim;
  std::vector<Section> groups = section.tables("group", "name");
  for (Section& group : groups) claim.groups.push_back(read_median(group));
  if (groups.empty())
    section.reject("group", "audit.absent", "none is given", "at least one [[claim.group]]");
  claim.p = read_p(section);
  claim.level = section.number("conf_level", 0.5, 0.9999).value_or(0.95);
  claim.order = section
                    .choice<MedianClaim::Order>("order", {{"falling", MedianClaim::Order::falling},
                                                          {"rising", MedianClaim::Order::rising}})
                    .value_or(MedianClaim::Order::none);
  return claim;
}

ClaimDetails read_aic(Section& section) {
  AicClaim claim;
  claim.difference = read_exact(section, "difference", true).value_or(Printed{});
  claim.df = read_wholes(section, "df", 1);
  claim.p = read_p(section);
  claim.other_test =
      section
          .choice<bool>("test", {{"likelihood_ratio", false}, {"log_rank", true}, {"wald", true}})
          .value_or(false);
  if (claim.df.size() > 20)
    section.reject("df", "audit.range", "more than 20 are given", "the few that are possible");
  return claim;
}

ClaimDetails read_sum(Section& section) {
  SumClaim claim;
  claim.parts = read_printed_list(section, "parts", true);
  claim.total = read_exact(section, "total", true).value_or(Printed{});
  for (const Printed& part : claim.parts)
    if (part.relation != Printed::Relation::equal)
      section.reject("parts", "audit.number", fmt::format("'{}' is a bound", part.text),
                     "the number itself");
  claim.names = section.texts("names");
  expect_as_many(section, "names", claim.names.size(), claim.parts.size(), "parts");
  return claim;
}

ClaimDetails read_subset(Section& section) {
  SubsetClaim claim;
  claim.whole = read_extent(section, "whole");
  claim.part = read_extent(section, "part");
  claim.names = section.texts("names");
  if (section.has("whole") && section.has("part") &&
      claim.whole.counts.size() != claim.part.counts.size())
    section.reject("part", "audit.length", fmt::format("has {} counts", claim.part.counts.size()),
                   fmt::format("as many as the whole: {}", claim.whole.counts.size()));
  expect_as_many(section, "names", claim.names.size(), claim.whole.counts.size(), "counts");
  return claim;
}

ClaimDetails read_same(Section& section) {
  SameClaim claim;
  claim.values = read_printed_list(section, "values", true);
  claim.sources = section.texts("sources");
  expect_as_many(section, "sources", claim.sources.size(), claim.values.size(), "values");
  if (section.has("values") && claim.values.size() < 2)
    section.reject("values", "audit.length", "has one entry", "two or more, as printed");
  return claim;
}

}  // namespace venscope::audit
