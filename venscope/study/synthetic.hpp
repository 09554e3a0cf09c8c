/// A cohort of which some rows are no patients: everything made of it says so.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/report/page.hpp"
#include "venscope/simulation/declaration.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct Synthetic {
  std::size_t rows = 0, of = 0;          ///< of the file
  std::vector<std::string> sources;      ///< what the rows say of where they are from, each once
  std::vector<std::string> assumptions;  ///< of the declaration that they were drawn from
  struct File {
    std::string name;
    std::size_t rows = 0, of = 0;
    std::string what = "rows";  ///< or "samples"
  };
  std::vector<File> files = {};        ///< [[records]] and [[expression]] with such rows
  std::string not_these = "patients";  ///< what the rows would be if they were real
};

/// The rows whose column `synthetic` says yes, true or 1 (any case); all of them where the protocol
/// declares it. Nothing where there are none. The assumptions are those of `declaration`, if the
/// rows name its source.
std::optional<Synthetic> synthetic_rows(const cohort::Table& table, bool declared,
                                        const std::optional<simulation::Declaration>& declaration);

/// "Synthetic data: all 240 rows were drawn by a program. Nothing here is a finding on patients."
/// Rows of [[records]] are said with their file.
std::string synthetic_text(const Synthetic& synthetic);

/// Puts it above the page and into every printed page, figure and table.
void mark_as_synthetic(report::Page& page, const Synthetic& synthetic);

}  // namespace venscope::study
