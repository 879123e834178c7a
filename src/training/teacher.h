// A model that a smaller one learns from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "affectus/model.h"
#include "base/content_key.h"
#include "cache/frame_cache.h"
#include "training/batch.h"

namespace affectus {

/// What it says of a recording is computed once and kept, named by the recording's bytes and the model's. Immutable;
/// output() may be called from several threads at once.
class Teacher {
 public:
  /// `folder`: a model folder of this project. Throws Error as Model::load does.
  Teacher(const std::filesystem::path& folder, const FrontEndRegistry& front_ends, FrameCache cache);

  std::size_t embedding_dim() const { return model_->config().estimator.embedding_dim(); }
  const std::vector<std::string>& categories() const { return model_->config().categories; }
  /// Changes with all that decides what the model says, but not with the figures in its config.
  const std::string& content() const { return content_; }

  /// Of a whole utterance, in the order of the student's `categories`; a category that the teacher does not have is 0.
  /// `key` is that of the recording's bytes; `recording` is for messages.
  TeacherOutput output(const std::filesystem::path& recording, const ContentKey& key,
                       const std::vector<std::string>& categories, const std::function<std::vector<float>()>& samples) const;
  /// Throws Error(invalid_argument) where the teacher lacks a dimension, or knows none of the `categories`.
  void check(const std::vector<std::string>& categories) const;

 private:
  Estimate estimate(const std::filesystem::path& recording, const ContentKey& bytes,
                    const std::function<std::vector<float>()>& samples) const;

  std::shared_ptr<const Model> model_;
  FrameCache cache_;
  std::string content_;
};

}  // namespace affectus
