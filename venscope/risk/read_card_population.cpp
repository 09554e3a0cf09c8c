/// Who a card is for, what must be said beside its answer, and what was published of its groups.
#include "venscope/risk/card_reading.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

constexpr std::int64_t most_patients = 1'000'000'000;

/// A list of objects; no list is an empty one.
std::vector<Section> optional_tables(Section& section, std::string_view name) {
  return section.has(name) ? section.tables(name) : std::vector<Section>{};
}

/// A condition that some patient can meet.
std::optional<Criterion> read_condition(CardReading& reading, Section& section) {
  std::optional<Criterion> when = read_criterion(reading, section, "when");
  if (when && !can_hold(reading.dictionary, *when))
    section.reject("when", "risk.never_holds", "can never hold", "",
                   "look for a condition that excludes another, or an interval outside the range");
  return when;
}

std::vector<Remark> read_remarks(CardReading& reading, Section& section, std::string_view list,
                                 std::string_view text, bool conditional) {
  std::vector<Remark> remarks;
  for (Section& entry : optional_tables(section, list)) {
    Remark remark;
    if (conditional) need(entry, "when", "a condition");
    remark.when = read_condition(reading, entry);
    remark.text = required_text(entry, text, "what to say when it holds");
    entry.finish();
    remarks.push_back(std::move(remark));
  }
  return remarks;
}

/// Survival at a time; a paper prints a few of them.
void read_survival(Section& section, Outcome& outcome) {
  double last_time = 0.0, last = 1.0;
  if (section.has("survival") && section.node("survival")->is(Node::Kind::list) &&
      section.node("survival")->items.empty())
    section.reject("survival", "risk.empty", "is an empty list", "survival at a time");
  for (Section& point : optional_tables(section, "survival")) {
    need(point, "at", "a time");
    need(point, "proportion", "a proportion");
    const std::optional<double> time = point.number("at", 0.0, infinite);
    const std::optional<double> survival = point.number("proportion", 0.0, 1.0);
    point.finish();
    if (!time || !survival) continue;
    if (*time <= last_time)
      point.reject("at", "risk.order", fmt::format("{} does not come after {}", *time, last_time),
                   "ascending times above 0");
    if (*survival > last)
      point.reject("proportion", "risk.order",
                   fmt::format("{} is more than {} at an earlier time", *survival, last),
                   "survival that never rises");
    last_time = *time;
    last = *survival;
    outcome.survival.emplace_back(*time, *survival);
  }
}

std::optional<double> read_time(Section& section, std::string_view name) {
  const std::optional<double> value = section.number(name, 0.0, infinite);
  if (value && *value == 0.0)
    section.reject(name, "risk.range", "0 is out of range", "a number above 0");
  return value;
}

void read_median(Section& section, Outcome& outcome) {
  outcome.median = read_time(section, "median");
  outcome.median_low = read_time(section, "median_low");
  outcome.median_high = read_time(section, "median_high");
  const std::optional<bool> not_reached = section.flag("median_not_reached");
  outcome.median_not_reached = not_reached.value_or(false);
  if (not_reached == false)
    section.reject("median_not_reached", "risk.interval", "is false", "true", "leave it out");
  if (section.has("median_not_reached") && section.has("median"))
    section.reject("median_not_reached", "risk.interval", "stands beside median", "one of the two");
  const auto reject = [&](const char* name, double end) {
    section.reject("median", "risk.interval",
                   fmt::format("{} lies outside its own interval", *outcome.median),
                   fmt::format("{} {}", name[0] == 'l' ? "at least" : "at most", end),
                   "look again at the source");
  };
  if (outcome.median && outcome.median_low && *outcome.median < *outcome.median_low)
    reject("low", *outcome.median_low);
  else if (outcome.median && outcome.median_high && *outcome.median > *outcome.median_high)
    reject("high", *outcome.median_high);
  if (outcome.median_low && outcome.median_high && *outcome.median_low > *outcome.median_high)
    section.reject(
        "median_low", "risk.interval",
        fmt::format("{} is above the upper end {}", *outcome.median_low, *outcome.median_high),
        "the lower end");
  for (const char* name : {"median_low", "median_high"})
    if (section.has(name) && !section.has("median") && !section.has("median_not_reached"))
      section.reject(name, "risk.interval", "is an interval without a median",
                     "median or median_not_reached");
}

/// A set that is contradicted is another one of the card.
void check_contradictions(std::vector<Section>& entries, const std::vector<Outcome>& published) {
  for (std::size_t i = 0; i < published.size(); ++i) {
    const Outcome& one = published[i];
    if (one.contradicts.empty()) continue;
    const bool there = std::any_of(published.begin(), published.end(), [&](const Outcome& other) {
      return other.set == one.contradicts && other.set != one.set;
    });
    if (!there)
      entries[i].reject("contradicts", "risk.unknown_set",
                        fmt::format("no other set is called '{}'", one.contradicts),
                        "the name of another set");
  }
}

}  // namespace

void read_population(CardReading& reading, Section& section, Card& card) {
  if (!need(section, "population", "an object with text")) return;
  std::optional<Section> population = section.table("population");
  if (!population) return;
  card.population = required_text(*population, "text", "whom the model is for");
  card.population_n = population->whole("n", 1, most_patients);
  card.not_applicable = read_remarks(reading, *population, "not_applicable", "reason", true);
  card.cautions = read_remarks(reading, *population, "cautions", "text", false);
  population->finish();
}

void read_notes(CardReading& reading, Section& section, Card& card) {
  for (Section& entry : optional_tables(section, "notes")) {
    Remark note;
    need(entry, "kind", "contradiction, limitation or definition");
    note.kind = entry
                    .choice<std::string>("kind", {{"contradiction", "contradiction"},
                                                  {"limitation", "limitation"},
                                                  {"definition", "definition"}})
                    .value_or("");
    note.when = read_condition(reading, entry);
    note.text = required_text(entry, "text", "what to say");
    note.source = entry.required_text("source", "where it stands");
    entry.finish();
    card.notes.push_back(std::move(note));
  }
}

void read_published(CardReading& reading, Section& section, Card& card) {
  std::vector<Section> entries = optional_tables(section, "published");
  std::vector<std::string> keys;
  for (Section& entry : entries) {
    Outcome outcome;
    if (entry.has("set"))
      outcome.set = entry.required_text("set", "a name of the outcomes that belong together");
    const std::optional<std::size_t> group = read_group(reading, entry);
    if (group) outcome.group = reading.group_ids[*group];
    outcome.n = entry.whole("n", 1, most_patients);
    read_median(entry, outcome);
    read_survival(entry, outcome);
    if (entry.has("endpoint")) outcome.endpoint = read_endpoint(entry);
    if (entry.has("contradicts"))
      outcome.contradicts = entry.required_text("contradicts", "the set that it contradicts");
    outcome.unit = required_unit(entry);
    outcome.source = entry.required_text("source", "where it stands");
    if (!entry.has("median") && !entry.has("median_not_reached") && !entry.has("survival"))
      entry.reject("", "risk.empty", "says nothing of its group",
                   "median, median_not_reached or survival");
    entry.finish();
    keys.push_back(group ? fmt::format("{} {} {}", outcome.set, outcome.endpoint, outcome.group)
                         : std::string{});
    card.published.push_back(std::move(outcome));
  }
  check_contradictions(entries, card.published);
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (!keys[i].empty() && std::find(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i),
                                      keys[i]) != keys.begin() + static_cast<std::ptrdiff_t>(i))
      entries[i].reject(
          "group", "risk.duplicate",
          fmt::format("'{}' stands twice in '{}'", card.published[i].group, card.published[i].set),
          "each group once per set and endpoint", "give the other a set of its own");
}

}  // namespace venscope::risk
