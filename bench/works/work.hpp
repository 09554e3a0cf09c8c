/// A piece of work that is measured beside its peers: data in a folder, a computation, an answer.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bench {

/// Columns of numbers, one raw little-endian file of doubles each (`time.f64`, column-major), with
/// their shapes in `shapes.tsv`: what C++, R and Python read without parsing.
class Folder {
public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}
  void write(const std::string& name, std::span<const double> values, std::size_t columns = 1);
  venscope::Matrix matrix(const std::string& name) const;
  std::vector<double> numbers(const std::string& name) const { return matrix(name).values; }
  std::vector<std::int32_t> codes(const std::string& name) const;
  venscope::endpoint::Outcomes outcomes() const;  ///< of the columns time and status
  void write(const venscope::endpoint::Outcomes& outcomes);
  std::filesystem::path file(const std::string& name) const { return path_ / name; }

private:
  std::filesystem::path path_;
};

struct Size {
  std::size_t rows = 0, columns = 0, resamples = 0;
  bool whole_days = true;
};

/// What is timed: loaded once, run many times.
class Task {
public:
  virtual ~Task() = default;
  virtual void run(unsigned threads) = 0;
  /// Numbers that a peer must agree with; of the last run.
  virtual std::vector<double> answer() const = 0;
};

struct Work {
  const char* id;
  void (*make)(const Size&, Folder&);
  std::unique_ptr<Task> (*load)(const Size&, const Folder&);
};

// One function for each file of this folder.
Work curves_work();
Work cox_work();
Work robust_cox_work();
Work screen_work();
Work coxnet_work();
Work validated_coxnet_work();
Work bootstrap_work();
Work concordance_bootstrap_work();
Work ipcw_work();
Work neighbours_work();
Work concordance_work();
Work moderated_work();
Work gsea_work();
Work multilevel_work();
Work gsva_work();
Work dose_work();
Work hard_dose_work();

/// Exponential times to an event at the rate exp(eta) / 800 a day, censored uniformly between 30
/// and 2,500 days; `whole_days` rounds up, which makes ties.
venscope::endpoint::Outcomes follow_up(std::span<const double> eta, std::uint64_t seed,
                                       bool whole_days);
/// Independent standard normal numbers.
venscope::Matrix normal_numbers(std::size_t rows, std::size_t columns, std::uint64_t seed);

}  // namespace bench
