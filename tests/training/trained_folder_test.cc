// The folder that a finished run leaves, without a run.
#include <gmock/gmock.h>

#include "affectus/model_folder.h"
#include "comma_locale.h"
#include "storage/files.h"
#include "temporary_folder.h"
#include "training/model_folder.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

TEST(TrainedFolderTest, ADecimalCommaInTheHostProgramChangesNothing) {
  const TemporaryFolder folder;
  const Recipe recipe = Recipe::parse(
      "name = \"r\"\nlicence = \"CC0-1.0\"\n[[corpora]]\nname = \"sample\"\ndevelopment = \"\"\n[[front_ends]]\n"
      "name = \"mfb\"\nglobal_normalization = false\noptions = {low_hz = 20.5}\n",
      "r.toml");
  TrainingSet set;
  set.corpora.push_back({.name = "sample", .manifest_hash = "1", .train_count = 1, .development_count = 0});
  set.train.resize(1);
  set.train[0].path = AFFECTUS_SOURCE_DIR "/samples/sense_and_sensibility.flac";
  const TrainingData data(recipe, set, FeatureCache(FrameCache(folder / "cache")), {}, nullptr, 1,
                          [](std::size_t, std::size_t) {});
  EstimatorShape shape = recipe.estimator;
  shape.input_dim = 40;
  RunState state;
  state.best_epoch = 1;
  state.epochs.push_back({.epoch = 1, .development = {{.set = "sample", .ccc = {0.5, 0.625, 0.75}}}});
  state.best_weights["w"] = {{2}, {0.5F, 1234.5F}};
  std::filesystem::create_directories(folder / "plain");
  std::filesystem::create_directories(folder / "comma");
  write_model_folder(folder / "plain", recipe, shape, data.features().entries(), data, state);
  {
    const testing::CommaLocale locale;
    write_model_folder(folder / "comma", recipe, shape, data.features().entries(), data, state);
  }
  for (const char* name : {"README.md", "config.json", "model.safetensors", "recipe.toml"})
    EXPECT_EQ(read_file(folder / "comma" / name), read_file(folder / "plain" / name)) << name;
  EXPECT_THAT(read_file(folder / "comma/README.md"), HasSubstr("| 0.500 | 0.625 | 0.750 |"));
}

}  // namespace
}  // namespace affectus
