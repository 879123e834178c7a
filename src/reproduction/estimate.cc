#include "reproduction/estimate.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "base/random.h"
#include "kernels/matrix_product.h"
#include "reproduction/epoch_length.h"
#include "reproduction/features_step.h"
#include "reproduction/simulated_conditions.h"
#include "reproduction/trained_encoders.h"
#include "training/feature_extractor.h"
#include "training/learner.h"

namespace affectus {
namespace {

// Of the fastest of three calls: what else the machine does only makes them slower.
template <typename Function>
double seconds_of(const Function& function) {
  double fastest = std::numeric_limits<double>::infinity();
  for (int call = 0; call < 3; ++call) {
    const auto start = std::chrono::steady_clock::now();
    function();
    fastest = std::min(fastest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return fastest;
}

std::vector<float> noise(double seconds) {
  RandomStream random{1};
  std::vector<float> samples(static_cast<std::size_t>(seconds * static_cast<double>(sample_rate_hz)));
  for (float& sample : samples) sample = 0.1F * random.rough_normal();
  return samples;
}

// What the learner must know of a batch, with nothing in it.
Batch noise_batch(const EstimatorShape& shape, std::size_t utterances, std::size_t frames) {
  Batch batch;
  RandomStream random{2};
  for (std::size_t i = 0; i < utterances; ++i) {
    Frames& one = batch.frames.emplace_back(shape.input_dim);
    one.resize(frames);
    for (std::size_t j = 0; j < frames * shape.input_dim; ++j) one.data()[j] = random.rough_normal();
    const auto grade = static_cast<float>(random.uniform(-1, 1));
    batch.targets.push_back({grade, grade, grade});
    batch.deviations.push_back({0.1F + 0.1F * grade, 0.1F, 0.1F});
    batch.categories.push_back(shape.categories > 0 ? static_cast<int>(i % shape.categories) : -1);
    batch.votes.emplace_back();
  }
  return batch;
}

// Of matrix products on one thread.
double operations_a_second() {
  constexpr std::size_t rows = 256, width = 768;
  const std::vector<float> values(width * width, 0.5F);
  const PackedMatrix matrix = PackedMatrix::pack(values.data(), width, width, width, /*transposed=*/false);
  std::vector<float> result(rows * width);
  const double seconds = seconds_of(
      [&] { matrix_product(values.data(), width, rows, matrix, nullptr, /*accumulate=*/false, result.data(), width); });
  return 2.0 * rows * width * width / seconds;
}

FeatureCost measure_front_end(const FrontEnd& front_end, const Experiment& experiment, const CorpusLength& length) {
  const std::vector<float> samples = noise(length.mean_s);
  const double one_s = seconds_of([&] { front_end.compute(samples); });
  const double frame_bytes = front_end.frame_rate_hz() * static_cast<double>(front_end.dim() * sizeof(float));
  return {.seconds = one_s / static_cast<double>(experiment.threads), .bytes = 2 * frame_bytes * length.mean_s};
}

}  // namespace

CorpusLength measure_length(const Experiment& experiment) {
  const std::vector<std::filesystem::path> recordings = all_recordings(experiment.protocol);
  constexpr std::size_t looked_at = 100;
  const std::size_t stride = std::max<std::size_t>(1, recordings.size() / looked_at);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < recordings.size(); i += stride) {
    try {
      if (const auto length_s = AudioReader::open(recordings[i]).duration_hint_s()) sum += *length_s, ++count;
    } catch (const Error&) {  // training and scoring tell
    }
  }
  CorpusLength length{.recordings = recordings.size(), .mean_s = count > 0 ? sum / count : 3};
  length.total_s = length.mean_s * static_cast<double>(length.recordings);
  return length;
}

FeatureCost measure_features(const Experiment& experiment, const FrontEndChoice& choice, const CorpusLength& length) {
  return measure_front_end(*experiment.uncached_front_ends.make(choice.name, choice.options), experiment, length);
}

FeatureCost measure_trained_encoder(const Experiment& experiment, std::size_t system, const FrontEndChoice& choice,
                                    const CorpusLength& length) {
  const FrontEndRegistry registry = with_untrained_encoders(experiment, system, experiment.uncached_front_ends);
  return measure_front_end(*registry.make(choice.name, choice.options), experiment, length);
}

TrainingCost measure_training(const Experiment& experiment, std::size_t system, const CorpusLength& length) {
  Recipe recipe = experiment.recipe_of(experiment.final_run(system, 0, 0, 0));
  recipe.teacher.reset();
  const FeatureExtractor features(recipe.front_ends, recipe.frame_rate_hz,
                                  with_untrained_encoders(experiment, system, experiment.front_ends));
  EstimatorShape shape = recipe.estimator;
  shape.input_dim = features.dim();
  shape.mixed_layers = features.mixed_layers();
  if (features.front_end_count() > 1) shape.parts = features.widths();
  shape.categories = recipe.loss.category_weight > 0 ? 8 : 0;
  if (recipe.loss.deviation_weight > 0) shape.deviations = shape.dimensions;
  recipe.loss.class_weights = false;
  Learner learner(shape, recipe, experiment.threads);
  const auto frames = std::max<std::size_t>(1, static_cast<std::size_t>(length.mean_s * features.frame_rate_hz()));
  const Batch batch = noise_batch(shape, recipe.training.batch_size, frames);
  const double step_s = seconds_of([&] { learner.train(batch, recipe.optimizer.learning_rate, 0); });

  const Protocol& protocol = experiment.protocol;
  const double utterance_s = step_s / static_cast<double>(recipe.training.batch_size);
  constexpr double forward_share = 1.0 / 3;  // of a step
  double learned = 0, scored = 0;            // utterances of all folds, those of an epoch that are learned from
  for (std::size_t fold = 0; fold < protocol.folds.size(); ++fold) {
    const Recipe of_fold = experiment.recipe_of(experiment.final_run(system, 0, fold, 0));
    learned += static_cast<double>(epoch_length(of_fold, protocol.folds[fold]));
    if (!experiment.joins_development())
      learned += forward_share * static_cast<double>(protocol.folds[fold].count("development"));
    for (const EvaluationSet& set : protocol.sets)
      if (protocol.is_scored(set, fold))
        scored +=
            static_cast<double>(protocol.scored(set, fold).size() + set.shift_sample.size() * simulated_conditions().size());
  }
  const auto folds = static_cast<double>(protocol.folds.size());
  learned /= folds;
  scored /= folds;
  constexpr double row_bytes = 300;
  TrainingCost cost{.training_s = utterance_s * learned * static_cast<double>(recipe.training.epochs),
                    .scoring_s = forward_share * utterance_s * scored,
                    .bytes = static_cast<double>(shape.parameter_count() * sizeof(float)) + row_bytes * scored,
                    .fine_tuning = {}};
  if (recipe.encoder) {
    cost.fine_tuning = fine_tuning_cost(recipe, experiment.encoder_folders.at(recipe.front_ends.front().name), learned,
                                        length.mean_s, static_cast<double>(length.recordings));
    cost.bytes += cost.fine_tuning->saved_bytes;
    const double rate = operations_a_second() * static_cast<double>(experiment.threads);
    cost.training_s += cost.fine_tuning->operations / rate;
    cost.scoring_s += cost.fine_tuning->scored_operations * scored / rate;
  }
  return cost;
}

}  // namespace affectus
