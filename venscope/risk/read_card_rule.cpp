/// The rule of a card: terms with cut points, ordered rules, or weights of genes.
#include "venscope/risk/card_reading.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

void read_terms(CardReading& reading, Section& rule, Card& card) {
  if (!need(rule, "terms", "a list of terms")) return;
  std::vector<Section> entries = rule.tables("terms");
  if (entries.empty() && rule.node("terms")->is(Node::Kind::list) &&
      rule.node("terms")->items.empty())
    rule.reject("terms", "risk.empty", "is an empty list", "a term or several");
  std::vector<std::string> names;
  bool good = true;
  for (Section& entry : entries) {
    std::optional<Term> term = read_term(reading, entry, card.kind, card.log_hazard);
    names.push_back(term ? term->variable : std::string{});
    good = good && term;
    if (term) card.terms.push_back(std::move(*term));
  }
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
            names.begin() + static_cast<std::ptrdiff_t>(i) &&
        !names[i].empty())
      entries[i].reject(entries[i].has("id") ? "id" : "variable", "risk.duplicate",
                        fmt::format("a term '{}' stands before this one", names[i]),
                        "one term for each", "give terms of several cases an id of their own");
  // The scores that the cut points must cover are known only where every term is.
  if (!good) card.terms.clear();
}

void read_rules(CardReading& reading, Section& section, Card& card) {
  if (!need(section, "rules", "a list of rules, the first that holds decides")) return;
  std::vector<Section> entries = section.tables("rules");
  if (entries.empty()) {
    if (section.node("rules")->is(Node::Kind::list) && section.node("rules")->items.empty())
      section.reject("rules", "risk.empty", "is an empty list", "a rule or several");
    return;
  }
  if (entries.size() == 1)
    section.reject("rules", "risk.groups", "is a single rule", "two rules or more");
  std::vector<std::string> ids;
  bool good = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Section& entry = entries[i];
    Rule rule;
    rule.id = required_id(entry, "id");
    ids.push_back(rule.id);
    rule.text = required_text(entry, "text", "the rule in words");
    const bool last = i + 1 == entries.size();
    if (!last) need(entry, "when", "a condition; the last rule alone has none");
    std::optional<Criterion> when = read_criterion(reading, entry, "when");
    if (last && entry.has("when"))
      entry.reject("when", "risk.not_total", "the last rule has a condition",
                   "a last rule without one, so that every patient has a group",
                   "add a rule with a group and no condition");
    good = good && when.has_value() == !last;
    if (when) rule.when = std::move(*when);
    const std::optional<std::size_t> group = read_group(reading, entry);
    rule.group = group.value_or(0);
    good = good && group;
    entry.finish();
    card.rules.push_back(std::move(rule));
  }
  refuse_duplicates(entries, "id", ids);
  if (good)
    for (std::size_t i = 0; i < card.rules.size(); ++i) {
      std::vector<const Criterion*> before;
      for (std::size_t j = 0; j < i; ++j) before.push_back(&card.rules[j].when);
      if (!can_hold(reading.dictionary, card.rules[i].when, before))
        entries[i].reject(entries[i].has("when") ? "when" : "id", "risk.never_holds",
                          fmt::format("the rule '{}' can never decide", card.rules[i].id), "",
                          "put it before the rules that take its patients, or correct it");
    }
  if (!good) card.rules.clear();
}

void read_weights(CardReading& reading, Section& rule, Card& card) {
  if (!need(rule, "weights", "an object with a weight per gene")) return;
  std::optional<Section> weights = rule.table("weights");
  if (!weights) return;
  const Node& node = *rule.node("weights");
  if (node.names.empty()) rule.reject("weights", "risk.empty", "is empty", "a weight per gene");
  for (const std::string& gene : node.names) {
    if (gene.empty()) weights->reject("", "risk.empty", "has a gene without a name", "its symbol");
    const std::optional<double> weight = weights->number(gene, -infinite, infinite);
    if (weight) card.weights.push_back({gene, *weight});
  }
  if (rule.has("cut_points")) return read_cut_points(reading, rule, card);
  if (card.groups.size() != 2)
    rule.reject("", "risk.groups",
                fmt::format("splits at the median of the cohort, and the card has {} groups",
                            card.groups.size()),
                "two groups, or cut_points");
}

/// A group that no rule and no interval gives is a slip of the pen.
void refuse_unused_groups(Section& rule, const Card& card) {
  if (card.kind == RuleKind::expression && card.cut_points.empty()) return;
  const bool by_rules = card.kind == RuleKind::ordered_rules;
  if (by_rules ? card.rules.empty() : card.cut_points.empty()) return;
  for (std::size_t group = 0; group < card.groups.size(); ++group) {
    const bool used =
        by_rules ? std::any_of(card.rules.begin(), card.rules.end(),
                               [&](const Rule& entry) { return entry.group == group; })
                 : std::any_of(card.cut_points.begin(), card.cut_points.end(),
                               [&](const CutRange& range) { return range.group == group; });
    if (!used)
      rule.reject(by_rules ? "rules" : "cut_points", "risk.unused_group",
                  fmt::format("never gives the group '{}'", card.groups[group].id),
                  "every group of the card");
  }
}

}  // namespace

void read_groups(CardReading& reading, Section& section, Card& card) {
  if (!need(section, "groups", "a list of groups, from the best to the worst outcome")) return;
  std::vector<Section> entries = section.tables("groups");
  if (section.node("groups")->is(Node::Kind::list) && section.node("groups")->items.size() < 2)
    section.reject("groups", "risk.groups", "are fewer than two groups", "two groups or more");
  for (Section& entry : entries) {
    Group group;
    group.id = required_id(entry, "id");
    group.label = required_text(entry, "label", "what the group is called");
    entry.finish();
    reading.group_ids.push_back(group.id);
    card.groups.push_back(std::move(group));
  }
  refuse_duplicates(entries, "id", reading.group_ids);
}

void read_rule(CardReading& reading, Section& section, Card& card) {
  if (!need(section, "rule", "an object with kind")) return;
  std::optional<Section> rule = section.table("rule");
  if (!rule) return;
  need(*rule, "kind", "weighted_sum, points, ordered_rules or expression");
  const auto kind = rule->choice<RuleKind>("kind", {{"weighted_sum", RuleKind::weighted_sum},
                                                    {"points", RuleKind::points},
                                                    {"ordered_rules", RuleKind::ordered_rules},
                                                    {"expression", RuleKind::expression}});
  // Without a kind, every entry may be right: nothing more can be said.
  if (!kind) return;
  card.kind = *kind;
  switch (*kind) {
    case RuleKind::weighted_sum:
    case RuleKind::points:
      card.log_hazard =
          rule->choice<bool>("scale", {{"log_hazard", true}, {"points", false}}).value_or(false);
      read_terms(reading, *rule, card);
      read_cut_points(reading, *rule, card);
      break;
    case RuleKind::ordered_rules:
      read_rules(reading, *rule, card);
      break;
    case RuleKind::expression:
      read_weights(reading, *rule, card);
      break;
  }
  refuse_unused_groups(*rule, card);
  rule->finish();
}

}  // namespace venscope::risk
