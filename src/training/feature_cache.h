// Keeps features of recordings on disk, so that a second run need not decode the recordings.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "base/content_key.h"
#include "cache/frame_cache.h"
#include "training/feature_extractor.h"

namespace affectus {

/// One utterance, not normalised. With a cache it is read from there, so that a corpus may be larger than memory.
using StoredFeatures = std::vector<StoredFrames>;  // of each front end
RawFeatures load(const StoredFeatures& features);

/// The key of a file's bytes, computed once for each recording and used in all names of its results.
ContentKey key_of_file(const std::filesystem::path& file);

/// One file for each recording and front end, named by the recording's bytes and the front end with its options. May be used
/// from several threads and processes at once.
class FeatureCache {
 public:
  explicit FeatureCache(FrameCache frames) : frames_(std::move(frames)) {}

  /// The features of a recording, from the cache if all are complete there, else from compute(), and then they are kept.
  /// `recording` is the key of its bytes (key_of_file()). `variant` distinguishes versions of the same recording; empty: the
  /// unchanged recording.
  StoredFeatures get(const ContentKey& recording, const FeatureExtractor& extractor, std::string_view variant,
                     const std::function<RawFeatures()>& compute) const;

 private:
  FrameCache frames_;
};

}  // namespace affectus
