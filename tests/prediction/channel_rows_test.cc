#include "prediction/channel_rows.h"

#include <gmock/gmock.h>

namespace affectus {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<EmotionSegment> rows_at(std::initializer_list<double> starts) {
  std::vector<EmotionSegment> rows;
  for (const double start : starts) rows.push_back({.start_s = start});
  return rows;
}

// Start and channel (-1 where there is none).
std::vector<std::pair<double, int>> taken(ChannelRows& channels) {
  std::vector<EmotionSegment> rows;
  channels.take(rows);
  std::vector<std::pair<double, int>> result;
  for (const EmotionSegment& row : rows) result.emplace_back(row.start_s, row.channel.value_or(-1));
  return result;
}

TEST(ChannelRowsTest, RowsGoByTimeAndWithinItByChannel) {
  ChannelRows channels(2, /*numbered=*/true);
  channels.add(1, rows_at({0, 1, 2}));
  EXPECT_THAT(taken(channels), IsEmpty()) << "the first channel has none yet";
  channels.add(0, rows_at({0, 1}));
  EXPECT_THAT(taken(channels), ElementsAre(std::pair(0, 0), std::pair(0, 1), std::pair(1, 0), std::pair(1, 1)));
  EXPECT_THAT(taken(channels), IsEmpty());
  channels.add(0, rows_at({2, 3}));
  EXPECT_THAT(taken(channels), ElementsAre(std::pair(2, 0), std::pair(2, 1)));
}

TEST(ChannelRowsTest, OneSignalNeedNotWaitAndHasNoNumber) {
  ChannelRows channels(1, /*numbered=*/false);
  std::vector<EmotionSegment> rows = rows_at({0, 1});
  channels.add(0, std::move(rows));
  EXPECT_THAT(rows, IsEmpty());
  EXPECT_THAT(taken(channels), ElementsAre(std::pair(0, -1), std::pair(1, -1)));
}

TEST(ChannelRowsTest, TakenRowsComeAfterThoseThatAreThere) {
  ChannelRows channels(1, /*numbered=*/false);
  channels.add(0, rows_at({5}));
  std::vector<EmotionSegment> rows = rows_at({4});
  channels.take(rows);
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[0].start_s, 4);
  EXPECT_EQ(rows[1].start_s, 5);
}

TEST(ChannelRowsTest, WithoutChannelsThereIsNothing) {
  ChannelRows channels(0, /*numbered=*/true);
  EXPECT_THAT(taken(channels), IsEmpty());
}

}  // namespace
}  // namespace affectus
