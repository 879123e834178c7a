#include "corpus/file_list.h"

#include <gmock/gmock.h>

#include "failure.h"
#include "storage/files.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;
using testing::failure;
using ::testing::HasSubstr;

class FileListTest : public ::testing::Test {
 protected:
  std::vector<std::string> listed(const std::string& list) const {
    write_file_atomically(folder_ / "list.txt", [&](std::ostream& out) { out << list; });
    std::vector<std::string> paths;
    for (const Utterance& one : listed_utterances(manifest_, folder_ / "list.txt")) paths.push_back(one.path.string());
    return paths;
  }

  testing::TemporaryFolder folder_;
  Manifest manifest_ = Manifest::parse(
      "path,partition,valence\nx/a.wav,train,1\nx/b.wav,test,2\nx/c.wav,test,3\ny/c.wav,test,4\n", "manifest.csv");
};

TEST_F(FileListTest, ChoosesRowsOfAnyPartition) {
  EXPECT_THAT(listed("# an older release\r\nb.wav; N\r\n\r\nAudios/a.wav,3.5\n"), ElementsAre("x/a.wav", "x/b.wav"));
}

TEST_F(FileListTest, RefusesNamesOfNoneOrSeveral) {
  EXPECT_THAT(failure([&] { listed("a.wav\nd.wav\n"); }), HasSubstr("1 that are not in it, the first is d.wav"));
  EXPECT_THAT(failure([&] { listed("c.wav\n"); }), HasSubstr("c.wav, which is that of several"));
}

}  // namespace
}  // namespace affectus
