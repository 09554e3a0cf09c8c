#include "venscope/expression/contrast.hpp"

#include "venscope/base/nearest.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

/// Reads one combination from left to right.
class ContrastReader {
public:
  ContrastReader(std::string_view text, const std::vector<std::string>& names,
                 const std::vector<std::string>& zeros)
      : text_(text), names_(names), zeros_(zeros), weights_(names.size(), 0.0) {}

  Result<std::vector<double>> run() {
    bool first = true;
    for (skip(); at_ < text_.size(); skip(), first = false) {
      double weight = 1.0;
      if (text_[at_] == '+' || text_[at_] == '-')
        weight = text_[at_++] == '-' ? -1.0 : 1.0;
      else if (!first)
        return wrong(fmt::format("nothing stands between the terms at '{}'", text_.substr(at_)));
      skip();
      if (const auto factor = number()) {
        weight *= *factor;
        skip();
        if (at_ >= text_.size() || text_[at_] != '*')
          return wrong("a number alone is no coefficient");
        ++at_;
        skip();
      }
      const std::string name = this->name();
      if (name.empty()) return wrong("a term has no name");
      const auto found = std::find(names_.begin(), names_.end(), name);
      if (found != names_.end())
        weights_[static_cast<std::size_t>(found - names_.begin())] += weight;
      else if (std::find(zeros_.begin(), zeros_.end(), name) == zeros_.end())
        return unknown(name);
    }
    if (std::all_of(weights_.begin(), weights_.end(), [](double w) { return w == 0.0; }))
      return wrong("it compares nothing");
    return std::move(weights_);
  }

private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  std::optional<double> number() {
    // A name may begin with a digit only in backticks.
    if (at_ >= text_.size() || (text_[at_] != '.' && (text_[at_] < '0' || text_[at_] > '9')))
      return {};
    double value = 0.0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{}) return {};
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }
  std::string name() {
    // The longest name that the text goes on with, because names may hold any sign.
    std::string_view rest = text_.substr(at_);
    if (rest.starts_with('`')) {
      const std::size_t end = rest.find('`', 1);
      if (end == std::string_view::npos) return {};
      at_ += end + 1;
      return std::string(rest.substr(1, end - 1));
    }
    std::string_view best;
    for (const auto* list : {&names_, &zeros_})
      for (const std::string& one : *list) {
        const bool ends = rest.size() == one.size() ||
                          (rest.size() > one.size() &&
                           std::string_view(" \t+-*").find(rest[one.size()]) != rest.npos);
        if (rest.starts_with(one) && ends && one.size() > best.size()) best = one;
      }
    if (best.empty()) best = rest.substr(0, std::min(rest.find_first_of(" \t+-*"), rest.size()));
    at_ += best.size();
    return std::string(best);
  }
  tl::unexpected<Problems> wrong(std::string what) const {
    return failure(
        Problem{"expression.contrast",
                {"contrast", 0, ""},
                fmt::format("'{}' is no contrast: {}", text_, what),
                fmt::format("a sum of coefficients such as '{}'",
                            names_.size() > 2 ? names_[2] + " - " + names_[1] : names_.back()),
                "put names with odd characters in backticks"});
  }
  tl::unexpected<Problems> unknown(const std::string& name) const {
    const std::string near = nearest_name(name, names_);
    return failure(Problem{"expression.contrast",
                           {"contrast", 0, ""},
                           fmt::format("the design has no coefficient '{}'", name),
                           fmt::format("one of {}", fmt::join(names_, ", ")),
                           near.empty() ? "" : "did you mean " + near + "?"});
  }

  std::string_view text_;
  const std::vector<std::string>& names_;
  const std::vector<std::string>& zeros_;
  std::vector<double> weights_;
  std::size_t at_ = 0;
};

/// What a gene's coefficients contribute to one contrast.
struct Combined {
  double coefficient = 0, variance = 0;
  bool defined = true;
};

Combined combined(const LinearFit& fit, const Matrix& correlation, std::span<const double> weights,
                  std::size_t gene) {
  Combined sum;
  for (std::size_t a = 0; a < weights.size(); ++a) {
    if (weights[a] == 0.0) continue;
    if (std::isnan(fit.coefficients(gene, a))) sum.defined = false;
    sum.coefficient += weights[a] * fit.coefficients(gene, a);
    for (std::size_t b = 0; b < weights.size(); ++b)
      if (weights[b] != 0.0)
        sum.variance += weights[a] * fit.unscaled(gene, a) * correlation(a, b) * weights[b] *
                        fit.unscaled(gene, b);
  }
  return sum;
}

}  // namespace

Result<Contrasts> read_contrasts(const std::vector<std::string>& texts,
                                 const std::vector<std::string>& coefficients,
                                 const std::vector<std::string>& zeros) {
  Contrasts contrasts{Matrix(coefficients.size(), texts.size()), texts};
  Problems problems;
  for (std::size_t k = 0; k < texts.size(); ++k) {
    const auto weights = ContrastReader(texts[k], coefficients, zeros).run();
    if (weights)
      std::copy(weights->begin(), weights->end(), contrasts.weights.column(k).begin());
    else
      problems.insert(problems.end(), weights.error().begin(), weights.error().end());
  }
  if (!problems.empty()) return failure(std::move(problems));
  return contrasts;
}

LinearFit fit_contrasts(const LinearFit& fit, const Contrasts& contrasts) {
  const std::size_t p = fit.names.size(), k = contrasts.names.size();
  Matrix correlation(p, p);
  for (std::size_t a = 0; a < p; ++a)
    for (std::size_t b = 0; b < p; ++b)
      correlation(a, b) =
          fit.covariance(a, b) / std::sqrt(fit.covariance(a, a) * fit.covariance(b, b));
  LinearFit result = fit;
  result.names = contrasts.names;
  result.coefficients = result.unscaled = Matrix(fit.genes(), k);
  result.covariance = Matrix(k, k);
  for (std::size_t c = 0; c < k; ++c) {
    for (std::size_t d = 0; d < k; ++d)
      for (std::size_t a = 0; a < p; ++a)
        for (std::size_t b = 0; b < p; ++b)
          result.covariance(c, d) +=
              contrasts.weights(a, c) * fit.covariance(a, b) * contrasts.weights(b, d);
    for (std::size_t g = 0; g < fit.genes(); ++g) {
      const Combined one = combined(fit, correlation, contrasts.weights.column(c), g);
      const double undefined = std::numeric_limits<double>::quiet_NaN();
      result.coefficients(g, c) = one.defined ? one.coefficient : undefined;
      result.unscaled(g, c) = one.defined ? std::sqrt(one.variance) : undefined;
    }
  }
  return result;
}

}  // namespace venscope::expression
