/// venscope audit: which printed numbers agree with each other.
#include "venscope/audit/audit.hpp"

#include "app/cli/command.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/terminal.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/paragraph.hpp"
#include "venscope/base/utf8.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/report/json.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

using Answers = std::vector<audit::ClaimAnswer>;

struct AuditFlags {
  std::string claims;
  std::string format = "text";
};

constexpr std::array verdicts = {audit::Verdict::agrees, audit::Verdict::only_if,
                                 audit::Verdict::cannot, audit::Verdict::not_checkable};

std::size_t count_of(const Answers& answers, audit::Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(answers.begin(), answers.end(),
                    [&](const audit::ClaimAnswer& answer) { return answer.verdict == verdict; }));
}

std::string audit_text(const audit::ClaimFile& file, const Answers& answers, std::size_t width) {
  std::string text;
  wrap(text, file.title, 0, width);
  if (!file.source.empty()) wrap(text, file.source, 0, width);
  text += fmt::format(
      "{} claim{}: {} agree, {} agree only on a condition, {} cannot be, {} not checkable\n",
      answers.size(), answers.size() == 1 ? "" : "s", count_of(answers, audit::Verdict::agrees),
      count_of(answers, audit::Verdict::only_if), count_of(answers, audit::Verdict::cannot),
      count_of(answers, audit::Verdict::not_checkable));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const audit::Claim& claim = file.claims[i];
    text += fmt::format("\n{}{}\n", claim.id, claim.where.empty() ? "" : ", " + claim.where);
    for (const audit::Finding& finding : answers[i].findings) {
      text += "  " + padded(std::string(words_of(finding.verdict)), 15);
      wrap(text, finding.sentence, 17, width);
    }
    if (claim.note.empty()) continue;
    text += "  " + padded("note", 15);
    wrap(text, claim.note, 17, width);
  }
  return printable(text);
}

std::string audit_csv(const audit::ClaimFile& file, const Answers& answers) {
  std::string text = csv_line({"claim", "kind", "where", "check", "verdict", "sentence"});
  for (std::size_t i = 0; i < answers.size(); ++i)
    for (const audit::Finding& finding : answers[i].findings)
      text += csv_line({file.claims[i].id, file.claims[i].kind, file.claims[i].where, finding.check,
                        std::string(name_of(finding.verdict)), finding.sentence});
  return text;
}

report::Json finding_json(const audit::Finding& finding) {
  report::Json json;
  json["check"] = finding.check;
  json["verdict"] = name_of(finding.verdict);
  json["sentence"] = finding.sentence;
  json["numbers"] = report::Json::object();
  for (const auto& [name, value] : finding.numbers)
    json["numbers"][name] = report::json_number(value);
  json["fits"] = finding.fits;
  return json;
}

report::Json audit_json(const audit::ClaimFile& file, const Answers& answers) {
  report::Json json;
  json["kind"] = "audit";
  json["title"] = file.title;
  json["source"] = file.source;
  for (const audit::Verdict verdict : verdicts)
    json["counts"][std::string(name_of(verdict))] = count_of(answers, verdict);
  json["claims"] = report::Json::array();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const audit::Claim& claim = file.claims[i];
    report::Json entry = {{"id", claim.id},       {"kind", claim.kind},
                          {"where", claim.where}, {"quote", claim.quote},
                          {"note", claim.note},   {"verdict", name_of(answers[i].verdict)}};
    for (const audit::Finding& finding : answers[i].findings)
      entry["findings"].push_back(finding_json(finding));
    json["claims"].push_back(std::move(entry));
  }
  return json;
}

int run_audit(const AuditFlags& flags) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(flags.claims);
  if (!bytes) return refuse(bytes.error());
  const Result<audit::ClaimFile> file = audit::read_claims(bytes->text(), flags.claims);
  if (!file) return refuse(file.error());
  const Answers answers = audit::audit(*file);
  if (flags.format == "json")
    print(report::json_text(audit_json(*file, answers)));
  else if (flags.format == "csv")
    print(audit_csv(*file, answers));
  else
    print(audit_text(*file, answers, output_width()));
  return done;
}

}  // namespace

void add_audit(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("audit", "Which printed numbers agree with each other, and which cannot");
  const auto flags = std::make_shared<AuditFlags>();
  command->add_option("CLAIMS", flags->claims, "TOML file of printed numbers")->required();
  command->add_option("--format", flags->format, "text, json or csv")
      ->check(CLI::IsMember({"text", "json", "csv"}));
  command->footer(
      "The exit code is 0 whatever the verdicts.\n"
      "\n"
      "Example:\n"
      "  venscope audit claims/hma-vs-ldac.toml");
  command->callback([flags, &run] { run = [flags] { return run_audit(*flags); }; });
}

}  // namespace venscope::cli
