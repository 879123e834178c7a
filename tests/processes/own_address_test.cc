#include "processes/own_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "failure.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ProcessPlace place_at(const std::string& host, std::size_t local_count) {
  return {.rank = 0, .count = 2, .local_count = local_count, .host = host, .port = 29500};
}

// As a machine's own name does in Debian's /etc/hosts, this name stands for the loopback interface, without being the one
// that says so.
const char* const name_of_this_machine = "LOCALHOST";

TEST(OwnAddressTest, WhereOthersMayBeElsewhereItIsThatOfANetwork) {
  const std::string network = network_address();
  EXPECT_THAT(network, Not(StartsWith("127.")));
  EXPECT_NE(network, "::1");
  if (network.empty())  // a machine without a network, which is alone
    EXPECT_EQ(own_address(place_at(name_of_this_machine, 1)), own_address(place_at("localhost", 1)));
  else
    EXPECT_EQ(own_address(place_at(name_of_this_machine, 1)), network);
}

TEST(OwnAddressTest, OnOneMachineItMayBeLoopback) {
  EXPECT_EQ(own_address(place_at("127.0.0.1", 1)), "127.0.0.1");
  const std::string local = own_address(place_at("localhost", 1));
  EXPECT_TRUE(local == "127.0.0.1" || local == "::1") << local;
  EXPECT_EQ(own_address(place_at(name_of_this_machine, 2)), local);
}

TEST(OwnAddressTest, AnUnknownNameIsAnError) {
  EXPECT_THAT(testing::failure([] { (void)own_address(place_at("nowhere.invalid", 1)); }, ErrorCode::not_found),
              HasSubstr("MASTER_ADDR: expected the name or address of a machine, found 'nowhere.invalid' ("));
}

}  // namespace
}  // namespace affectus
