/// A table scored in pieces on several threads against the same table, row by row, on one.
#include "venscope/base/crew.hpp"
#include "venscope/base/random.hpp"
#include "venscope/calculator/batch.hpp"
#include "venscope/risk/card.hpp"

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

using Format = BatchOptions::Format;

/// How many rows of a table are out of the ordinary, and what its text is like.
struct Shape {
  std::size_t rows = 0;
  std::size_t exceptions = 0;  ///< 1 row in so many; 0: none
  bool mistakes = false;       ///< among them such as cannot be read
  bool windows = false, quotes = false, semicolons = false;
};

std::string ordinary_row(RandomStream& random, const Shape& shape, std::size_t i) {
  const std::string mark = shape.semicolons ? ";" : ",";
  std::string row = shape.quotes ? "\"P" + std::to_string(i) + "\"" : "P" + std::to_string(i);
  for (int cell = 0; cell < 3; ++cell) {
    const std::string_view words[] = {"0", "1", "", "NA", "yes"};
    row += mark + std::string(words[random.below(5)]);
  }
  row += mark + std::to_string(18 + random.below(82));
  if (random.below(2) == 0)
    row += (shape.semicolons ? "," : ".") + std::to_string(random.below(100));
  return row + mark;
}

std::string exception(RandomStream& random, const Shape& shape, std::size_t i) {
  const std::string mark = shape.semicolons ? ";" : ",";
  const auto row = [&](const std::string& id, const std::string& first, const std::string& age,
                       const std::string& remark = "") {
    return id + mark + first + mark + "1" + mark + "0" + mark + age + mark + remark;
  };
  const std::string id = "X" + std::to_string(i);
  switch (random.below(shape.mistakes ? 12 : 8)) {
    case 0:
      return row("\"two\nlines" + mark + id + "\n\n1,1,1,1,1\"", "1", "50");
    case 1:
      return "";
    case 2:
      return row(id, "0", "135");  // implausible
    case 3:
      return row("gr\xC3\xBC\xC3\x9F " + id, " not tested ", "60");
    case 4:
      return row(id, "\"1\"", "7e1");
    case 5:
      return row("  " + id, "1", "1234567890.123456789e-8");
    case 6:
      return row("A\rB" + id, "1", "50");
    case 7:
      return row(id, "1", "50", "\"two\nlines\"");
    case 8:
      return row(id, "perhaps", "50");
    case 9:
      return row(id, "1", "50") + mark + "1";
    case 10:
      return row("\"a\"b" + id, "\"c\nd\"", "50");
    default:
      return row(" ", "1", "old");
  }
}

std::string table_of(RandomStream& random, const Shape& shape) {
  const std::string end = shape.windows ? "\r\n" : "\n";
  std::string text = "patient,TP53,NF1,prior_hma,age,remark" + end;
  if (shape.semicolons) std::replace(text.begin(), text.end(), ',', ';');
  for (std::size_t i = 0; i < shape.rows; ++i)
    text += (shape.exceptions > 0 && random.below(shape.exceptions) == 0
                 ? exception(random, shape, i)
                 : ordinary_row(random, shape, i)) +
            end;
  if (random.below(3) == 0) text.resize(text.size() - end.size());
  return text;
}

struct Told {
  std::string out, problems, warnings;
  std::size_t rows = 0;
  std::size_t shared = 0;  ///< how often helpers were called

  /// What is written before a problem is met is nobody's, and comes in portions.
  bool operator==(const Told& other) const {
    return (out == other.out || !problems.empty()) && problems == other.problems &&
           warnings == other.warnings && rows == other.rows;
  }
};

/// Two models: one that reads the age as a number, one that only looks where it lies.
const std::vector<const risk::Model*>& models() {
  static const auto kept = [] {
    std::vector<std::unique_ptr<const risk::Model>> list;
    for (const risk::Card& card : risk::built_in_cards())
      if (card.id == "ven-prs-os" || card.id == "mayo2025")
        list.push_back(std::make_unique<risk::Model>(card, risk::aml_dictionary()));
    return list;
  }();
  static const std::vector<const risk::Model*> all{kept[0].get(), kept[1].get()};
  return all;
}

Told told(std::string_view text, unsigned threads, BatchOptions options, std::size_t block,
          bool twice) {
  Told result;
  Crew crew(threads);
  options.helpers.count = threads;
  options.helpers.each = [&](std::size_t number, const auto& work) {
    ++result.shared;
    crew.share(number, false, work);
  };
  Batch batch(models(), risk::aml_dictionary(), std::move(options), [&](std::string_view bytes) {
    result.out += bytes;
    return true;
  });
  batch.check_only(twice);
  for (int pass = 0; pass < (twice ? 2 : 1); ++pass) {
    if (pass == 1) {
      batch.again();
      batch.check_only(false);
    }
    for (std::string_view rest = text; !rest.empty();
         rest.remove_prefix(std::min(block, rest.size())))
      batch.feed(rest.substr(0, block));
    batch.finish();
    result.rows = batch.rows();
    if (batch.failed()) break;
  }
  result.problems = to_text(batch.take_problems());
  for (const std::string& warning : batch.take_warnings()) result.warnings += warning + "\n";
  return result;
}

/// Whether any number of threads tells the same; how often helpers were called with the most.
std::size_t check(std::string_view text, const BatchOptions& options, std::size_t block,
                  bool twice) {
  const Told alone = told(text, 1, options, block, twice);
  EXPECT_EQ(alone.shared, 0U);
  std::size_t shared = 0;
  for (const unsigned threads : {2U, 3U, 8U}) {
    const std::size_t odd_block = block + std::size_t{7919} * threads;  // ends elsewhere in a row
    const Told together = told(text, threads, options, odd_block, twice);
    EXPECT_TRUE(together == alone)
        << threads << " threads: " << together.rows << " rows of " << alone.rows << "\n"
        << together.problems << "\n"
        << alone.problems << "\n"
        << together.warnings << "\n"
        << alone.warnings;
    shared = together.shared;
  }
  return shared;
}

}  // namespace

TEST(ScoredPieces, TellTheSameAsRowByRow) {
  RandomStream random(1, "pieces", 0);
  for (int round = 0; round < 40; ++round) {
    Shape shape;
    shape.rows = 20000 + random.below(60000);
    const std::size_t exceptions[] = {0, 30, 3000, 30000, 60000};
    shape.exceptions = exceptions[random.below(5)];
    shape.mistakes = random.below(3) == 0;
    shape.windows = random.below(3) == 0;
    shape.quotes = random.below(4) == 0;
    shape.semicolons = random.below(4) == 0;
    const std::string text = table_of(random, shape);
    const std::size_t blocks[] = {5000, 100000, 300000, 1 << 20};
    check(text, {}, blocks[random.below(4)], random.below(2) == 0);
    if (HasFailure()) FAIL() << "round " << round << ", 1 exception in " << shape.exceptions;
  }
}

/// Long rows, of which a piece holds few enough to be written as JSON.
TEST(ScoredPieces, TellTheSameInJson) {
  RandomStream random(1, "pieces", 1);
  BatchOptions options;
  options.format = Format::json;
  std::string text = "patient,TP53,NF1,prior_hma,age,remark\n";
  for (std::size_t i = 0; i < 4000; ++i)
    text +=
        (i == 3000 ? "old,1,0,0,130," : ordinary_row(random, {}, i)) + std::string(150, 'x') + '\n';
  // Pieces are halved until what is written for one is short enough.
  EXPECT_GE(check(text, options, 1 << 20, false), 3U);
}

TEST(ScoredPieces, TakeTheirShareOfOrdinaryRows) {
  RandomStream random(1, "pieces", 2);
  for (const bool quotes : {false, true}) {
    const std::string text = table_of(random, {150000, 0, false, quotes, quotes, false});
    const std::size_t behind = text.size() - (std::size_t{1} << 18);  // what the first look keeps
    const std::size_t round = std::size_t{16} << 16;
    EXPECT_GE(check(text, {}, 1 << 20, false), behind / round);
  }
}

TEST(ScoredPieces, AreHardlyTriedWhereTheyGoWrong) {
  RandomStream random(1, "pieces", 3);
  const Shape shape{400000, 300, false, false, false, false};
  const std::string text = table_of(random, shape);
  // 5 MB with an exception in every 5 kB: rests of 256 kB, 512 kB, 1 MB and 2 MB.
  EXPECT_LE(check(text, {}, 1 << 20, false), 6U);
}

/// An odd number of quotes turns what is inside and outside round, in the piece behind them.
TEST(ScoredPieces, AreNotTakenBehindAnOpenQuote) {
  std::string text = "patient,TP53,NF1,prior_hma,age,remark\n";
  for (int i = 0; i < 30000; ++i) text += "P" + std::to_string(i) + ",1,0,1,50,\n";
  text += "\"";
  for (int i = 0; i < 30000; ++i) text += "Q" + std::to_string(i) + ",1,0,1,50,\n";
  const std::string closed = text + "\",1,0,1,50,\nlast,1,0,1,50,\n";
  check(closed, {}, 1 << 20, false);
  check(text, {}, 1 << 20, false);
}

TEST(ScoredPieces, WriteALineEndInAnIdInQuotes) {
  const std::string text = "patient,TP53\nA\rB,1\nC,1\n";
  EXPECT_NE(told(text, 1, {}, 100, false).out.find("\n\"A\rB\","), std::string::npos);
}

TEST(ScoredPieces, AreNotOfATableThatChangesBetweenTwoReadings) {
  std::string out;
  Batch batch(models(), risk::aml_dictionary(), {}, [&](std::string_view bytes) {
    out += bytes;
    return true;
  });
  batch.check_only(true);
  batch.feed("patient,TP53,NF1\nA,1,0\n");
  batch.finish();
  EXPECT_FALSE(batch.failed());
  batch.again();
  batch.check_only(false);
  batch.feed("patient,NF1\nA,1\n");
  batch.finish();
  EXPECT_NE(to_text(batch.take_problems()).find("changed while it was read"), std::string::npos);
  EXPECT_EQ(out, "");
}

TEST(ScoredPieces, CountTheDecimalMarksAndNotesOfAllThreads) {
  std::string text = "patient;TP53;NF1;prior_hma;age;remark\n";
  for (int i = 0; i < 60000; ++i)
    text += "P" + std::to_string(i) + (i == 40000 ? ";1;1;1;50.5;\n" : ";0;0;0;50,5;\n");
  const Told alone = told(text, 1, {}, 1 << 20, false);
  EXPECT_NE(alone.problems.find("decimal"), std::string::npos);
  check(text, {}, 1 << 20, false);
}

}  // namespace venscope::calculator
