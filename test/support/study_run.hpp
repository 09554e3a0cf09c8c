/// A study of a test, in a folder of its own, run by the program from outside.
#pragma once

#include "support/shell.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

/// The protocol is p.toml, the report out/.
class StudyFolder {
public:
  /// `head`: how every protocol of the test begins.
  explicit StudyFolder(std::string head = "") : head_(std::move(head)) {}

  std::string path(const std::string& name = "") const { return folder_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    write_file(path(name), text);
  }
  std::string read(const std::string& name) const { return read_file(path(name)); }

  /// `venscope study COMMAND p.toml OPTIONS`, the protocol being the head and `rest`.
  ShellResult study(const std::string& command, const std::string& rest,
                    const std::string& options = "") const {
    write("p.toml", head_ + rest);
    return run_shell("venscope study " + command + " p.toml " + options, folder_.path());
  }
  /// results.json of a run that succeeds.
  nlohmann::json run(const std::string& rest, const std::string& options = "") const {
    const ShellResult ran = study("run", rest, "--out out " + options);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return nlohmann::json::parse(read("out/results.json"), nullptr, false);
  }
  /// What is said of a protocol that is wrong.
  std::string refused(const std::string& rest) const {
    const ShellResult checked = study("check", rest);
    EXPECT_EQ(checked.exit_code, 2) << checked.out;
    return checked.err;
  }

private:
  std::string head_;
  TemporaryFolder folder_;
};

/// results.json of studies/PROTOCOL: "bmt-leukaemia/states.toml".
inline nlohmann::json bundled_study(const std::string& protocol, const std::string& options = "") {
  const TemporaryFolder folder;
  const ShellResult ran = run_shell(
      "venscope study run studies/" + protocol + " --out " + folder.path() + "/out " + options,
      VENSCOPE_SOURCE_DIR);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return nlohmann::json::parse(read_file(folder.path() + "/out/results.json"), nullptr, false);
}

/// The analysis of that id.
inline const nlohmann::json& analysis_of(const nlohmann::json& results, const std::string& id) {
  static const nlohmann::json none;
  for (const nlohmann::json& one : results["analyses"])
    if (one["id"] == id) return one;
  ADD_FAILURE() << "no analysis " << id;
  return none;
}

/// Whether a warning of an analysis holds these words.
inline bool warns(const nlohmann::json& analysis, const std::string& words) {
  for (const nlohmann::json& warning : analysis["warnings"])
    if (warning.get<std::string>().find(words) != std::string::npos) return true;
  return false;
}

}  // namespace venscope::test
