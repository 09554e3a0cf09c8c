#include "app/cli/score.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"

#include <fmt/format.h>

namespace venscope::cli {
namespace {

/// Variables that a person may set: not those that a model never asks for, such as dates.
std::vector<std::string> names_to_set(const cohort::Dictionary& dictionary) {
  std::vector<std::string> names;
  for (const cohort::Variable& variable : dictionary.variables)
    if (!variable.topic.empty()) names.push_back(variable.name);
  return names;
}

class Sets {
public:
  Sets(Problems& problems, std::vector<std::string>& warnings)
      : dictionary_(risk::aml_dictionary()), problems_(problems), warnings_(warnings) {
    patient_.values.values.resize(dictionary_.variables.size());
    said_.resize(dictionary_.variables.size());
  }

  SetPatient run(const std::vector<std::string>& sets) {
    for (const std::string& text : sets) add(text);
    return std::move(patient_);
  }

private:
  void add(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string name(cohort::trimmed(std::string_view(text).substr(0, equals)));
    if (equals == std::string::npos || name.empty()) {
      problems_.push_back({"score.set",
                           {"--set", 0, ""},
                           fmt::format("{} sets nothing", cohort::shown(text)),
                           "a variable and its value, such as NF1=mutated",
                           ""});
      return;
    }
    const std::string_view value = cohort::trimmed(std::string_view(text).substr(equals + 1));
    const cohort::Variable* variable = dictionary_.match(name);
    if (variable && variable->name == "patient") {
      patient_.id = value;
      return;
    }
    if (!variable) {
      unknown(name);
      return;
    }
    set(*variable, name, value);
  }

  void unknown(const std::string& name) {
    const std::string nearest = nearest_name(name, names_to_set(dictionary_));
    problems_.push_back(
        {"cohort.unknown_column",
         {"--set", 0, ""},
         fmt::format("{} is not a variable of the dictionary", cohort::shown(name)),
         "a variable of the models",
         nearest.empty() ? "see `venscope model show`" : fmt::format("did you mean {}?", nearest)});
  }

  void set(const cohort::Variable& variable, const std::string& name, std::string_view text) {
    const auto index = static_cast<std::size_t>(&variable - dictionary_.variables.data());
    Result<risk::Value> value = risk::parse_value(variable, text);
    if (!value) {
      for (Problem problem : value.error()) {
        problem.place = {"--set", 0, name};
        problems_.push_back(std::move(problem));
      }
      return;
    }
    if (!said_[index].empty())
      problems_.push_back({"cohort.duplicate",
                           {"--set", 0, name},
                           fmt::format("{} is set twice, also as {}", variable.name, said_[index]),
                           "each variable once",
                           "leave one out"});
    said_[index] = fmt::format("{}={}", name, text);
    patient_.values.values[index] = *value;
    if (value->known() && variable.plausible && !variable.plausible->contains(value->number))
      warnings_.push_back(
          fmt::format("--set: {}: {} is implausible, expected {}; check the value and its unit",
                      name, text, cohort::range_text(*variable.plausible, variable.unit)));
  }

  const cohort::Dictionary& dictionary_;
  Problems& problems_;
  std::vector<std::string>& warnings_;
  SetPatient patient_;
  std::vector<std::string> said_;
};

}  // namespace

SetPatient parse_sets(const std::vector<std::string>& sets, Problems& problems,
                      std::vector<std::string>& warnings) {
  return Sets(problems, warnings).run(sets);
}

}  // namespace venscope::cli
