#include "venscope/report/figure/dose_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// The ends of both axes, over all panels; untreated wells stand left of the lowest dose.
struct DoseRange {
  double low = 0.1, high = 10, untreated = 0;
  double bottom = 0, top = 100;
};

DoseRange dose_range(const DoseFigure& figure) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  double low = inf, high = -inf, bottom = 0, top = -inf;
  bool untreated = false;
  for (const DosePanel& panel : figure.panels)
    for (const DoseSeries& series : panel.series) {
      for (std::size_t i = 0; i < series.dose.size(); ++i) {
        if (!std::isfinite(series.response[i])) continue;
        bottom = std::min(bottom, series.response[i]);
        top = std::max(top, series.response[i]);
        if (series.dose[i] > 0) {
          low = std::min(low, series.dose[i]);
          high = std::max(high, series.dose[i]);
        } else {
          untreated = true;
        }
      }
      for (const double response : series.curve_response) top = std::max(top, response);
    }
  DoseRange range;
  if (low <= high) {
    range.low = low / 1.4;
    range.high = high * 1.6;
  }
  if (untreated) {
    range.untreated = range.low / 2;
    range.low = range.untreated / 1.6;
  }
  if (top > bottom) {
    range.bottom = bottom;
    range.top = top + 0.05 * (top - bottom);
  }
  return range;
}

std::string dose_number(double dose) {
  return dose >= 1000 ? count(dose) : fmt::format("{:g}", dose);
}

/// Of a power of ten, twice or five times: short, for panels side by side.
std::string dose_tick(double dose) {
  return dose < 1e5 ? dose_number(dose) : fmt::format("{:g}", dose);
}

/// Whether the label of a tick leaves room for that of 0 at its left.
bool clear_of_zero(const DoseRange& range, double width, double dose) {
  const Axis x{range.low, range.high, 0, width, true};
  return x.at(dose) - x.at(range.untreated) >=
         0.5 * (text_width("0", text_size) + text_width(dose_tick(dose), text_size)) + 2;
}

/// Powers of ten, or 1-2-5 where there are few of them, thinned to what fits.
Ticks dose_ticks(const DoseRange& range, double width) {
  Ticks all;
  const double from = range.untreated > 0 ? range.untreated * 1.7 : range.low;
  for (int power = -12; power <= 12; ++power)
    if (const double value = std::pow(10.0, power); value >= from && value <= range.high)
      all.values.push_back(value);
  if (all.values.size() < 2) {
    all.values.clear();
    for (int power = -12; power <= 12; ++power)
      for (const double first : {1.0, 2.0, 5.0})
        if (const double value = first * std::pow(10.0, power);
            value >= from && value <= range.high)
          all.values.push_back(value);
  }
  if (range.untreated > 0)
    std::erase_if(all.values, [&](double dose) { return !clear_of_zero(range, width, dose); });
  const auto most = static_cast<std::size_t>(std::max(2.0, width / 26));
  const std::size_t every = (all.values.size() + most - 1) / most;
  Ticks ticks;
  if (range.untreated > 0) {
    ticks.values.push_back(range.untreated);
    ticks.labels.push_back("0");
  }
  for (std::size_t k = 0; k < all.values.size(); k += std::max<std::size_t>(1, every)) {
    ticks.values.push_back(all.values[k]);
    ticks.labels.push_back(dose_tick(all.values[k]));
  }
  return ticks;
}

/// The IC50 on the lower edge: a mark with its interval, or an arrow where it is beyond the doses.
void add_ic50(std::vector<Node>& nodes, const Plot& plot, const DoseSeries& series, Tone tone,
              double y) {
  if (!series.ic50) return;
  const double x = std::clamp(plot.x.at(*series.ic50), plot.x.from, plot.x.to);
  const double low = series.low ? plot.x.at(*series.low) : plot.x.from,
               high = series.high ? plot.x.at(*series.high) : plot.x.to;
  if (series.low || series.high)
    add(nodes, line({std::clamp(low, plot.x.from, plot.x.to), y},
                    {std::clamp(high, plot.x.from, plot.x.to), y}, tone, 0.8));
  if (series.beyond == DoseBeyond::none) {
    add(nodes, shaped_mark({x, y}, 2.2, 3, tone));
    return;
  }
  const double way = series.beyond == DoseBeyond::above ? 1 : -1;
  Path arrow;
  arrow.closed = true;
  arrow.stroke = Tone::none;
  arrow.fill = tone;
  arrow.lines = {{{x, y - 2.4}, {x + way * 5, y}, {x, y + 2.4}}};
  add(nodes, std::move(arrow));
}

/// How far apart the wells of neighbouring series stand, so that none hides another's: two marks at
/// most, and all of a dose within less than half of the way to the next.
double dose_dodge(const DosePanel& panel, const Plot& plot, const DoseRange& range) {
  if (panel.series.size() < 2) return 0;
  std::vector<double> at;
  for (const DoseSeries& series : panel.series)
    for (const double dose : series.dose)
      if (std::isfinite(dose)) at.push_back(plot.x.at(dose > 0 ? dose : range.untreated));
  std::sort(at.begin(), at.end());
  double gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < at.size(); ++i)
    if (at[i] - at[i - 1] > 0.5) gap = std::min(gap, at[i] - at[i - 1]);
  return std::min(3.6, 0.45 * gap / static_cast<double>(panel.series.size()));
}

void add_dose_panel(std::vector<Node>& nodes, const DoseFigure& figure, const DosePanel& panel,
                    const Plot& plot, const DoseRange& range) {
  if (figure.half && *figure.half > plot.y.low && *figure.half < plot.y.high) {
    Path half = line({plot.x.from, plot.y.at(*figure.half)}, {plot.x.to, plot.y.at(*figure.half)},
                     Tone::muted, 0.5);
    half.dash = {1.5, 1.5};
    add(nodes, std::move(half));
  }
  Group bands{"bands", plot.clip(), {}}, curves{"curves", plot.clip(), {}},
      wells{"wells", plot.clip(2.5), {}};
  const double aside = dose_dodge(panel, plot, range);
  std::vector<Node> marks;
  for (std::size_t s = 0; s < panel.series.size(); ++s) {
    const DoseSeries& series = panel.series[s];
    const Tone tone = series_tone(s);
    if (!series.curve_low.empty()) {
      Path band = band_of(plot, series.curve_dose, series.curve_low, series.curve_high);
      band.fill = tone;
      band.fill_opacity = band_opacity(panel.series.size());
      add(bands.nodes, std::move(band));
    }
    Path curve = curve_of(plot, series.curve_dose, series.curve_response);
    curve.stroke = tone;
    curve.stroke_width = 1.0;
    curve.dash = series_dash(s);
    add(curves.nodes, std::move(curve));
    for (std::size_t i = 0; i < series.dose.size(); ++i)
      if (std::isfinite(series.response[i]) && std::isfinite(series.dose[i])) {
        Point at =
            plot.at(series.dose[i] > 0 ? series.dose[i] : range.untreated, series.response[i]);
        at.x += aside * (static_cast<double>(s) - static_cast<double>(panel.series.size() - 1) / 2);
        add(wells.nodes, shaped_mark(at, 1.6, s, tone));
      }
    add_ic50(marks, plot, series, tone, plot.y.from - 4 - 5.0 * static_cast<double>(s));
  }
  add(nodes, std::move(bands));
  add(nodes, std::move(curves));
  add(nodes, std::move(wells));
  for (Node& mark : marks) nodes.push_back(std::move(mark));
  if (panel.series.empty()) add_empty_note(nodes, plot.area());
}

std::string ic50_words(const DoseSeries& series) {
  if (!series.ic50) return "no IC50";
  return fmt::format("IC50 {}{:.3g}",
                     series.beyond == DoseBeyond::above   ? "above "
                     : series.beyond == DoseBeyond::below ? "below "
                                                          : "",
                     *series.ic50);
}

std::string dose_description(const DoseFigure& figure) {
  std::string text = fmt::format("{} by {}.", figure.response_label, figure.dose_label);
  std::size_t told = 0;
  for (const DosePanel& panel : figure.panels)
    for (const DoseSeries& series : panel.series)
      if (++told <= 12)
        text += fmt::format(" {}{}{}: {}.", panel.title,
                            panel.title.empty() || series.label.empty() ? "" : ", ", series.label,
                            ic50_words(series));
  if (told > 12) text += fmt::format(" And {} curves more.", told - 12);
  return text;
}

std::vector<std::string> dose_series_labels(const DoseFigure& figure) {
  for (const DosePanel& panel : figure.panels)
    if (panel.series.size() > 1) {
      std::vector<std::string> labels;
      for (const DoseSeries& series : panel.series) labels.push_back(series.label);
      return labels;
    }
  return {};
}

}  // namespace

Scene dose_scene(const DoseFigure& figure) {
  Scene scene;
  const std::size_t count = std::max<std::size_t>(1, figure.panels.size());
  const std::size_t columns =
      count == 1 ? 1 : std::min<std::size_t>(count, figure.width < 300 ? 2 : 4);
  scene.width = count == 1 ? std::min(figure.width, 1.3 * single_column) : figure.width;
  scene.title = figure.title.empty() ? "Dose-response curves" : figure.title;
  scene.description = dose_description(figure);
  double top = add_heading(scene.nodes, 0, 2, scene.width, figure.title, figure.subtitle);
  const DoseRange range = dose_range(figure);
  const Ticks y_ticks = nice_ticks(range.bottom, range.top, 5);
  const double left = widest(y_ticks.labels, text_size) + 17;
  if (const auto labels = dose_series_labels(figure); !labels.empty())
    top = add_legend(scene.nodes, left, top, scene.width - left, labels);
  const double gap = 10;
  const double panel_width = (scene.width - left - 9 - gap * static_cast<double>(columns - 1)) /
                             static_cast<double>(columns);
  const double panel_height = count == 1 ? std::clamp(0.65 * panel_width, 100.0, 210.0)
                                         : std::clamp(0.85 * panel_width, 60.0, 130.0);
  const bool titles = std::any_of(figure.panels.begin(), figure.panels.end(),
                                  [](const DosePanel& panel) { return !panel.title.empty(); });
  const DosePanel empty;
  double below = top;
  for (std::size_t p = 0; p < count; ++p) {
    const std::size_t row = p / columns, column = p % columns;
    const double x = left + static_cast<double>(column) * (panel_width + gap);
    const double y =
        top + 4 + static_cast<double>(row) * (panel_height + (titles ? 24 : 16)) + (titles ? 9 : 0);
    const Plot plot{{range.low, range.high, x, x + panel_width, true},
                    {range.bottom, range.top, y + panel_height, y}};
    const DosePanel& panel = figure.panels.empty() ? empty : figure.panels[p];
    if (!panel.title.empty()) {
      Text& title = add_text(scene.nodes, {x, y - 3}, panel.title, small_size);
      title.bold = true;
    }
    add_dose_panel(scene.nodes, figure, panel, plot, range);
    if (column == 0)
      add_left_axis(scene.nodes, plot.y, y_ticks, x, 8, row == 0 ? figure.response_label : "");
    else
      add_left_axis(scene.nodes, plot.y,
                    {y_ticks.values, std::vector<std::string>(y_ticks.values.size())}, x, 8, "");
    const bool last = p + columns >= count;
    below = std::max(below, add_bottom_axis(scene.nodes, plot.x, dose_ticks(range, panel_width),
                                            plot.y.from, last ? figure.dose_label : ""));
  }
  scene.height = below + 2;
  return scene;
}

std::string dose_csv(const DoseFigure& figure) {
  std::string csv = "panel,series,mark,dose,response\n";
  const auto row = [&](const DosePanel& panel, const DoseSeries& series, const char* mark,
                       double dose, const std::string& response) {
    csv += fmt::format("{},{},{},{},{}\n", csv_field(panel.title), csv_field(series.label), mark,
                       exact(dose), response);
  };
  for (const DosePanel& panel : figure.panels)
    for (const DoseSeries& series : panel.series) {
      for (std::size_t i = 0; i < series.dose.size(); ++i)
        row(panel, series, "well", series.dose[i], exact(series.response[i]));
      for (std::size_t i = 0; i < series.curve_dose.size(); ++i)
        row(panel, series, "curve", series.curve_dose[i], exact(series.curve_response[i]));
      for (std::size_t i = 0; i < series.curve_low.size(); ++i) {
        row(panel, series, "curve low", series.curve_dose[i], exact(series.curve_low[i]));
        row(panel, series, "curve high", series.curve_dose[i], exact(series.curve_high[i]));
      }
      if (series.ic50)
        row(panel, series,
            series.beyond == DoseBeyond::above   ? "ic50 above"
            : series.beyond == DoseBeyond::below ? "ic50 below"
                                                 : "ic50",
            *series.ic50, "");
      if (series.low) row(panel, series, "ic50 low", *series.low, "");
      if (series.high) row(panel, series, "ic50 high", *series.high, "");
    }
  return csv;
}

Scene synergy_scene(const SynergyFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Excess over expectation" : figure.title;
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const std::size_t across = figure.doses_b.size(), down = figure.doses_a.size();
  std::vector<std::string> names;
  for (const double dose : figure.doses_a) names.push_back(dose_number(dose));
  const double left = widest(names, text_size) + 20;
  const double cell_width = (figure.width - left - 4) /
                            static_cast<double>(std::max<std::size_t>(1, across)),
               cell_height = std::clamp(cell_width * 0.6, 14.0, 26.0);
  double most = 0;
  for (const auto& value : figure.value)
    if (value) most = std::max(most, std::fabs(*value));
  scene.description = fmt::format("{} by {} of {} and {} of {}.", scene.title, down, figure.label_a,
                                  across, figure.label_b);
  top += 4;
  for (std::size_t i = 0; i < down; ++i) {
    // The highest dose on top, as an axis would have it.
    const double y = top + static_cast<double>(down - 1 - i) * cell_height;
    add_text(scene.nodes, {left - 3, centred_baseline(y + cell_height / 2, text_size)}, names[i],
             text_size, Anchor::end);
    for (std::size_t j = 0; j < across; ++j) {
      const double x = left + static_cast<double>(j) * cell_width;
      const std::size_t k = i * across + j;
      Path cell = box({x + 0.5, y + 0.5, cell_width - 1, cell_height - 1}, Tone::rule);
      if (k < figure.value.size() && figure.value[k]) {
        cell.fill = *figure.value[k] >= 0 ? Tone::series_2 : Tone::series_1;
        cell.fill_opacity = most > 0 ? most_under_text * std::fabs(*figure.value[k]) / most : 0;
      }
      add(scene.nodes, std::move(cell));
      const std::string shown =
          k < figure.text.size() && figure.value[k] ? figure.text[k] : undefined_number;
      add_text(scene.nodes, {x + cell_width / 2, centred_baseline(y + cell_height / 2, small_size)},
               shown, small_size, Anchor::middle);
    }
  }
  const double bottom = top + static_cast<double>(down) * cell_height;
  for (std::size_t j = 0; j < across; ++j)
    add_text(scene.nodes,
             {left + (static_cast<double>(j) + 0.5) * cell_width, bottom + leading(text_size)},
             dose_number(figure.doses_b[j]), text_size, Anchor::middle);
  add_text(scene.nodes, {left + (figure.width - left) / 2, bottom + 2.4 * leading(text_size)},
           figure.label_b, text_size, Anchor::middle);
  Text& side =
      add_text(scene.nodes, {8, (top + bottom) / 2}, figure.label_a, text_size, Anchor::middle);
  side.rotation = -90;
  scene.height = bottom + 3 * leading(text_size);
  return scene;
}

std::string synergy_csv(const SynergyFigure& figure) {
  std::string csv = "dose_a,dose_b,value\n";
  for (std::size_t i = 0; i < figure.doses_a.size(); ++i)
    for (std::size_t j = 0; j < figure.doses_b.size(); ++j)
      if (const auto& value = figure.value[i * figure.doses_b.size() + j])
        csv += fmt::format("{},{},{}\n", exact(figure.doses_a[i]), exact(figure.doses_b[j]),
                           exact(*value));
  return csv;
}

}  // namespace venscope::report
