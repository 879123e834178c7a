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

  // And the lines that name nothing.
  std::vector<std::string> missing(const std::string& list) const {
    write_file_atomically(folder_ / "list.txt", [&](std::ostream& out) { out << list; });
    std::vector<std::string> messages;
    listed_utterances(manifest_, folder_ / "list.txt", [&](const std::string& message) { messages.push_back(message); });
    return messages;
  }

  testing::TemporaryFolder folder_;
  Manifest manifest_ = Manifest::parse(
      "path,partition,valence\nx/a.wav,train,1\nx/b.wav,test,2\nx/c.wav,test,3\ny/c.wav,test,4\n", "manifest.csv");
};

TEST_F(FileListTest, ChoosesRowsOfAnyPartition) {
  EXPECT_THAT(listed("# an older release\r\nb.wav; N\r\n\r\nAudios/a.wav,3.5\n"), ElementsAre("x/a.wav", "x/b.wav"));
}

TEST_F(FileListTest, RefusesNamesOfNoneOrSeveral) {
  EXPECT_THAT(failure([&] { listed("a.wav\n\nd.wav\n"); }),
              HasSubstr("list.txt:3: expected a file of manifest.csv, found d"));
  EXPECT_THAT(failure([&] { listed("d.wav\ne.wav\n"); }), HasSubstr("found none, the first name is d.wav"));
  EXPECT_THAT(failure([&] { listed("# nothing\n"); }), HasSubstr("found no names"));
  EXPECT_THAT(failure([&] { listed("a.wav\nc.wav\n"); }), HasSubstr("list.txt:2: expected the name of one file"));
}

TEST_F(FileListTest, EachLineThatNamesNothingIsTold) {
  EXPECT_THAT(missing("z.wav\na.wav\nd.wav\nd.wav\n"), ElementsAre(HasSubstr("list.txt:1: "), HasSubstr("list.txt:3: ")));
  EXPECT_THAT(missing("a.wav\n"), ElementsAre());
}

TEST_F(FileListTest, ReadsTextOfAnyEncodingAndSystem) {
  const std::string names = "C:\\corpus\\a.wav\r\n\"b.wav\"; N\r\n";
  std::string utf16 = "\xFF\xFE";
  for (const char one : names) utf16 += {one, '\0'};
  for (const std::string& list : {names, "\xEF\xBB\xBF" + names, utf16, utf16.substr(2), std::string(" a.wav \rb.wav\tN\r")})
    EXPECT_THAT(listed(list), ElementsAre("x/a.wav", "x/b.wav"));
  EXPECT_THAT(failure([&] { listed(std::string("a.wav\n\0b.wav\n", 13)); }), HasSubstr("list.txt:2: expected text"));
}

}  // namespace
}  // namespace affectus
