/// What the parts of parse_card share. Each reads one part of a card against its schema, adds all
/// that is wrong to the problems of its section, and goes on.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/risk/card.hpp"

#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::risk {

inline constexpr double infinite = std::numeric_limits<double>::infinity();

/// The card's definitions, each read where it is first asked for: so a circle is met on the way.
struct Definition {
  enum class State { unread, being_read, read };
  const Node* node = nullptr;
  std::string path;
  State state = State::unread;
  std::optional<Criterion> criterion;  ///< nothing where something is wrong in it
};

struct CardReading {
  const cohort::Dictionary& dictionary;
  Problems& problems;
  std::map<std::string, Definition, std::less<>> definitions;
  std::vector<std::string> open_definitions;  ///< those being read, outermost first
  std::vector<std::string> group_ids;
  std::size_t criterion_size = 0;  ///< parts of all criteria of the card
  bool too_large = false;

  Section section(const Node& node, std::string path) {
    return Section(node, std::move(path), problems, "risk", PathStyle::pointer);
  }
};

/// Adds `risk.absent` where the entry is not there; else true.
bool need(Section& section, std::string_view name, std::string_view expected);

/// A text, or {"en": …, "de": …, "zh": …}; empty where there is none or it is wrong.
LocalText read_text(Section& section, std::string_view name);
/// The same of `value`, whose place `here` is.
LocalText read_text_value(Section& here, const Node& value);
LocalText required_text(Section& section, std::string_view name, std::string_view expected);

/// A decimal in quotes, as it is printed.
std::optional<Decimal> read_decimal(Section& section, std::string_view name);

/// A name that others refer to: small letters, digits, `-` and `_`.
std::string required_id(Section& section, std::string_view name);
bool is_id(std::string_view id);

/// days, weeks, months or years.
std::string required_unit(Section& section);
/// OS, EFS, RFS or response.
std::string read_endpoint(Section& section);

/// `risk.duplicate` where an entry of `ids` stands twice; `sections[i]` is the place of `ids[i]`.
void refuse_duplicates(std::vector<Section>& sections, std::string_view name,
                       const std::vector<std::string>& ids);

/// The index of a group that the entry names.
std::optional<std::size_t> read_group(CardReading& reading, Section& section);

/// The index in the dictionary of the variable that the entry names.
std::optional<std::size_t> read_variable(CardReading& reading, Section& section,
                                         std::string_view name);

/// The level of a variable by its name; `risk.unknown_level`, `risk.level_of_number` where it is
/// none.
std::optional<std::size_t> find_level(Section& section, std::string_view name,
                                      const cohort::Variable& variable, const std::string& level);

/// All definitions of the card, used or not.
void read_definitions(CardReading& reading, Section& card);

/// A condition; nothing where something is wrong in it.
std::optional<Criterion> read_criterion(CardReading& reading, const Node& node,
                                        const std::string& path);
/// The one that stands under `name`; nothing where it is absent too.
std::optional<Criterion> read_criterion(CardReading& reading, Section& section,
                                        std::string_view name);

void read_groups(CardReading& reading, Section& section, Card& card);
void read_population(CardReading& reading, Section& section, Card& card);
void read_notes(CardReading& reading, Section& section, Card& card);
void read_published(CardReading& reading, Section& section, Card& card);
void read_baseline(Section& section, Card& card);
void read_derivation(CardReading& reading, Section& section, Card& card);
/// Lists of finite numbers within a list; nothing where it is something else.
std::vector<std::vector<double>> read_number_lists(Section& section, std::string_view name);
/// Numbers from `low` to `high`; one problem names the first that is not.
std::vector<double> read_numbers(Section& section, std::string_view name, double low, double high);
/// `uncertainty` of the baseline of a cohort, after its times and survival.
void read_uncertainty(Section& section, const Card& card, Baseline& baseline);
void read_rule(CardReading& reading, Section& section, Card& card);
/// One summand of a weighted sum or a table of points.
std::optional<Term> read_term(CardReading& reading, Section& section, RuleKind kind,
                              bool log_hazard);
void read_cut_points(CardReading& reading, Section& rule, Card& card);

/// Refuses a card that compares one number with more thresholds than a model can hold.
void check_thresholds(CardReading& reading, Section& section, const Card& card);

/// Whether some patient can meet the criterion while none of `unless` holds: exact, by trying
/// levels and intervals; yes where that would take too long.
bool can_hold(const cohort::Dictionary& dictionary, const Criterion& criterion,
              std::span<const Criterion* const> unless = {});

/// The variables of a criterion that are not yet in `variables`, added in the order of its tests.
void add_variables(const Criterion& criterion, std::vector<std::size_t>& variables);

}  // namespace venscope::risk
