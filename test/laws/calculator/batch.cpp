/// A table gives the same rows however it arrives, in whatever order, and as each patient alone.
#include "venscope/calculator/batch.hpp"

#include "venscope/calculator/answer_row.hpp"
#include "venscope/risk/card.hpp"

#include <map>
#include <memory>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

using Format = BatchOptions::Format;

/// All built-in models that can be computed.
const std::vector<const risk::Model*>& models() {
  static const auto kept = [] {
    std::vector<std::unique_ptr<const risk::Model>> list;
    for (const risk::Card& card : risk::built_in_cards())
      if (card.status != "not computable")
        list.push_back(std::make_unique<risk::Model>(card, risk::aml_dictionary()));
    return list;
  }();
  static const auto all = [] {
    std::vector<const risk::Model*> list;
    for (const auto& model : kept) list.push_back(model.get());
    return list;
  }();
  return all;
}

const cohort::Dictionary& dictionary() {
  return risk::aml_dictionary();
}

/// Values of one patient as words, by variable.
using Words = std::map<std::string, std::string>;

std::vector<Words> random_patients(std::mt19937& random, std::size_t count) {
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::vector<Words> patients(count);
  for (Words& patient : patients)
    for (const cohort::Variable& variable : dictionary().variables) {
      if (variable.topic.empty() || variable.type == cohort::VariableType::text) continue;
      const std::vector<std::string> levels = risk::levels_of(variable);
      if (below(4) == 0) {
        const std::string unknown[] = {"", "NA", "not tested"};
        patient[variable.name] = unknown[below(3)];
      } else if (!levels.empty()) {
        // Mostly the first level, so that not everyone is adverse.
        patient[variable.name] = levels[below(3) == 0 ? below(levels.size()) : 0];
      } else if (variable.type == cohort::VariableType::integer) {
        patient[variable.name] = std::to_string(below(5));
      } else {
        patient[variable.name] = std::to_string(1 + below(99)) + (below(2) == 0 ? ".5" : "");
      }
    }
  return patients;
}

std::string table_of(const std::vector<Words>& patients) {
  std::string text = "Patient ID";
  for (const auto& [name, word] : patients.front()) text += ',' + name;
  for (std::size_t i = 0; i < patients.size(); ++i) {
    text += "\nP" + std::to_string(i);
    for (const auto& [name, word] : patients[i]) text += ',' + word;
  }
  return text + '\n';
}

std::string scored(std::string_view table, Format format, const std::function<std::size_t()>& piece,
                   bool twice = false) {
  std::string out;
  BatchOptions options;
  options.format = format;
  Batch batch(models(), dictionary(), options, [&out](std::string_view bytes) {
    out += bytes;
    return true;
  });
  for (int pass = twice ? 1 : 2; pass <= 2; ++pass) {
    batch.check_only(pass == 1);
    for (std::string_view rest = table; !rest.empty();) {
      const std::size_t size = std::min(rest.size(), piece());
      batch.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    batch.finish();
    if (pass == 1) batch.again();
  }
  EXPECT_FALSE(batch.failed()) << to_text(batch.take_problems());
  return out;
}

std::string whole(std::string_view table, Format format) {
  return scored(table, format, [&table] { return table.size(); });
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(BatchLaw, AnyPiecesGiveTheSameBytes) {
  std::mt19937 random(1);
  for (const std::size_t count : {1, 2, 50, 3000}) {
    const std::string table = table_of(random_patients(random, count));
    for (const Format format : {Format::csv, Format::json}) {
      if (format == Format::json && count > 50) continue;  // 20 kB a patient
      const std::string expected = whole(table, format);
      for (const std::size_t longest : {1, 40, 3000, 100000}) {
        if (longest == 1 && count > 50) continue;
        const auto piece = [&random, longest] { return 1 + random() % longest; };
        ASSERT_TRUE(scored(table, format, piece) == expected) << count << " " << longest;
      }
      ASSERT_TRUE(scored(
                      table, format, [] { return 5000; }, true) == expected)
          << "twice";
    }
  }
}

TEST(BatchLaw, RowsDoNotKnowEachOther) {
  std::mt19937 random(2);
  const std::string table = table_of(random_patients(random, 500));
  const std::vector<std::string> rows = lines_of(table);
  std::vector<std::string> shuffled(rows.begin() + 1, rows.end());
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  std::string other = rows.front() + '\n';
  for (const std::string& row : shuffled) other += row + '\n';

  std::vector<std::string> expected = lines_of(whole(table, Format::csv));
  std::vector<std::string> actual = lines_of(whole(other, Format::csv));
  EXPECT_EQ(expected.size(), 500 * models().size() + 1);
  std::sort(expected.begin(), expected.end());
  std::sort(actual.begin(), actual.end());
  EXPECT_EQ(actual, expected);
}

TEST(BatchLaw, ARowIsTheAnswerOfThePatientAlone) {
  std::mt19937 random(3);
  const std::vector<Words> patients = random_patients(random, 100);
  std::string expected_csv(csv_header()), expected_json;
  const SaidOnce nothing{std::vector<bool>(dictionary().variables.size())};
  for (std::size_t i = 0; i < patients.size(); ++i) {
    risk::Patient patient;
    patient.values.resize(dictionary().variables.size());
    for (const auto& [name, word] : patients[i]) {
      const cohort::Variable* variable = dictionary().find(name);
      const auto value = risk::parse_value(*variable, word);
      ASSERT_TRUE(value) << name << " " << word;
      patient.values[static_cast<std::size_t>(variable - dictionary().variables.data())] = *value;
    }
    const KnownPatient known = know(dictionary(), patient);
    const std::string id = "P" + std::to_string(i);
    for (const risk::Model* model : models()) {
      const risk::Answer answer = model->answer(known.patient);
      expected_csv += id + csv_tail(model->card(), answer, known, dictionary(), nothing);
      expected_json += (expected_json.empty() ? "[\n{\"patient\":\"" : ",\n{\"patient\":\"") + id +
                       "\"," + json_tail(model->card(), answer, known, dictionary());
    }
  }
  const std::string table = table_of(patients);
  EXPECT_TRUE(whole(table, Format::csv) == expected_csv);
  EXPECT_TRUE(whole(table, Format::json) == expected_json + "\n]\n");
}

TEST(BatchLaw, WordsForTheSameValueGiveTheSameRow) {
  const std::string out = whole(
      "patient;NF1;prior_hma;TP53_VAF\n"
      "a;mutated;yes;12,5\n"
      "a;MUT;1;12,50\n"
      "a; positive ;TRUE;+12,5\n"
      "\"a\";\"1\";\"yes\";1250e-2\n",
      Format::csv);
  const std::vector<std::string> rows = lines_of(out);
  ASSERT_EQ(rows.size(), 4 * models().size() + 1);
  for (std::size_t i = 1 + models().size(); i < rows.size(); ++i)
    EXPECT_EQ(rows[i], rows[i - models().size()]);
}

}  // namespace
}  // namespace venscope::calculator
