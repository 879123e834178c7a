// A recipe describes how to train a model, but not where its corpora are. It is read strictly from TOML: a key that is not
// documented here is an error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/estimator.h"
#include "affectus/model_config.h"

namespace affectus {

/// [[corpora]]
struct CorpusChoice {
  std::string name;                            // required; the command line says where it is
  std::vector<std::string> train = {"train"};  // partitions to learn from; none of them: ""
  std::string development = "development";     // partition for early stopping; "": none
  bool labelled = true;                        // false: its labels are not used, only a teacher's outputs
  double weight = 1;                           // how often its utterances are drawn, relative to the others; above 0 to 1000
};

/// [[front_ends]]; their frames are joined in the order of the recipe.
struct FrontEndChoice {
  std::string name;  // required: "mfb", "prosody"
  std::string options =
      "{}";  // options that differ from the front end's defaults: a table in the recipe, a JSON object here
  Normalization::Utterance utterance_normalization = Normalization::Utterance::mean;  // none, level, mean, mean_variance
  double dynamic_range = 0;  // floor below the utterance's largest value (Normalization::dynamic_range), 0 to 1000; 0: none
  bool global_normalization = true;   // subtract the training set's mean of each value and divide by its standard deviation
  std::vector<std::size_t> selected;  // values of its frames that the network sees, from 0; empty: all
};

/// [loss]: 1 - (valence CCC_valence + activation CCC_activation + (1 - valence - activation) CCC_dominance) over each batch,
/// population moments, plus category_weight times the cross-entropy of the category.
struct LossOptions {
  double valence = 1.0 / 3;     // alpha, 0 to 1
  double activation = 1.0 / 3;  // beta, 0 to 1; valence + activation at most 1
  double category_weight = 0;   // 0 to 100; 0: no category head
  double label_smoothing = 0;   // of the category, 0 to below 1; 0: none
  bool class_weights = false;   // categories are weighted inversely to their frequency
  double deviation_weight = 0;  // of 1 - the CCCs of the raters' standard deviations, 0 to 100; 0: no such outputs, unless
                                // a teacher's are learned
  bool votes = false;           // categories are learned from the shares of the raters' votes, if they are known
  double vote_dropout = 0;      // probability with which each single vote is left out, 0 to below 1; one at least stays
  bool corpus_maps = false;     // dimensions are compared with a corpus's labels after an affine map of its own: learned,
                                // and no part of the model, which speaks for the middle of the corpora
  double agreement_weight = 0;  // of the distance of two views of an utterance (their dimensions' mean square difference +
                                // 1 - their embeddings' mean cosine), 0 to 100. Above 0, a batch has two views of half as
                                // many utterances, and an epoch draws half as many
  double gender_weight = 0;     // of the cross-entropy of a head that tells the speaker's gender, 0 to 100
  double corpus_reversal = 0;   // how strongly the embedding unlearns to tell the corpus: a head learns to tell it, and its
  double speaker_reversal = 0;  // gradient into the embedding is multiplied by minus this, 0 to 100; or the speaker

  /// Of each utterance of a batch.
  std::size_t views() const { return agreement_weight > 0 ? 2 : 1; }
};

/// [teacher]: a model from which the network learns, besides or instead of the labels.
struct TeacherOptions {
  std::string name;             // required; the command line says where it is
  double label_weight = 1;      // of the loss on labels, 0 to 100
  double output_weight = 0;     // of [loss]'s CCCs with the teacher's dimensions, 0 to 100
  double embedding_weight = 0;  // of the distance of the embeddings, 0 to 100; where their widths differ, of a linear
                                // projection of the student's, learned beside it and no part of the model
  enum class EmbeddingLoss { cosine, mean_square } embedding_loss = EmbeddingLoss::cosine;
  double category_weight = 0;   // of the cross-entropy with the teacher's probabilities, 0 to 100
  double temperature = 1;       // softens the categories of both, .1 to 100
  double deviation_weight = 0;  // of 1 - the CCCs with the teacher's standard deviations of the raters, 0 to 100
};

/// [optimizer]: Adam.
struct OptimizerOptions {
  double learning_rate = 1e-3;  // above 0 to 1
  double weight_decay = 1e-4;   // L2 penalty added to the gradient, 0 to 1; 0: none
  double gradient_clip = 5;     // largest Euclidean norm of the whole gradient, 0 to 1e6; 0: not clipped
  enum class Schedule { constant, cosine, plateau } schedule = Schedule::constant;  // cosine: down to 1 % at the last epoch
  std::size_t warmup_steps = 0;      // steps over which the rate grows from 0 to its value, 0 to 100000; 0: none
  std::size_t plateau_patience = 4;  // epochs without a better development score before plateau halves the rate, 1 to 1000
};

/// [training]
struct TrainingOptions {
  std::size_t batch_size = 32;  // utterances a step, 2 to 4096
  std::size_t epochs = 60;      // largest number of epochs, 1 to 10000
  std::size_t patience =
      10;  // epochs without a better development score before training stops, 0 to 10000; 0: never stop early
  double input_dropout = 0;      // share of the input values set to 0, 0 to below 1; 0: none
  double embedding_dropout = 0;  // share of the embedding's values set to 0, 0 to below 1; 0: none
  double bucket_noise =
      0.1;  // utterances are batched by length times 1 +- this, 0 to 10; 0: the same neighbours every epoch
  double averaging_decay = 0;  // the evaluated and kept weights are an exponential average over steps, 0 to below 1; 0: none
  std::size_t audio_memory_mb =
      1024;  // decoded audio kept in memory; the rest is decoded again when needed; 0: nothing is kept
  std::size_t weight_bits =
      32;                      // of the weight matrices in the model folder, 8 or 32; scores on development data are theirs
  bool half_features = false;  // features are kept on disk with 16 bits, which takes half the space
  bool develop_degraded =
      false;               // score the development set a second time, augmented once for all epochs, beside the clean one
  std::uint64_t seed = 1;  // of the weights, the batches and the augmentation
};

/// [balance]: how much more often rare groups are drawn, from 0 (all utterances equally often) to 1 (all groups equally
/// often).
struct BalanceOptions {
  double category = 0;
  double speaker = 0;
  double corpus = 0;
  /// The largest share that a corpus may have of an epoch's draws, above 0 to 1. What would be more is not drawn: the epoch
  /// is shorter. Of n corpora the share is at least 1/n; 1: no limit.
  double corpus_share = 1;
};

/// [outputs]: how the written model's estimates differ from those that were trained.
struct OutputOptions {
  /// Factors, .1 to 10, by which activation, valence and dominance are spread about the training ratings' means.
  std::array<double, 3> spread = {1, 1, 1};
  /// Factors, .01 to 10, of the raters' standard deviations, before the softplus, about the training ratings' means.
  std::array<double, 3> deviation_spread = {1, 1, 1};
  /// Factors, .01 to 100, by which the odds of categories are multiplied: their shares where the model is used over their
  /// shares in training.
  std::map<std::string, double> category_odds;
};

/// [familiarity]: whether the model tells how far an utterance lies from those that it learned from.
struct FamiliarityOptions {
  /// Directions of the embedding in which the distance is measured, those of least variance over the training utterances, up
  /// to the embedding's width. Each adds as many float32 numbers to the model as the embedding has. 0: no distance.
  std::size_t rank = 0;
  /// Quantiles of the distances of utterances that such a model did not learn from (ModelConfig::familiarity_distances), as
  /// `affectus reproduce` measures them on corpora that were left out. Empty: the model's rows have no familiarity.
  std::vector<double> distances;
};

/// A range from which a value is drawn uniformly: [low, high] in the recipe.
struct Range {
  double low = 0;
  double high = 0;
};

/// [augmentation]: each kind is applied to an utterance with its probability (0 to 1; 0, the default: off), in this order.
struct AugmentationOptions {
  double mix_probability = 0;  // another training utterance is added, and the labels of both are averaged
  Range mix_db = {-5, 5};      // its level over the utterance's, -40 to 40 dB

  double crop_probability = 0;
  Range crop_s = {2, 4};  // length of a part cut out at random, .1 to 3600 s; shorter utterances stay whole

  double speed_probability = 0;
  Range speed = {0.9, 1.1};  // tempo and pitch together, .5 to 2

  double reverberation_probability = 0;
  Range rt60_s = {0.2, 0.8};                 // time in which the room's echo falls by 60 dB, .05 to 5 s
  Range direct_to_reverberant_db = {0, 15};  // the voice's level over its echo's, -20 to 40 dB

  double microphone_probability = 0;
  Range microphone_db = {-6, 6};  // gains of a smooth random frequency response's filters, -20 to 20 dB

  double noise_probability = 0;
  Range snr_db = {5, 30};                                              // of the noisy signal, -20 to 80 dB
  std::vector<std::string> noise_kinds = {"white", "pink", "babble"};  // one is drawn; babble: 3 to 6 training utterances

  double band_limit_probability = 0;
  Range low_pass_hz = {2000, 7000};  // upper edge, 500 to 7999 Hz
  double telephone_share = 0.5;      // of the band-limited: 300 to 3400 Hz instead, 0 to 1

  double gain_probability = 0;
  Range gain_db = {-20, 10};  // change of level, -60 to 40 dB, then rounded to 16 bit and clipped as in a file

  double stretch_probability = 0;
  Range stretch = {0.8, 1.25};  // factor of the duration at the same pitch, frames interpolated in time, .25 to 4

  double time_mask_probability = 0;
  Range time_mask_s = {0, 0.2};  // frames set to their mean (0 after normalisation), twice, 0 to 10 s
  double frequency_mask_probability = 0;
  Range frequency_mask_bins = {0, 6};  // neighbouring values of all frames set to 0, once, 0 to 512

  /// The number of augmented copies of each utterance's samples that are made once. Their features are kept beside those of
  /// the recording, and each epoch draws one copy. For front ends that are too slow to compute in every epoch. 0 to 100; 0:
  /// new samples in every epoch.
  std::size_t copies = 0;

  /// True if a step changes an utterance's samples at random, so that features cannot be kept from epoch to epoch. (Mixing
  /// with another utterance does not count: the others' features can be kept.)
  bool changes_samples() const;
  /// True if a step changes frames.
  bool changes_frames() const {
    return stretch_probability > 0 || time_mask_probability > 0 || frequency_mask_probability > 0;
  }
  /// Seconds of the longest that becomes of a recording of so many seconds, before frames are stretched.
  double longest_s(double recorded_s) const;
  /// A text with all options that change samples, to distinguish copies.
  std::string sample_changes() const;
};

/// [encoder]: the encoder of the only front end learns as well (docs/fine-tuning.md).
struct EncoderOptions {
  enum class Train {
    lora,  // matrices of low rank, which are added to those of products
    top,   // the weights of its last layers
    all,   // all weights of its layers and of what stands below them, but for the convolutions that see samples
  } train = Train::lora;   // required
  std::size_t layers = 0;  // how many learn: the last of those that the front end uses; up to 256; 0: all

  std::size_t rank = 8;  // lora: of the matrices, 1 to 1024
  double alpha = 16;     // lora: their product is multiplied by alpha / rank; above 0 to 10000
  std::vector<std::string> targets = {"q_proj", "v_proj"};  // lora: ends of the names of the products' modules

  double learning_rate = 1e-4;   // where that of [optimizer] is at its full value, above 0 to 1
  double layer_decay = 1;        // each layer's rate over that of the layer above, above 0 to 1
  std::size_t warmup_steps = 0;  // over which its rate grows from 0, beside the optimizer's; 0 to 1000000
  double seconds_at_once = 0;    // of speech that the backward pass goes through at a time, 0 to 1e6; the rest of a batch
                                 // runs forward twice; 0: the whole batch
  bool checkpointing = false;    // of a layer only the input is kept for the backward pass: it runs forward once more
  double layer_drop = 0;         // probability with which a step leaves out a layer that learns, 0 to below 1
  double time_mask = 0;          // share of the frames that masks set to 0 before the first layer that learns, 0 to below 1
  std::size_t time_mask_frames = 10;     // each mask's, 1 to 1000
  double feature_mask = 0;               // the same for the values of all frames, 0 to below 1
  std::size_t feature_mask_values = 10;  // each mask's, 1 to 1000
  enum class Precision {
    float32,
    bfloat16,  // of products while it learns; refused on a device without instructions for it
  } precision = Precision::float32;
};

struct Recipe {
  std::string name;                            // required: the model's name
  std::string licence = "LicenseRef-unknown";  // of the weights, an SPDX expression if there is one
  std::string notes;                           // what a user must know before relying on it
  std::vector<std::string> training_data;      // lines about the corpora and their licences for the model card
  std::vector<CorpusChoice> corpora;           // required, at least one with a train partition
  std::vector<FrontEndChoice> front_ends;      // required, at least one
  double frame_rate_hz = 0;                    // common rate of their frames; 0: the lowest of their rates
  EstimatorShape estimator;                    // [estimator]; input_dim, parts and outputs follow from the rest
  LossOptions loss;
  std::optional<TeacherOptions> teacher;
  OptimizerOptions optimizer;
  TrainingOptions training;
  BalanceOptions balance;
  AugmentationOptions augmentation;
  OutputOptions outputs;
  FamiliarityOptions familiarity;
  std::optional<EncoderOptions> encoder;  // absent: encoders stay as they are

  std::string file;     // where it was read, as errors name it
  std::string text;     // as it was read, in UTF-8; kept beside the model
  std::string options;  // of the command line, which are not in the text: " --seed 3 --leave-out emodb"

  /// Throws Error(not_found, unreadable, invalid_format) that names the file, the line, the key, what was expected and
  /// found.
  static Recipe read(const std::filesystem::path& file);
  static Recipe parse(std::string_view text, const std::string& file_name);

  /// Width of the model's embedding.
  std::size_t embedding_dim() const;

  /// Removes a corpus, so that the model can be evaluated on it; the notes say so. Throws Error(invalid_argument) for a
  /// corpus that the recipe does not have, and for the only one with a train partition.
  void leave_out(const std::string& corpus);
};

}  // namespace affectus
