#include "hub/retry_after.h"

#include <gtest/gtest.h>

namespace affectus {
namespace {

using std::chrono::seconds;

constexpr std::int64_t now = 784111777;

TEST(RetryAfterTest, ADateIsOfTheFormThatServersSend) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), now);
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT"), 1709251199);
  for (const char* text :
       {"", "soon", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Xyz 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun  06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

TEST(RetryAfterTest, IsSecondsOrADate) {
  EXPECT_EQ(retry_after({{"retry-after", "0"}}, now), seconds(0));
  EXPECT_EQ(retry_after({{"retry-after", "120"}}, now), seconds(120));
  EXPECT_EQ(retry_after({{"retry-after", "99999999999999999999"}}, now), seconds(366 * 86400));
  EXPECT_EQ(retry_after({{"retry-after", "Sun, 06 Nov 1994 08:50:00 GMT"}}, now), seconds(23));
  EXPECT_EQ(retry_after({{"retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"}}, now), seconds(0));
  EXPECT_EQ(retry_after({{"retry-after", "Sun, 06 Nov 9999 08:49:00 GMT"}}, now), seconds(366 * 86400));
  EXPECT_EQ(retry_after({{"retry-after", "Sun, 06 Nov 1994 08:50:00 GMT"}, {"date", "Sun, 06 Nov 1994 08:49:58 GMT"}}, 0),
            seconds(2))
      << "the server's clock counts";
  for (const char* text : {"", "-1", "1.5", "later"}) EXPECT_FALSE(retry_after({{"retry-after", text}}, now)) << text;
  EXPECT_FALSE(retry_after({{"date", "Sun, 06 Nov 1994 08:49:58 GMT"}}, now));
}

}  // namespace
}  // namespace affectus
