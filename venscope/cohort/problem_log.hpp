/// Problems of a file as they are met: the first few of each kind in full, the rest counted.
#pragma once

#include "venscope/base/problem.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace venscope::cohort {

/// `1234567` as `1,234,567`.
std::string with_thousands(std::size_t number);

/// A file with one wrong habit has a million problems of one kind. A kind is a code and a column.
class ProblemLog {
public:
  explicit ProblemLog(std::size_t shown = 5) : shown_(shown) {}

  /// Counts one problem of the kind; `make()` is asked for the Problem only if it is to be shown.
  template <class Make>
  void add(std::string_view code, std::string_view column, Make make) {
    Kind& kind = kind_of(code, column);
    ++count_;
    if (++kind.count > shown_) return;
    kind.shown.push_back(make());
    kind.shown.back().code = code;
  }
  void add(Problem problem);

  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }
  std::size_t count(std::string_view code, std::string_view column) const;
  void forget(std::string_view code, std::string_view column);

  /// Kinds in the order in which they were first met; each ends with `… and 1,234 more like that on
  /// line 17` where not all were shown.
  Problems take();

private:
  struct Kind {
    std::string code;
    std::string column;
    std::size_t count = 0;
    Problems shown;
  };
  Kind& kind_of(std::string_view code, std::string_view column);

  std::size_t shown_;
  std::size_t count_ = 0;
  std::vector<Kind> kinds_;
  std::map<std::pair<std::string, std::string>, std::size_t> index_;
};

}  // namespace venscope::cohort
