#include "venscope/report/figure/drawing.hpp"

#include "venscope/report/escape.hpp"
#include "venscope/report/figure/drawing_library.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/palette.hpp"
#include "venscope/report/figure/png.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <memory>

namespace venscope::report {
namespace {

constexpr const char* drawn_family = "Liberation Sans, Arial, Helvetica, Nimbus Sans, sans-serif";

struct Release {
  void operator()(cairo_surface_t* surface) const { library().cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { library().cairo_destroy(context); }
  void operator()(PangoLayout* layout) const { library().g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { library().pango_font_description_free(font); }
};
using Surface = std::unique_ptr<cairo_surface_t, Release>;
using Context = std::unique_ptr<cairo_t, Release>;
using Layout = std::unique_ptr<PangoLayout, Release>;
using Font = std::unique_ptr<PangoFontDescription, Release>;

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

double channel(std::string_view colour, std::size_t at) {
  int value = 0;
  std::from_chars(colour.data() + at, colour.data() + at + 2, value, 16);
  return value / 255.0;
}

void set_colour(cairo_t* cr, Tone tone, double opacity = 1.0) {
  const std::string_view colour = shade(tone).light;
  library().cairo_set_source_rgba(cr, channel(colour, 1), channel(colour, 3), channel(colour, 5),
                                  opacity);
}

Layout laid_out(cairo_t* cr, std::string_view text, double size, bool bold, bool italic) {
  Layout layout(library().pango_cairo_create_layout(cr));
  // One unit of the font is one point of the scene, and glyphs stand where their widths say.
  Font font(library().pango_font_description_new());
  library().pango_font_description_set_family_static(font.get(), drawn_family);
  library().pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  library().pango_font_description_set_weight(font.get(),
                                              bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  library().pango_font_description_set_style(font.get(),
                                             italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  library().pango_layout_set_font_description(layout.get(), font.get());
  library().pango_context_set_round_glyph_positions(
      library().pango_layout_get_context(layout.get()), FALSE);
  library().pango_layout_set_auto_dir(layout.get(), FALSE);
  library().pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  library().pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

double width_of(PangoLayout* layout) {
  PangoRectangle extents;
  library().pango_layout_get_extents(layout, nullptr, &extents);
  return static_cast<double>(extents.width) / PANGO_SCALE;
}

void set_quality(cairo_t* cr) {
  cairo_font_options_t* options = library().cairo_font_options_create();
  library().cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  library().cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  library().cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  library().cairo_set_font_options(cr, options);
  library().cairo_font_options_destroy(options);
}

class Drawing {
public:
  explicit Drawing(cairo_t* cr) : cr_(cr) {}

  void draw(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) std::visit([&](const auto& value) { draw(value); }, node.value);
  }

private:
  void draw(const Path& path) {
    for (const std::vector<Point>& points : path.lines) {
      library().cairo_new_sub_path(cr_);
      for (const Point& point : points) library().cairo_line_to(cr_, point.x, point.y);
      if (path.closed) library().cairo_close_path(cr_);
    }
    if (path.fill != Tone::none) {
      set_colour(cr_, path.fill, path.fill_opacity);
      library().cairo_fill_preserve(cr_);
    }
    if (path.stroke != Tone::none) {
      set_colour(cr_, path.stroke, path.stroke_opacity);
      library().cairo_set_line_width(cr_, path.stroke_width);
      library().cairo_set_dash(cr_, path.dash.data(), static_cast<int>(path.dash.size()), 0);
      library().cairo_stroke_preserve(cr_);
    }
    library().cairo_new_path(cr_);
  }

  void draw(const Text& text) {
    const std::string shown = clean_text(text.text);
    if (shown.empty()) return;
    const Layout layout = laid_out(cr_, shown, text.size, text.bold, text.italic);
    const double width = text_width(shown, text.size, text.bold);
    const double drawn = width_of(layout.get());
    library().cairo_save(cr_);
    library().cairo_translate(cr_, text.at.x, text.at.y);
    library().cairo_rotate(cr_, text.rotation * (3.14159265358979323846 / 180.0));
    // Where another font had to stand in, it is narrowed to the place that the layout gave it.
    if (drawn > 1.02 * width) library().cairo_scale(cr_, width / drawn, 1.0);
    const double share = text.anchor == Anchor::start ? 0.0
                         : text.anchor == Anchor::end ? 1.0
                                                      : 0.5;
    library().cairo_move_to(cr_, -share * drawn, 0);
    set_colour(cr_, text.tone);
    library().pango_cairo_show_layout_line(
        cr_, library().pango_layout_get_line_readonly(layout.get(), 0));
    library().cairo_restore(cr_);
    library().cairo_new_path(cr_);
  }

  void draw(const Group& group) {
    library().cairo_save(cr_);
    if (group.clip) {
      library().cairo_rectangle(cr_, group.clip->x, group.clip->y, group.clip->width,
                                group.clip->height);
      library().cairo_clip(cr_);
    }
    draw(group.nodes);
    library().cairo_restore(cr_);
  }

  cairo_t* cr_;
};

void draw_scene(cairo_surface_t* surface, const Scene& scene, double scale) {
  const Context context(library().cairo_create(surface));
  set_quality(context.get());
  library().cairo_scale(context.get(), scale, scale);
  set_colour(context.get(), Tone::paper);
  library().cairo_paint(context.get());
  Drawing(context.get()).draw(scene.nodes);
  library().cairo_show_page(context.get());
}

tl::unexpected<Problems> failed(cairo_status_t status) {
  return cannot_analyse("report.drawing", std::string("the figure could not be drawn: ") +
                                              library().cairo_status_to_string(status));
}

tl::unexpected<Problems> no_library() {
  return cannot_analyse("report.drawing", "the figure could not be drawn: " + library().trouble,
                        "install Cairo and Pango (libpangocairo)");
}

}  // namespace

Result<std::string> draw_pdf(const Scene& scene) {
  if (!library().loaded) return no_library();
  std::string bytes;
  const Surface surface(
      library().cairo_pdf_surface_create_for_stream(append, &bytes, scene.width, scene.height));
  library().cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE,
                                           clean_text(scene.title).c_str());
  // Cairo would write the present time; the same input must give the same bytes.
  library().cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                           "2000-01-01T00:00:00Z");
  draw_scene(surface.get(), scene, 1.0);
  library().cairo_surface_finish(surface.get());
  const cairo_status_t status = library().cairo_surface_status(surface.get());
  if (status != CAIRO_STATUS_SUCCESS) return failed(status);
  return bytes;
}

Result<std::string> draw_png(const Scene& scene, double dots_per_inch) {
  if (!library().loaded) return no_library();
  const double scale = dots_per_inch / 72.0;
  // Cairo refuses what is more than 32,767 pixels long; an int may not hold it either.
  const auto pixels_of = [&](double points) {
    return static_cast<int>(std::min(32768.0, std::ceil(points * scale)));
  };
  const Surface surface(library().cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, pixels_of(scene.width), pixels_of(scene.height)));
  if (const cairo_status_t status = library().cairo_surface_status(surface.get()))
    return failed(status);
  draw_scene(surface.get(), scene, scale);
  library().cairo_surface_flush(surface.get());
  const auto width =
      static_cast<std::size_t>(library().cairo_image_surface_get_width(surface.get()));
  const auto height =
      static_cast<std::size_t>(library().cairo_image_surface_get_height(surface.get()));
  const std::size_t stride =
      static_cast<std::size_t>(library().cairo_image_surface_get_stride(surface.get())) /
      sizeof(std::uint32_t);
  const auto* pixels =
      reinterpret_cast<const std::uint32_t*>(library().cairo_image_surface_get_data(surface.get()));
  return encode_png({pixels, stride * height}, width, stride, dots_per_inch);
}

double drawn_width(std::string_view text, double size, bool bold) {
  if (!library().loaded) return 0;
  const Surface surface(library().cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1));
  const Context context(library().cairo_create(surface.get()));
  set_quality(context.get());
  const std::string shown = clean_text(text);
  const Layout layout = laid_out(context.get(), shown, size, bold, false);
  PangoFontMap* fonts = library().pango_cairo_font_map_get_default();
  PangoFontFamily** families = nullptr;
  int n_families = 0;
  bool installed = false;
  library().pango_font_map_list_families(fonts, &families, &n_families);
  for (int i = 0; i < n_families; ++i)
    if (std::string_view(library().pango_font_family_get_name(families[i])) == "Liberation Sans")
      installed = true;
  std::free(static_cast<void*>(families));  // as g_free() has long been
  return installed ? width_of(layout.get()) : 0.0;
}

}  // namespace venscope::report
