/// The steps of a [[signature]] in their order.
#include "venscope/study/signature_making.hpp"

#include <fmt/format.h>

namespace venscope::study {

ColumnOf columns_by_gene(const Expression& expression) {
  ColumnOf columns;
  for (std::size_t g = 0; g < expression.genes.size(); ++g) columns.emplace(expression.genes[g], g);
  return columns;
}

Problem not_possible(std::string code, std::string what, std::string remedy) {
  return {std::move(code), {}, std::move(what), "", std::move(remedy), Fault::analysis};
}

AppliedSignature SignatureMaking::run() {
  made_.request = &request_;
  made_.options = request_.options;
  made_.options.seed = plan_.protocol.seed;
  for (std::size_t e = 0; e < plan_.endpoints.size(); ++e)
    if (plan_.endpoints[e].definition.id == request_.endpoint) made_.endpoint = e;
  expression_ = plan_.expression(request_.expression);
  const std::size_t before = problems_.size();
  if (expression_ && !request_.endpoint.empty()) {
    find_patients();
    if (problems_.size() > before)
      find_resistance();  // for what is wrong there too
    else if (request_.weights.empty())
      prepare_pipeline();
    else
      prepare_weights();
    if (problems_.size() == before && made_.problems.empty()) derive();
  }
  apply();
  return std::move(made_);
}

void SignatureMaking::declared_wrong(std::string_view entry, std::string code, std::string what,
                                     std::string expected, std::string remedy) {
  Place place = request_.place;
  place.column += fmt::format(".{}", entry);
  problems_.push_back(
      {std::move(code), place, std::move(what), std::move(expected), std::move(remedy)});
}

void SignatureMaking::prepare_pipeline() {
  take_outcomes();
  take_clinic();
  find_resistance();
  if (made_.patients() == 0 || (request_.resistance && !resistant_)) return;
  const std::vector<Needed> needed = others();
  std::vector<std::size_t> used;
  for (std::size_t gene = 0; gene < expression_->genes.size(); ++gene)
    if (usable(gene, needed)) used.push_back(gene);
  take_genes(used);
  if (resistant_) take_resistance();
  if (!request_.genes.empty()) find_set();
}

void SignatureMaking::derive() {
  if (!weights_.empty()) {
    signature::Signature made;
    made.weights = weights_;
    made.score = signature::score_of(weights_, made_.expression);
    made.cut = signature::cut_points(made.score, made_.outcomes, made_.options.cut);
    made_.made = std::move(made);
    return;
  }
  if (made_.patients() == 0) return;
  const signature::TrainingData data = made_.data();
  made_.problems = signature::obstacles(data, made_.options);
  if (!made_.problems.empty()) return;
  Result<signature::Signature> derived =
      signature::derive(data, signature::all_rows(data), made_.options, 0, true);
  if (!derived) {
    made_.problems = std::move(derived.error());
    return;
  }
  made_.made = std::move(*derived);
  if (made_.made->weights.empty())
    made_.problems.push_back(not_possible(
        "study.empty_signature", signature::words(made_.made->emptied),
        "that is a result: with these thresholds there is no signature in these data"));
}

}  // namespace venscope::study
