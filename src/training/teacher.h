// A model from which a smaller one learns.
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

/// Its outputs for a recording are computed once and kept, named by the recording's bytes and the model's. Immutable;
/// output() may be called from several threads at once.
class Teacher {
 public:
  /// `folder`: a model folder of this project. Throws the errors of load_model_folder().
  Teacher(const std::filesystem::path& folder, const FrontEndRegistry& front_ends, FrameCache cache);

  std::size_t embedding_dim() const { return model_->config().estimator.embedding_dim(); }
  const std::vector<std::string>& categories() const { return model_->config().categories; }
  /// A key of everything that determines the model's outputs; the figures in its config do not change it.
  const std::string& content() const { return content_; }

  /// The outputs for a whole utterance, in the order of the student's `categories`; a category that the teacher does not
  /// have is 0. `key` is that of the recording's bytes; `recording` is for messages.
  TeacherOutput output(const std::filesystem::path& recording, const ContentKey& key,
                       const std::vector<std::string>& categories, const std::function<std::vector<float>()>& samples) const;
  /// Throws Error(invalid_argument) if the teacher lacks a dimension, has none of the `categories`, or lacks the raters'
  /// standard deviations where they are needed.
  void check(const std::vector<std::string>& categories, bool needs_deviations) const;

 private:
  Estimate estimate(const std::filesystem::path& recording, const ContentKey& bytes,
                    const std::function<std::vector<float>()>& samples) const;

  std::shared_ptr<const Model> model_;
  FrameCache cache_;
  std::string content_;
};

}  // namespace affectus
