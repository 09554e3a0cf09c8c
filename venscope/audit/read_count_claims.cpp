/// Claims on counts: counts, rates, percentages, splits.
#include "venscope/audit/claim_reader.hpp"

#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

constexpr std::int64_t most_patients = 100'000;

PrintedTest read_test(Section& section) {
  PrintedTest tested;
  tested.p = read_p(section);
  if (const std::optional<std::string> name = section.text("test")) {
    tested.test = count_test(*name);
    if (!tested.test)
      section.reject("test", "audit.word", fmt::format("'{}' is no test known here", *name),
                     "pearson, yates, n_minus_one, fisher, mid_p, likelihood_ratio, wald, odds, "
                     "trend, pearson_one_sided, fisher_one_sided");
  }
  tested.level = section.number("level", 1e-6, 0.5).value_or(0.05);
  return tested;
}

/// A list of rows of counts, all of the same length.
std::optional<response::ContingencyTable> read_matrix(Section& section) {
  const Node* node = section.node("counts");
  std::vector<std::int64_t> counts;
  std::size_t columns = 0;
  const bool is_list = node && node->is(Node::Kind::list);
  for (std::size_t i = 0; is_list && i < node->items.size(); ++i) {
    const Node& row = node->items[i];
    if (i == 0) columns = row.items.size();
    if (!row.is(Node::Kind::list) || row.items.size() != columns) return {};
    for (const Node& cell : row.items) {
      if (!cell.is(Node::Kind::integer) || cell.integer < 0 || cell.integer > most_patients)
        return {};
      counts.push_back(cell.integer);
    }
  }
  if (!is_list || node->items.size() < 2 || columns < 2 || counts.size() > 400) return {};
  return response::make_table(node->items.size(), columns, std::move(counts));
}

RateGroup read_group(Section& section) {
  RateGroup group;
  group.name = section.required_text("name", "the group");
  group.n = read_wholes(section, "n", 1);
  group.percent = read_printed(section, "percent");
  group.x = section.whole("x", 0, most_patients);
  if (!section.has("n"))
    section.reject("n", "audit.absent", "is not given", "the number of patients of the group");
  if (!section.has("x") && !section.has("percent"))
    section.reject("percent", "audit.absent", "neither x nor percent is given",
                   "how many of the group, or what share");
  for (const std::int64_t n : group.n) {
    if (n > most_patients)
      section.reject("n", "audit.range", fmt::format("{} is out of range", n),
                     fmt::format("at most {}", most_patients));
    if (group.x && *group.x > n)
      section.reject("x", "audit.range",
                     fmt::format("{} is more than the {} of the group", *group.x, n));
  }
  section.finish();
  return group;
}

Split read_split(Section& section) {
  Split split;
  split.name = section.required_text("name", "the marker");
  split.with = read_printed(section, "with", true).value_or(Printed{});
  split.without = read_printed(section, "without", true).value_or(Printed{});
  split.p = read_p(section);
  split.n_with = section.whole("n_with", 1, most_patients);
  section.finish();
  return split;
}

}  // namespace

ClaimDetails read_counts(Section& section) {
  CountsClaim claim;
  if (std::optional<response::ContingencyTable> table = read_matrix(section)) {
    claim.table = std::move(*table);
    if (claim.table.total() == 0) section.reject("counts", "audit.count", "nobody is in the table");
  } else {
    section.reject("counts", "audit.count", "are no table of counts",
                   "rows of equal length, [[26, 7], [20, 10]]: groups by outcome");
  }
  claim.tested = read_test(section);
  return claim;
}

ClaimDetails read_rates(Section& section) {
  RatesClaim claim;
  std::vector<Section> groups = section.tables("group", "name");
  for (Section& group : groups) claim.groups.push_back(read_group(group));
  if (groups.size() < 2)
    section.reject("group", "audit.absent", fmt::format("{} given", groups.size()),
                   "two groups or more, each a [[claim.group]]");
  claim.tested = read_test(section);
  return claim;
}

ClaimDetails read_percentages(Section& section) {
  PercentagesClaim claim;
  claim.n = read_wholes(section, "n", 1);
  if (!section.has("n"))
    section.reject("n", "audit.absent", "is not given", "the whole, or a list of what it may be");
  claim.percent = read_printed_list(section, "percent", true);
  claim.x = read_wholes(section, "x", 0);
  claim.names = section.texts("names");
  expect_as_many(section, "x", claim.x.size(), claim.percent.size(), "percent");
  expect_as_many(section, "names", claim.names.size(), claim.percent.size(), "percent");
  return claim;
}

ClaimDetails read_splits(Section& section) {
  SplitsClaim claim;
  // Every size of a group is gone through with every total, hence the limit.
  claim.n = section.whole("n", 2, 5000).value_or(2);
  if (!section.has("n")) section.reject("n", "audit.absent", "is not given", "all patients");
  claim.total = read_wholes(section, "total", 0);
  std::vector<Section> splits = section.tables("split", "name");
  for (Section& split : splits) claim.splits.push_back(read_split(split));
  if (splits.empty())
    section.reject("split", "audit.absent", "none is given", "at least one [[claim.split]]");
  for (const std::int64_t total : claim.total)
    if (total > claim.n)
      section.reject("total", "audit.range",
                     fmt::format("{} is more than all {} patients", total, claim.n));
  for (const Split& split : claim.splits)
    if (split.n_with && *split.n_with >= claim.n)
      section.reject(
          "split", "audit.range",
          fmt::format("{}: n_with = {} leaves nobody without it", split.name, *split.n_with));
  return claim;
}

}  // namespace venscope::audit
