/// The quadratic model of the columns in play, in floats.
#pragma once

#include "venscope/survival/growing_cholesky.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// The information of some columns of which many are solved for together: of these there is the
/// factor and nothing besides, for it tells their information too; each of the others has its row,
/// of its information with all columns. So nothing is there twice, and where most columns are
/// together it takes half a square of floats.
/// Columns are numbered as they came; `together` are the numbers of those in the factor, in the
/// order in which they joined it.
/// Right by: unit/survival/rough_model.
class RoughModel {
public:
  using Together = std::span<const std::size_t>;

  /// Begins anew, with these columns of so many together. All information is then to be written,
  /// and factorise() to be called.
  void begin(std::size_t columns, Together together);
  /// Columns from size() on are new, and not together; their rows are to be written, and mirror()
  /// to be called.
  void extend(std::size_t columns);
  void release();
  std::size_t size() const { return rows_.size(); }

  /// Of the information of the column at a place together: that with those from another place on,
  /// which is not before it.
  void write_together(std::size_t column, std::size_t first, std::span<const float> values) {
    factor_.write(first, column, values);
  }
  bool has_row(std::size_t k) const { return !rows_[k].empty(); }
  /// Of the row of a column that is not together: from column `first` on.
  void write_row(std::size_t k, std::size_t first, std::span<const float> values);
  /// The information of columns from `first` on is in their rows: puts it into those before them.
  void mirror(std::size_t first);

  /// With these diagonals, by place. False where one of the columns is explained by the others;
  /// then there is nothing left but to begin again.
  bool factorise(std::span<const double> diagonal) { return factor_.factorise(diagonal); }
  /// The same for what was factorised, under other diagonals.
  bool refactorise(std::span<const double> diagonal);

  /// Column k joins those together, with this diagonal. False, and nothing happens, where it is
  /// explained by them.
  bool join(std::size_t k, Together together, double diagonal);
  /// The column at a place of those together leaves them; `square` is its information with itself.
  /// Cost: that of a solution.
  void leave(std::size_t place, Together together, double square);

  /// out_k = sum over the columns l of their information by_l, of columns k that are not together.
  void multiply(std::span<const double> by, std::span<const std::size_t> columns,
                std::span<double> out) const;
  /// x, by place, becomes the solution of the factor's model.
  void solve(std::span<double> x) const { factor_.solve(x); }

private:
  void make_rows(std::size_t columns);
  void new_row(std::size_t k);

  GrowingCholesky<float> factor_;
  std::vector<std::vector<float>> rows_;  // empty where a column is together
  std::size_t room_ = 0;                  // of a row
};

}  // namespace venscope::survival
