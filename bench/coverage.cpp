/// How often an interval holds the truth: the registry of studies/ven-prs drawn over and over, and
/// the Cox models of its paper fitted to each. Prints the tables of docs/validation.md.
///   coverage [SEEDS [THREADS]]
/// Build and run: make coverage.
#include "venscope/base/parallel.hpp"
#include "venscope/risk/card.hpp"
#include "venscope/risk/model.hpp"
#include "venscope/simulation/draw.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <fmt/format.h>

namespace {

using namespace venscope;
using simulation::Match;

constexpr double days_per_month = 30.4375;
constexpr double z95 = 1.959963984540054;

/// One of the paper's two models: its card is what the times were drawn from.
struct Endpoint {
  const risk::Card* card;
  const char *time, *event;
};

struct Scenario {
  const char* title;
  std::size_t n;
  Match match;
  double scale, shape;  ///< of overall survival
};

/// What one seed gave for one endpoint.
struct Fit {
  struct Coefficient {
    bool estimable = false;
    double estimate = 0, std_error = 0;
  };
  std::vector<Coefficient> coefficients;
  std::vector<std::optional<double>> medians;  ///< by group; none where half never have the event
  std::vector<double> patients;                ///< by group
};

double term_truth(const risk::Term& term) {
  return term.cases.front().points.value();
}

/// 1 where the term's value is present; nothing where it is not known.
std::optional<double> present(const cohort::Table& table, const risk::Term& term, std::size_t row) {
  const cohort::Column& column = *table.find(term.variable);
  if (column.missing(row)) return {};
  const std::string& level = column.levels[static_cast<std::size_t>(column.code[row])];
  return level == "yes" || level == "mutated" ? 1.0 : 0.0;
}

/// The patients whose terms are all known: their design, group and follow-up.
struct Data {
  endpoint::Outcomes outcomes;
  std::vector<std::vector<double>> rows;
  std::vector<std::int32_t> group;
};

Data data_of(const cohort::Table& table, const Endpoint& endpoint) {
  Data data;
  for (std::size_t row = 0; row < table.rows; ++row) {
    std::vector<double> x;
    risk::Decimal score;
    for (const risk::Term& term : endpoint.card->terms) {
      const std::optional<double> value = present(table, term, row);
      if (!value) break;
      x.push_back(*value);
      if (*value == 1) score += term.cases.front().points;
    }
    if (x.size() < endpoint.card->terms.size()) continue;
    data.rows.push_back(std::move(x));
    for (const risk::CutRange& cut : endpoint.card->cut_points)
      if (cut.contains(score)) data.group.push_back(static_cast<std::int32_t>(cut.group));
    data.outcomes.time.push_back(table.find(endpoint.time)->number[row] / days_per_month);
    data.outcomes.event.push_back(table.find(endpoint.event)->number[row] == 1);
  }
  return data;
}

Fit fit(const cohort::Table& table, const Endpoint& endpoint) {
  const Data data = data_of(table, endpoint);
  const std::size_t p = endpoint.card->terms.size(), groups = endpoint.card->groups.size();
  Matrix design(data.rows.size(), p);
  for (std::size_t i = 0; i < data.rows.size(); ++i)
    for (std::size_t j = 0; j < p; ++j) design(i, j) = data.rows[i][j];
  Fit result;
  result.coefficients.resize(p);
  if (const auto cox = survival::cox({data.outcomes, design}))
    for (std::size_t j = 0; j < p; ++j) {
      const survival::CoxTerm& term = cox->terms[j];
      result.coefficients[j] = {term.trouble == survival::CoxTrouble::none, term.coef,
                                term.std_error};
    }
  result.medians.resize(groups);
  result.patients.assign(groups, 0);
  for (const std::int32_t g : data.group) result.patients[static_cast<std::size_t>(g)] += 1;
  if (const auto curves = survival::kaplan_meier_groups(data.outcomes, data.group, groups))
    for (std::size_t g = 0; g < groups; ++g)
      result.medians[g] = survival::median((*curves)[g]).time;
  return result;
}

struct Run {
  std::vector<Fit> fits;  ///< by endpoint
  double deaths = 0, os = 0, efs = 0;
};

double overall_median(const cohort::Table& table, const char* time, const char* event) {
  endpoint::Outcomes outcomes;
  for (std::size_t row = 0; row < table.rows; ++row) {
    outcomes.time.push_back(table.find(time)->number[row] / days_per_month);
    outcomes.event.push_back(table.find(event)->number[row] == 1);
  }
  const auto curve = survival::kaplan_meier(outcomes);
  return curve ? survival::median(*curve).time.value_or(1e9) : 1e9;
}

std::optional<Run> run_one(const simulation::Declaration& declaration, const Scenario& scenario,
                           const std::vector<Endpoint>& endpoints, std::uint64_t seed) {
  const auto drawing = simulation::draw(declaration, scenario.n, seed, scenario.match);
  if (!drawing) return {};
  Run run;
  for (const Endpoint& endpoint : endpoints) run.fits.push_back(fit(drawing->table, endpoint));
  for (const double died : drawing->table.find("died")->number) run.deaths += died;
  run.os = overall_median(drawing->table, "os_days", "died");
  run.efs = overall_median(drawing->table, "efs_days", "efs_event");
  return run;
}

double percent(double part, std::size_t whole) {
  return whole > 0 ? 100 * part / static_cast<double>(whole) : 0;
}

/// The standard error behind a printed "2.46 (1.5 to 4.0)".
double printed_error(const std::string& ratio) {
  double estimate = 0, low = 0, high = 0;
  if (std::sscanf(ratio.c_str(), "%lf (%lf to %lf)", &estimate, &low, &high) != 3) return 0;
  return std::log(high / low) / (2 * z95);
}

void print_coefficients(const std::vector<Run>& runs, const Endpoint& endpoint, std::size_t e) {
  fmt::print("| {} | true | mean | SD | mean SE | printed SE | coverage | not estimable |\n",
             endpoint.card->endpoint);
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  for (std::size_t j = 0; j < endpoint.card->terms.size(); ++j) {
    const risk::Term& term = endpoint.card->terms[j];
    const double truth = term_truth(term);
    double sum = 0, squares = 0, errors = 0, covered = 0;
    std::size_t n = 0;
    for (const Run& run : runs) {
      const Fit::Coefficient& c = run.fits[e].coefficients[j];
      if (!c.estimable) continue;
      ++n;
      sum += c.estimate;
      squares += c.estimate * c.estimate;
      errors += c.std_error;
      covered += std::fabs(c.estimate - truth) <= z95 * c.std_error;
    }
    const double m = static_cast<double>(n), mean = sum / m;
    fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.1f} % | {} |\n",
               term.variable, truth, mean, std::sqrt((squares - m * mean * mean) / (m - 1)),
               errors / m, printed_error(term.hazard_ratio), percent(covered, n), runs.size() - n);
  }
  fmt::print("\n");
}

void print_medians(const std::vector<Run>& runs, const Endpoint& endpoint, std::size_t e) {
  for (const risk::Outcome& outcome : endpoint.card->published) {
    if (!outcome.median_low || !outcome.median_high) continue;
    const auto group = static_cast<std::size_t>(
        std::find_if(endpoint.card->groups.begin(), endpoint.card->groups.end(),
                     [&](const risk::Group& g) { return g.id == outcome.group; }) -
        endpoint.card->groups.begin());
    std::vector<double> medians;
    double inside = 0, patients = 0;
    for (const Run& run : runs) {
      const double median = run.fits[e].medians[group].value_or(1e9);
      medians.push_back(median);
      inside += median >= *outcome.median_low && median <= *outcome.median_high;
      patients += run.fits[e].patients[group];
    }
    std::sort(medians.begin(), medians.end());
    const auto at = [&](double p) {
      return medians[static_cast<std::size_t>(p * static_cast<double>(medians.size() - 1))];
    };
    fmt::print("| {} {} | {} | {:.0f} | {} ({} to {}) | {:.1f} ({:.1f} to {:.1f}) | {:.1f} % |\n",
               endpoint.card->endpoint, outcome.group,
               outcome.n ? std::to_string(*outcome.n) : "not printed",
               patients / static_cast<double>(runs.size()), outcome.median.value_or(0),
               *outcome.median_low, *outcome.median_high, at(0.5), at(0.025), at(0.975),
               percent(inside, runs.size()));
  }
}

void print_whole(const std::vector<Run>& runs) {
  double deaths = 0, os = 0, efs = 0;
  for (const Run& run : runs) {
    deaths += run.deaths;
    os += run.os >= 6.4 && run.os <= 10.2;
    efs += run.efs >= 4.4 && run.efs <= 6.3;
  }
  fmt::print(
      "\nAll patients: median OS inside 6.4 to 10.2 in {:.1f} %, median EFS inside 4.4 to 6.3 in "
      "{:.1f} % of the seeds; deaths on average {:.0f}.\n\n",
      percent(os, runs.size()), percent(efs, runs.size()),
      deaths / static_cast<double>(runs.size()));
}

bool simulate(const simulation::Declaration& registry, const Scenario& scenario, std::size_t seeds,
              unsigned threads) {
  simulation::Declaration declaration = registry;
  for (simulation::Variable& variable : declaration.variables)
    if (variable.name == "t_death") {
      variable.waiting.scale = scenario.scale;
      variable.waiting.shape = scenario.shape;
    }
  const std::vector<Endpoint> endpoints{{risk::find_card("ven-prs-os"), "os_days", "died"},
                                        {risk::find_card("ven-prs-efs"), "efs_days", "efs_event"}};
  std::vector<std::optional<Run>> results(seeds);
  parallel_for(seeds, threads, [&](std::size_t i) {
    results[i] = run_one(declaration, scenario, endpoints, i + 1);
  });
  std::vector<Run> runs;
  for (std::optional<Run>& run : results) {
    if (!run) return false;
    runs.push_back(std::move(*run));
  }
  fmt::print("### {}\n\n{} seeds, {} patients each.\n\n", scenario.title, seeds, scenario.n);
  for (std::size_t e = 0; e < endpoints.size(); ++e) print_coefficients(runs, endpoints[e], e);
  if (scenario.n > registry.n) return true;
  fmt::print(
      "| group | n printed | mean n | printed median | median of medians (95 % of seeds) | inside "
      "|\n");
  fmt::print("|---|---|---|---|---|---|\n");
  for (std::size_t e = 0; e < endpoints.size(); ++e) print_medians(runs, endpoints[e], e);
  print_whole(runs);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const auto seeds = static_cast<std::size_t>(argc > 1 ? std::atol(argv[1]) : 500);
  const auto threads = argc > 2 ? static_cast<unsigned>(std::atol(argv[2]))
                                : std::max(1u, std::thread::hardware_concurrency());
  const auto registry = simulation::load_declaration("studies/ven-prs/registry.toml");
  if (!registry) {
    std::fputs(to_text(registry.error()).c_str(), stderr);
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const Scenario scenarios[] = {
      {"Baseline of the Abstract's medians, margins random", 240, Match::random, 26.42, 0.784},
      {"Baseline of the Results' medians, margins random", 240, Match::random, 24.51, 0.775},
      {"Baseline of the Abstract's medians, margins exact", 240, Match::exact, 26.42, 0.784},
      {"Ten times the patients", 2400, Match::random, 26.42, 0.784}};
  for (const Scenario& scenario : scenarios)
    if (!simulate(*registry, scenario, seeds, threads)) return 1;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::fprintf(stderr, "%.1f seconds on %u threads\n", seconds.count(), threads);
  return 0;
}
