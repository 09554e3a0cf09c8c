/// Cairo and Pango, loaded when a figure is drawn for the first time: they and the thirty libraries
/// that come with them take twice as long to load as most commands take, and few commands draw.
#pragma once

#include <string>

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

// Every function of theirs that is called.
#define VENSCOPE_DRAWING_FUNCTIONS(X)         \
  X(cairo_clip)                               \
  X(cairo_close_path)                         \
  X(cairo_create)                             \
  X(cairo_destroy)                            \
  X(cairo_fill_preserve)                      \
  X(cairo_font_options_create)                \
  X(cairo_font_options_destroy)               \
  X(cairo_font_options_set_antialias)         \
  X(cairo_font_options_set_hint_metrics)      \
  X(cairo_font_options_set_hint_style)        \
  X(cairo_image_surface_create)               \
  X(cairo_image_surface_get_data)             \
  X(cairo_image_surface_get_height)           \
  X(cairo_image_surface_get_stride)           \
  X(cairo_image_surface_get_width)            \
  X(cairo_line_to)                            \
  X(cairo_move_to)                            \
  X(cairo_new_path)                           \
  X(cairo_new_sub_path)                       \
  X(cairo_paint)                              \
  X(cairo_pdf_surface_create_for_stream)      \
  X(cairo_pdf_surface_set_metadata)           \
  X(cairo_rectangle)                          \
  X(cairo_restore)                            \
  X(cairo_rotate)                             \
  X(cairo_save)                               \
  X(cairo_scale)                              \
  X(cairo_set_dash)                           \
  X(cairo_set_font_options)                   \
  X(cairo_set_line_width)                     \
  X(cairo_set_source_rgba)                    \
  X(cairo_show_page)                          \
  X(cairo_status_to_string)                   \
  X(cairo_stroke_preserve)                    \
  X(cairo_surface_destroy)                    \
  X(cairo_surface_finish)                     \
  X(cairo_surface_flush)                      \
  X(cairo_surface_status)                     \
  X(cairo_translate)                          \
  X(g_object_unref)                           \
  X(pango_cairo_create_layout)                \
  X(pango_cairo_font_map_get_default)         \
  X(pango_cairo_show_layout_line)             \
  X(pango_context_set_round_glyph_positions)  \
  X(pango_font_description_free)              \
  X(pango_font_description_new)               \
  X(pango_font_description_set_absolute_size) \
  X(pango_font_description_set_family_static) \
  X(pango_font_description_set_style)         \
  X(pango_font_description_set_weight)        \
  X(pango_font_family_get_name)               \
  X(pango_font_map_list_families)             \
  X(pango_layout_get_context)                 \
  X(pango_layout_get_extents)                 \
  X(pango_layout_get_line_readonly)           \
  X(pango_layout_set_auto_dir)                \
  X(pango_layout_set_font_description)        \
  X(pango_layout_set_single_paragraph_mode)   \
  X(pango_layout_set_text)

namespace venscope::report {

/// Called by their own names; never where `loaded` is not set.
struct DrawingLibrary {
  bool loaded = false;
  std::string trouble;  ///< why it is not
// NOLINTNEXTLINE(bugprone-macro-parentheses): a declared name stands in none
#define VENSCOPE_MEMBER(name) decltype(&::name) name = nullptr;
  VENSCOPE_DRAWING_FUNCTIONS(VENSCOPE_MEMBER)
#undef VENSCOPE_MEMBER
};

/// Loads at the first call, for good; safe from several threads.
const DrawingLibrary& library();

}  // namespace venscope::report
