#include "training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <numbers>
#include <numeric>
#include <utility>

#include "affectus/error.h"
#include "evaluation/concordance.h"
#include "processes/process_group.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/text.h"
#include "training/batch_loader.h"
#include "training/encoder_tuning.h"
#include "training/familiarity_fit.h"
#include "training/learning_curves.h"
#include "training/model_folder.h"
#include "training/output_changes.h"
#include "training/training_data.h"
#include "training/weight_rounding.h"

namespace affectus {
namespace {

double mean_of_defined(std::span<const double> values) {
  double sum = 0, count = 0;
  for (const double value : values)
    if (std::isfinite(value)) sum += value, ++count;
  return count > 0 ? sum / count : 0;
}

// Everything that decides the weights, but the threads.
std::string identity_of(const Recipe& recipe, const TrainingSet& set, const Teacher* teacher, const EncoderTuning* tuning) {
  std::string identity =
      recipe.text + "\nseed " + std::to_string(recipe.training.seed) + "\nepochs " + std::to_string(recipe.training.epochs);
  for (const TrainingSet::Corpus& corpus : set.corpora)
    identity += "\n" + corpus.name + " " + corpus.manifest_hash + " " + std::to_string(corpus.train_count) + " " +
                std::to_string(corpus.development_count);
  if (teacher != nullptr) identity += "\nteacher " + teacher->content();
  if (tuning != nullptr) identity += "\nencoder " + tuning->content();
  return identity;
}

class Run {
 public:
  Run(const Recipe& recipe, const TrainerOptions& options, const TrainingObserver& observer)
      : recipe_(recipe),
        options_(options),
        observer_(observer),
        checkpoint_(options.output / "checkpoint.safetensors"),
        cache_(options.cache ? CacheFolder::standard() : CacheFolder()),
        cache_lease_(cache_.lease()) {}

  void execute() {
    if (recipe_.teacher) teacher_.emplace(options_.teacher, options_.front_ends, frame_cache(/*half=*/false));
    TrainingSet set =
        read_training_set(recipe_, options_.corpus_paths, options_.skip_missing,
                          teacher_ ? teacher_->categories() : std::vector<std::string>(), [&](const std::string& message) {
                            if (observer_.warning) observer_.warning(message);
                          });
    if (teacher_)
      teacher_->check(recipe_.teacher->category_weight > 0 ? set.categories : std::vector<std::string>(),
                      recipe_.teacher->deviation_weight > 0);
    if (recipe_.encoder) tuning_ = open_encoder_tuning(recipe_, encoder_folder(), options_.front_ends, options_.device);
    state_.identity = identity_of(recipe_, set, teacher(), tuning_.get());
    if (is_first()) prepare_output();
    share_state();
    if (state_.finished) return;
    learn(std::move(set));
  }

 private:
  void prepare_output();
  void share_state();
  static constexpr const char* what_decides_ = "recipe, seed, epochs, corpora, teacher and encoder";  // RunState::identity
  std::string state_name() const { return is_first() ? checkpoint_.string() : "the state that process 0 sent"; }
  bool is_first() const { return options_.processes == nullptr || options_.processes->is_first(); }
  Share share() const { return options_.processes == nullptr ? Share{} : options_.processes->share(); }
  // Where processes have had work that differs: one that takes longer is not taken for one that no longer answers.
  void wait_for_all() const {
    if (options_.processes != nullptr) options_.processes->wait_for_all();
  }
  void learn(TrainingSet set);
  void keep_state();
  std::filesystem::path encoder_folder() const;
  void normalize_encoder_frames();
  void add_familiarity(EstimatorShape& shape);
  void learn_epoch(std::size_t epoch);
  std::vector<DevelopmentScore> develop();
  double learning_rate() const;
  void judge(EpochRecord& record);
  bool is_over() const;
  const Teacher* teacher() const { return teacher_ ? &*teacher_ : nullptr; }
  // Warns from the threads that compute features; the observer is told on its own.
  FrameCache frame_cache(bool half) {
    return FrameCache(cache_, half, [this](const std::string& message) {
      const std::lock_guard lock(warnings_mutex_);
      warnings_.push_back(message);
    });
  }
  void tell_warnings() {
    std::vector<std::string> warnings;
    {
      const std::lock_guard lock(warnings_mutex_);
      warnings.swap(warnings_);
    }
    if (observer_.warning) std::ranges::for_each(warnings, observer_.warning);
  }
  void stop_if_requested() const {
    if (observer_.stop_requested && observer_.stop_requested())
      throw Error(ErrorCode::cancelled,
                  "stopped after " + counted(state_.epochs.size(), "epoch", "epochs") + ", --resume goes on from there");
  }

  const Recipe& recipe_;
  const TrainerOptions& options_;
  const TrainingObserver& observer_;
  std::filesystem::path checkpoint_;
  CacheFolder cache_;
  CacheLease cache_lease_;  // features are found once and read in each epoch
  RunState state_;
  std::optional<Teacher> teacher_;
  std::unique_ptr<EncoderTuning> tuning_;  // null: no encoder learns
  std::unique_ptr<TrainingData> data_;
  std::optional<FeatureExtractor> features_;  // with an encoder that learns, whose frames are not those of the data
  std::array<float, 3> centre_ = {};          // about which the dimensions are spread
  std::vector<double> odds_;                  // factors of the categories' odds
  std::unique_ptr<Learner> learner_;
  std::vector<double> weights_;  // how often each training utterance is drawn in an epoch
  std::size_t steps_an_epoch_ = 0;
  std::mutex warnings_mutex_;
  std::vector<std::string> warnings_;  // not told yet
};

void Run::prepare_output() {
  make_folder(options_.output);
  const bool has_checkpoint = std::filesystem::exists(checkpoint_);
  if (!has_checkpoint) {
    if (std::filesystem::exists(options_.output / "config.json"))
      throw Error(ErrorCode::invalid_argument, options_.output.string() + ": expected an empty folder, found a model");
    return;
  }
  if (!options_.resume)
    throw Error(ErrorCode::invalid_argument,
                options_.output.string() + ": expected an empty folder, found a training run (--resume goes on with it)");
  RunState state = RunState::read(checkpoint_);
  if (state.identity != state_.identity)
    throw Error(ErrorCode::invalid_argument,
                checkpoint_.string() + ": expected a run of the same " + what_decides_ + ", found another one");
  state_ = std::move(state);
}

// Process 0 tells the others from where the run goes on.
void Run::share_state() {
  if (options_.processes == nullptr) return;
  wait_for_all();  // each has read corpora, the first a checkpoint
  const std::string own = state_.identity;
  std::string bytes = is_first() ? state_.bytes() : std::string();
  options_.processes->broadcast(bytes);
  if (!is_first()) state_ = RunState::parse(bytes, state_name());
  if (state_.identity != own)
    throw Error(ErrorCode::invalid_argument, std::string("expected the ") + what_decides_ +
                                                 " of process 0, found others: all processes need the same files");
}

void Run::learn(TrainingSet set) {
  weights_ = sampling_weights(set, recipe_);
  data_ = std::make_unique<TrainingData>(
      tuning_ ? tuning_->data_recipe() : recipe_, std::move(set), FeatureCache(frame_cache(recipe_.training.half_features)),
      tuning_ ? tuning_->front_ends() : options_.front_ends, teacher(), options_.threads,
      [&](std::size_t done, std::size_t all) {
        tell_warnings();
        if (observer_.preparing) observer_.preparing(done, all);
        stop_if_requested();
      },
      options_.processes, tuning_ ? tuning_->longest_s() : std::numeric_limits<double>::infinity());
  centre_ = mean_targets(data_->set());
  odds_ = odds_of(data_->set().categories, recipe_.outputs.category_odds, recipe_.file);
  if (tuning_) features_.emplace(recipe_.front_ends, recipe_.frame_rate_hz, options_.front_ends);
  const FeatureExtractor& features = features_ ? *features_ : data_->features();
  EstimatorShape shape = recipe_.estimator;
  shape.input_dim = features.dim();
  shape.mixed_layers = features.mixed_layers();
  shape.categories = data_->set().categories.size();
  if (features.front_end_count() > 1) shape.parts = features.widths();
  if (recipe_.loss.deviation_weight > 0 || (recipe_.teacher && recipe_.teacher->deviation_weight > 0))
    shape.deviations = shape.dimensions;
  learner_ = std::make_unique<Learner>(shape, recipe_, options_.threads,
                                       facts_of(data_->set(), recipe_, teacher_ ? teacher_->embedding_dim() : 0),
                                       tuning_.get(), options_.processes);
  if (tuning_) normalize_encoder_frames();
  if (!state_.epochs.empty()) learner_->set_state(state_.learner, state_name());
  state_.learner.clear();  // with an encoder it may have gigabytes

  wait_for_all();
  while (!is_over()) {
    learn_epoch(state_.epochs.size() + 1);
    if (is_first()) keep_state();
    wait_for_all();
  }
  if (!is_first()) return;
  spread_outputs(state_.best_weights, "dimensions", centre_, recipe_.outputs.spread);
  spread_outputs(state_.best_weights, "deviations", mean_deviations_before_softplus(data_->set()),
                 recipe_.outputs.deviation_spread);
  multiply_odds(state_.best_weights, odds_);
  add_familiarity(shape);
  std::vector<ModelConfig::FrontEndEntry> front_ends = features.entries();
  if (tuning_) tuning_->save(options_.output, state_.best_encoder, front_ends[0]);
  write_model_folder(options_.output, recipe_, shape, front_ends, *data_, state_,
                     tuning_ ? tuning_->description() : std::string());
  state_.finished = true;
  state_.write(checkpoint_);
}

void Run::keep_state() {
  state_.learner = learner_->state();
  state_.write(checkpoint_);
  state_.learner.clear();
  write_file_atomically(options_.output / "log.jsonl", log_lines(state_.epochs));
  write_file_atomically(options_.output / "learning_curves.html", learning_curves_page(recipe_.name, state_));
}

std::filesystem::path Run::encoder_folder() const {
  const std::string& name = recipe_.front_ends[0].name;
  return options_.encoder.empty() ? std::filesystem::path(name.substr(0, name.rfind('@'))) : options_.encoder;
}

// By constants of the encoder as it was before it learned, over utterances from all of the training set.
void Run::normalize_encoder_frames() {
  constexpr std::size_t most = 512, block = 32;
  const std::size_t all = data_->set().train.size(), count = std::min(all, most);
  std::vector<Frames> frames;
  if (recipe_.front_ends[0].global_normalization)
    features_->set_global_normalization(count, [&](std::size_t i) {
      if (i % block == 0) {
        stop_if_requested();
        std::vector<Frames> below;
        for (std::size_t j = i; j < std::min(i + block, count); ++j)
          below.push_back(data_->recorded_frames(j * all / count));
        frames = learner_->encoder_frames(below);
      }
      return RawFeatures{std::move(frames[i % block])};
    });
  learner_->set_normalization(features_->entries()[0].normalization);
}

// To the best weights, which are final now.
void Run::add_familiarity(EstimatorShape& shape) {
  if (recipe_.familiarity.rank == 0) return;
  StateTensors kept = state_.best_weights;
  round_weights(kept, recipe_.training.weight_bits);
  state_.best_weights.merge(
      fit_familiarity(shape, kept, *data_, recipe_.familiarity.rank, options_.threads, [this] { stop_if_requested(); }));
  shape.familiarity = recipe_.familiarity.rank;
}

void Run::learn_epoch(std::size_t epoch) {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::vector<Draw>> batches =
      make_batches(data_->train_lengths(), weights_, recipe_.training, epoch, recipe_.loss.views());
  steps_an_epoch_ = batches.size();
  const std::size_t loader_threads = std::max<std::size_t>(1, options_.threads / 2);
  BatchLoader loader(batches.size(), loader_threads,
                     [&](std::size_t i) { return data_->train_batch(batches[i], epoch, share()); });
  EpochRecord record{.epoch = epoch, .development = {}};
  std::size_t step = 0;
  while (const std::optional<Batch> batch = loader.next()) {
    record.learning_rate = learning_rate();
    const StepResult result = learner_->train(*batch, record.learning_rate, state_.steps);
    ++state_.steps;
    record.training_loss += result.loss / static_cast<double>(batches.size());
    record.gradient_norm += result.gradient_norm / static_cast<double>(batches.size());
    if (observer_.step) observer_.step(epoch, ++step, batches.size(), result.loss);
    stop_if_requested();
  }
  record.development = develop();
  record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  judge(record);
}

std::vector<DevelopmentScore> Run::develop() {
  const std::vector<std::string>& sets = data_->development_sets();
  std::vector<std::array<std::vector<double>, 3>> predicted(sets.size()), wanted(sets.size());
  struct Row {
    std::size_t set;
    std::array<float, 3> targets;
  };
  std::vector<Row> rows;
  std::vector<float> estimates;  // rows x 3; 0 for the batches of other processes
  for (std::size_t batch = 0; batch < data_->development_batches(); ++batch) {
    const bool is_own = share().has(batch);
    const TrainingData::DevelopmentBatch part = data_->development_batch(batch, is_own);
    for (std::size_t i = 0; i < part.sets.size(); ++i) rows.push_back({part.sets[i], part.batch.targets[i]});
    if (is_own)
      for (const Prediction& one : learner_->predict(part.batch))
        estimates.insert(estimates.end(), one.dimensions.begin(), one.dimensions.end());
    estimates.resize(3 * rows.size());
  }
  wait_for_all();
  if (options_.processes != nullptr) options_.processes->sum(estimates);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t dimension = 0; dimension < 3; ++dimension) {
      const float target = rows[i].targets[dimension];
      if (!std::isfinite(target)) continue;
      predicted[rows[i].set][dimension].push_back(
          spread_about(centre_[dimension], recipe_.outputs.spread[dimension], estimates[3 * i + dimension]));
      wanted[rows[i].set][dimension].push_back(target);
    }
  std::vector<DevelopmentScore> scores;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    DevelopmentScore& score = scores.emplace_back(DevelopmentScore{.set = sets[set], .ccc = {}});
    for (std::size_t dimension = 0; dimension < 3; ++dimension)
      score.ccc[dimension] = concordance_correlation(predicted[set][dimension], wanted[set][dimension]);
  }
  return scores;
}

double Run::learning_rate() const {
  const OptimizerOptions& options = recipe_.optimizer;
  const double step = static_cast<double>(state_.steps);
  double rate = options.learning_rate * state_.rate_factor;
  if (options.schedule == OptimizerOptions::Schedule::cosine) {
    constexpr double lowest = 0.01;
    const double share = std::min(1.0, step / static_cast<double>(steps_an_epoch_ * recipe_.training.epochs));
    rate *= lowest + (1 - lowest) * 0.5 * (1 + std::cos(std::numbers::pi * share));
  }
  const double warmup = static_cast<double>(options.warmup_steps);
  return step < warmup ? rate * (step + 1) / warmup : rate;
}

void Run::judge(EpochRecord& record) {
  std::vector<double> set_scores;
  for (const DevelopmentScore& score : record.development) set_scores.push_back(mean_of_defined(score.ccc));
  record.score = set_scores.empty() ? -record.training_loss : mean_of_defined(set_scores);

  // Without development data nothing tells a better epoch from a worse one: the last is kept.
  const bool is_best = state_.best_epoch == 0 || record.score > state_.best_score || set_scores.empty();
  if (is_best) {
    state_.best_epoch = record.epoch;
    state_.best_score = record.score;
    state_.best_weights = learner_->weights();
    state_.best_encoder = learner_->encoder_weights();
  }
  const std::size_t since = record.epoch - std::max(state_.best_epoch, state_.last_rate_change);
  if (recipe_.optimizer.schedule == OptimizerOptions::Schedule::plateau && since >= recipe_.optimizer.plateau_patience) {
    state_.rate_factor /= 2;
    state_.last_rate_change = record.epoch;
  }
  state_.epochs.push_back(record);
  if (observer_.epoch) observer_.epoch(record, is_best);
}

bool Run::is_over() const {
  const std::size_t done = state_.epochs.size();
  const std::size_t patience = recipe_.training.patience;
  return done >= recipe_.training.epochs || (patience > 0 && done >= state_.best_epoch + patience);
}

}  // namespace

void train(const Recipe& recipe, const TrainerOptions& options, const TrainingObserver& observer) {
  Run(recipe, options, observer).execute();
}

}  // namespace affectus
