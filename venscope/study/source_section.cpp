#include "venscope/study/source_section.hpp"

#include <filesystem>

namespace venscope::study {

CohortSource read_source(Section& section, const std::string& protocol, SourceOf of) {
  CohortSource source;
  source.file = section.text("file").value_or("");
  if (of == SourceOf::patients) source.patient = section.text("patient").value_or("");
  source.delimiter = section
                         .choice<char>("delimiter", {{",", ','},
                                                     {";", ';'},
                                                     {"\t", '\t'},
                                                     {"comma", ','},
                                                     {"semicolon", ';'},
                                                     {"tab", '\t'}})
                         .value_or('\0');
  if (!source.file.empty())
    source.path = (std::filesystem::path(protocol).parent_path() / source.file).string();
  if (of == SourceOf::names) return source;
  source.decimal = section.choice<char>("decimal", {{".", '.'}, {",", ','}}).value_or('\0');
  source.synthetic = section.flag("synthetic").value_or(false);
  if (section.has("missing")) source.missing = section.texts("missing");
  return source;
}

cohort::ReadOptions reading_options(const CohortSource& source,
                                    const cohort::Dictionary& dictionary) {
  cohort::ReadOptions options;
  options.delimiter = source.delimiter;
  options.decimal = source.decimal;
  if (source.missing) options.missing = *source.missing;
  return cohort::reading_options(dictionary, std::move(options));
}

}  // namespace venscope::study
