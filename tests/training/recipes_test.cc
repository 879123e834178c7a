// Every recipe of the repository is run, on a handful of tones and for one epoch. Encoders are stood in for by one with few
// weights, teachers by one that the test trains.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "affectus/encoders.h"
#include "affectus/error.h"
#include "affectus/model.h"
#include "affectus/model_folder.h"
#include "affectus/prediction.h"
#include "base/random.h"
#include "hub_cache/encoder_folders.h"
#include "recipe/recipe.h"
#include "reproduction/recipe_template.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"
#include "temporary_folder.h"
#include "text/split.h"
#include "training/shipped_recipes.h"
#include "training/tone_corpus.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// A Whisper encoder like the golden one, but as wide as openai/whisper-tiny.en and as deep as asked for.
void make_stand_in(const fs::path& folder, std::size_t layers) {
  constexpr std::size_t golden_width = 16, width = 384;
  const fs::path golden = fs::path(AFFECTUS_SOURCE_DIR) / "tests/encoders/golden/whisper";
  fs::create_directories(folder);
  fs::copy_file(golden / "preprocessor_config.json", folder / "preprocessor_config.json");
  std::string config = read_file(golden / "config.json");
  const auto set = [&](const std::string& key, std::size_t from, std::size_t to) {
    const std::string old = "\"" + key + "\": " + std::to_string(from);
    const std::size_t place = config.find(old);
    ASSERT_NE(place, std::string::npos) << key;
    config.replace(place, old.size(), "\"" + key + "\": " + std::to_string(to));
  };
  set("d_model", golden_width, width);
  set("encoder_layers", 2, layers);
  write_file_atomically(folder / "config.json", [&](std::ostream& out) { out << config; });

  std::vector<std::vector<float>> values;
  std::vector<NamedTensor> tensors;
  RandomStream random{1};
  const auto add = [&](const std::string& name, std::vector<std::size_t> shape) {
    std::size_t count = 1;
    for (std::size_t& extent : shape) count *= extent = extent == golden_width ? width : extent;
    std::vector<float>& own = values.emplace_back(count);
    for (float& value : own) value = 0.05F * random.rough_normal();
    tensors.push_back({name, std::move(shape), own});
  };
  const std::string first_layer = "layers.0.";
  const auto file = open_safetensors(golden / "model.safetensors");
  for (const auto& [name, entry] : file.entries()) {
    const std::size_t place = name.find(first_layer);
    if (place == std::string::npos && name.find("layers.") == std::string::npos) add(name, entry.shape);
    if (place == std::string::npos) continue;
    for (std::size_t layer = 0; layer < layers; ++layer)
      add(name.substr(0, place) + "layers." + std::to_string(layer) + "." + name.substr(place + first_layer.size()),
          entry.shape);
  }
  write_safetensors(folder / "model.safetensors", tensors);
}

// "hf:OWNER/NAME@2,3": OWNER/NAME and the highest layer; nothing for a front end that is built in.
std::string encoder_of(const std::string& front_end, std::size_t& highest) {
  const std::size_t at = front_end.rfind('@');
  if (at == std::string::npos || !front_end.starts_with("hf:")) return "";
  for (const std::string& layer : split(front_end.substr(at + 1), ','))
    if (layer.find_first_not_of("0123456789") == std::string::npos) highest = std::max(highest, std::stoul(layer));
  return front_end.substr(3, at - 3);
}

class LongRecipesTest : public ::testing::Test {
 protected:
  void train(const fs::path& recipe_file, const fs::path& output) {
    const Recipe recipe = Recipe::read(recipe_file);
    std::string command = "AFFECTUS_CACHE_DIR='" + (folder_ / "cache").string() +
                          "' '" AFFECTUS_BINARY_DIR "/affectus-train' '" + recipe_file.string() + "' --epochs 1 --output '" +
                          output.string() + "'";
    for (const CorpusChoice& corpus : recipe.corpora)
      command += " --corpus " + corpus.name + "='" + make_corpus(recipe, corpus) + "'";
    for (const std::string& encoder : stand_ins(recipe)) command += " --encoder '" + encoder + "'";
    if (recipe.teacher) command += " --teacher '" + teacher(recipe).string() + "'";
    const int status = std::system((command + " 2>'" + (folder_ / "messages").string() + "'").c_str());
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), 0) << command << "\n" << read_file(folder_ / "messages");
  }

  // A row of `affectus reproduce --fine-tune` names no encoder; every other recipe is its own file.
  fs::path with_encoder(const fs::path& recipe) const {
    std::string text = read_file(recipe);
    const std::size_t place = text.find(fine_tuned_placeholder);
    if (place == std::string::npos) return recipe;
    text.replace(place, fine_tuned_placeholder.size(), "hf:openai/whisper-base@4");
    const fs::path file = folder_ / recipe.filename();
    write_file_atomically(file, [&](std::ostream& out) { out << text; });
    return file;
  }

  // Enough for one batch; what a recipe calls by other names is there under these.
  std::string make_corpus(const Recipe& recipe, const CorpusChoice& corpus) const {
    const fs::path place = folder_ / "corpora" / recipe.name / corpus.name;
    std::vector<std::pair<std::string, int>> partitions;
    for (const std::string& partition : corpus.train)
      partitions.emplace_back(partition, static_cast<int>(recipe.training.batch_size) + 4);
    if (!corpus.development.empty()) partitions.emplace_back(corpus.development, 8);
    testing::make_tone_corpus(place, partitions, 4, recipe.loss.votes || recipe.loss.deviation_weight > 0,
                              categories(recipe));
    return place.string();
  }

  // Those whose odds the recipe changes are among them.
  static std::array<std::string, 2> categories(const Recipe& recipe) {
    std::array<std::string, 2> names = {"low", "high"};
    EXPECT_LE(recipe.outputs.category_odds.size(), names.size());
    auto name = names.begin();
    for (const auto& [category, factor] : recipe.outputs.category_odds)
      if (name != names.end()) *name++ = category;
    return names;
  }

  // "OWNER/NAME=FOLDER" for each encoder of the recipe.
  std::vector<std::string> stand_ins(const Recipe& recipe) const {
    std::size_t highest = 4;
    std::set<std::string> names;
    for (const FrontEndChoice& one : recipe.front_ends) names.insert(encoder_of(one.name, highest));
    names.erase("");
    const fs::path place = folder_ / ("encoder" + std::to_string(highest));
    if (!names.empty() && !fs::exists(place)) make_stand_in(place, highest);
    std::vector<std::string> all;
    for (const std::string& name : names) all.push_back(name + "=" + place.string());
    return all;
  }

  // Trained on the same corpora, with dimensions and categories.
  fs::path teacher(const Recipe& student) {
    const fs::path place = folder_ / "teachers" / student.name, file = folder_ / "teacher.toml";
    std::ofstream recipe(file);
    recipe << "name = \"" << student.teacher->name << "\"\nfront_ends = [{name = \"mfb\"}]\n"
           << "loss = {category_weight = 0.2}\nestimator = {gru_units = 16, embedding_units = 24}\n"
           << "training = {batch_size = 8}\n";
    for (const CorpusChoice& corpus : student.corpora)
      recipe << "[[corpora]]\nname = \"" << corpus.name << "\"\ntrain = \"" << corpus.train.at(0)
             << "\"\ndevelopment = \"\"\n";
    recipe.close();
    train(file, place);
    return place;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(LongRecipesTest, EachLeavesAModelThatPredicts) {
  const std::vector<fs::path> recipes = testing::shipped_recipes();
  ASSERT_GE(recipes.size(), 6u);
  for (const fs::path& shipped : recipes) {
    SCOPED_TRACE(shipped.filename());
    const fs::path output = folder_ / "models" / fs::relative(shipped, AFFECTUS_SOURCE_DIR "/recipes").replace_extension();
    const fs::path file = with_encoder(shipped);
    ASSERT_NO_FATAL_FAILURE(train(file, output));
    const Recipe recipe = Recipe::read(file);
    const std::vector<std::string> encoders = stand_ins(recipe);
    const std::shared_ptr<const Model> model =
        load_model_folder(output, encoder_front_ends({.folders = parse_encoder_folders(encoders), .cache_frames = false}));
    EXPECT_EQ(model->config().name, recipe.name);
    Predictor predictor(model, {});
    std::vector<EmotionSegment> rows;
    predictor.push(std::vector<float>(8000, 0.1F), rows);
    predictor.finish(rows);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_TRUE(std::isfinite(*rows[0].activation) && std::isfinite(*rows[0].valence) && std::isfinite(*rows[0].dominance));
  }
}

}  // namespace
}  // namespace affectus
