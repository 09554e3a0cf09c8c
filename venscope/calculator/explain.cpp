#include "venscope/calculator/explain.hpp"

#include "venscope/calculator/curve.hpp"
#include "venscope/calculator/summary.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

constexpr std::size_t width = 100;
constexpr std::size_t bar_width = 36;

/// Characters of a text, not bytes.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string padded(std::string text, std::size_t size) {
  const std::size_t has = length(text);
  if (has < size) text.append(size - has, ' ');
  return text;
}

/// `first` and the text broken into lines, those after the first set in below it.
std::string wrapped(const std::string& first, std::string_view text) {
  const std::string indent(length(first), ' ');
  std::string result, line = first;
  bool empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (!empty && length(line) + 1 + length(word) > width) {
      result += line + '\n';
      line = indent;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
    at = end + 1;
  }
  return result + line + '\n';
}

std::string points_text(double points) {
  return (points >= 0 ? "+" : "") + score_text(points);
}

/// The page of one answer, section by section.
class Page {
public:
  Page(const risk::Model& model, const KnownPatient& known, const cohort::Dictionary& dictionary)
      : model_(model),
        card_(model.card()),
        known_(known),
        dictionary_(dictionary),
        words_("en"),
        answer_(model.answer(known.patient)) {}

  std::string run(std::string_view patient, bool reconstruct) {
    const std::string name = fmt::format("{} {}, {}", card_.id, card_.version, card_.status);
    const std::string title = card_.title.en;
    const std::size_t gap = width - std::min(width - 2, length(title) + length(name));
    text_ += title + std::string(gap, ' ') + name + '\n';
    text_ += std::string(width, '=') + '\n';
    text_ += fmt::format("Patient {}\n", patient);
    verdict();
    if (answer_.status != risk::Status::not_applicable) {
      contributions();
      missing();
    }
    cautions();
    published();
    if (reconstruct || (card_.baseline && !card_.baseline->reconstructed)) curve(reconstruct);
    notes();
    source();
    return std::move(text_);
  }

private:
  void heading(std::string_view title) { text_ += fmt::format("\n{}\n", title); }

  std::string label(std::size_t group) const { return card_.groups[group].label.en; }

  std::string any_group(const std::vector<std::size_t>& groups) const {
    std::vector<std::string> labels;
    for (const std::size_t group : groups) labels.push_back(label(group));
    return words_.any_of(labels);
  }

  void verdict() {
    std::string summary = summary_text(card_, answer_, dictionary_, words_);
    if (!summary.empty() && summary[0] >= 'a' && summary[0] <= 'z')
      summary[0] = static_cast<char>(summary[0] - 'a' + 'A');
    text_ += '\n' + wrapped("", summary);
    if (answer_.status == risk::Status::not_applicable) {
      for (const std::size_t i : answer_.not_applicable)
        if (answer_.not_applicable.size() > 1)
          text_ += wrapped("Not applicable: ", card_.not_applicable[i].text.en);
      return;
    }
    if (answer_.group)
      text_ += fmt::format("Group: {}\n", label(*answer_.group));
    else
      text_ += wrapped("Groups still possible: ", any_group(answer_.groups));
    if (answer_.score) {
      text_ += fmt::format("Score: {}", score_text(*answer_.score));
      if (card_.log_hazard)
        text_ +=
            fmt::format(", a relative hazard of {:.2f} against score 0", std::exp(*answer_.score));
      text_ += '\n';
    } else if (answer_.low && answer_.high) {
      text_ += fmt::format("Score: from {} to {}\n", score_text(*answer_.low),
                           score_text(*answer_.high));
    }
    if (answer_.rule) text_ += wrapped("Decided by: ", card_.rules[*answer_.rule].text.en);
  }

  /// The interval from `low` to `high` on an axis from axis_low_ to axis_high_.
  std::string bar(double low, double high, char mark) const {
    const double span = axis_high_ - axis_low_;
    if (span <= 0) return "";
    const auto place = [&](double value) {
      return static_cast<std::size_t>(
          std::lround((value - axis_low_) / span * static_cast<double>(bar_width)));
    };
    std::string drawn(bar_width + 1, ' ');
    for (std::size_t i = place(low); i < place(high); ++i) drawn[i] = mark;
    if (drawn[place(0.0)] == ' ') drawn[place(0.0)] = '|';
    return drawn.substr(0, drawn.find_last_not_of(' ') + 1);
  }

  void contributions() {
    if (answer_.contributions.empty()) return;
    heading("What adds up");
    std::size_t names = 0, values = 0;
    double low = 0.0, high = 0.0;
    axis_low_ = axis_high_ = 0.0;
    for (const risk::Contribution& one : answer_.contributions) {
      names = std::max(names, length(card_.terms[one.term].variable));
      values = std::max(values, length(value_of(one)));
      low += one.low;
      high += one.high;
      axis_low_ = std::min({axis_low_, low, high});
      axis_high_ = std::max({axis_high_, low, high});
    }
    double at = 0.0;
    for (const risk::Contribution& one : answer_.contributions) {
      const bool open = !one.points;
      const std::string points =
          open ? points_text(one.low) + " to " + points_text(one.high) : points_text(*one.points);
      const double end = at + one.points.value_or(0.0);
      const std::string drawn =
          open ? bar(at + std::min(one.low, 0.0), at + std::max(one.high, 0.0), '?')
               : bar(std::min(at, end), std::max(at, end), '#');
      text_ += trimmed_line(fmt::format("  {}  {}  {}  {}",
                                        padded(card_.terms[one.term].variable, names),
                                        padded(value_of(one), values), padded(points, 14), drawn));
      at = end;
    }
    text_ += fmt::format("  {}  {}\n",
                         padded(answer_.score ? "sum" : "sum of what is known", names + values + 2),
                         points_text(std::round(at * 1e6) / 1e6));
    cut_points();
  }

  static std::string trimmed_line(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
  }

  static std::string value_of(const risk::Contribution& one) {
    return one.value.empty() ? "not known" : one.value;
  }

  void cut_points() {
    std::vector<std::string> ranges;
    for (const risk::CutRange& range : card_.cut_points) {
      std::string text = label(range.group);
      if (range.low) text += (range.low_closed ? " from " : " above ") + range.low->text();
      if (range.high) text += (range.high_closed ? " to " : " below ") + range.high->text();
      ranges.push_back(std::move(text));
    }
    if (!ranges.empty()) text_ += wrapped("  Groups: ", fmt::format("{}", fmt::join(ranges, "; ")));
  }

  void missing() {
    for (const std::size_t i : answer_.applicability_open)
      text_ +=
          '\n' + wrapped("Not known whether the model applies: ", card_.not_applicable[i].text.en);
    if (answer_.missing.empty()) return;
    heading("What is missing, and what it could change");
    std::vector<risk::NextTest> tests = model_.next_tests(known_.patient);
    std::stable_partition(tests.begin(), tests.end(),
                          [](const risk::NextTest& test) { return test.settles; });
    std::vector<std::string> others;
    for (const std::size_t variable : answer_.missing) {
      const bool told = std::any_of(tests.begin(), tests.end(), [&](const risk::NextTest& test) {
        return test.variable == variable && changes(test);
      });
      if (!told) others.push_back(dictionary_.variables[variable].name);
    }
    for (const risk::NextTest& test : tests)
      if (changes(test)) text_ += wrapped(fmt::format("  {}: ", name_of(test)), outcomes(test));
    if (others.empty()) return;
    text_ += wrapped("  ", fmt::format("{} alone, the groups stay as they are: {}",
                                       others.size() == 1 ? "By this one" : "By each of these",
                                       fmt::join(others, ", ")));
  }

  const std::string& name_of(const risk::NextTest& test) const {
    return dictionary_.variables[test.variable].name;
  }

  /// Whether some outcome of the test leaves other groups than are possible now.
  bool changes(const risk::NextTest& test) const {
    return std::any_of(
        test.outcomes.begin(), test.outcomes.end(),
        [this](const risk::NextTest::Outcome& one) { return one.groups != answer_.groups; });
  }

  std::string outcomes(const risk::NextTest& test) const {
    std::vector<std::string> texts;
    for (const risk::NextTest::Outcome& outcome : test.outcomes)
      texts.push_back(outcome.value + " leaves " + any_group(outcome.groups));
    return fmt::format("{}{}", fmt::join(texts, "; "),
                       test.settles ? ". This test settles the group" : "");
  }

  void cautions() {
    std::vector<std::string> texts;
    for (const std::size_t i : answer_.cautions) texts.push_back(card_.cautions[i].text.en);
    for (const risk::Inference& found : known_.inferences) texts.push_back(inference(found));
    texts.insert(texts.end(), known_.remarks.begin(), known_.remarks.end());
    if (texts.empty()) return;
    heading("To heed");
    for (const std::string& text : texts) text_ += wrapped("  - ", text);
  }

  bool is_input(std::size_t variable) const {
    return std::find(card_.inputs.begin(), card_.inputs.end(), variable) != card_.inputs.end();
  }

  std::string inference(const risk::Inference& found) const {
    const cohort::Variable& variable = dictionary_.variables[found.variable];
    const std::string& because = dictionary_.variables[found.because_of].name;
    if (found.kind == risk::Inference::Kind::contradicts)
      return fmt::format("{} and {} contradict each other; both are taken as not known", because,
                         variable.name);
    return fmt::format("{} is {}: it follows from {}", variable.name,
                       risk::value_text(variable, known_.patient.values[found.variable]), because);
  }

  void published() {
    if (card_.published.empty()) return;
    heading("Published outcome");
    for (const risk::Outcome& outcome : card_.published) {
      const bool possible =
          std::any_of(answer_.groups.begin(), answer_.groups.end(),
                      [&](std::size_t group) { return card_.groups[group].id == outcome.group; });
      std::string line = fmt::format("{}: ", outcome.group);
      if (outcome.n) line += fmt::format("n = {}, ", *outcome.n);
      if (outcome.median) {
        line += fmt::format("median {} {} {}",
                            outcome.endpoint.empty() ? card_.endpoint : outcome.endpoint,
                            *outcome.median, outcome.unit);
        if (outcome.median_low && outcome.median_high)
          line += fmt::format(" (95 % CI {} to {})", *outcome.median_low, *outcome.median_high);
        line += ", ";
      } else if (outcome.survival.empty()) {
        line += "no median, ";
      }
      for (const auto& [time, share] : outcome.survival)
        line += fmt::format("{:.0f} % at {} {}, ", 100 * share, time, outcome.unit);
      text_ += wrapped(possible ? "  > " : "    ", line + outcome.source);
    }
  }

  void curve(bool reconstruct) {
    const nlohmann::ordered_json curve = curve_json(card_, answer_, words_, reconstruct);
    if (!curve.is_object()) return;
    heading(card_.baseline->reconstructed ? "Reconstructed survival" : "Survival");
    for (const auto& one : curve["curves"]) {
      const std::vector<double> times = one["times"], survival = one["survival"];
      std::vector<std::string> parts;
      const std::size_t step = std::max<std::size_t>(1, times.size() / 4);
      for (std::size_t i = step; i < times.size(); i += step)
        parts.push_back(fmt::format("{:.0f} % at {}", 100 * survival[i], score_text(times[i])));
      const std::string set = one["set"];
      text_ += wrapped(set.empty() ? "  " : fmt::format("  from the medians of `{}`: ", set),
                       fmt::format("{} {}", fmt::join(parts, ", "), card_.baseline->unit));
    }
    band(curve["band"]);
    text_ += wrapped("  ", card_.baseline->warning.en);
  }

  void band(const nlohmann::ordered_json& band) {
    if (!band.is_object()) return;
    const std::vector<double> times = band["times"], lower = band["lower"], upper = band["upper"];
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < times.size(); ++i)
      parts.push_back(fmt::format("{:.0f} to {:.0f} % at {}", 100 * lower[i], 100 * upper[i],
                                  score_text(times[i])));
    text_ +=
        wrapped("  perhaps ", fmt::format("{} {}", fmt::join(parts, ", "), card_.baseline->unit));
  }

  void notes() {
    if (answer_.notes.empty()) return;
    heading("Contradictions and limits of the source");
    for (const std::size_t i : answer_.notes) {
      text_ += wrapped("  - ", card_.notes[i].text.en);
      if (!card_.notes[i].source.empty()) text_ += wrapped("    ", card_.notes[i].source);
    }
  }

  void source() {
    heading("Source");
    std::string place = card_.citation;
    if (!card_.where.empty()) place += ", " + card_.where;
    if (!card_.doi.empty()) place += ". https://doi.org/" + card_.doi;
    text_ += wrapped("  ", place);
    std::string people = card_.population.en;
    if (card_.population_n) people += fmt::format(" (n = {})", *card_.population_n);
    if (!people.empty()) text_ += wrapped("  Made for: ", people);
  }

  const risk::Model& model_;
  const risk::Card& card_;
  const KnownPatient& known_;
  const cohort::Dictionary& dictionary_;
  Words words_;
  risk::Answer answer_;
  double axis_low_ = 0.0, axis_high_ = 0.0;
  std::string text_;
};

}  // namespace

std::string explain(const risk::Model& model, const KnownPatient& known,
                    const cohort::Dictionary& dictionary, std::string_view patient,
                    bool reconstruct) {
  return Page(model, known, dictionary).run(patient, reconstruct);
}

std::string_view explanation_end() {
  return "\nResearch software, not a medical device: no decision on treatment should rest on it "
         "alone.\n";
}

}  // namespace venscope::calculator
