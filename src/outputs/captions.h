// Shared code of WebVTT and SubRip: numbered cues that a player shows over the recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "affectus/writer.h"

namespace affectus {

/// Writes one cue for each row, in order of start, as soon as it is known. Cues may overlap, so windows keep their own
/// times.
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
  /// The beginning of the document; empty: it begins with the first cue.
  virtual std::string header() const { return {}; }
  /// The text after the cues of a recording with these warnings.
  virtual std::string footer(const std::vector<Warning>&) const { return {}; }
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
  std::vector<EmotionSegment> held_;  // to be written in the order of their starts
};

}  // namespace affectus
