#include "processes/process_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "affectus/error.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

std::optional<ProcessPlace> place_in(const std::map<std::string, std::string>& variables) {
  return process_place([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

std::string message_in(const std::map<std::string, std::string>& variables) {
  try {
    place_in(variables);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "none";
}

TEST(ProcessPlaceTest, ThereIsNoneWithoutALauncher) {
  EXPECT_FALSE(place_in({}));
  EXPECT_FALSE(place_in({{"MASTER_ADDR", "node1"}, {"MASTER_PORT", "29500"}}));
  EXPECT_FALSE(place_in({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}}));  // a job whose tasks do not learn together
  EXPECT_FALSE(place_in({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
}

TEST(ProcessPlaceTest, TorchrunAndRayTrainSetIt) {
  const auto place = place_in({{"RANK", "3"},
                               {"WORLD_SIZE", "4"},
                               {"LOCAL_WORLD_SIZE", "2"},
                               {"LOCAL_RANK", "1"},
                               {"SLURM_LOCALID", "0"},
                               {"MASTER_ADDR", "node1"},
                               {"MASTER_PORT", "29500"},
                               {"SLURM_PROCID", "1"},
                               {"SLURM_NTASKS", "2"}});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->rank, 3U);
  EXPECT_EQ(place->count, 4U);
  EXPECT_EQ(place->local_count, 2U);
  EXPECT_EQ(place->local_rank, 1U);
  EXPECT_EQ(place->host, "node1");
  EXPECT_EQ(place->port, 29501);
  EXPECT_EQ(place->timeout.count(), 300);
}

TEST(ProcessPlaceTest, SlurmSetsIt) {
  const auto place = place_in({{"SLURM_PROCID", "1"},
                               {"SLURM_NTASKS", "2"},
                               {"MASTER_ADDR", "10.0.0.1"},
                               {"MASTER_PORT", "4000"},
                               {"AFFECTUS_PROCESS_TIMEOUT", "7"}});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->rank, 1U);
  EXPECT_EQ(place->count, 2U);
  EXPECT_EQ(place->timeout.count(), 7);
}

TEST(ProcessPlaceTest, WhatIsMissingOrWrongIsNamed) {
  EXPECT_THAT(message_in({{"RANK", "1"}}), HasSubstr("WORLD_SIZE: expected a whole number from 1 to 4096, found none"));
  EXPECT_THAT(message_in({{"RANK", "2"}, {"WORLD_SIZE", "2"}}),
              HasSubstr("RANK: expected a whole number from 0 to 1, found '2'"));
  EXPECT_THAT(message_in({{"RANK", "-1"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK: expected"));
  EXPECT_THAT(message_in({{"RANK", "0"}, {"WORLD_SIZE", "2"}}), HasSubstr("MASTER_ADDR: expected"));
  EXPECT_THAT(message_in({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "n"}}), HasSubstr("MASTER_PORT: expected"));
  EXPECT_THAT(message_in({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "n"}, {"MASTER_PORT", "65535"}}),
              HasSubstr("MASTER_PORT: expected a whole number from 1 to 65534, found '65535'"));
  EXPECT_THAT(message_in({{"SLURM_PROCID", "0"}, {"MASTER_ADDR", "n"}}), HasSubstr("SLURM_NTASKS: expected"));
  EXPECT_THAT(message_in({{"RANK", "0"},
                          {"WORLD_SIZE", "2"},
                          {"MASTER_ADDR", "n"},
                          {"MASTER_PORT", "1"},
                          {"AFFECTUS_PROCESS_TIMEOUT", "0"}}),
              HasSubstr("AFFECTUS_PROCESS_TIMEOUT: expected a whole number from 1 to 86400, found '0'"));
}

}  // namespace
}  // namespace affectus
