#include "training/feature_cache.h"

#include "base/content_key.h"
#include "storage/files.h"

namespace affectus {
namespace {

constexpr std::string_view feature_cache_version = "3";

}  // namespace

ContentKey key_of_file(const std::filesystem::path& file) { return ContentKey().add(read_file(file)); }

RawFeatures load(const StoredFeatures& features) {
  RawFeatures loaded;
  for (const StoredFrames& part : features) loaded.push_back(part.load());
  return loaded;
}

StoredFeatures FeatureCache::get(const ContentKey& recording, const FeatureExtractor& extractor, std::string_view variant,
                                 const std::function<RawFeatures()>& compute) const {
  std::vector<std::string> keys;
  const auto find = [&] {
    StoredFeatures features;
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (auto frames = frames_.find(keys[i], extractor.front_end(i).dim())) features.push_back(std::move(*frames));
    return features;
  };
  if (frames_.is_enabled()) {
    for (std::size_t i = 0; i < extractor.front_end_count(); ++i) {
      ContentKey key;
      key.add(feature_cache_version).add(extractor.front_end(i).fingerprint()).add(recording.text());
      if (!variant.empty()) key.add(variant);
      keys.push_back(key.text());
    }
    if (StoredFeatures found = find(); found.size() == keys.size()) return found;
  }
  const RawFeatures computed = compute();
  for (std::size_t i = 0; i < keys.size(); ++i) frames_.keep(keys[i], computed[i]);
  if (StoredFeatures found = find(); frames_.is_enabled() && found.size() == keys.size()) return found;
  StoredFeatures features;
  for (const Frames& part : computed) features.emplace_back(part);
  return features;
}

}  // namespace affectus
