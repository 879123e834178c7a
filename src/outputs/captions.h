// What WebVTT and SubRip have in common: numbered cues that a player shows over the recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "affectus/writer.h"

namespace affectus {

/// A cue a row, by start, as soon as it is there. Cues may overlap, so windows keep their own times.
class CaptionWriter : public Writer {
 public:
  CaptionWriter(std::ostream& out, const RunFacts& facts, char decimal_mark)
      : out_(out), facts_(facts), decimal_mark_(decimal_mark) {}

  void begin(const Recording&) override { number_ = 0; }
  void row(const EmotionSegment& row) override;
  void end(const RecordingEnd& end) override;
  void finish() override { out_.flush(); }

 protected:
  const RunFacts& facts() const { return facts_; }

 private:
  /// What the document begins with; empty: with its first cue.
  virtual std::string header() const { return {}; }
  /// A line of a cue that shows `text`, which is one line and valid UTF-8.
  virtual std::string cue_text(const std::string& text) const = 0;

  void write_header();
  void write_cue(const EmotionSegment& row);
  std::string cue_time(std::int64_t ms) const;
  std::string payload(const EmotionSegment& row) const;

  std::ostream& out_;
  RunFacts facts_;
  char decimal_mark_;
  bool has_header_ = false;
  bool is_empty_ = true;
  std::size_t number_ = 0;            // of the last cue
  std::vector<EmotionSegment> held_;  // not in the order of their starts yet
};

}  // namespace affectus
