// kind = "signature": a [[signature]] judged, in the patients it was made from and in others.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/signature_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using accuracy::BetweenVariance;
using signature::RandomFit;

double deviation_of(const std::vector<double>& score) {
  double mean = 0, squares = 0;
  for (const double one : score) mean += one / static_cast<double>(score.size());
  for (const double one : score) squares += (one - mean) * (one - mean);
  return std::sqrt(squares / static_cast<double>(score.size() - 1));
}

class SignatureAnalysis final : public KindRequest {
public:
  std::string id;
  SignatureJudgingOptions options;

  std::string title(const Plan& plan) const override {
    const AppliedSignature* applied = find_signature(plan, id);
    const std::string& name = applied ? applied->request->title : id;
    const bool says_so = name.find("ignature") != std::string::npos;
    return says_so ? name : "Signature " + name;
  }

  bool calls_genes() const override { return true; }

  std::size_t work() const override {
    std::size_t units = 1 + options.resamples + options.random.size() * options.random_sets;
    if (options.nested) units += options.nested->folds * options.nested->repeats;
    return units;
  }

  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (step.request->where.empty()) return;
    Place place = step.request->place;
    place.column += ".where";
    problems.push_back({"study.signature_where", place,
                        "whom a signature is made from is said where it is declared",
                        "where in [[signature]] '" + id + "'", ""});
    static_cast<void>(plan);
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step&,
                                             const RunContext& context) const override {
    const AppliedSignature* applied = find_signature(plan, id);
    if (!applied) return cannot_analyse("study.no_signature", "'" + id + "' was not declared");
    const bool empty = applied->made && applied->made->weights.empty();
    if (!applied->problems.empty() && !empty) return failure(applied->problems);
    auto finding = std::make_unique<SignatureFinding>();
    finding->applied = applied;
    finding->options = options;
    if (options.times.empty()) finding->options.times = default_times(plan, *applied);
    if (!empty) {
      finding->deviation = deviation_of(applied->made->score);
      for (const SignatureCohort& scored : applied->cohorts)
        finding->cohorts.push_back(
            judge_signature(plan, *applied, scored, finding->deviation, finding->options));
      finding->pooled = pool_signature(finding->cohorts, finding->options);
    }
    if (finding->pipeline()) resample(*finding, context);
    for (const RandomFit fit :
         empty || !finding->pipeline() ? std::vector<RandomFit>{} : options.random)
      finding->random.push_back(signature::random_sets(
          applied->data(), applied->options, *applied->made,
          {fit, options.random_sets, plan.protocol.seed, context.threads, context.tick}));
    if (!empty) finding->card_text = signature_card(plan, *finding);
    return finding;
  }

private:
  static std::vector<double> default_times(const Plan& plan, const AppliedSignature& applied) {
    const endpoint::TimeUnit unit = plan.endpoints[applied.endpoint].definition.output_unit;
    std::vector<double> times;
    for (const double years : {1.0, 3.0, 5.0})
      times.push_back(endpoint::convert(years, endpoint::TimeUnit::years, unit));
    return times;
  }

  void resample(SignatureFinding& finding, const RunContext& context) const {
    const AppliedSignature& applied = *finding.applied;
    const signature::TrainingData data = applied.data();
    if (options.resamples > 0)
      finding.optimism = signature::pipeline_optimism(
          data, applied.options, *applied.made,
          {options.resamples, finding.options.times, context.threads, context.tick});
    if (!options.nested) return;
    signature::NestedOptions nested = *options.nested;
    nested.threads = context.threads;
    nested.tick = context.tick;
    finding.nested = signature::nested_validation(data, applied.options, nested);
  }
};

std::vector<RandomFit> read_random(Section& section) {
  std::vector<RandomFit> fits;
  for (const std::string& word : section.texts("random")) {
    if (word == "first_component")
      fits.push_back(RandomFit::first_component);
    else if (word == "cox")
      fits.push_back(RandomFit::cox);
    else if (word == "pipeline")
      fits.push_back(RandomFit::pipeline);
    else
      section.reject("random", "study.random_sets",
                     fmt::format("'{}' is no way to fit a random signature", word),
                     "first_component, cox, pipeline");
  }
  return fits;
}

std::unique_ptr<const KindRequest> read_signature_analysis(Section& section,
                                                           const Protocol& protocol,
                                                           const AnalysisDefaults& defaults) {
  auto request = std::make_unique<SignatureAnalysis>();
  request->id = read_signature_id(section, protocol);
  SignatureJudgingOptions& options = request->options;
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  options.times = section.numbers("times");
  if (std::any_of(options.times.begin(), options.times.end(), [](double t) { return !(t > 0); }))
    section.reject("times", "study.times", "a time is not above 0", "times after the origin");
  options.resamples = static_cast<std::size_t>(section.whole("resamples", 0, 100000).value_or(200));
  const auto folds = section.whole("nested_folds", 0, 1000),
             repeats = section.whole("nested_repeats", 1, 1000);
  if (folds.value_or(5) > 1)
    options.nested = signature::NestedOptions{static_cast<std::size_t>(folds.value_or(5)),
                                              static_cast<std::size_t>(repeats.value_or(1)),
                                              1,
                                              {}};
  else if (folds && *folds == 1)
    section.reject("nested_folds", "study.nested_folds", "one fold leaves nobody to learn from",
                   "2 or more, or 0 for none");
  options.random =
      section.has("random") ? read_random(section) : std::vector{RandomFit::first_component};
  options.random_sets =
      static_cast<std::size_t>(section.whole("random_sets", 1, 1000000).value_or(1000));
  options.against = section.texts("against");
  for (const std::string& other : options.against)
    if (std::none_of(protocol.signatures.begin(), protocol.signatures.end(),
                     [&](const SignatureRequest& one) { return one.id == other; }) ||
        other == request->id)
      section.reject("against", "study.no_signature",
                     fmt::format("there is no other [[signature]] '{}'", other),
                     "the id of another [[signature]], such as one of published weights");
  options.pooling =
      section
          .choice<BetweenVariance>("pooling", {{"reml", BetweenVariance::restricted_likelihood},
                                               {"dl", BetweenVariance::der_simonian_laird},
                                               {"pm", BetweenVariance::paule_mandel}})
          .value_or(BetweenVariance::restricted_likelihood);
  options.heat_map_genes =
      static_cast<std::size_t>(section.whole("heat_map_genes", 1, 1000).value_or(40));
  return request;
}

}  // namespace

Kind signature_kind() {
  return {"signature", "Gene signatures", false, read_signature_analysis, {}, true};
}

}  // namespace venscope::study
