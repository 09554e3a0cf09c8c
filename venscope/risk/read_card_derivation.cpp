/// What only a card derived from a cohort has: from whom and how, and what its intervals are made
/// of.
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

bool is_number(const Node& node) {
  return (node.is(Node::Kind::integer) || node.is(Node::Kind::real)) && std::isfinite(node.real);
}

bool is_sha256(std::string_view text) {
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), hex);
}

/// As many lists as wanted, each as long as wanted.
void check_lists(Section& section, std::string_view name,
                 const std::vector<std::vector<double>>& lists, std::size_t many, std::size_t each,
                 std::string_view of) {
  const auto wrong = [&](const std::vector<double>& list) { return list.size() != each; };
  if (lists.empty()) return;
  if (lists.size() != many)
    section.reject(name, "risk.baseline",
                   fmt::format("has {} lists for {} terms", lists.size(), many), "one per term");
  else if (const auto odd = std::find_if(lists.begin(), lists.end(), wrong); odd != lists.end())
    section.reject(name, "risk.baseline",
                   fmt::format("has a list of {} numbers for {} {}", odd->size(), each, of),
                   fmt::format("one per {}", of.substr(0, of.size() - 1)));
}

/// x is points / coefficient: of a term of 0 points nobody could say it.
bool has_empty_term(const Card& card) {
  return std::any_of(card.terms.begin(), card.terms.end(), [](const Term& term) {
    return term.slope ? term.slope->coefficient == 0.0
                      : term.cases.size() != 1 || term.cases.front().points.millionths() == 0;
  });
}

void read_index(Section& entry, CardDerivation& made) {
  CardDerivation::Index index;
  index.id = required_id(entry, "id");
  index.label = entry.required_text("label", "what the index is called");
  need(entry, "apparent", "a number");
  index.apparent = entry.number("apparent", -infinite, infinite).value_or(0.0);
  index.corrected = entry.number("corrected", -infinite, infinite);
  index.low = entry.number("low", -infinite, infinite);
  index.high = entry.number("high", -infinite, infinite);
  if (index.low && index.high && *index.low > *index.high)
    entry.reject("low", "risk.interval",
                 fmt::format("{} is above high, {}", *index.low, *index.high), "the lower end");
  entry.finish();
  made.indices.push_back(std::move(index));
}

void read_validation(Section& section, CardDerivation& made) {
  if (!section.has("validation")) return;
  std::optional<Section> validation = section.table("validation");
  if (!validation) return;
  constexpr std::int64_t many = 1'000'000'000;
  need(*validation, "resamples", "a number of resamples");
  need(*validation, "derived", "how many of them gave a score");
  made.resamples = validation->whole("resamples", 1, many).value_or(0);
  made.derived = validation->whole("derived", 0, many).value_or(0);
  if (validation->has("horizon")) {
    made.horizon = validation->number("horizon", 0.0, infinite);
    if (made.horizon == 0.0)
      validation->reject("horizon", "risk.range", "0 is out of range", "a number above 0");
  }
  if (validation->has("unit")) made.unit = required_unit(*validation);
  if (need(*validation, "indices", "a list of indices")) {
    const Node* list = validation->node("indices");
    if (!list->is(Node::Kind::list) || list->items.empty())
      validation->reject("indices", "risk.empty", "is no list with an index in it",
                         "a list of indices");
    for (Section& entry : validation->tables("indices")) read_index(entry, made);
  }
  validation->finish();
}

void read_candidates(Section& section, CardDerivation& made) {
  if (!section.has("candidates")) return;
  for (Section& entry : section.tables("candidates")) {
    CardDerivation::Candidate candidate;
    candidate.name = entry.required_text("name", "the candidate");
    candidate.selected = entry.number("selected", 0.0, 1.0);
    entry.finish();
    made.candidates.push_back(std::move(candidate));
  }
}

}  // namespace

std::vector<std::vector<double>> read_number_lists(Section& section, std::string_view name) {
  if (!need(section, name, "a list of lists of numbers")) return {};
  const Node* node = section.node(name);
  std::vector<std::vector<double>> lists;
  bool good = node->is(Node::Kind::list) && !node->items.empty();
  for (std::size_t i = 0; good && i < node->items.size(); ++i) {
    const Node& item = node->items[i];
    good = item.is(Node::Kind::list) && !item.items.empty() &&
           std::all_of(item.items.begin(), item.items.end(), is_number);
    lists.emplace_back();
    for (const Node& number : item.items) lists.back().push_back(number.real);
  }
  if (good) return lists;
  section.reject(name, "risk.type", "is no list of lists of numbers", "a list of lists of numbers");
  return {};
}

void read_uncertainty(Section& section, const Card& card, Baseline& baseline) {
  if (!section.has("uncertainty")) return;
  std::optional<Section> entry = section.table("uncertainty");
  if (!entry) return;
  Baseline::Uncertainty read;
  read.covariance = read_number_lists(*entry, "covariance");
  read.hazard_variance = read_numbers(*entry, "hazard_variance", 0.0, infinite);
  read.mean_hazard = read_number_lists(*entry, "mean_hazard");
  entry->finish();
  if (card.kind != RuleKind::weighted_sum || !card.log_hazard || has_empty_term(card)) {
    section.reject("uncertainty", "risk.baseline", "does not belong to this rule",
                   "a weighted sum on the scale log_hazard, every coefficient other than 0");
    return;
  }
  const std::size_t terms = card.terms.size(), times = baseline.time.size();
  if (terms == 0 || times == 0) return;  // not read, and said where
  check_lists(*entry, "covariance", read.covariance, terms, terms, "terms");
  check_lists(*entry, "mean_hazard", read.mean_hazard, terms, times, "times");
  if (!read.hazard_variance.empty() && read.hazard_variance.size() != times)
    entry->reject("hazard_variance", "risk.baseline",
                  fmt::format("has {} values and time has {}", read.hazard_variance.size(), times),
                  "as many");
  if (!baseline.survival.empty() && baseline.survival.back() == 0.0)
    section.reject("survival", "risk.baseline", "reaches 0, where no interval is known",
                   "the curve before it", "end it there");
  baseline.uncertainty = std::move(read);
}

void read_derivation(CardReading&, Section& section, Card& card) {
  std::optional<Section> entry = section.table("derivation");
  if (!entry) return;
  CardDerivation made;
  made.cohort_sha256 = entry->required_text("cohort_sha256", "64 hexadecimal digits");
  if (!made.cohort_sha256.empty() && !is_sha256(made.cohort_sha256))
    entry->reject("cohort_sha256", "risk.sha256",
                  fmt::format("'{}' is no SHA-256", made.cohort_sha256),
                  "64 hexadecimal digits, small letters");
  constexpr std::int64_t many = 1'000'000'000;
  need(*entry, "patients", "how many the model was made from");
  need(*entry, "events", "how many of them had the event");
  made.patients = entry->whole("patients", 1, many).value_or(0);
  made.events = entry->whole("events", 1, many).value_or(0);
  made.procedure = entry->required_text("procedure", "what was done");
  made.synthetic = entry->flag("synthetic").value_or(false);
  read_candidates(*entry, made);
  read_validation(*entry, made);
  entry->finish();
  if (card.status != "derived here" && !card.status.empty())
    section.reject("derivation", "risk.status", "belongs to a card that was derived here", "",
                   "leave it out, or correct the status");
  card.derivation = std::move(made);
}

}  // namespace venscope::risk
