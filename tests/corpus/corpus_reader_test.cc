#include "corpus/corpus_reader.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using testing::failure;
using ::testing::Field;
using ::testing::HasSubstr;

const std::filesystem::path layouts = std::filesystem::path(AFFECTUS_SOURCE_DIR) / "corpora";

TEST(CorpusReader, KindsAreThoseOfTheCodeAndOfTheLayouts) {
  EXPECT_THAT(corpus_kinds(layouts),
              AllOf(Contains(Field(&CorpusKind::name, "emodb")), Contains(Field(&CorpusKind::name, "iemocap"))));
  EXPECT_EQ(corpus_kinds("").size(), 2U);
  EXPECT_EQ(corpus_kind("meld", layouts).name, "meld");
  EXPECT_TRUE(is_corpus_kind("ravdess", layouts));
  EXPECT_TRUE(is_corpus_kind("msp-podcast", ""));
  EXPECT_FALSE(is_corpus_kind("ravdess", ""));
  EXPECT_FALSE(is_corpus_kind("../corpora/ravdess", layouts));
  EXPECT_THAT(
      failure([] { corpus_kind("meldd", layouts); }, ErrorCode::invalid_argument),
      HasSubstr(
          "expected one of crema-d, emodb, emotale, emovo, esd, iemocap, meld, msp-podcast, nemo, ravdess, savee, tess, "
          "found 'meldd'"));
}

}  // namespace
}  // namespace affectus
