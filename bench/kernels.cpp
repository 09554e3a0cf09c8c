/// Inner loops one at a time, by Google Benchmark: `make bench-kernels`. Where a kernel exists for
/// several instruction sets, the last number of its name says which (0 the portable one).
#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"
#include "venscope/base/sha256.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/enrichment/running_sum.hpp"
#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/cox_lanes.hpp"
#include "venscope/survival/eta_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>

namespace {

using namespace venscope;
using survival::ColumnKernels;

std::vector<double> normal(std::size_t count) {
  return bench::normal_numbers(count, 1, 1).values;
}

std::int64_t variants() {
  return static_cast<std::int64_t>(survival::all_column_kernels().size());
}

/// `columns` of random numbers and pointers to them, for a variant of the kernels of columns.
struct ColumnWork {
  explicit ColumnWork(const benchmark::State& state, std::size_t columns)
      : rows(static_cast<std::size_t>(state.range(0))),
        kernels(survival::all_column_kernels()[static_cast<std::size_t>(state.range(1))]),
        numbers(bench::normal_numbers(rows, columns, 1)) {
    for (std::size_t j = 0; j < columns; ++j) at.push_back(numbers.column(j).data());
  }
  void rate(benchmark::State& state, double operations_a_row) const {
    state.counters["flop"] = benchmark::Counter(operations_a_row * static_cast<double>(rows),
                                                benchmark::Counter::kIsIterationInvariantRate);
  }

  std::size_t rows;
  const ColumnKernels& kernels;
  Matrix numbers;
  std::vector<const double*> at;
};

/// The inner products of 16 columns with 16 others; rate: multiplications and additions.
void column_products(benchmark::State& state) {
  const ColumnWork work(state, 32);
  std::vector<double> out(256);
  for (auto _ : state) {
    work.kernels.products(work.at.data(), 16, work.at.data() + 16, 16, work.rows, out.data(), 16);
    benchmark::DoNotOptimize(out.data());
  }
  work.rate(state, 512);
}

/// A combination of 16 columns.
void column_sums(benchmark::State& state) {
  const ColumnWork work(state, 16);
  const std::vector<double> factor = normal(16);
  std::vector<double> y(work.rows);
  for (auto _ : state) {
    work.kernels.add(work.at.data(), factor.data(), 16, work.rows, y.data());
    benchmark::DoNotOptimize(y.data());
  }
  work.rate(state, 32);
}

/// Eight Cox models of one column each: value, score and information.
void cox_of_eight_genes(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto kernels = survival::lanes_kernels();
  const auto outcomes = bench::follow_up(std::vector<double>(rows), 1, true);
  const survival::RiskOrder order = *survival::risk_order(outcomes);
  std::vector<std::uint32_t> deaths;
  for (const auto& set : order.sets)
    deaths.push_back(static_cast<std::uint32_t>(
        std::count(order.event.begin() + set.begin, order.event.begin() + set.end, 1)));
  const std::vector<double> own = normal(rows * survival::lane_count), ones(rows, 1.0), zeros(rows);
  survival::LanesData data{order, true, 0, nullptr, own.data(), ones.data(), zeros.data(), &deaths};
  const std::vector<double> beta(survival::lane_count, 0.1);
  survival::LanesLikelihood found;
  found.score.resize(survival::lane_count);
  found.information.resize(survival::lane_count);
  for (auto _ : state) {
    kernels[static_cast<std::size_t>(state.range(1))](data, beta.data(), found);
    benchmark::DoNotOptimize(found.loglik.data());
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(rows * survival::lane_count));
}

/// Value and gradient of the partial likelihood in its linear predictors.
void partial_likelihood(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const std::vector<double> eta = normal(rows), ones(rows, 1.0);
  const auto outcomes = bench::follow_up(eta, 1, false);
  const survival::RiskOrder order = *survival::risk_order(outcomes);
  survival::EtaLikelihood likelihood(order, true);
  likelihood.set_weights(ones);
  for (auto _ : state) benchmark::DoNotOptimize(likelihood.evaluate(eta));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

void sort_of_times(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto outcomes = bench::follow_up(std::vector<double>(rows), 1, state.range(1) != 0);
  for (auto _ : state) benchmark::DoNotOptimize(endpoint::order_of_times(outcomes.time).data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

/// The enrichment score of a set among 20,000 genes.
void enrichment_score(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const std::vector<double> weights = enrichment::step_weights(normal(20000), 1);
  std::vector<std::uint32_t> members(size);
  for (std::size_t i = 0; i < size; ++i)
    members[i] = static_cast<std::uint32_t>(i * (20000 / size) + i % 3);
  for (auto _ : state) benchmark::DoNotOptimize(enrichment::running_sum(weights, members).score);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(size));
}

void random_bits(benchmark::State& state) {
  RandomStream stream(1, "bench");
  for (auto _ : state) benchmark::DoNotOptimize(stream.bits());
  state.SetBytesProcessed(state.iterations() * 8);
}

void digest(benchmark::State& state) {
  const std::string bytes(1 << 20, 'a');
  for (auto _ : state) {
    Sha256 sha;
    if (state.range(0) == 0) sha.use_portable_code();
    sha.update(bytes);
    benchmark::DoNotOptimize(sha.hex());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

void sizes_and_variants(benchmark::internal::Benchmark* one) {
  for (const std::int64_t rows : {500, 100000})
    for (std::int64_t k = 0; k < variants(); ++k) one->Args({rows, k});
}

BENCHMARK(column_products)->Apply(sizes_and_variants);
BENCHMARK(column_sums)->Apply(sizes_and_variants);
BENCHMARK(cox_of_eight_genes)->Apply([](benchmark::internal::Benchmark* one) {
  for (std::size_t k = 0; k < survival::lanes_kernels().size(); ++k)
    one->Args({500, static_cast<std::int64_t>(k)});
});
BENCHMARK(partial_likelihood)->Arg(500)->Arg(100000);
BENCHMARK(sort_of_times)->Args({1000000, 0})->Args({1000000, 1});
BENCHMARK(enrichment_score)->Arg(15)->Arg(500);
BENCHMARK(random_bits);
BENCHMARK(digest)->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
