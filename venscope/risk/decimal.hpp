/// Numbers as they are printed in a paper: exact under addition, in whatever order.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace venscope::risk {

/// A decimal with up to six digits after the point, held as whole millionths. 0.57 + 0.45 + 0.60 -
/// 0.87 is 0.75, where doubles give 0.7500000000000001 in some orders of the summands.
/// Right by: unit/risk/decimal.
class Decimal {
public:
  static constexpr std::int64_t one = 1'000'000;

  constexpr Decimal() = default;
  static constexpr Decimal of_millionths(std::int64_t millionths) {
    Decimal result;
    result.millionths_ = millionths;
    return result;
  }
  /// "0.90", "-1", "+2.5": digits, at most six of them after the point and nine before it.
  static std::optional<Decimal> parse(std::string_view text);

  constexpr std::int64_t millionths() const { return millionths_; }
  double value() const { return static_cast<double>(millionths_) / static_cast<double>(one); }
  /// Without needless zeros: "0.75", "-0.98", "3".
  std::string text() const;

  constexpr Decimal& operator+=(Decimal other) {
    millionths_ += other.millionths_;
    return *this;
  }
  friend constexpr Decimal operator+(Decimal a, Decimal b) { return a += b; }
  friend constexpr auto operator<=>(Decimal, Decimal) = default;

private:
  std::int64_t millionths_ = 0;
};

/// A score that numbers have part in, to nine digits after the point: so that sums of the same
/// decimals in another order are the same score, and lie on the same side of a cut point.
inline double to_nine_digits(double score) {
  return std::round(score * 1e9) / 1e9;
}

}  // namespace venscope::risk
