/// What a derived score cannot carry, and what it answers of the reporting checklist.
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/derive_finding.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

std::string of_outcome(const Plan& plan, const Step& step) {
  return outcome_of(plan, step) + ", derived score";
}

/// Harrell's C and what is left of it, if both could be had.
const derivation::Corrected* corrected_c(const ScoreDerivation& found) {
  if (!found.optimism) return nullptr;
  const derivation::Corrected& c = found.optimism->indices[0];
  return c.apparent && c.corrected ? &c : nullptr;
}

}  // namespace

std::vector<Limitation> DeriveFinding::limitations(const Plan& plan, const Step& step) const {
  std::vector<Limitation> found;
  const std::string name = of_outcome(plan, step);
  if (const std::size_t all = found_.rows.size() + found_.n_missing; 10 * found_.n_missing > all)
    found.push_back({"missing",
                     fmt::format("{}: {} of {} patients ({}) were left out for a missing value",
                                 name, found_.n_missing, all,
                                 report::percent(double(found_.n_missing) / double(all))),
                     {{"missing", double(found_.n_missing)}, {"patients", double(all)}}});
  if (const auto& size = found_.sample_size) {
    if (size->events_per_parameter < 10)
      found.push_back(
          {"few_events",
           fmt::format("{}: {} events for {} candidates are {} each, fewer than 10", name,
                       report::count(size->events), report::count(size->parameters),
                       report::fixed(size->events_per_parameter, 1)),
           {{"events", size->events},
            {"coefficients", size->parameters},
            {"events_per_coefficient", size->events_per_parameter}}});
    if (!size->wanted || size->n < *size->wanted)
      found.push_back(
          {"too_small",
           size->wanted
               ? fmt::format("{}: {} patients, where Riley's criteria want {}", name,
                             report::count(size->n), report::count(*size->wanted))
               : fmt::format("{}: the model of all {} candidates explains no more than chance "
                             "would, so no number of patients can be named for it",
                             name, report::count(size->parameters)),
           {{"patients", size->n}, {"shrinkage", size->shrinkage}}});
  }
  if (const auto* c = corrected_c(found_); c && *c->apparent > *c->corrected)
    found.push_back(
        {"optimism",
         fmt::format("{}: of its C of {}, {} is optimism; {} is left", name,
                     report::fixed(*c->apparent, 3), report::fixed(*c->apparent - *c->corrected, 3),
                     report::fixed(*c->corrected, 3)),
         {{"apparent", *c->apparent}, {"corrected", *c->corrected}}});
  return found;
}

std::vector<std::pair<std::string, std::string>> DeriveFinding::reporting(const Plan& plan,
                                                                          const Step& step) const {
  const std::string name = of_outcome(plan, step);
  std::vector<std::pair<std::string, std::string>> said;
  std::vector<std::string> labels;
  for (const CandidateColumn& column : found_.columns) labels.push_back(column.label);
  said.emplace_back("predictors", fmt::format("{}: {} candidates: {}", name, labels.size(),
                                              fmt::join(labels, "; ")));
  said.emplace_back("model",
                    fmt::format("{}: {}", name, procedure_text(request_, found_.columns.size())));
  said.emplace_back("analyses", fmt::format("{}: {} patients, {} events", name, found_.rows.size(),
                                            found_.events));
  if (found_.optimism)
    said.emplace_back("internal_validation",
                      fmt::format("{}: the whole derivation repeated in {} bootstrap resamples",
                                  name, found_.optimism->resamples));
  if (found_.splits_whole)
    said.emplace_back("internal_validation", fmt::format("{}: and in {} random splits", name,
                                                         found_.splits_whole->splits));
  if (const auto& size = found_.sample_size)
    said.emplace_back(
        "sample_size",
        fmt::format("{}: {} events per candidate; Riley's criteria want {}", name,
                    report::fixed(size->events_per_parameter, 1),
                    size->wanted ? report::count(*size->wanted) + " patients"
                                 : std::string("what cannot be named, the candidates explaining "
                                               "no more than chance would")));
  if (const auto* c = corrected_c(found_))
    said.emplace_back("performance",
                      fmt::format("{}: Harrell's C {}, corrected for optimism {}", name,
                                  report::fixed(*c->apparent, 3), report::fixed(*c->corrected, 3)));
  said.emplace_back("output", fmt::format("{}: {} groups", name, found_.derived.rule.groups()));
  return said;
}

}  // namespace venscope::study
