/// Bundled studies of published tables that lie beside the repository, not in it.
#pragma once

#include "support/shell.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

/// test/published/study/NAME.json: what R made of the same tables.
inline nlohmann::json published(const std::string& name) {
  const std::string file = VENSCOPE_SOURCE_DIR "/test/published/study/" + name + ".json";
  return nlohmann::json::parse(read_file(file), nullptr, false);
}

/// Why nothing can be made of the tables here; "" where it can.
inline std::string lacking(const std::string& tables) {
  if (!std::filesystem::exists(tables)) return "the published tables are not there: " + tables;
  if (run_shell("command -v python3").exit_code != 0)
    return "there is no python3, which makes one row per patient of the published tables";
  return "";
}

/// results.json of studies/PROTOCOL, on the rows that prepare.py beside it makes of the tables:
/// cohort.csv in `folder`.
inline nlohmann::json results_of_tables(const std::string& protocol, const std::string& tables,
                                        const TemporaryFolder& folder) {
  const std::string study = protocol.substr(0, protocol.find('/')),
                    cohort = folder.path() + "/cohort.csv";
  const ShellResult run =
      run_shell("python3 studies/" + study + "/prepare.py '" + tables + "' " + cohort +
                    "; venscope study run studies/" + protocol + " --cohort " + cohort + " --out " +
                    folder.path() + "/report",
                VENSCOPE_SOURCE_DIR);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return nlohmann::json::parse(read_file(folder.path() + "/report/results.json"), nullptr, false);
}

}  // namespace venscope::test
