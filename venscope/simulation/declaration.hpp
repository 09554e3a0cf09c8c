/// A synthetic cohort as it is declared. docs/files/simulate.md, docs/methods/simulation.md.
#pragma once

#include "venscope/base/node.hpp"
#include "venscope/base/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::simulation {

/// A factor on the odds of a later level (a higher number), or on a hazard, where `when` holds.
struct Effect {
  std::string when;
  double log_ratio = 0.0;
  Place place;
};

/// How often each value occurs among the patients of whom `when` holds.
struct Margin {
  enum class Kind { counts, quantiles, normal, log_normal };
  Kind kind = Kind::counts;
  std::string when;  ///< "" for all
  std::vector<std::pair<std::string, double>> counts;
  std::vector<std::pair<double, double>> quantiles;  ///< share in [0, 1] and value, both rising
  bool dates = false;                                ///< the values are days since 1970-01-01
  bool log_scale = false;  ///< between two quantiles the logarithm is even, not the value
  double centre = 0.0, spread = 1.0;  ///< of the normal distribution of the number or its logarithm
  std::optional<std::pair<double, double>> range;  ///< that distribution is cut here
  double missing = 0.0;                            ///< share
  Place place;
};

/// A time with a Weibull hazard: H(t) = (t / scale)^shape * exp(linear predictor).
struct Waiting {
  double scale = 1.0, shape = 1.0;
  std::string model;   ///< card whose score is the linear predictor; "" for none
  double slope = 1.0;  ///< the score is multiplied by it
  std::vector<Effect> effects;
  /// A time column drawn before: what is declared is the first of that event and this one.
  std::string first_with;
  Place model_place;
};

/// One column, drawn or computed.
struct Variable {
  enum class Law { number_of_patient, margins, waiting, expression };
  std::string name;
  Law law = Law::margins;
  std::vector<Margin> margins;
  std::string within;  ///< a column with levels: the margins are met in each level of it
  std::vector<Effect> given;
  Waiting waiting;
  std::string expression;
  std::string prefix;               ///< of the patient's number
  std::vector<std::string> levels;  ///< of an expression, in order
  std::string when;                 ///< it exists only where this holds; elsewhere missing
  std::string observed;             ///< drawn for all, but written only where this holds
  bool date = false;                ///< days since 1970-01-01, written yyyy-mm-dd
  bool written = true;
  std::optional<int> decimals;  ///< the number is rounded to these
  std::string source;           ///< where it is printed
  std::vector<std::string> assumptions;
  Place place;
};

/// A long file: rows that belong to the patients, one for each combination of `rows`.
struct RecordsDeclaration {
  struct Dimension {
    std::string name;  ///< of the column
    std::vector<std::string> values;
    bool numeric = false;  ///< all of them are numbers
  };
  std::string id, title;
  std::vector<Dimension> rows;
  std::vector<std::string> patient;  ///< columns of the patients that are written in each row too
  std::string keep;                  ///< a condition: rows for which it does not hold are left out
  std::vector<Variable> variables;
  Place place;
};

/// Whether a margin is met or only expected.
enum class Match { exact, random };

struct Declaration {
  std::string file;
  std::string title;
  std::string source;  ///< stands in every row
  std::size_t n = 0;   ///< patients, if nobody says otherwise
  std::uint64_t seed = 1;
  Match match = Match::exact;
  std::vector<Variable> variables;
  std::vector<RecordsDeclaration> records;
  std::vector<std::string> assumptions;  ///< all, those of a column preceded by its name
};

/// The names of the columns that every row has beside the declared ones.
inline constexpr std::string_view label_column = "synthetic";
inline constexpr std::string_view source_column = "synthetic_source";

/// A declaration from the table `[simulate]` of a protocol, or from a file of its own: a `table`
/// with `file` or `like` reads that file too, relative to `file`. Everything wrong is added to
/// `problems`, located; what could be understood is returned.
Declaration read_declaration(const Node& table, const std::string& file, Problems& problems);

/// The file PROTOCOL.toml: its [simulate], or the whole of it if it declares columns itself.
Result<Declaration> load_declaration(const std::string& path);

}  // namespace venscope::simulation
