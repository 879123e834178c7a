// Features on disk, so that a second run over the same recordings need not decode them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "training/feature_extractor.h"

namespace affectus {

/// A file a recording and front end, named by a hash of the recording's bytes and the front end with its options; whoever
/// changes what a front end computes must change feature_cache_version. May be used from several threads and processes at
/// once.
class FeatureCache {
 public:
  /// An empty `folder`: nothing is cached.
  explicit FeatureCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// $AFFECTUS_CACHE_DIR/features, else $XDG_CACHE_HOME/affectus/features, else ~/.cache/affectus/features.
  static FeatureCache standard();

  /// The features of a recording, from the cache if all are there and whole, else from samples(), and then they are kept. A
  /// cache that cannot be written is passed over in silence: it changes nothing but time.
  RawFeatures get(const std::filesystem::path& recording, const FeatureExtractor& extractor,
                  const std::function<std::vector<float>()>& samples) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace affectus
