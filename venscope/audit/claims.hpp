/// Printed numbers as they are declared: docs/files/claims.md.
#pragma once

#include "venscope/audit/count_tests.hpp"
#include "venscope/audit/printed.hpp"
#include "venscope/base/node.hpp"
#include "venscope/base/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace venscope::audit {

/// A p beside counts, and what is said of the test that gave it.
struct PrintedTest {
  std::optional<Printed> p;
  std::optional<CountTest> test;  ///< as the paper names it
  double level = 0.05;            ///< below which the paper speaks of a difference
};

/// kind = "counts": the whole table, groups by outcome.
struct CountsClaim {
  response::ContingencyTable table;
  PrintedTest tested;
};

/// One group of a rate: `x` of `n`, or a percentage of it. Several `n` where the paper has several.
struct RateGroup {
  std::string name;
  std::vector<std::int64_t> n;
  std::optional<std::int64_t> x;
  std::optional<Printed> percent;
};

/// kind = "rates": groups with their n, and counts or percentages.
struct RatesClaim {
  std::vector<RateGroup> groups;
  PrintedTest tested;
};

/// kind = "percentages": parts of one whole, of which one or several sizes are printed.
struct PercentagesClaim {
  std::vector<std::int64_t> n;
  std::vector<Printed> percent;
  std::vector<std::int64_t> x;     ///< empty, or one for each percentage
  std::vector<std::string> names;  ///< empty, or one for each percentage
};

/// One marker that splits the same patients in two: rates with and without it.
struct Split {
  std::string name;
  Printed with, without;
  std::optional<Printed> p;
  std::optional<std::int64_t> n_with;
};

/// kind = "splits": rates by several markers in the same `n` patients with the same responders.
struct SplitsClaim {
  std::int64_t n = 0;
  std::vector<std::int64_t> total;  ///< responders; several where print or inference gives several
  std::vector<Split> splits;
};

/// kind = "hazard_ratio" (or an odds ratio): Wald interval, p, coefficient, carriers.
struct HazardRatioClaim {
  Printed ratio;
  std::optional<Printed> low, high, p, coefficient;
  double level = 0.95;
  bool covariate_is_binary = false;  ///< `carriers` given, or declared
  std::optional<std::int64_t> carriers, events, events_carriers;
};

struct MedianGroup {
  std::string name;
  Printed median;
  std::optional<Printed> low, high;  ///< absent: not printed, or not reached
  std::optional<Printed> also;       ///< the same median where it is printed again
};

/// kind = "medians": of survival, one or several groups.
struct MedianClaim {
  std::vector<MedianGroup> groups;
  std::optional<Printed> p;
  double level = 0.95;
  enum class Order { none, falling, rising } order = Order::none;
};

/// kind = "aic": AIC of a model minus AIC of the null model.
struct AicClaim {
  Printed difference;
  std::vector<std::int64_t> df;  ///< which the model may have
  std::optional<Printed> p;
  bool other_test = false;  ///< p is of a log-rank, score or Wald test, not the likelihood ratio
};

/// kind = "sum": parts that make up the total.
struct SumClaim {
  std::vector<Printed> parts;
  Printed total;
  std::vector<std::string> names;
};

/// One side of kind = "subset".
struct Extent {
  std::optional<std::int64_t> n;
  std::optional<Printed> min, max;
  std::vector<std::int64_t> counts;
};

/// kind = "subset": some of the patients, and all of them.
struct SubsetClaim {
  Extent whole, part;
  std::vector<std::string> names;  ///< of the counts
};

/// kind = "same": one quantity printed more than once.
struct SameClaim {
  std::vector<Printed> values;
  std::vector<std::string> sources;  ///< empty, or one for each value
};

using ClaimDetails =
    std::variant<CountsClaim, RatesClaim, PercentagesClaim, SplitsClaim, HazardRatioClaim,
                 MedianClaim, AicClaim, SumClaim, SubsetClaim, SameClaim>;

struct Claim {
  std::string id, kind;
  std::string where;  ///< in the paper: "Table 4", "abstract"
  std::string quote;  ///< its words
  std::string note;   ///< what whoever wrote the claim assumed
  ClaimDetails details;
};

struct ClaimFile {
  std::string title, source;
  std::vector<Claim> claims;
};

/// Reads the text of a file of claims. Everything wrong with it, located, under the codes
/// `audit.…`.
Result<ClaimFile> read_claims(std::string_view text, const std::string& file);

}  // namespace venscope::audit
