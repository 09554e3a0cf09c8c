// kind = "derive": a risk score from the patients, its validation, and its model card.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/derive_finding.hpp"
#include "venscope/study/kinds/kinds.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using derivation::Cut;
using derivation::CutPointOptions;
using derivation::Selection;

class DeriveRequest final : public KindRequest {
public:
  DerivationRequest declared;

  std::string title(const Plan&) const override { return "Derived risk score"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::string& candidate : declared.candidates)
      result.emplace_back("candidates", column_of_candidate(candidate));
    return result;
  }
  void check(const Plan&, const Step& step, Problems& problems) const override {
    candidate_columns(*step.table, declared, step.request->place, problems);
  }
  std::string makes_model(const Step& step) const override {
    return declared.model.empty() ? slug(step.id) : declared.model;
  }
  std::size_t work() const override { return 1 + declared.bootstrap + 2 * declared.splits; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    const auto tick = [&] {
      if (context.tick) context.tick();
    };
    auto found = derive_score(plan, step, declared, context.threads, tick);
    if (!found) return failure(std::move(found.error()));
    return std::make_unique<DeriveFinding>(declared, std::move(*found));
  }
};

/// "< 0.25" or "<= 0.75": up to where the lower group goes.
std::optional<Cut> cut_of(std::string_view text) {
  const bool with = text.starts_with("<=");
  if (!text.starts_with('<')) return std::nullopt;
  text.remove_prefix(with ? 2 : 1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto at = risk::Decimal::parse(text);
  return at ? std::optional(Cut{*at, with}) : std::nullopt;
}

void read_cut_points(Section& section, CutPointOptions& cuts) {
  const std::vector<std::string> texts = section.texts("cut_points");
  const auto groups = section.whole("groups", 2, 3);
  cuts.least_share = section.number("least_share", 0.01, 0.33).value_or(0.1);
  cuts.groups = static_cast<std::size_t>(groups.value_or(3));
  if (texts.empty()) return;
  if (texts.size() == 1 && (texts.front() == "quantiles" || texts.front() == "searched")) {
    cuts.by = texts.front() == "searched" ? CutPointOptions::By::searched
                                          : CutPointOptions::By::quantiles;
    return;
  }
  cuts.by = CutPointOptions::By::given;
  for (const std::string& text : texts) {
    const std::optional<Cut> cut = cut_of(text);
    if (!cut) {
      section.reject("cut_points", "study.cut_points", fmt::format("'{}' is no cut point", text),
                     "\"quantiles\", \"searched\", or the ends of the lower groups: "
                     "[\"< 0.25\", \"<= 0.75\"]");
      return;
    }
    cuts.given.push_back(*cut);
  }
  const bool ascending = std::is_sorted(cuts.given.begin(), cuts.given.end(),
                                        [](const Cut& a, const Cut& b) { return a.at <= b.at; });
  if (cuts.given.size() > 2 || !ascending)
    section.reject("cut_points", "study.cut_points", "are not one or two, ascending",
                   "the lower one first");
  cuts.groups = cuts.given.size() + 1;
}

void read_numbers_of_resamples(Section& section, DerivationRequest& declared) {
  const auto whole = [&](const char* name, std::size_t usual) {
    return static_cast<std::size_t>(
        section.whole(name, 0, 1'000'000).value_or(static_cast<std::int64_t>(usual)));
  };
  declared.bootstrap = whole("bootstrap", 1000);
  declared.splits = whole("splits", 200);
  declared.train = whole("train", 0);
  declared.permutations = whole("permutations", 10000);
}

std::unique_ptr<const KindRequest> read_derive(Section& section, const Protocol& protocol,
                                               const AnalysisDefaults& defaults) {
  auto request = std::make_unique<DeriveRequest>();
  DerivationRequest& declared = request->declared;
  declared.candidates = section.texts("candidates");
  if (declared.candidates.empty())
    section.reject("candidates", "study.absent", "is not given",
                   "the columns that may enter the score");
  derivation::DerivationOptions& options = declared.options;
  options.lasso.seed = protocol.seed;
  options.screen = section.number("screen", 1e-6, 1);
  options.selection = section
                          .choice<Selection>("selection", {{"backward", Selection::backward},
                                                           {"full", Selection::full},
                                                           {"lasso", Selection::lasso}})
                          .value_or(Selection::backward);
  declared.penalty_of_events =
      section.choice<double>("criterion", {{"aic", 0.0}, {"bic", 1.0}}).value_or(0.0);
  options.ties = defaults.ties;
  if (const auto ties = section.choice<survival::Ties>(
          "ties", {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}}))
    options.ties = *ties;
  options.lasso.alpha = section.number("alpha", 0.01, 1).value_or(1);
  options.lasso.folds = static_cast<std::size_t>(section.whole("folds", 3, 1000).value_or(10));
  options.lasso.one_se =
      section.choice<bool>("lambda", {{"min", false}, {"1se", true}}).value_or(false);
  options.decimals = static_cast<int>(section.whole("decimals", 0, 6).value_or(2));
  options.least_events = section.number("least_events", 1, 1e6).value_or(1);
  read_cut_points(section, options.cut_points);
  read_numbers_of_resamples(section, declared);
  declared.horizon = section.number("horizon", 0, 1e6);
  if (declared.horizon == 0.0)
    section.reject("horizon", "study.out_of_range", "is 0", "a time above 0");
  if (section.has("model")) {
    declared.model = section.text("model").value_or("");
    if (declared.model.empty() || slug(declared.model) != declared.model)
      section.reject("model", "study.not_an_id",
                     fmt::format("'{}' is no id of a model", declared.model),
                     "small letters and digits, with single - between them");
  }
  return request;
}

}  // namespace

Kind derive_kind() {
  return {"derive", "Derived risk scores", true, read_derive};
}

}  // namespace venscope::study
