#include "venscope/survival/rough_information.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// A symmetric matrix put in as it grows: `steps` are the sizes on the way.
struct Grown {
  std::size_t size;
  std::vector<double> values;
  RoughInformation rough;

  explicit Grown(const std::vector<std::size_t>& steps) : size(steps.back()), values(size * size) {
    RandomStream random(5, "rough information");
    for (std::size_t k = 0; k < size; ++k)
      for (std::size_t l = 0; l <= k; ++l)
        values[k * size + l] = values[l * size + k] = static_cast<float>(random.normal());
    std::size_t from = 0;
    for (const std::size_t to : steps) {
      rough.make_room(to);
      while (from < to) {
        const std::size_t end = std::min(to, RoughInformation::stride(from));
        for (std::size_t k = from; k < end; ++k)
          for (std::size_t l = 0; l < end; ++l) rough.column(k)[l] = static_cast<float>(at(k, l));
        rough.mirror(from, end);
        from = end;
      }
    }
  }
  double at(std::size_t k, std::size_t l) const { return values[k * size + l]; }
};

}  // namespace

TEST(RoughInformation, HoldsWhatWasPutInHoweverItGrew) {
  const std::vector<std::size_t> ways[] = {{1}, {129}, {3, 100, 128, 300}, {40, 127, 130, 256}};
  for (const std::vector<std::size_t>& steps : ways) {
    const Grown grown(steps);
    for (std::size_t k = 0; k < grown.size; ++k)
      for (std::size_t l = 0; l < grown.size; ++l)
        ASSERT_EQ(grown.rough.at(k, l), grown.at(k, l)) << k << ", " << l;
  }
}

TEST(RoughInformation, MultipliesForThoseThatAreWanted) {
  const Grown grown({7, 140, 290});
  std::vector<double> by(grown.size), out(grown.size, -99);
  std::vector<char> wanted(grown.size);
  for (std::size_t k = 0; k < grown.size; ++k) {
    by[k] = k % 3 == 0 ? 0 : std::sin(static_cast<double>(k));
    wanted[k] = k % 5 < 3;
  }
  grown.rough.multiply(by, wanted, out);
  for (std::size_t k = 0; k < grown.size; ++k) {
    double sum = 0;
    for (std::size_t l = 0; l < grown.size; ++l) sum += grown.at(k, l) * by[l];
    // Some three hundred products of order 1 in floats.
    if (wanted[k])
      EXPECT_NEAR(out[k], sum, 3e-5);
    else
      EXPECT_EQ(out[k], -99);
  }
}
