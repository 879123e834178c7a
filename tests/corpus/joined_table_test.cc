#include "corpus/joined_table.h"

#include <gmock/gmock.h>

#include <fstream>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using testing::failure;
using ::testing::HasSubstr;

class JoinedTableTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  testing::TemporaryFolder folder_;
  LayoutTable layout_ = {.name = "t",
                         .files = {FieldTemplate("{part}.csv")},
                         .key = FieldTemplate("{Dialogue}_{Turn}"),
                         .of = FieldTemplate("{dialogue}_{turn}"),
                         .columns = {{"Emotion", false}, {"Level", true}}};
};

TEST_F(JoinedTableTest, ColumnsBecomeFieldsOfTheRecording) {
  write("Train.CSV", "Turn;dialogue;Emotion;Level;More\r\n1;0; joy ;2,5;x\r\n2;0;fear;1;\r\n");
  write("test.csv", "Turn,Dialogue,Emotion,Level\n1,0,\"joy, of a kind\",3\n");
  JoinedTable table(layout_, folder_.path());
  Fields recording = {{"part", "train"}, {"dialogue", "0"}, {"turn", "1"}};
  EXPECT_TRUE(table.join(recording));
  EXPECT_EQ(recording.at("t.Emotion"), "joy");
  EXPECT_EQ(recording.at("t.Level"), "2.5") << "a decimal comma";
  EXPECT_FALSE(recording.contains("t.More"));
  Fields other = {{"part", "test"}, {"dialogue", "0"}, {"turn", "1"}};
  EXPECT_TRUE(table.join(other));
  EXPECT_EQ(other.at("t.Emotion"), "joy, of a kind");
  Fields none = {{"part", "test"}, {"dialogue", "0"}, {"turn", "7"}};
  EXPECT_FALSE(table.join(none));
  std::string first;
  EXPECT_EQ(table.rows(), 3U);
  EXPECT_EQ(table.unjoined(first), 1U);
  EXPECT_THAT(first, AllOf(HasSubstr("Train.CSV:3"), HasSubstr("'0_2'")));
}

TEST_F(JoinedTableTest, RowsThatAreNotWantedAreNotRead) {
  layout_.only.emplace("Level", PathPattern("1{:digits}"));
  write("a.csv", "Turn,Dialogue,Emotion,Level\n1,0,joy,10\n1,0,fear,20\n");
  JoinedTable table(layout_, folder_.path());
  Fields recording = {{"part", "a"}, {"dialogue", "0"}, {"turn", "1"}};
  EXPECT_TRUE(table.join(recording));
  EXPECT_EQ(recording.at("t.Emotion"), "joy");
  EXPECT_EQ(table.rows(), 1U);
}

TEST_F(JoinedTableTest, FaultsNameTheFileAndTheLine) {
  const auto fault = [&](const std::string& text) {
    write("a.csv", text);
    return failure([&] {
      Fields recording = {{"part", "a"}, {"dialogue", "0"}, {"turn", "1"}};
      JoinedTable(layout_, folder_.path()).join(recording);
    });
  };
  EXPECT_THAT(fault("Turn,Dialogue,Level\n"), AllOf(HasSubstr("a.csv:1"), HasSubstr("'Emotion'")));
  EXPECT_THAT(fault("Dialogue,Emotion,Level\n"), HasSubstr("'Turn'"));
  EXPECT_THAT(fault("Turn,Dialogue,Emotion,Level\n1,0,joy,1\n1,0,fear,1\n"),
              AllOf(HasSubstr("a.csv:3"), HasSubstr("one row of '0_1'"), HasSubstr("line 2")));
  EXPECT_THAT(failure(
                  [&] {
                    Fields recording = {{"part", "b"}};
                    JoinedTable(layout_, folder_.path()).join(recording);
                  },
                  ErrorCode::not_found),
              HasSubstr("expected the table b.csv"));
}

TEST_F(JoinedTableTest, ARowThatIsThereTwiceIsOne) {
  write("a.csv", "Turn,Dialogue,Emotion,Level,N\n1,0,joy,1,1\n1,0,joy,1,2\n");
  JoinedTable table(layout_, folder_.path());
  Fields recording = {{"part", "a"}, {"dialogue", "0"}, {"turn", "1"}};
  EXPECT_TRUE(table.join(recording));
}

}  // namespace
}  // namespace affectus
