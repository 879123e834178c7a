#include "training/audio_store.h"

#include <utility>

#include "affectus/audio.h"

namespace affectus {

AudioStore::AudioStore(std::vector<std::filesystem::path> paths, std::size_t budget_bytes)
    : paths_(std::move(paths)), budget_bytes_(budget_bytes), kept_(paths_.size()) {}

Samples AudioStore::samples(std::size_t index) {
  {
    const std::lock_guard lock(mutex_);
    if (kept_[index]) return kept_[index];
  }
  auto samples = std::make_shared<const std::vector<float>>(read_audio(paths_[index]));
  const std::size_t bytes = samples->size() * sizeof(float);
  const std::lock_guard lock(mutex_);
  if (!kept_[index] && kept_bytes_ + bytes <= budget_bytes_) {
    kept_bytes_ += bytes;
    kept_[index] = samples;
  }
  return samples;
}

}  // namespace affectus
