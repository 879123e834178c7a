// A base for formats that need the whole recording before its first row can be written.
#pragma once

#include <utility>

#include "affectus/writer.h"

namespace affectus {

class WholeRecordingWriter : public Writer {
 public:
  void begin(const Recording& recording) override { collector_.begin(recording); }
  void row(const EmotionSegment& row) override { collector_.row(row); }
  void end(const RecordingEnd& end) override { collector_.end(end); }

 protected:
  virtual void write(const FileResult& result) = 0;

 private:
  class Collector : public ResultCollector {
   public:
    explicit Collector(WholeRecordingWriter& writer) : writer_(writer) {}
    void take(FileResult&& result) override { writer_.write(result); }

   private:
    WholeRecordingWriter& writer_;
  };
  Collector collector_{*this};
};

}  // namespace affectus
