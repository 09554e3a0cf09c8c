/// What a run knows of its cohort, its endpoints and itself.
#include "venscope/study/answers.hpp"
#include "venscope/study/cohort_blocks.hpp"
#include "venscope/study/limitations.hpp"

#include <array>
#include <set>
#include <utility>

namespace venscope::study::answers {
namespace {

Answer title(const Context& context) {
  return fmt::format("Title of the report: {}", context.plan.protocol.title);
}

Answer objectives(const Context& context) {
  std::vector<std::string> parts;
  if (derives_a_model(context.plan)) parts.emplace_back("develops a prediction model");
  if (evaluates_a_model(context.plan)) parts.emplace_back("judges prediction models");
  if (const std::size_t n = context.plan.scores.size(); n > 0)
    parts.push_back("applies " + counted(n, "published model", "published models"));
  if (parts.empty())
    parts.emplace_back(
        "estimates survival and associations; it neither develops nor evaluates a model");
  return "This run " + joined(parts, ", ");
}

Answer source(const Context& context) {
  const RowNoun& noun = context.plan.protocol.noun;
  return fmt::format("One file, {}, of {}; its SHA-256 is under Provenance",
                     context.plan.cohort.file,
                     counted(context.plan.cohort.rows, noun.one, noun.many));
}

Answer follow_up(const Context& context) {
  std::vector<std::string> sentences;
  for (std::size_t e = 0; e < context.plan.endpoints.size(); ++e) {
    const auto& follow_up = context.result.follow_up[e];
    if (!follow_up) continue;
    const auto& definition = context.plan.endpoints[e].definition;
    sentences.push_back(fmt::format("{}: median follow-up {} {}, at most {}", definition.title,
                                    report::median_interval(follow_up->median),
                                    endpoint::name_of(definition.output_unit),
                                    report::fixed(follow_up->longest, 1)));
  }
  return unless_empty(sentences);
}

Answer centres(const Context& context) {
  const cohort::Column* const column = centre_column(context.plan.table);
  if (!column) return {};
  std::vector<std::string> levels;
  for (const auto& [level, n] : level_counts(*column))
    levels.push_back(fmt::format("{} {}", level, n));
  return fmt::format("{}: {}", label_of(context.plan.table, column->name), joined(levels, ", "));
}

Answer eligibility(const Context& context) {
  std::vector<std::string> rules;
  for (const cohort::InclusionRule& rule : context.plan.protocol.include)
    rules.push_back(rule.keep);
  if (rules.empty()) return "Every " + context.plan.protocol.noun.one + " of the file";
  return "Of the file, " + context.plan.protocol.noun.many + " with " + joined(rules, "; ");
}

Answer preparation(const Context& context) {
  const Plan& plan = context.plan;
  std::vector<std::string> sentences;
  if (!plan.protocol.derived.empty()) {
    std::vector<std::string> names;
    for (const DerivedColumn& derived : plan.protocol.derived)
      names.push_back(fmt::format("{} = {}", derived.name, derived.from));
    sentences.push_back("Computed: " + joined(names, "; "));
  }
  sentences.push_back(
      fmt::format("Values were checked against declared types, codes and ranges; {} assumed in "
                  "reading, {} look wrong and were used as they stand",
                  counted(plan.cohort.assumptions.size(), "thing was", "things were"),
                  counted(plan.cohort.suspicions.size(), "thing", "things")));
  return joined(sentences);
}

Answer outcome(const Context& context) {
  std::vector<std::string> rules;
  for (const endpoint::Endpoint& endpoint : context.plan.endpoints) rules.push_back(endpoint.rule);
  return unless_empty(rules);
}

Answer horizon(const Context& context) {
  std::set<double> times;
  std::string unit;
  for (const Step& step : context.plan.steps)
    for (const double time : times_of(context.plan, step)) {
      times.insert(time);
      unit = unit_of(context.plan, step);
    }
  if (times.empty()) return {};
  std::vector<std::string> texts;
  for (const double time : times) texts.push_back(report::exact(time));
  return fmt::format("Survival is read at {} {}", joined(texts, ", "), unit);
}

Answer imbalance(const Context& context) {
  for (const Step& step : context.plan.steps)
    if (!step.request->weights.empty()) return "Analyses with case weights are named in Methods";
  return "Nothing was resampled or weighted";
}

Answer protocol(const Context& context) {
  return fmt::format("Analyses declared in {}, whose SHA-256 is under Provenance",
                     context.plan.protocol.file_name);
}

Answer data(const Context& context) {
  return fmt::format(
      "The numbers behind every table and figure lie beside this report; the cohort {} does not",
      context.plan.cohort.file);
}

Answer code(const Context& context) {
  return fmt::format("Venscope {}, open source; protocol and seed {} give the same bytes again",
                     context.version, context.plan.protocol.seed);
}

Answer flow(const Context& context) {
  std::vector<std::string> left;
  for (const Exclusion& exclusion : exclusions(context.plan))
    if (exclusion.n > 0) left.push_back(fmt::format("{} {}", exclusion.reason, exclusion.n));
  return fmt::format("{} of {} included{}{}", context.plan.cohort.table.rows,
                     counted(context.plan.cohort.rows, "patient", "patients"),
                     left.empty() ? "" : "; left out: ", joined(left, ", "));
}

Answer events(const Context& context) {
  std::vector<std::string> texts;
  for (const endpoint::Endpoint& endpoint : context.plan.endpoints)
    texts.push_back(fmt::format("{}: {} events in {}", endpoint.definition.title, endpoint.events,
                                counted(endpoint.n, "patient", "patients")));
  return unless_empty(texts);
}

Answer characteristics(const Context& context) {
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i)
    if (context.result.steps[i].as<response::BaselineTable>())
      return fmt::format("Table “{}”, with missing values", context.plan.steps[i].title);
  return {};
}

Answer limitations(const Context& context) {
  if (context.limitations.empty()) return "None was found in the data by the rules of this report";
  return counted(context.limitations.size(), "limitation", "limitations") +
         " found in the data, each with its number: see Limitations";
}

}  // namespace

std::span<const Entry> of_cohort() {
  static constexpr std::array entries = {
      Entry{"title", title},
      Entry{"objectives", objectives},
      Entry{"source", source},
      Entry{"follow_up", follow_up},
      Entry{"centres", centres},
      Entry{"eligibility", eligibility},
      Entry{"preparation", preparation},
      Entry{"outcome", outcome},
      Entry{"horizon", horizon},
      Entry{"imbalance", imbalance},
      Entry{"protocol", protocol},
      Entry{"data", data},
      Entry{"code", code},
      Entry{"flow", flow},
      Entry{"events", events},
      Entry{"characteristics", characteristics},
      Entry{"limitations", limitations},
  };
  return entries;
}

}  // namespace venscope::study::answers
