#include "training/training_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "base/content_key.h"
#include "processes/process_group.h"
#include "text/text.h"
#include "threads/parallel.h"
#include "training/random_purpose.h"

namespace affectus {
namespace {

std::vector<std::filesystem::path> paths_of(const std::vector<LabelledUtterance>& utterances) {
  std::vector<std::filesystem::path> paths;
  for (const LabelledUtterance& utterance : utterances) paths.push_back(utterance.path);
  return paths;
}

template <typename Features>
std::size_t frame_count(const Features& features) {
  std::size_t count = std::numeric_limits<std::size_t>::max();
  for (const auto& part : features) count = std::min(count, part.count());
  return count;
}

// Inverted dropout: what is kept is scaled so that the mean stays. Four values are decided by one random number, 16 bits
// each.
void drop(Frames& frames, double share, RandomStream& random) {
  const auto below = static_cast<std::uint64_t>(std::lround(share * 0x1p16));
  const auto keep = static_cast<float>(0x1p16 / (0x1p16 - static_cast<double>(below)));
  float* values = frames.data();
  const std::size_t count = frames.count() * frames.dim();
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i, bits >>= 16) {
    if (i % 4 == 0) bits = random.bits();
    values[i] = (bits & 0xffff) < below ? 0.0f : values[i] * keep;
  }
}

}  // namespace

TrainingData::TrainingData(const Recipe& recipe, TrainingSet set, const FeatureCache& cache, const FrontEndRegistry& others,
                           const Teacher* teacher, std::size_t threads,
                           const std::function<void(std::size_t, std::size_t)>& progress, ProcessGroup* processes,
                           double longest_s)
    : recipe_(recipe),
      set_(std::move(set)),
      features_(recipe.front_ends, recipe.frame_rate_hz, others),
      audio_(paths_of(set_.train), recipe.training.audio_memory_mb << 20),
      augmentation_(recipe.augmentation, set_.train.size(), [this](std::size_t index) { return audio_.samples(index); }) {
  const std::size_t all = size();
  train_.resize(set_.train.size());
  std::vector<StoredFeatures> development(set_.development.size());
  if (teacher != nullptr) teacher_.resize(train_.size());
  const AugmentationOptions& augmentation = recipe.augmentation;
  if (augmentation.changes_samples() && augmentation.copies > 0) copies_.resize(train_.size());
  const auto prepare = [&](std::size_t i) {
    const bool is_training = i < train_.size();
    StoredFeatures& features = is_training ? train_[i] : development[i - train_.size()];
    const ContentKey key = key_of_file(path(i));
    features = cache.get(key, features_, {},
                         [&] { return features_.compute(is_training ? *audio_.samples(i) : read_audio(path(i))); });
    if (frame_count(features) == 0)
      throw Error(ErrorCode::invalid_format, path(i).string() + ": expected at least one frame of audio, found less");
    check_length(i, features[0].count(), longest_s);
    if (teacher != nullptr && is_training)
      teacher_[i] = teacher->output(path(i), key, set_.categories, [&] { return *audio_.samples(i); });
    if (is_training && !copies_.empty()) copies_[i] = make_copies(cache, i, key);
  };
  const Share share = processes == nullptr ? Share{} : processes->share();
  const std::size_t block = 64 * share.count;  // progress is told after so many
  ThreadPool pool(threads);
  check_claimed_lengths(longest_s, share, pool);
  for (std::size_t start = 0; start < all; start += block) {
    const std::size_t count = std::min(block, all - start);
    parallel_for(pool, share.size(count), [&](std::size_t i) { prepare(start + share.row(i)); });
    if (processes != nullptr) {
      processes->wait_for_all();
      parallel_for(pool, count, [&](std::size_t i) {
        if (!share.has(i)) prepare(start + i);  // found in the cache, if that is common
      });
    }
    progress(start + count, all);
  }

  features_.set_global_normalization(train_.size(), [&](std::size_t i) { return load(train_[i]); });
  const double first_rate_hz = features_.front_end(0).frame_rate_hz();
  for (const StoredFeatures& features : train_)
    train_lengths_.push_back(static_cast<double>(features[0].count()) / first_rate_hz);
  const double recorded_s = *std::max_element(train_lengths_.begin(), train_lengths_.end());
  longest_training_input_s_ =
      augmentation.crop_probability == 1 ? std::min(recorded_s, augmentation.crop_s.high) : recorded_s;
  if (augmentation.changes_samples() && copies_.empty()) train_.clear();  // they are computed as they are needed
  order_development(std::move(development), pool);
}

void TrainingData::check_length(std::size_t i, std::size_t frames, double longest_s) const {
  const double recorded_s = static_cast<double>(frames) / features_.front_end(0).frame_rate_hz();
  const bool is_changed = i < set_.train.size() || recipe_.training.develop_degraded;
  const double becomes_s = is_changed ? recipe_.augmentation.longest_s(recorded_s) : recorded_s;
  const auto text = [](double seconds) { return shortest_double(std::round(1000 * seconds) / 1000) + " s"; };
  if (std::max(recorded_s, becomes_s) <= longest_s) return;
  throw Error(ErrorCode::invalid_argument,
              path(i).string() + ": expected at most " + text(longest_s) +
                  " (the front end's option window_s) where an encoder learns, found " + text(recorded_s) +
                  (recorded_s <= longest_s ? ", which [augmentation] may slow down to " + text(becomes_s) : ""));
}

// Containers may be wrong: what they claim to be too long is decoded.
void TrainingData::check_claimed_lengths(double longest_s, const Share& share, ThreadPool& pool) const {
  if (!std::isfinite(longest_s)) return;
  const auto check = [&](std::size_t i, double samples) {
    check_length(i, features_.front_end(0).frame_count(static_cast<std::size_t>(samples)), longest_s);
  };
  parallel_for(pool, share.size(size()), [&](std::size_t row) {
    const std::size_t i = share.row(row);
    std::optional<double> claimed_s;
    try {
      claimed_s = AudioReader::open(path(i)).duration_hint_s();
    } catch (const Error&) {  // told when it is read
    }
    if (!claimed_s || !std::isfinite(*claimed_s) || *claimed_s < 0) return;
    try {
      check(i, *claimed_s * static_cast<double>(sample_rate_hz));
    } catch (const Error&) {
      check(i, static_cast<double>(read_audio(path(i)).size()));
    }
  });
}

// Epoch 0 is no training epoch: the same degradation whenever the development set is scored.
RawFeatures TrainingData::degraded(std::size_t development_index) const {
  RandomStream random{recipe_.training.seed, random_augmentation, 0, development_index};
  const std::vector<float> recorded = read_audio(set_.development[development_index].path);
  return augmented(recorded, random);
}

void TrainingData::order_development(std::vector<StoredFeatures> stored, ThreadPool& pool) {
  const std::size_t count = stored.size();
  if (recipe_.training.develop_degraded) {
    stored.resize(2 * count);
    parallel_for(pool, count, [&](std::size_t i) {
      for (Frames& part : degraded(i)) stored[count + i].emplace_back(std::move(part));
    });
  }
  std::map<std::pair<std::size_t, bool>, std::size_t> set_of;  // of corpus and degradation
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::size_t utterance = i % count;
    const std::size_t corpus = set_.development[utterance].corpus;
    const auto [entry, is_new] = set_of.try_emplace({corpus, i >= count}, development_sets_.size());
    if (is_new) development_sets_.push_back(set_.corpora[corpus].name + (i < count ? "" : " degraded"));
    development_.push_back({utterance, entry->second, std::move(stored[i])});
  }
  std::ranges::stable_sort(development_, {}, [](const DevelopmentItem& item) { return frame_count(item.features); });
}

Frames TrainingData::recorded_frames(std::size_t index) const {
  return features_.normalize(train_.empty() ? features_.compute(*audio_.samples(index)) : load(train_[index]));
}

std::size_t TrainingData::development_batches() const {
  return (development_.size() + recipe_.training.batch_size - 1) / recipe_.training.batch_size;
}

TrainingData::DevelopmentBatch TrainingData::development_batch(std::size_t index, bool with_frames) const {
  DevelopmentBatch result;
  const std::size_t first = index * recipe_.training.batch_size;
  const std::size_t end = std::min(first + recipe_.training.batch_size, development_.size());
  for (std::size_t i = first; i < end; ++i) {
    const DevelopmentItem& item = development_[i];
    add(result.batch, labels_of(set_.development[item.utterance]));
    if (with_frames) result.batch.frames.push_back(features_.normalize(load(item.features)));
    result.sets.push_back(item.set);
  }
  return result;
}

RawFeatures TrainingData::augmented(const std::vector<float>& recorded, RandomStream& random) const {
  std::vector<float> samples = recorded;
  augmentation_.change_samples(samples, random);
  RawFeatures features = features_.compute(samples);
  if (frame_count(features) == 0) features = features_.compute(recorded);  // a short recording, cut and sped up
  return features;
}

// What chance decides follows from the recording and the copy's number only, so that other divisions of a corpus and other
// seeds find the same copies in the cache; with babble, from the training set, too.
std::vector<StoredFeatures> TrainingData::make_copies(const FeatureCache& cache, std::size_t index,
                                                      const ContentKey& recording) const {
  std::string others;
  if (augmentation_.uses_other_voices())
    for (const TrainingSet::Corpus& corpus : set_.corpora)
      others += corpus.manifest_hash + ' ' + std::to_string(corpus.train_count) + ' ';
  std::vector<StoredFeatures> copies;
  for (std::size_t copy = 1; copy <= recipe_.augmentation.copies; ++copy) {
    const std::string variant = recipe_.augmentation.sample_changes() + others + std::to_string(copy);
    copies.push_back(cache.get(recording, features_, variant, [&] {
      RandomStream random{random_augmentation, recording.number(), copy};
      return augmented(*audio_.samples(index), random);
    }));
  }
  return copies;
}

Frames TrainingData::train_frames(std::size_t index, const std::optional<Mixture>& mixture, RandomStream& random) const {
  if (mixture) {
    std::vector<float> samples = *audio_.samples(index);
    augmentation_.mix_samples(samples, *mixture);
    return features_.normalize(augmented(samples, random));
  }
  if (const std::size_t copy = copies_.empty() ? 0 : random.below(copies_[index].size() + 1); copy > 0)
    return features_.normalize(load(copies_[index][copy - 1]));
  if (!train_.empty()) return recorded_frames(index);
  return features_.normalize(augmented(*audio_.samples(index), random));
}

Labels TrainingData::train_labels(const Draw& draw, std::uint64_t epoch, const std::optional<Mixture>& mixture) const {
  const LossOptions& loss = recipe_.loss;
  RandomStream random{recipe_.training.seed, random_vote_dropout, epoch, draw.index, draw.repetition};
  const auto of_one = [&](std::size_t index) {
    Labels labels = labels_of(set_.train[index]);
    if (loss.vote_dropout > 0) labels.votes = vote_shares(drop_votes(set_.train[index].votes, loss.vote_dropout, random));
    if (!teacher_.empty()) labels.teacher = teacher_[index];
    return labels;
  };
  Labels labels = of_one(draw.index);
  if (!mixture) return labels;
  return mean_of(labels, of_one(mixture->other), set_.categories.size(), loss.label_smoothing);
}

Batch TrainingData::train_batch(std::span<const Draw> draws, std::uint64_t epoch, const Share& share) const {
  Batch batch;
  batch.share = share;
  const std::uint64_t seed = recipe_.training.seed;
  for (std::size_t row = 0; row < draws.size(); ++row) {
    const Draw& draw = draws[row];
    RandomStream mixing{seed, random_mixture, epoch, draw.index, draw.repetition};
    const std::optional<Mixture> mixture = augmentation_.mixture(mixing);
    if (!share.has(row)) {
      add(batch, train_labels(draw, epoch, mixture));
      continue;
    }
    RandomStream random{seed, draw.view == 0 ? random_augmentation : random_second_view, epoch, draw.index, draw.repetition};
    Frames frames = train_frames(draw.index, mixture, random);
    augmentation_.change_frames(frames, features_.frame_rate_hz(), random);
    if (recipe_.training.input_dropout > 0) drop(frames, recipe_.training.input_dropout, random);
    add(batch, train_labels(draw, epoch, mixture), std::move(frames));
  }
  return batch;
}

}  // namespace affectus
