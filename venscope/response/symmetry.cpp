#include "venscope/response/symmetry.hpp"

#include "venscope/base/distributions.hpp"

namespace venscope::response {

Result<Symmetry> bowker(const ContingencyTable& table) {
  if (table.rows() != table.columns())
    return cannot_analyse("response.not_square", "the two classifications have other levels",
                          "symmetry needs the same levels on both sides");
  if (table.total() == 0)
    return cannot_analyse("response.no_observations", "nobody is in the table", "");
  Symmetry result;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    result.agreeing += table(i, i);
    for (std::size_t j = i + 1; j < table.columns(); ++j) {
      const auto there = static_cast<double>(table(i, j)), back = static_cast<double>(table(j, i));
      if (there + back == 0) continue;
      result.statistic += (there - back) * (there - back) / (there + back);
      result.df += 1;
    }
  }
  if (result.df > 0) result.p = chi_squared_upper(result.statistic, result.df);
  return result;
}

}  // namespace venscope::response
