#include "venscope/response/fisher_completion.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace venscope::response {

void cumulate(std::span<const Path> paths, std::vector<double>& mass_up_to) {
  mass_up_to.assign(1, 0.0);
  for (const Path& path : paths) mass_up_to.push_back(mass_up_to.back() + path.mass);
}

std::size_t count_within(std::span<const Path> paths, double limit) {
  const auto end = std::partition_point(paths.begin(), paths.end(), [limit](const Path& path) {
    return path.log_probability <= limit;
  });
  return static_cast<std::size_t>(end - paths.begin());
}

void LastTwoColumns::prepare(const Rest& rest, std::int32_t column) {
  rest_ = &rest;
  room_.assign(rest.size() + 1, 0);
  likeliest_.resize(rest.size());
  std::vector<double> gains, own, merged;
  for (std::size_t i = rest.size(); i-- > 0;) {
    room_[i] = room_[i + 1] + rest[i];
    // log C(r, v) is concave in v: the best sum takes the largest gains of all rows, in order.
    own.clear();
    for (std::int32_t v = 0; v < std::min(rest[i], column); ++v)
      own.push_back(std::log(static_cast<double>(rest[i] - v) / static_cast<double>(v + 1)));
    merged.clear();
    std::merge(gains.begin(), gains.end(), own.begin(), own.end(), std::back_inserter(merged),
               std::greater<>());
    merged.resize(std::min(merged.size(), static_cast<std::size_t>(column)));
    gains.swap(merged);
    likeliest_[i].assign(1, 0.0);
    for (const double gain : gains) likeliest_[i].push_back(likeliest_[i].back() + gain);
  }
}

double LastTwoColumns::unlikeliest(std::size_t row, std::int32_t amount) const {
  // A sum of concave functions is least at a corner: known for two rows, at least 0 for more.
  if (row + 2 != rest_->size()) return 0.0;
  const std::int32_t first = (*rest_)[row], second = (*rest_)[row + 1];
  const std::int32_t least = std::max(0, amount - second), most = std::min(amount, first);
  return std::min(log_choose(first, least) + log_choose(second, amount - least),
                  log_choose(first, most) + log_choose(second, amount - most));
}

void LastTwoColumns::visit(std::size_t row, std::int32_t amount, double log_ways, std::size_t from,
                           std::size_t to) {
  if (++steps_ > step_limit_) return;
  const double limit = limit_ - log_ways;
  const std::span<const Path> open = paths_.subspan(from, to - from);
  if (row + 1 == rest_->size()) {
    const double last = log_choose((*rest_)[row], amount);
    const std::size_t end = from + count_within(open, limit - last);
    counted_ += std::exp(log_ways + last) * (mass_up_to_[end] - mass_up_to_[from]);
    return;
  }
  const double most = likeliest_[row][static_cast<std::size_t>(amount)] + same_path;
  const std::size_t all = from + count_within(open, limit - most);
  if (all > from)
    counted_ += std::exp(log_ways + log_choose(room_[row], amount)) *
                (mass_up_to_[all] - mass_up_to_[from]);
  const std::size_t some = from + count_within(open, limit - unlikeliest(row, amount) + same_path);
  if (some <= all) return;
  const std::int32_t here = (*rest_)[row];
  for (std::int32_t put = std::max(0, amount - room_[row + 1]); put <= std::min(amount, here);
       ++put)
    visit(row + 1, amount - put, log_ways + log_choose(here, put), all, some);
}

double LastTwoColumns::mass_within(const Rest& rest, std::int32_t column,
                                   std::span<const Path> paths, double limit) {
  prepare(rest, column);
  cumulate(paths, mass_up_to_);
  paths_ = paths;
  limit_ = limit;
  counted_ = 0.0;
  visit(0, column, -log_choose(room_[0], column), 0, paths.size());
  return counted_;
}

}  // namespace venscope::response
