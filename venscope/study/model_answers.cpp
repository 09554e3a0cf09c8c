/// What a run knows of the models that it fitted.
#include "venscope/report/hazard_rows.hpp"
#include "venscope/study/answers.hpp"
#include "venscope/study/model_limitations.hpp"
#include "venscope/study/step_limitations.hpp"

#include <array>
#include <set>
#include <utility>

namespace venscope::study::answers {
namespace {

struct Model {
  const Step* step;
  const CoxAnalysis* cox;
};

/// The multivariable Cox models that were fitted.
std::vector<Model> models_of(const Context& context) {
  std::vector<Model> models;
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i)
    if (const auto* cox = context.result.steps[i].as<CoxAnalysis>();
        cox && !context.plan.steps[i].univariable)
      models.push_back({&context.plan.steps[i], cox});
  return models;
}

Answer predictors(const Context& context) {
  std::vector<std::string> labels;
  for (const Model& model : models_of(context))
    for (const formula::Term& term : model.cox->frame.terms) {
      std::string label = report::term_label(term, context.plan.table);
      if (std::find(labels.begin(), labels.end(), label) == labels.end())
        labels.push_back(std::move(label));
    }
  if (labels.empty()) return {};
  return fmt::format("{}, declared in the protocol: {}",
                     counted(labels.size(), "variable", "variables"), joined(labels, "; "));
}

Answer predictor_definitions(const Context& context) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const Model& model : models_of(context))
    for (const formula::Term& term : model.cox->frame.terms)
      for (const std::string& name : term.variables) {
        const cohort::Column* const column = context.plan.table.find(name);
        if (!column || !seen.insert(name).second) continue;
        texts.push_back(column->numeric()
                            ? heading_of(context.plan.table, name)
                            : fmt::format("{} ({})", label_of(context.plan.table, name),
                                          report::level_words(
                                              fmt::format("{}", fmt::join(column->levels, ", ")))));
      }
  return unless_empty(texts, "; ");
}

Answer sample_size(const Context& context) {
  std::vector<std::string> sentences{"The size is that of the file"};
  for (const Model& model : models_of(context))
    if (const std::size_t coefficients = coefficients_of(*model.cox); coefficients > 0)
      sentences.push_back(
          fmt::format("{}: {} events for {}, {} each", outcome_of(context.plan, *model.step),
                      report::count(model.cox->fit.events),
                      counted(coefficients, "coefficient", "coefficients"),
                      report::fixed(model.cox->fit.events / static_cast<double>(coefficients), 1)));
  return joined(sentences);
}

Answer missing(const Context& context) {
  std::vector<std::string> sentences;
  for (const Model& model : models_of(context))
    sentences.push_back(
        fmt::format("{}: fitted to the {} of {} without a missing value",
                    outcome_of(context.plan, *model.step), model.cox->frame.rows.size(),
                    counted(model.cox->frame.rows.size() +
                                missing_values(context.plan, *model.step, model.cox->frame),
                            "patient", "patients")));
  return unless_empty(sentences);
}

Answer partition(const Context& context) {
  if (models_of(context).empty() && !derives_a_model(context.plan)) return {};
  return fmt::format(
      "All patients with the values needed served the fit; no part of {} was set aside",
      context.plan.cohort.file);
}

Answer predictor_form(const Context& context) {
  std::vector<std::string> texts;
  for (const Model& model : models_of(context))
    for (const formula::Term& term : model.cox->frame.terms)
      if (std::find(texts.begin(), texts.end(), term.name) == texts.end())
        texts.push_back(term.name);
  if (texts.empty()) return {};
  return "As terms of a formula, numbers linear unless it says otherwise: " + joined(texts, ", ");
}

Answer model(const Context& context) {
  const std::vector<Model> models = models_of(context);
  if (models.empty()) return {};
  return "Cox proportional hazards models of all declared variables, see Methods";
}

Answer clusters(const Context& context) {
  std::vector<std::string> texts;
  for (const Model& model : models_of(context)) {
    const auto& request = *model.step->request;
    if (!request.strata.empty())
      texts.push_back(
          fmt::format("a baseline hazard for each level of {}", fmt::join(request.strata, ", ")));
    if (!request.cluster.empty()) texts.push_back("robust standard errors by " + request.cluster);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return unless_empty(texts, "; ");
}

Answer measures(const Context& context) {
  std::vector<std::string> texts;
  if (!models_of(context).empty())
    texts = {"Harrell's C", "tests of proportional hazards", "scaled Schoenfeld residuals"};
  for (const StepResult& step : context.result.steps)
    if (step.as<ConcordanceAnalysis>()) {
      texts.emplace_back("Harrell's and Uno's C of markers");
      break;
    }
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i) {
    const Step& step = context.plan.steps[i];
    if (!judges(step) || !context.result.steps[i].finding()) continue;
    std::string title = within_sentence(step.request->own->title(context.plan));
    if (std::find(texts.begin(), texts.end(), title) == texts.end())
      texts.push_back(std::move(title));
  }
  return unless_empty(texts, ", ");
}

Answer analyses(const Context& context) {
  std::vector<std::string> texts;
  for (const Model& model : models_of(context))
    texts.push_back(fmt::format("{}: {}, {} events", model.step->title,
                                counted(model.cox->frame.rows.size(), "patient", "patients"),
                                report::count(model.cox->fit.events)));
  return unless_empty(texts);
}

Answer specification(const Context& context) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i)
    if (const Finding* finding = context.result.steps[i].finding())
      for (const report::File& file : finding->files(context.plan, context.plan.steps[i]))
        files.push_back(file.path);
  if (!files.empty()) return "Beside this report: " + joined(files, ", ");
  if (models_of(context).empty()) return {};
  return "Hazard ratios are in the tables, coefficients and covariance in results.json; no "
         "baseline "
         "hazard, so no predicted risk";
}

Answer performance(const Context& context) {
  std::vector<std::string> texts;
  for (const Model& model : models_of(context))
    if (const auto& c = model.cox->concordance)
      texts.push_back(fmt::format("{}: Harrell's C {}, in the patients of the fit",
                                  outcome_of(context.plan, *model.step),
                                  report::fixed(c->estimate, 3)));
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i) {
    const std::string& title = context.plan.steps[i].title;
    if (judges(context.plan.steps[i]) && context.result.steps[i].finding() &&
        std::find(texts.begin(), texts.end(), title) == texts.end())
      texts.push_back(title);
  }
  return unless_empty(texts);
}

}  // namespace

std::span<const Entry> of_models() {
  static constexpr std::array entries = {
      Entry{"predictors", predictors},
      Entry{"predictor_definitions", predictor_definitions},
      Entry{"sample_size", sample_size},
      Entry{"missing", missing},
      Entry{"partition", partition},
      Entry{"predictor_form", predictor_form},
      Entry{"model", model},
      Entry{"clusters", clusters},
      Entry{"measures", measures},
      Entry{"analyses", analyses},
      Entry{"specification", specification},
      Entry{"performance", performance},
  };
  return entries;
}

}  // namespace venscope::study::answers
