#include "reproduction/corpus_source.h"

#include <gtest/gtest.h>

#include <fstream>
#include <ranges>

#include "affectus/error.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

const std::filesystem::path layouts = std::filesystem::path(AFFECTUS_SOURCE_DIR) / "corpora";

TEST(CorpusSource, ARawCorpusIsReadAndNothingIsWritten) {
  const testing::TemporaryFolder folder;
  const auto add = [&](const std::string& place, const std::string& name) {
    std::filesystem::create_directories(folder / place);
    std::ofstream(folder / place / name) << "not decoded";
  };
  add("first", "03-01-05-01-02-01-01.wav");
  add("second", "03-01-05-01-02-01-01.wav");
  add("second", "03-01-05-01-02-01-02.wav");
  std::vector<std::string> notes;
  const auto open = [&](const std::string& place) {
    return open_corpus("ravdess", {{"ravdess", folder / place}}, layouts, /*skip_missing=*/false, notes);
  };
  EXPECT_EQ(open("first").utterances.size(), 1u);
  const std::size_t said = notes.size();
  EXPECT_GT(said, 0u);
  const Manifest manifest = open("second");
  ASSERT_EQ(manifest.utterances.size(), 2u);
  EXPECT_TRUE(std::filesystem::equivalent(manifest.utterances[1].path, folder / "second/03-01-05-01-02-01-02.wav"));
  EXPECT_EQ(corpus_title("ravdess", manifest), "ravdess");
  EXPECT_EQ(notes.size(), 2 * said);
  EXPECT_EQ(std::ranges::distance(std::filesystem::recursive_directory_iterator(folder.path())), 5);
}

TEST(CorpusSource, MissingAudioIsLeftOutOnRequest) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "there.wav") << "not decoded";
  std::ofstream(folder / "manifest.csv") << "path,partition,valence\nthere.wav,train,1\naway.wav,train,2\n";
  std::vector<std::string> notes;
  EXPECT_THROW(open_corpus(folder.path().string(), {}, layouts, /*skip_missing=*/false, notes), Error);
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(open_corpus(folder.path().string(), {}, layouts, /*skip_missing=*/true, notes).utterances.size(), 1u);
  EXPECT_EQ(notes.size(), 1u);
}

}  // namespace
}  // namespace affectus
