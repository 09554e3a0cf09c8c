/// Cut points: every score that the terms can add up to has one group, and the groups come in
/// order.
#include "venscope/risk/card_page.hpp"
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

/// The scores that a card can give lie on `lowest`, `lowest + step` … `highest`; a superset where
/// terms exclude each other. Step 0: one score. Without bounds where a slope makes it a continuum.
struct Scores {
  bool bounded = true;
  std::int64_t lowest = 0, highest = 0, step = 0;  ///< millionths

  /// A score strictly between two ends, or on an end that is included.
  std::optional<Decimal> between(std::optional<std::int64_t> low, bool low_included,
                                 std::optional<std::int64_t> high, bool high_included) const;
};

std::optional<Decimal> Scores::between(std::optional<std::int64_t> low, bool low_included,
                                       std::optional<std::int64_t> high, bool high_included) const {
  // A continuum, down to the last digit that a decimal has.
  constexpr std::int64_t far = std::int64_t{1} << 60;
  const std::int64_t least = bounded ? lowest : -far, most = bounded ? highest : far;
  const std::int64_t from = low ? std::max(least, *low + (low_included ? 0 : 1)) : least;
  const std::int64_t to = high ? std::min(most, *high - (high_included ? 0 : 1)) : most;
  if (from > to) return std::nullopt;
  const std::int64_t grid = bounded ? step : 1;
  if (grid == 0) return Decimal::of_millionths(lowest);
  const std::int64_t start = bounded ? lowest : from;
  const std::int64_t first = start + (from - start + grid - 1) / grid * grid;
  if (first > to) return std::nullopt;
  return Decimal::of_millionths(first);
}

Scores scores_of(const std::vector<Term>& terms) {
  Scores scores;
  // Weights of genes: a continuum.
  scores.bounded = !terms.empty();
  for (const Term& term : terms) {
    if (term.slope) scores.bounded = false;
    std::int64_t low = term.otherwise.millionths(), high = low;
    for (const Term::Case& entry : term.cases) {
      low = std::min(low, entry.points.millionths());
      high = std::max(high, entry.points.millionths());
    }
    for (const Term::Case& entry : term.cases)
      scores.step = std::gcd(scores.step, entry.points.millionths() - low);
    scores.step = std::gcd(scores.step, term.otherwise.millionths() - low);
    scores.lowest += low;
    scores.highest += high;
  }
  return scores;
}

std::optional<CutRange> read_range(CardReading& reading, Section& section) {
  CutRange range;
  const std::optional<std::size_t> group = read_group(reading, section);
  range.group = group.value_or(0);
  bool good = group.has_value();
  const auto end = [&](const char* open, const char* closed, std::optional<Decimal>& bound,
                       bool& is_closed) {
    for (const char* name : {open, closed}) {
      const std::optional<Decimal> value = read_decimal(section, name);
      good = good && value.has_value() == section.has(name);
      if (!value) continue;
      bound = value;
      is_closed = name == closed;
    }
    if (!section.has(open) || !section.has(closed)) return;
    section.reject(open, "risk.interval", fmt::format("stands beside {}", closed),
                   "one of the two");
    good = false;
  };
  end("above", "from", range.low, range.low_closed);
  end("below", "to", range.high, range.high_closed);
  section.finish();
  if (!good) return std::nullopt;
  const bool empty = range.low && range.high &&
                     (*range.low > *range.high ||
                      (*range.low == *range.high && !(range.low_closed && range.high_closed)));
  if (!empty) return range;
  section.reject("", "risk.interval", fmt::format("no score is {}", range_text(range)),
                 "a lower end below the upper end");
  return std::nullopt;
}

bool starts_before(const CutRange& a, const CutRange& b) {
  if (!a.low || !b.low) return !a.low && b.low.has_value();
  return *a.low < *b.low || (*a.low == *b.low && a.low_closed && !b.low_closed);
}

/// The groups ascend with the score, and so do the lines of the list.
bool in_order(const Card& card, std::vector<Section>& entries) {
  bool good = true;
  for (std::size_t i = 1; i < card.cut_points.size(); ++i) {
    const CutRange &before = card.cut_points[i - 1], &now = card.cut_points[i];
    const std::string &id = card.groups[now.group].id, &other = card.groups[before.group].id;
    std::string what;
    if (now.group == before.group)
      what = fmt::format("the group '{}' stands twice", id);
    else if (now.group < before.group)
      what = fmt::format("the group '{}' comes after '{}'", id, other);
    else if (!starts_before(before, now))
      what = fmt::format("'{}' ({}) comes after '{}' ({}), out of order", id, range_text(now),
                         other, range_text(before));
    if (what.empty()) continue;
    entries[i].reject("", "risk.order", what,
                      "cut points that ascend with the groups, from the best to the worst outcome");
    good = false;
  }
  return good;
}

std::optional<std::int64_t> millionths(const std::optional<Decimal>& value) {
  return value ? std::optional(value->millionths()) : std::nullopt;
}

void refuse_gap(Section& section, std::optional<Decimal> score) {
  if (!score) return;
  section.reject("", "risk.gap",
                 fmt::format("a score such as {} belongs to no group", score->text()),
                 "intervals that touch, such as below 1 and from 1");
}

/// Every score in one interval: gaps and overlaps by a score that shows them.
void refuse_holes(const Card& card, std::vector<Section>& entries) {
  const Scores scores = scores_of(card.terms);
  const std::vector<CutRange>& ranges = card.cut_points;
  if (ranges.front().low)
    refuse_gap(entries.front(), scores.between({}, false, millionths(ranges.front().low),
                                               !ranges.front().low_closed));
  if (ranges.back().high)
    refuse_gap(entries.back(), scores.between(millionths(ranges.back().high),
                                              !ranges.back().high_closed, {}, false));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const CutRange& now = ranges[i];
    if (!scores.between(millionths(now.low), now.low_closed, millionths(now.high), now.high_closed))
      entries[i].reject(
          "", "risk.never_holds", fmt::format("no score of the card is {}", range_text(now)),
          fmt::format("scores from {} to {}", Decimal::of_millionths(scores.lowest).text(),
                      Decimal::of_millionths(scores.highest).text()));
    if (i == 0) continue;
    const CutRange& before = ranges[i - 1];
    if (before.high && now.low)
      refuse_gap(entries[i], scores.between(millionths(before.high), !before.high_closed,
                                            millionths(now.low), !now.low_closed));
    const bool touches = before.high && now.low &&
                         (*before.high < *now.low ||
                          (*before.high == *now.low && !(before.high_closed && now.low_closed)));
    if (!touches)
      entries[i].reject("", "risk.overlap",
                        fmt::format("{} overlaps with {}", range_text(now), range_text(before)),
                        "each score in one group");
  }
}

}  // namespace

void read_cut_points(CardReading& reading, Section& rule, Card& card) {
  if (!need(rule, "cut_points", "a list of intervals of the score, one per group")) return;
  std::vector<Section> entries = rule.tables("cut_points");
  if (rule.node("cut_points")->is(Node::Kind::list) && rule.node("cut_points")->items.empty())
    rule.reject("cut_points", "risk.empty", "is an empty list", "an interval per group");
  bool good = true;
  for (Section& entry : entries) {
    const std::optional<CutRange> range = read_range(reading, entry);
    good = good && range;
    if (range) card.cut_points.push_back(*range);
  }
  if (!good || card.cut_points.empty()) {
    card.cut_points.clear();
    return;
  }
  const bool weighed = card.kind == RuleKind::expression || !card.terms.empty();
  if (in_order(card, entries) && weighed) refuse_holes(card, entries);
}

}  // namespace venscope::risk
