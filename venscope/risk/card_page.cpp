#include "venscope/risk/card_page.hpp"

#include "venscope/base/paragraph.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::risk {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// Numbers of one column below its head, their points under each other. Decimals are printed with
/// as many digits as the longest: 0.90 beside 0.64.
void align_decimals(Rows& rows, std::size_t column) {
  std::size_t before = 0, after = 0;
  const auto whole = [](const std::string& text) { return std::min(text.find('.'), text.size()); };
  for (std::size_t i = 1; i < rows.size(); ++i) {
    before = std::max(before, whole(rows[i][column]));
    after = std::max(after, rows[i][column].size() - whole(rows[i][column]));
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    std::string& text = rows[i][column];
    if (after > 0 && whole(text) == text.size()) text += '.';
    text.append(after - (text.size() - whole(text)), '0');
    text.insert(0, before - whole(text), ' ');
  }
}

/// Builds the page section by section.
class Page {
public:
  Page(const Card& card, const cohort::Dictionary& dictionary, std::size_t width)
      : card_(card), dictionary_(dictionary), width_(width) {}

  std::string text() {
    head();
    if (card_.status == "not computable") {
      not_computable();
      return out_;
    }
    applicability();
    rule();
    groups();
    published();
    baseline();
    derivation();
    notes();
    return out_;
  }

private:
  void title(std::string_view text) {
    out_ += '\n';
    wrap(out_, text, 0, width_);
  }

  void item(const std::string& text) {
    out_ += "  - ";
    wrap(out_, text, 4, width_);
  }

  std::string words(const Criterion& criterion) const {
    return criterion_text(criterion, dictionary_);
  }

  void head() {
    wrap(out_, card_.title.en, 0, width_);
    std::string source = card_.citation;
    if (!card_.where.empty()) source += "; " + card_.where;
    std::string population = card_.population.en;
    if (card_.population_n) population += fmt::format(" (n = {})", *card_.population_n);
    Rows rows = {{"id", fmt::format("{}, version {} of the card", card_.id, card_.version)},
                 {"status", card_.status},
                 {"endpoint", card_.endpoint},
                 {"population", population},
                 {"source", source}};
    if (!card_.doi.empty()) rows.push_back({"doi", card_.doi});
    rows.push_back({"file", card_.file});
    add_columns(out_, rows, 2, width_);
  }

  void not_computable() {
    title("It asks for");
    for (const LocalText& input : card_.inputs_in_words) item(input.en);
    title("Why it cannot be computed");
    out_ += "  ";
    wrap(out_, card_.reason.en, 2, width_);
  }

  void remarks(const std::vector<Remark>& remarks) {
    for (const Remark& remark : remarks) item(remark.text.en + where(remark));
  }

  std::string where(const Remark& remark) const {
    return remark.when ? fmt::format(" (where {})", words(*remark.when)) : "";
  }

  void applicability() {
    if (!card_.not_applicable.empty()) title("Does not apply where");
    remarks(card_.not_applicable);
    if (!card_.cautions.empty()) title("Caution");
    remarks(card_.cautions);
  }

  void rule() {
    switch (card_.kind) {
      case RuleKind::weighted_sum:
        return weighted_sum();
      case RuleKind::points:
        return points();
      case RuleKind::ordered_rules:
        return ordered_rules();
      case RuleKind::expression:
        return expression();
    }
  }

  void weighted_sum() {
    title(card_.log_hazard ? "Rule: the sum of the coefficients that apply; exp(score) is a "
                             "relative hazard"
                           : "Rule: the sum of the points that apply");
    const bool ratios = std::any_of(card_.terms.begin(), card_.terms.end(),
                                    [](const Term& term) { return !term.hazard_ratio.empty(); });
    Rows rows = {{"where", card_.log_hazard ? "coefficient" : "points"}};
    if (ratios) rows[0].push_back("hazard ratio (95% CI)");
    for (const Term& term : card_.terms) {
      if (term.slope)
        rows.push_back({fmt::format("per unit of {} above {}", term.variable, term.slope->centre),
                        fmt::format("{}", term.slope->coefficient)});
      else
        rows.push_back({words(term.cases.front().when), term.cases.front().points.text()});
      if (ratios) rows.back().push_back(term.hazard_ratio);
    }
    align_decimals(rows, 1);
    add_columns(out_, rows, 2, width_);
  }

  void points() {
    title("Rule: the sum of the points; of each line the first case that holds");
    for (const Term& term : card_.terms) {
      out_ += "  ";
      wrap(out_, term.label.en.empty() ? term.variable : term.label.en, 4, width_);
      Rows rows;
      for (const Term::Case& entry : term.cases)
        rows.push_back({right(entry.points.text(), 4), words(entry.when)});
      rows.push_back({right(term.otherwise.text(), 4), "otherwise"});
      add_columns(out_, rows, 2, width_);
    }
  }

  void ordered_rules() {
    title("Rule: the first line that holds decides");
    for (std::size_t i = 0; i < card_.rules.size(); ++i) {
      const Rule& rule = card_.rules[i];
      const std::string number = right(std::to_string(i + 1), 3);
      out_ += fmt::format("{}  ", number);
      wrap(out_, fmt::format("{}: {}", card_.groups[rule.group].label.en, rule.text.en), 5, width_);
      if (i + 1 == card_.rules.size()) continue;
      out_ += "     ";
      wrap(out_, words(rule.when), 5, width_);
    }
  }

  void expression() {
    title(card_.cut_points.empty()
              ? "Rule: the sum of weight x expression, split at the median of the cohort"
              : "Rule: the sum of weight x expression");
    Rows rows = {{"gene", "weight"}};
    for (const GeneWeight& weight : card_.weights)
      rows.push_back({weight.gene, fmt::format("{}", weight.weight)});
    align_decimals(rows, 1);
    add_columns(out_, rows, 2, width_);
  }

  void groups() {
    title("Groups, from the best to the worst outcome");
    const bool by_score = !card_.cut_points.empty();
    const bool labelled = std::any_of(card_.groups.begin(), card_.groups.end(),
                                      [](const Group& g) { return g.label.en != g.id; });
    Rows rows = {{"id"}};
    if (labelled) rows.front().push_back("group");
    if (by_score) rows.front().push_back("score");
    for (std::size_t group = 0; group < card_.groups.size(); ++group) {
      rows.push_back({card_.groups[group].id});
      if (labelled) rows.back().push_back(card_.groups[group].label.en);
      for (const CutRange& range : card_.cut_points)
        if (range.group == group) rows.back().push_back(range_text(range));
    }
    if (rows.front().size() == 1) rows.erase(rows.begin());
    add_columns(out_, rows, 2, width_);
  }

  static std::string outcome_text(const Outcome& outcome) {
    std::string text;
    if (outcome.median) text = fmt::format("median {}", *outcome.median);
    if (outcome.median_not_reached) text = "median not reached";
    if (outcome.median_low && outcome.median_high)
      text += fmt::format(" ({} to {})", *outcome.median_low, *outcome.median_high);
    else if (outcome.median_low)
      text += fmt::format(" (from {})", *outcome.median_low);
    else if (outcome.median_high)
      text += fmt::format(" (to {})", *outcome.median_high);
    if (outcome.median) text += " " + outcome.unit;
    for (const auto& [time, survival] : outcome.survival)
      text += fmt::format("{}{:.4g} % at {} {}", text.empty() ? "" : ", ", 100 * survival, time,
                          outcome.unit);
    return text;
  }

  /// Outcomes of one set and endpoint under a heading that says where they stand.
  void published() {
    if (!card_.published.empty()) title("Published outcome, with 95% confidence intervals");
    const std::vector<Outcome>& all = card_.published;
    for (std::size_t first = 0; first < all.size();) {
      std::size_t end = first;
      std::vector<std::string> sources;
      Rows rows;
      while (end < all.size() && all[end].set == all[first].set &&
             all[end].endpoint == all[first].endpoint) {
        const Outcome& outcome = all[end++];
        rows.push_back({outcome.group, outcome.n ? fmt::format("n = {}", *outcome.n) : "",
                        outcome_text(outcome)});
        if (std::find(sources.begin(), sources.end(), outcome.source) == sources.end())
          sources.push_back(outcome.source);
      }
      const std::string& endpoint = all[first].endpoint;
      out_ += "  - ";
      wrap(out_,
           fmt::format("{}{}{} [{}]", all[first].set, all[first].set.empty() ? "" : ", ",
                       endpoint.empty() ? card_.endpoint : endpoint, fmt::join(sources, "; ")),
           4, width_);
      add_columns(out_, rows, 4, width_);
      first = end;
    }
  }

  void baseline() {
    if (!card_.baseline) return;
    const Baseline& baseline = *card_.baseline;
    title("Baseline survival, of a patient with score 0");
    for (const Baseline::Weibull& curve : baseline.weibull)
      item(fmt::format("{}: Weibull, scale {} {}, shape {}, to {} {}", curve.set, curve.scale,
                       baseline.unit, curve.shape, baseline.horizon, baseline.unit));
    if (!baseline.time.empty())
      item(
          fmt::format("{} steps, to {} {}", baseline.time.size(), baseline.horizon, baseline.unit));
    if (!baseline.warning.en.empty()) item(baseline.warning.en);
    if (!baseline.source.empty()) item("source: " + baseline.source);
  }

  void derivation() {
    if (!card_.derivation) return;
    const CardDerivation& made = *card_.derivation;
    title("Derivation");
    if (made.synthetic) item("from synthetic patients: no evidence on real ones");
    item(fmt::format("{} patients, {} events; cohort {}", made.patients, made.events,
                     made.cohort_sha256));
    item(made.procedure);
    if (made.indices.empty()) return;
    item(fmt::format("{} of {} bootstrap resamples of the whole derivation:", made.derived,
                     made.resamples));
    Rows rows = {{"index", "apparent", "corrected (95% CI)"}};
    for (const CardDerivation::Index& index : made.indices) {
      rows.push_back({index.label, fmt::format("{:.3f}", index.apparent), ""});
      if (index.corrected) rows.back()[2] = fmt::format("{:.3f}", *index.corrected);
      if (index.low && index.high)
        rows.back()[2] += fmt::format(" ({:.3f} to {:.3f})", *index.low, *index.high);
    }
    add_columns(out_, rows, 4, width_);
  }

  void notes() {
    if (!card_.notes.empty()) title("Notes");
    for (const Remark& note : card_.notes)
      item(fmt::format("{}: {}{} [{}]", note.kind, note.text.en, where(note), note.source));
  }

  const Card& card_;
  const cohort::Dictionary& dictionary_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string card_page(const Card& card, const cohort::Dictionary& dictionary, std::size_t width) {
  return Page(card, dictionary, std::max<std::size_t>(width, 40)).text();
}

std::string card_list(const std::vector<Card>& cards, std::size_t width) {
  std::vector<std::vector<std::string>> rows = {{"id", "endpoint", "status", "model"}};
  for (const Card& card : cards)
    rows.push_back({card.id, card.endpoint, card.status, card.title.en});
  std::string table;
  add_columns(table, rows, 2, std::numeric_limits<std::size_t>::max());
  // Below each line but the first, for whom the model is.
  std::string text;
  std::size_t line = 0;
  for (std::size_t at = 0; at < table.size(); ++line) {
    const std::size_t end = table.find('\n', at) + 1;
    text += table.substr(at, end - at);
    at = end;
    if (line > 0)
      text += "    " + cut(cards[line - 1].population.en, width > 44 ? width - 5 : 40) + '\n';
  }
  return text;
}

}  // namespace venscope::risk
