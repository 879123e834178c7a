#include "storage/safetensors_storage.h"

#include <gmock/gmock.h>

#include "affectus/error.h"
#include "failure.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::ElementsAre;

TEST(SafetensorsStorageTest, WhatIsWrittenIsReadBack) {
  testing::TemporaryFolder folder;
  const std::vector<float> a = {1, 2, 3, 4, 5, 6}, b = {-7};
  write_safetensors(folder / "x.safetensors", std::vector<NamedTensor>{{"a", {2, 3}, a}, {"b", {}, b}}, {{"made", "here"}});
  const SafetensorsFile file = open_safetensors(folder / "x.safetensors");
  EXPECT_THAT(file.tensor_names(), ElementsAre("a", "b"));
  EXPECT_THAT(file.tensor("a", std::vector<std::size_t>{2, 3}).values, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(file.tensor("b", {}).values, ElementsAre(-7));
  EXPECT_EQ(file.metadata().at("made"), "here");
}

TEST(SafetensorsStorageTest, WhatWouldNotBeReadBackIsNotWritten) {
  testing::TemporaryFolder folder;
  const std::vector<float> values(6);
  const NamedTensor good{"w", {2, 3}, values}, wrong{"v", {2, 2}, values};
  EXPECT_THROW(write_safetensors(folder / "a.safetensors", std::vector{good, wrong}), Error);
  EXPECT_THROW(write_safetensors(folder / "a.safetensors", std::vector{good, good}), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SafetensorsStorageTest, AMissingFileIsNotFound) {
  EXPECT_EQ(testing::failure_code([] { open_safetensors("/nowhere/x.safetensors"); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace affectus
