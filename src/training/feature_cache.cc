#include "training/feature_cache.h"

#include <string_view>

#include "base/files.h"
#include "cache/content_key.h"

namespace affectus {
namespace {

constexpr std::string_view feature_cache_version = "2";

}  // namespace

RawFeatures FeatureCache::get(const std::filesystem::path& recording, const FeatureExtractor& extractor,
                              const std::function<std::vector<float>()>& samples) const {
  if (!frames_.is_enabled()) return extractor.compute(samples());
  const std::string content = read_file(recording);
  std::vector<std::string> keys;
  RawFeatures features;
  for (std::size_t i = 0; i < extractor.front_end_count(); ++i) {
    keys.push_back(ContentKey()
                       .add(feature_cache_version)
                       .add(extractor.front_end(i).fingerprint())
                       .add(extractor.entries()[i].options)
                       .add(content)
                       .text());
    if (auto frames = frames_.find(keys.back(), extractor.front_end(i).dim())) features.push_back(std::move(*frames));
  }
  if (features.size() == keys.size()) return features;
  features = extractor.compute(samples());
  for (std::size_t i = 0; i < keys.size(); ++i) frames_.keep(keys[i], features[i]);
  return features;
}

}  // namespace affectus
