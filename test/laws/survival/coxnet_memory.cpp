// What a LASSO path holds beyond its matrix: bytes that live at once, counted, on any machine the
// same; and, for what is mapped and not allocated, roughly what the process grew by.
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet.hpp"

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>

#include <gtest/gtest.h>

// Sanitizers have an operator new of their own (g++ and clang++ say so in different ways).
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTS_BYTES
#endif
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef COUNTS_BYTES
#endif
#endif

#ifdef COUNTS_BYTES
#include <malloc.h>

namespace {

std::atomic<std::size_t> live{0}, most{0};

void* counted(void* memory) {
  const std::size_t now = live += malloc_usable_size(memory);
  for (std::size_t before = most; now > before && !most.compare_exchange_weak(before, now);) {
  }
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(std::malloc(bytes));
}
void operator delete(void* memory) noexcept {
  live -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}
#endif

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Genes {
  endpoint::Outcomes outcomes;
  Matrix x;
};

/// Genes in modules of fifty that are correlated by one half; thirty of them matter.
[[maybe_unused]] Genes genes(std::size_t rows, std::size_t columns) {
  constexpr std::size_t module = 50, active = 30;
  RandomStream random(11, "genes");
  Genes made;
  made.x = Matrix(rows, columns);
  std::vector<double> shared(rows), eta(rows);
  for (std::size_t j = 0; j < columns; ++j) {
    if (j % module == 0)
      for (double& value : shared) value = random.normal();
    for (std::size_t i = 0; i < rows; ++i) made.x(i, j) = shared[i] + random.normal();
  }
  for (std::size_t k = 0; k < active; ++k) {
    const std::size_t j = random.below(columns);
    const double effect = (random.chance(0.5) ? 1 : -1) * (0.1 + 0.25 * random.uniform());
    for (std::size_t i = 0; i < rows; ++i) eta[i] += effect * made.x(i, j);
  }
  for (const double risk : eta) {
    const double event = random.exponential() / std::exp(risk), censored = 3 * random.uniform();
    made.outcomes.time.push_back(std::min(event, censored));
    made.outcomes.event.push_back(event <= censored);
  }
  return made;
}

}  // namespace

TEST(CoxnetMemory, IsATenthOfTheMatrixAtMost) {
#ifndef COUNTS_BYTES
  GTEST_SKIP() << "bytes are not counted here";
#else
  struct Shape {
    std::size_t rows, columns, fewest_at_end;
  };
  const auto peak_of_process = [] {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmHWM:")) return 1024 * std::atof(line.c_str() + 6);
    return 0.0;
  };
  for (const Shape shape : {Shape{500, 20000, 300}, Shape{2000, 5000, 700}}) {
    const Genes made = genes(shape.rows, shape.columns);
    for (const unsigned threads : {1u, 2u}) {
      CoxnetOptions options;
      options.lambda_min_ratio = 0.05;
      std::ofstream("/proc/self/clear_refs") << "5";  // the peak from here on
      const double process_before = peak_of_process();
      const std::size_t before = live;
      most = before;
      const auto path = coxnet({.outcomes = made.outcomes, .design = made.x}, options, threads);
      const double beyond = static_cast<double>(most - before);
      ASSERT_TRUE(path);
      ASSERT_EQ(path->steps.size(), 100u);
      // Many columns are in play, for their information is what takes room.
      EXPECT_GE(path->steps.back().df(), shape.fewest_at_end);
      const double matrix = static_cast<double>(made.x.values.size() * sizeof(double));
      EXPECT_GT(beyond, 0.01 * matrix);
      EXPECT_LT(beyond, 0.1 * matrix) << shape.rows << " x " << shape.columns;
      EXPECT_LT(peak_of_process() - process_before, 0.15 * matrix);
      RecordProperty("share", std::to_string(beyond / matrix));
    }
  }
#endif
}
