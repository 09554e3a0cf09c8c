/// Which columns look like a time and its event, as `fit` would take them.
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/describe.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

std::string compact(const std::string& name) {
  std::string text = plain_name(name);
  std::erase(text, '_');
  return text;
}

/// What is left of a name without its signs and without the words of `kind`, if it holds one.
std::optional<std::string> stem(const std::string& name, const std::vector<std::string>& kind) {
  std::string rest = compact(name);
  bool found = false;
  for (const std::string& word : kind)
    if (const std::size_t at = rest.find(word); at != std::string::npos) {
      rest.erase(at, word.size());
      found = true;
    }
  // The plain status of a patient is that of overall survival.
  if (rest == "os" || rest == "overallsurvival" || rest == "overall") rest.clear();
  return found ? std::optional(rest) : std::nullopt;
}

// Longer words first: `status` holds `stat`.
const std::vector<std::string> time_words = {"survivalmonths", "survivaldays", "futime",  "months",
                                             "monate",         "weeks",        "years",   "tage",
                                             "days",           "time",         "duration"};
const std::vector<std::string> event_words = {"censored", "status", "event",  "death", "vital",
                                              "died",     "dead",   "censor", "cens",  "stat"};
/// Names that say a time without one of the words.
const std::vector<std::string> endpoint_names = {"os",  "efs", "rfs", "dfs",
                                                 "pfs", "lfs", "ttr", "overallSurvival"};

bool could_be_time(const ColumnDescription& column) {
  return column.number && column.type == ColumnType::number && column.distinct > 2;
}

/// Whether one of the words stands in the text: `1:DECEASED`, `Not dead`.
bool says_any(const std::string& text, const std::vector<std::string>& words) {
  std::string plain = "_";
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    plain += upper ? static_cast<char>(c + ('a' - 'A')) : lower ? c : '_';
  }
  plain += '_';
  return std::any_of(words.begin(), words.end(), [&plain](const std::string& word) {
    return plain.find("_" + word + "_") != std::string::npos;
  });
}

bool says_event(const std::string& level) {
  return !says_any(level, {"no", "not", "non", "without", "never"}) &&
         says_any(level, {"dead", "deceased", "died", "death", "yes", "y", "event", "relapse",
                          "relapsed", "progression", "progressed", "recurred", "recurrence"});
}

/// What stands in the place of the event, and how readily it is taken: 0 the most.
struct EventReading {
  int rank = 0;
  std::string text;   ///< of a formula
  std::string level;  ///< of text: the level that is the event
};

std::string quoted_name(const std::string& name) {
  const auto ordinary = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  };
  const bool first = !name.empty() && ((name[0] >= '0' && name[0] <= '9') || name[0] == '_');
  return !first && std::all_of(name.begin(), name.end(), ordinary) ? name : "`" + name + "`";
}

/// 1 in a column `censored` often means censored: such a column is taken only for want of another.
constexpr int rank_codes = 0, rank_one_two = 1, rank_text = 2, rank_causes = 3, rank_censored = 4;

std::optional<EventReading> number_as_event(const ColumnDescription& column) {
  const NumberSummary& number = *column.number;
  if (!number.whole || number.min < 0 || number.max > 3) return {};
  EventReading reading{rank_codes, quoted_name(column.name), ""};
  if (number.max == 2 && number.min >= 1)
    reading.rank = rank_one_two;
  else if (number.max > 1 && number.min == 0)
    reading.rank = rank_causes;  // competing causes: for cuminc and finegray
  else if (number.max > 1)
    return {};
  return reading;
}

/// TRUE and FALSE as they are; of two other texts the one that says the event, if just one does.
std::optional<EventReading> text_as_event(const ColumnDescription& column) {
  std::vector<std::string> events;
  std::size_t levels = 0, truths = 0;
  for (const auto& [level, count] : column.levels) {
    if (count == 0) continue;
    const bool yes = same_word(level, "true") || same_word(level, "t");
    const bool truth = yes || same_word(level, "false") || same_word(level, "f");
    ++levels;
    truths += truth;
    if (yes || says_event(level)) events.push_back(level);
  }
  if (levels != 2 || events.size() != 1) return {};
  const std::string& event = events.front();
  const std::string name = quoted_name(column.name);
  if (truths == 2) return EventReading{rank_codes, name, event};
  // A T beside another letter is no TRUE.
  if (truths > 0 || event.find_first_of("\"\\`") != std::string::npos) return {};
  return EventReading{rank_text, fmt::format("{} == \"{}\"", name, event), event};
}

std::optional<EventReading> as_event(const ColumnDescription& column) {
  if (column.identifying || column.name.find('`') != std::string::npos) return {};
  auto reading = column.number ? number_as_event(column) : text_as_event(column);
  if (!reading || compact(column.name).find("cens") == std::string::npos) return reading;
  // "yes" in a column `censored` is no event.
  if (reading->rank == rank_text && says_any(reading->level, {"yes", "y"})) return {};
  reading->rank = rank_censored;
  return reading;
}

}  // namespace

std::vector<EndpointGuess> guess_endpoints(const Description& about) {
  std::vector<EndpointGuess> pairs;
  for (const ColumnDescription& time : about.columns) {
    if (!could_be_time(time)) continue;
    auto time_stem = stem(time.name, time_words);
    if (!time_stem && find_word(time.name, endpoint_names) >= 0)
      time_stem = stem(time.name + "time", time_words);
    if (!time_stem) continue;
    std::optional<EndpointGuess> best;
    int best_rank = 0;
    for (const ColumnDescription& event : about.columns) {
      // `os_days` with `os_event`, or `acute_gvhd_days` with `acute_gvhd` itself.
      const bool by_word = stem(event.name, event_words) == time_stem;
      if (!by_word && (time_stem->empty() || compact(event.name) != *time_stem)) continue;
      const auto reading = &event == &time ? std::nullopt : as_event(event);
      if (!reading || (best && best_rank <= reading->rank)) continue;
      best_rank = reading->rank;
      best = {time.name, event.name, reading->level,
              fmt::format("Surv({}, {})", quoted_name(time.name), reading->text),
              best_rank == rank_causes};
    }
    if (best) pairs.push_back(std::move(*best));
  }
  return pairs;
}

}  // namespace venscope::cohort
