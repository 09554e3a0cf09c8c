/// Where the rows of `venscope score` go.
#pragma once

#include "app/cli/background_writer.hpp"
#include "venscope/base/problem.hpp"

#include <string>
#include <string_view>

namespace venscope::cli {

/// Standard output, or a file that appears whole or not at all: it is written beside its name and
/// renamed at the end. What is no ordinary file (/dev/stdout, a pipe) is written as it comes.
class ScoreOutput {
public:
  /// "" is standard output.
  explicit ScoreOutput(std::string path);
  ~ScoreOutput();
  ScoreOutput(const ScoreOutput&) = delete;
  ScoreOutput& operator=(const ScoreOutput&) = delete;

  /// Whether nothing is seen before finish().
  bool whole() const { return !beside_.empty(); }
  bool write(std::string_view bytes);
  /// Makes the file appear. Problem: score.cannot_write, of whatever went wrong before.
  Problems finish();

private:
  void close();

  std::string path_, beside_;
  int descriptor_ = -1;
  int error_ = 0;
  BackgroundWriter writer_;
};

}  // namespace venscope::cli
