#include <gtest/gtest.h>

#include <limits>

#include "affectus/error.h"
#include "affectus/prediction.h"

namespace affectus {
namespace {

TEST(PredictionOptionsTest, ScalesAreNamed) {
  for (const Scale scale : {Scale::sam, Scale::unit, Scale::signed_}) EXPECT_EQ(parse_scale(to_string(scale)), scale);
  EXPECT_THROW(parse_scale("SAM7"), Error);
}

TEST(PredictionOptionsTest, WindowAndHopAreBounded) {
  PredictionOptions options;
  EXPECT_NO_THROW(options.validate());
  options.hop_s = 1;
  EXPECT_THROW(options.validate(), Error) << "a hop needs a window";
  options.window_s = 5;
  EXPECT_NO_THROW(options.validate());
  for (const double bad :
       {0.0, -1.0, 1e9, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    PredictionOptions window, hop;
    window.window_s = bad;
    EXPECT_THROW(window.validate(), Error) << bad;
    hop.window_s = 5;
    hop.hop_s = bad;
    EXPECT_THROW(hop.validate(), Error) << bad;
  }
}

}  // namespace
}  // namespace affectus
