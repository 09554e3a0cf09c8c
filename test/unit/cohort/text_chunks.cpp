#include "venscope/cohort/text_chunks.hpp"

#include "venscope/base/random.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

std::string packed(const std::string& text) {
  std::string out(text.size() + 1000, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// All pieces, each checked to end where a line does.
std::string together(TextChunks chunks, std::size_t size) {
  std::string text;
  for (std::string_view piece = chunks.next(); !piece.empty(); piece = chunks.next()) {
    text += piece;
    EXPECT_TRUE(piece.back() == '\n' || text.size() == size);
  }
  EXPECT_FALSE(chunks.problem());
  EXPECT_EQ(chunks.done(), chunks.bytes());
  return text;
}

}  // namespace

TEST(TextChunks, PiecesOfWholeLinesMakeTheText) {
  RandomStream random(3, "chunks");
  for (int k = 0; k < 30; ++k) {
    std::string text;
    for (std::size_t i = random.below(40); i > 0; --i)
      text += std::string(random.below(k % 3 == 0 ? 200 : 9), 'x') + "\n";
    if (k % 2) text += "the last line";
    for (const std::size_t piece : {1u, 7u, 64u, 100000u}) {
      EXPECT_EQ(together(TextChunks::from_memory(text, "t", piece), text.size()), text);
      EXPECT_EQ(together(TextChunks::from_memory(packed(text), "t", piece), text.size()), text);
    }
  }
}

TEST(TextChunks, SeveralMembersAreOneText) {
  EXPECT_EQ(together(TextChunks::from_memory(packed("a\nb") + packed("c\n"), "t", 2), 5),
            "a\nbc\n");
}

TEST(TextChunks, ADamagedFileIsSaid) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * i) + "\n";
  std::string bytes = packed(text);
  bytes.resize(bytes.size() / 2);
  TextChunks chunks = TextChunks::from_memory(bytes, "t.gz");
  while (!chunks.next().empty()) {
  }
  ASSERT_TRUE(chunks.problem());
  EXPECT_EQ(
      to_text(*chunks.problem()),
      "t.gz: the compressed file ends too early, expected a whole .gz file; copy or pack it again");
  EXPECT_FALSE(TextChunks::open("/nowhere/x"));
}
