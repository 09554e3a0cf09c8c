#include "venscope/audit/claim_reader.hpp"

#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::audit {
namespace {

struct Reader {
  std::string_view kind;
  ClaimDetails (*read)(Section&);
};

constexpr std::array readers = {
    Reader{"counts", read_counts},
    Reader{"rates", read_rates},
    Reader{"percentages", read_percentages},
    Reader{"splits", read_splits},
    Reader{"hazard_ratio", read_hazard_ratio},
    Reader{"medians", read_medians},
    Reader{"aic", read_aic},
    Reader{"sum", read_sum},
    Reader{"subset", read_subset},
    Reader{"same", read_same},
};

std::optional<Claim> read_claim(Section& section) {
  Claim claim;
  claim.id = section.required_text("id", "a name for the claim, once in the file");
  claim.where = section.text("where").value_or("");
  claim.quote = section.text("quote").value_or("");
  claim.note = section.text("note").value_or("");
  const auto of_kind = section.choice<std::size_t>("kind", {{readers[0].kind, 0},
                                                            {readers[1].kind, 1},
                                                            {readers[2].kind, 2},
                                                            {readers[3].kind, 3},
                                                            {readers[4].kind, 4},
                                                            {readers[5].kind, 5},
                                                            {readers[6].kind, 6},
                                                            {readers[7].kind, 7},
                                                            {readers[8].kind, 8},
                                                            {readers[9].kind, 9}});
  if (!of_kind) {
    if (!section.has("kind"))
      section.reject("kind", "audit.absent", "is not given", "the kind of claim");
    return {};  // without the kind, nothing is known of the other entries
  }
  claim.kind = readers[*of_kind].kind;
  claim.details = readers[*of_kind].read(section);
  section.finish();
  return claim;
}

}  // namespace

std::optional<Printed> read_printed(Section& section, std::string_view name, bool required) {
  const Node* node = section.node(name);
  if (!node) {
    if (required) section.reject(name, "audit.absent", "is not given", "the number as printed");
    return {};
  }
  std::optional<Printed> printed = printed_of(*node);
  if (!printed)
    section.reject(name, "audit.number",
                   node->is(Node::Kind::text) ? fmt::format("'{}' is no number", node->text)
                                              : fmt::format("is {}", section.name_of(node->kind)),
                   "a number as printed, in quotes to keep its zeros: \"0.30\", \"<0.001\"");
  return printed;
}

std::optional<Printed> read_p(Section& section) {
  std::optional<Printed> p = read_printed(section, "p");
  if (!p || (p->value >= 0 && p->value <= 1)) return p;
  section.reject("p", "audit.range", fmt::format("{} is no p value", p->text), "0 to 1");
  return {};
}

std::optional<Printed> read_exact(Section& section, std::string_view name, bool required) {
  std::optional<Printed> printed = read_printed(section, name, required);
  if (!printed || printed->relation == Printed::Relation::equal) return printed;
  section.reject(name, "audit.number", fmt::format("'{}' is a bound", printed->text),
                 "the number itself");
  return {};
}

std::vector<Printed> read_printed_list(Section& section, std::string_view name, bool required) {
  const Node* node = section.node(name);
  std::vector<Printed> list;
  if (!node) {
    if (required) section.reject(name, "audit.absent", "is not given", "the numbers as printed");
    return list;
  }
  const bool is_list = node->is(Node::Kind::list);
  for (std::size_t i = 0; is_list && i < node->items.size(); ++i) {
    const std::optional<Printed> printed = printed_of(node->items[i]);
    if (printed)
      list.push_back(*printed);
    else
      section.reject(name, "audit.number", fmt::format("item {} is no number", i + 1),
                     "a number as printed, in quotes to keep its zeros: \"0.30\"");
  }
  if (!is_list || node->items.empty())
    section.reject(name, "audit.type",
                   is_list ? "is empty" : fmt::format("is {}", section.name_of(node->kind)),
                   "a list of numbers as printed");
  return list;
}

std::vector<std::int64_t> read_wholes(Section& section, std::string_view name, std::int64_t low) {
  const Node* node = section.node(name);
  std::vector<std::int64_t> wholes;
  if (!node) return wholes;
  if (node->is(Node::Kind::list) && node->items.empty())
    section.reject(name, "audit.count", "is empty",
                   fmt::format("whole numbers of at least {}", low));
  const std::vector<Node> one{*node};
  for (const Node& item : node->is(Node::Kind::list) ? node->items : one) {
    if (item.is(Node::Kind::integer) && item.integer >= low && item.integer <= 1'000'000'000) {
      wholes.push_back(item.integer);
      continue;
    }
    section.reject(name, "audit.count", "holds what is no count",
                   fmt::format("whole numbers of at least {}", low));
    return {};
  }
  return wholes;
}

void expect_as_many(Section& section, std::string_view name, std::size_t found,
                    std::size_t expected, std::string_view of) {
  if (found != 0 && found != expected)
    section.reject(name, "audit.length", fmt::format("has {} entries", found),
                   fmt::format("as many as {}: {}", of, expected));
}

Result<ClaimFile> read_claims(std::string_view text, const std::string& file) {
  const Result<Node> node = parse_toml(text, file);
  if (!node) return tl::unexpected(node.error());
  Problems problems;
  Section root(*node, "", problems, "audit");
  ClaimFile claims;
  claims.title = root.required_text("title", "what the numbers are from");
  claims.source = root.text("source").value_or("");
  std::set<std::string> ids;
  std::vector<Section> sections = root.tables("claim");
  for (Section& section : sections) {
    std::optional<Claim> claim = read_claim(section);
    if (!claim) continue;
    if (!claim->id.empty() && !ids.insert(claim->id).second)
      section.reject("id", "audit.twice", fmt::format("'{}' stands twice", claim->id), {},
                     "give each claim a name of its own");
    claims.claims.push_back(std::move(*claim));
  }
  if (!root.has("claim"))
    root.reject("claim", "audit.absent", "there is no claim", "at least one [[claim]]");
  root.finish();
  if (!problems.empty()) {
    sort_by_place(problems);
    return failure(std::move(problems));
  }
  return claims;
}

}  // namespace venscope::audit
