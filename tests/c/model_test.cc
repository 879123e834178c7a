#include "affectus/model.h"

#include <string>

#include "c/c_interface.h"

namespace affectus {
namespace {

using ::testing::HasSubstr;

TEST_F(CInterface, AModelIsOpenedByItsShippedNameItsFolderAndItsBytes) {
  const std::vector<char> config = bytes_of(model_folder + "/config.json");
  const std::vector<char> weights = bytes_of(model_folder + "/model.safetensors");
  const ModelHandle shipped = open("affectus-mfb");
  Failing error;
  const ModelHandle memory(affectus_model_open_memory(config.data(), config.size(), weights.data(), weights.size(), error),
                           affectus_model_free);
  ASSERT_TRUE(shipped && memory) << error.message();
  const auto expected = predictor_rows({.window_s = 2});
  const affectus_predict_options options = {.size = sizeof options, .window_s = 2};
  for (const ModelHandle* model : std::initializer_list<const ModelHandle*>{&model_, &shipped, &memory}) {
    EXPECT_STREQ(affectus_model_name(model->get()), "affectus-mfb");
    expect_same_rows(predict_samples(*model, speech_, 16000, &options), expected);
  }
}

TEST_F(CInterface, WithoutANameTheShippedDefaultIsOpened) {
  EXPECT_STREQ(affectus_model_name(open(nullptr).get()), "affectus");
  EXPECT_STREQ(affectus_model_name(open("").get()), "affectus");
}

#ifdef AFFECTUS_HAS_ENCODERS
// A call without options, callbacks or a way to stop it.
TEST_F(CInterface, AModelOfBytesFetchesNothing) {
  ModelConfig config = cpp_model_->config();
  config.front_ends[0].name = "hf:affectus-tests/no-such-encoder@1";
  const std::string text = config.text();
  const std::vector<char> weights = bytes_of(model_folder + "/model.safetensors");
  Failing error;
  EXPECT_EQ(affectus_model_open_memory(text.data(), text.size(), weights.data(), weights.size(), error), nullptr);
  EXPECT_EQ(error.code(), AFFECTUS_ERROR_NOT_FOUND);
  EXPECT_THAT(error.message(), HasSubstr("affectus-tests/no-such-encoder"));
  EXPECT_THAT(error.message(), ::testing::Not(HasSubstr("fetched")));
}

TEST_F(CInterface, EncodersAreFoldersByNameAndWhatHasNoEffectIsNoted) {
  std::string lines;
  const char* encoders[] = {AFFECTUS_SOURCE_DIR, "owner/name=" AFFECTUS_SOURCE_DIR};
  affectus_open_options options = {.size = sizeof options, .device = "gpu", .encoders = encoders, .encoder_count = 2};
  options.note = [](void* user, const char* line) { *static_cast<std::string*>(user) += std::string(line) + "\n"; };
  options.user = &lines;
  EXPECT_TRUE(open(model_folder.c_str(), &options));
  EXPECT_THAT(lines, HasSubstr("device gpu: without effect"));
  EXPECT_THAT(lines, HasSubstr("encoder " AFFECTUS_SOURCE_DIR ": without effect"));
  EXPECT_THAT(lines, HasSubstr("encoder owner/name=" AFFECTUS_SOURCE_DIR ": without effect"));
  encoders[1] = "owner/name=/nowhere";
  Failing error;
  EXPECT_EQ(affectus_model_open(model_folder.c_str(), &options, error), nullptr);
  EXPECT_EQ(error.code(), AFFECTUS_ERROR_INVALID_ARGUMENT);
  EXPECT_THAT(error.message(), HasSubstr("'owner/name=/nowhere'"));
}
#endif

TEST_F(CInterface, AModelSaysWhatItIs) {
  const ModelConfig& config = cpp_model_->config();
  EXPECT_EQ(affectus_model_licence(model_.get()), config.licence);
  EXPECT_EQ(affectus_model_notes(model_.get()), config.notes);
  EXPECT_EQ(affectus_model_scale_low(model_.get()), config.scale_low);
  EXPECT_EQ(affectus_model_scale_high(model_.get()), config.scale_high);
  EXPECT_EQ(affectus_model_longest_s(model_.get()), config.longest_training_input_s);
  EXPECT_EQ(affectus_model_embedding_size(model_.get()), config.estimator.embedding_dim());
  ASSERT_EQ(affectus_model_category_count(model_.get()), config.categories.size());
  for (std::size_t k = 0; k < config.categories.size(); ++k)
    EXPECT_EQ(affectus_model_category_name(model_.get(), k), config.categories[k]);
  EXPECT_EQ(affectus_model_category_name(model_.get(), config.categories.size()), nullptr);
}

}  // namespace
}  // namespace affectus
