/// A model card: a published risk model as data. docs/files/model-card.md, models/card.schema.json.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/criterion.hpp"
#include "venscope/risk/decimal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::risk {

/// A text in English and, where the card has them, in other languages ("de", "zh").
struct LocalText {
  std::string en;
  std::vector<std::pair<std::string, std::string>> other;
  /// In that language; in English where it is missing.
  const std::string& in(std::string_view language) const;
};

/// Something to say when `when` holds of the patient; always, where there is no condition.
struct Remark {
  std::optional<Criterion> when;
  LocalText text;
  std::string kind;    ///< of a note: "contradiction", "limitation", "definition"
  std::string source;  ///< of a note
};

struct Group {
  std::string id;
  LocalText label;
};

/// Published outcome of a group.
struct Outcome {
  std::string set;  ///< outcomes of one set belong together; a paper may print two
  std::string group;
  std::optional<std::int64_t> n;
  std::optional<double> median, median_low, median_high;
  bool median_not_reached = false;
  std::vector<std::pair<double, double>> survival;  ///< at a time, as a proportion
  std::string endpoint, unit, source;               ///< endpoint: "" is that of the card
  std::string contradicts;  ///< another set on the same patients that prints something else
};

/// One summand of a score: the points of the first case that holds, else `otherwise`; or, where
/// `slope` is set, slope x (value - centre), for a card derived from a cohort.
struct Term {
  struct Case {
    Criterion when;
    Decimal points;
  };
  struct Slope {
    std::size_t variable = 0;
    double coefficient = 0.0;
    double centre = 0.0;
    double low = 0.0, high = 0.0;  ///< range of the variable in the derivation cohort
  };
  std::string variable;  ///< its name in the answer; of a term on several, a name of its own
  LocalText label;
  std::vector<Case> cases;
  Decimal otherwise;
  std::optional<Slope> slope;
  std::string hazard_ratio;  ///< printed beside the points, such as "2.46 (1.5 to 4.0)"
};

/// The scores of a group: an interval, each end open or closed.
struct CutRange {
  std::size_t group = 0;
  std::optional<Decimal> low, high;
  bool low_closed = false, high_closed = false;
  bool contains(const Decimal& score) const;
};

/// An ordered rule of a classification: the first that holds decides.
struct Rule {
  std::string id;
  LocalText text;
  Criterion when;
  std::size_t group = 0;
};

/// A weight of an expression score; its cut point is the median of the cohort that is scored.
struct GeneWeight {
  std::string gene;
  double weight = 0.0;
};

enum class RuleKind { weighted_sum, points, ordered_rules, expression };

/// Survival of the reference patient (score 0): S(t) = S0(t)^exp(score). Of a card derived from a
/// cohort, steps; of a reconstruction from summary numbers, Weibull curves exp(-(t / scale)^shape).
struct Baseline {
  struct Weibull {
    std::string set;  ///< which set of published outcomes it was fitted to
    double scale = 0.0, shape = 0.0;
  };
  /// What the curve of the reference patient may be at some times, and the half-widths of the
  /// intervals of the terms' points, which widen it for others.
  struct Band {
    std::vector<double> time, lower, upper;
    std::vector<std::pair<std::string, double>> half_width;  ///< by Term::variable
  };
  /// What the interval of a patient's curve is made of. With x the values of the terms (points /
  /// coefficient), H0 = -ln S0, q = x H0 - M: Var H = exp(2 score) (a + q' V q).
  struct Uncertainty {
    std::vector<std::vector<double>> covariance;   ///< V, a row per term
    std::vector<double> hazard_variance;           ///< a, by time
    std::vector<std::vector<double>> mean_hazard;  ///< M, by term and time
  };
  std::vector<double> time, survival;
  std::optional<Uncertainty> uncertainty;
  std::vector<double> lower, upper;  ///< of the survival at those times, where they are known
  std::vector<Weibull> weibull;
  std::optional<Band> band;
  double horizon = 0.0;
  std::string unit, source;
  bool reconstructed = false;
  LocalText warning;
};

/// Of a card derived from a cohort: from whom, how, and how well it does.
struct CardDerivation {
  struct Index {
    std::string id, label;
    double apparent = 0.0;
    std::optional<double> corrected, low, high;
  };
  struct Candidate {
    std::string name;
    std::optional<double> selected;  ///< share of the resamples
  };
  std::string cohort_sha256, procedure, unit;
  bool synthetic = false;  ///< rows drawn by a program: no evidence on patients
  std::int64_t patients = 0, events = 0;
  std::int64_t resamples = 0, derived = 0;
  std::optional<double> horizon;
  std::vector<Index> indices;
  std::vector<Candidate> candidates;
};

struct Card {
  std::string id, version, status, endpoint;
  int shown = 0;  ///< place in lists
  LocalText title;
  std::string citation, doi, where, file;
  LocalText population;
  std::optional<std::int64_t> population_n;
  std::vector<Remark> not_applicable, cautions, notes;
  std::vector<Group> groups;  ///< from the best to the worst outcome
  RuleKind kind = RuleKind::weighted_sum;
  bool log_hazard = false;  ///< exp(score) is a relative hazard
  std::vector<Term> terms;
  std::vector<CutRange> cut_points;
  std::vector<Rule> rules;
  std::vector<GeneWeight> weights;
  std::vector<Outcome> published;
  std::optional<Baseline> baseline;
  std::optional<CardDerivation> derivation;
  LocalText reason;                        ///< of a card of status "not computable": why
  std::vector<LocalText> inputs_in_words;  ///< of such a card
  std::vector<std::size_t> inputs;  ///< variables (dictionary) that the rule asks for, in its order
};

/// A card from the text of its JSON file. Everything wrong in it, at once, each as
/// `file:line: /pointer: what, expected …; remedy`. Checked beyond the schema: variables are in the
/// dictionary and levels are theirs, each case can be met, cut points cover every score once and in
/// the order of the groups, published outcomes name groups, definitions do not refer to themselves.
Result<Card> parse_card(std::string_view json, const std::string& file,
                        const cohort::Dictionary& dictionary);

/// The built-in cards by id, and all of them in the order in which they are shown.
const Card* find_card(std::string_view id);
const std::vector<Card>& built_in_cards();

/// The JSON of a built-in card as it stands in models/; "" where there is none of that id.
std::string_view card_text(std::string_view id);

/// The dictionary that all built-in cards use.
const cohort::Dictionary& aml_dictionary();

}  // namespace venscope::risk
