/// The report as one HTML file that needs nothing but itself, and the files that lie beside it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/report/figure/scene.hpp"
#include "venscope/report/table.hpp"

#include <string>
#include <variant>
#include <vector>

namespace venscope::report {

/// A figure of the document: the drawing, what is said about it, and the numbers behind it.
struct Figure {
  std::string id;  ///< letters, digits and hyphens: file name and anchor
  std::string caption;
  Scene scene;
  std::string csv;  ///< the numbers behind it; "" if another table holds them
};

struct Paragraph {
  std::string text;
};

/// Label and value, for summaries and provenance.
struct Fact {
  std::string label;
  std::string value;
};

struct FactList {
  std::vector<Fact> facts;
};

/// Short points under a line that introduces them.
struct PointList {
  std::string title;
  std::vector<std::string> points;
};

/// Things the reader must know before believing a number.
struct WarningList {
  std::vector<std::string> warnings;
};

using Block = std::variant<Paragraph, FactList, PointList, WarningList, Table, Figure>;

struct Section {
  std::string id;  ///< letters, digits and hyphens
  std::string heading;
  std::vector<Block> blocks;
  std::vector<Section> sections;  ///< one level below
};

struct Page {
  std::string title;
  std::string subtitle;
  std::string banner;                 ///< stays in sight while one reads; "" for none
  std::string mark;                   ///< the same in few words, for the foot of printed pages
  std::vector<Fact> facts;            ///< the study at a glance
  std::vector<std::string> warnings;  ///< of the whole study
  std::vector<Section> sections;
  std::string footer;  ///< "Venscope 0.1.0 …"
};

/// index.html: valid HTML5, no script, no network. Figures are numbered, as are tables.
std::string html(const Page& page);

/// A file to be written, by its path below the report's folder.
struct File {
  std::string path;
  std::string bytes;
};

/// figures/<id>.svg, .pdf, .png and, where there are numbers, .csv
Result<std::vector<File>> files(const Figure& figure);
/// tables/<id>.csv, .html, .tex
std::vector<File> files(const Table& table);

/// Every figure and table of the page, in order.
std::vector<const Figure*> figures(const Page& page);
std::vector<const Table*> tables(const Page& page);

}  // namespace venscope::report
