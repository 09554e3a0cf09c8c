#include "venscope/survival/partial_likelihood.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>

namespace venscope::survival {

/// As many have twice as many rows in the nearest cache.
constexpr std::size_t few_columns = 16;

PartialLikelihood::PartialLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron,
                                     unsigned threads)
    : order_(order),
      design_(design),
      efron_(efron),
      threads_(threads),
      dies_(order.size()),
      ends_(order.size()),
      next_event_(order.size()),
      sums_{{},
            std::vector<double>(RowKernels::padded(design.columns)),
            std::vector<double>(order.delayed_entry() ? design.columns : 0),
            0},
      eta_(order.size()),
      risk_(order.size()),
      lived_(order.size()),
      shift_(order.sets.size()),
      lived_before_(order.entry.size()),
      lived_before_low_(order.entry.size()),
      run_rows_(design.columns <= few_columns ? 2 * RowKernels::rows_together
                                              : RowKernels::rows_together) {
  // As many parts as the rows ask for, not the threads: sums must not depend on these.
  const std::size_t pieces =
      (design.rows + RowKernels::rows_together - 1) / RowKernels::rows_together;
  const std::size_t count = std::clamp<std::size_t>(pieces / 32, 1, 8);
  const std::size_t rows = (pieces + count - 1) / count * RowKernels::rows_together;
  const std::size_t stride = RowKernels::padded(design.columns);
  for (std::size_t begin = 0; begin < design.rows; begin += rows)
    parts_.push_back({begin, std::min(begin + rows, design.rows), std::vector<double>(stride),
                      std::vector<double>(stride * stride)});
  cross_.resize(stride * stride);
  // A thread takes longer to start than fewer numbers than these to be multiplied.
  if (design.rows * stride * stride < 2'000'000) threads_ = 1;
  count_deaths();
}

void PartialLikelihood::count_deaths() {
  const std::size_t numbers = order_.sets.size() + order_.strata.size();
  event_set_.reserve(numbers);
  event_weight_.reserve(numbers);
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    const auto first = static_cast<std::uint32_t>(event_set_.size());
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) count_deaths(s);
    first_run_.push_back(runs_.size());
    find_runs(stratum, first);
    end_event_.push_back(static_cast<std::uint32_t>(event_set_.size()));
    event_set_.push_back(stratum.last_set - 1);
    event_weight_.push_back(0);
  }
  first_run_.push_back(runs_.size());
  means_.resize(std::min(2 * run_rows_, event_set_.size() + tied_.size()) * design_.columns +
                RowKernels::lanes);
  at_risk_.resize(event_set_.size());
  hazard_.resize(event_set_.size());
  lived_until_.resize(event_set_.size());
  tied_values_.resize(9 * tied_.size());
  const TiedValues values = tied_values(0);
  for (std::size_t k = 0; k < tied_.size(); ++k) {
    values.deaths[k] = tied_[k].deaths < many_deaths ? tied_[k].deaths : 0;
    values.each[k] = tied_[k].weight / tied_[k].deaths;
  }
}

PartialLikelihood::TiedValues PartialLikelihood::tied_values(std::size_t first) {
  double* const at = tied_values_.data() + first;
  const std::size_t n = tied_.size();
  return {at,         at + n,     at + 2 * n, at + 3 * n, at + 4 * n,
          at + 5 * n, at + 6 * n, at + 7 * n, at + 8 * n};
}

void PartialLikelihood::count_deaths(std::uint32_t s) {
  const RiskOrder::TiedSet& set = order_.sets[s];
  const auto event = static_cast<std::uint32_t>(event_set_.size());
  std::uint32_t deaths = 0;
  double dead = 0;
  for (std::uint32_t i = set.begin; i < set.end; ++i) {
    const double weight = design_.weight[i];
    dies_[i] = order_.event[i] != 0 && weight > 0 ? weight : 0;
    deaths += dies_[i] > 0;
    dead += dies_[i];
    next_event_[i] = event;
  }
  if (deaths == 0) return;
  ends_[set.end - 1] = 1;
  const bool tied = efron_ && deaths > 1;
  if (tied) tied_.push_back({event, s, deaths, dead});
  event_set_.push_back(s);
  event_weight_.push_back(tied ? 0 : dead);
}

/// Sets that have no more rows than are taken together, unless one alone has them.
void PartialLikelihood::find_runs(const RiskOrder::Stratum& stratum, std::uint32_t event) {
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set;) {
    Run run{s, s + 1, event, event};
    const std::uint32_t begin = order_.sets[s].begin;
    while (run.last_set < stratum.last_set && order_.sets[run.last_set].end - begin <= run_rows_)
      ++run.last_set;
    while (run.last_event < event_set_.size() && event_set_[run.last_event] < run.last_set)
      ++run.last_event;
    runs_.push_back(run);
    s = run.last_set;
    event = run.last_event;
  }
}

void PartialLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  beta_.assign(beta.begin(), beta.end());
  at_zero_ = std::all_of(beta.begin(), beta.end(), [](double value) { return value == 0; });
  beta_.resize(RowKernels::padded(design_.columns));
  std::fill(cross_.begin(), cross_.end(), 0.0);
  out.loglik = 0;
  predicted_ = 0;
  if (threads_ > 1) {
    parallel_for(parts_.size(), threads_,
                 [&](std::size_t k) { predict(parts_[k].begin, parts_[k].end); });
    predicted_ = design_.rows;
  }
  pass(out);
  cross_rows(out);
}

/// eta of the positions [begin, end).
void PartialLikelihood::predict(std::size_t begin, std::size_t end) {
  if (at_zero_) {
    std::copy(design_.offset.data() + begin, design_.offset.data() + end, eta_.data() + begin);
    return;
  }
  row_kernels().predict(design_.row(begin), design_.columns, end - begin, beta_.data(),
                        eta_.data() + begin);
  for (std::size_t i = begin; i < end; ++i) eta_[i] += design_.offset[i];
}

/// eta of the positions before `end`, if they have none: some rows together, so that they are near
/// when they are summed.
void PartialLikelihood::predict_until(std::size_t end) {
  while (predicted_ < end) {
    const std::size_t begin = predicted_;
    predicted_ = std::min(begin + RowKernels::rows_together, design_.rows);
    predict(begin, predicted_);
  }
}

/// The part's score, which is the sum of each row's deaths less those expected of it, and its
/// information.
void PartialLikelihood::cross_part(Part& part) const {
  const std::size_t p = design_.columns;
  std::fill(part.score.begin(), part.score.end(), 0.0);
  std::fill(part.cross.begin(), part.cross.end(), 0.0);
  double residual[RowKernels::rows_together];
  for (std::size_t from = part.begin; from < part.end; from += RowKernels::rows_together) {
    const std::size_t count = std::min(RowKernels::rows_together, part.end - from);
    const double* x = design_.row(from);
    for (std::size_t i = 0; i < count; ++i) residual[i] = dies_[from + i] - lived_[from + i];
    row_kernels().combine(x, p, count, residual, part.score.data());
    row_kernels().cross(x, p, count, &lived_[from], part.cross.data());
  }
}

void PartialLikelihood::cross_rows(Likelihood& out) {
  const std::size_t p = design_.columns, stride = RowKernels::padded(p);
  out.score.assign(p, 0.0);
  if (out.information.rows != p || out.information.columns != p) out.information = Matrix(p, p);
  if (p == 0) return;
  parallel_for(parts_.size(), threads_, [&](std::size_t k) { cross_part(parts_[k]); });
  for (const Part& part : parts_) {
    for (std::size_t j = 0; j < p; ++j) out.score[j] += part.score[j];
    for (std::size_t k = 0; k < cross_.size(); ++k) cross_[k] += part.cross[k];
  }
  for (std::size_t l = 0; l < p; ++l)
    for (std::size_t k = l; k < p; ++k) out.information(k, l) = cross_[l * stride + k];
}

}  // namespace venscope::survival
