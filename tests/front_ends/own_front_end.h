// A front end of a program's own, which the library knows nothing of.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "affectus/front_end.h"
#include "front_ends/option_reader.h"

namespace affectus::testing {

/// "peak": the largest size of a sample of each stretch of `stretch` samples, which is its option.
class PeakFrontEnd : public FrontEnd {
 public:
  explicit PeakFrontEnd(std::size_t stretch) : stretch_(stretch) {}

  std::string name() const override { return "peak"; }
  std::size_t dim() const override { return 1; }
  double frame_rate_hz() const override { return static_cast<double>(sample_rate_hz) / static_cast<double>(stretch_); }
  std::size_t frame_count(std::size_t samples) const override { return samples / stretch_; }
  std::size_t first_frame_samples() const override { return stretch_; }
  std::unique_ptr<FrontEndStream> open_stream() const override { return std::make_unique<Stream>(stretch_); }
  std::string fingerprint() const override { return "peak: stretch " + std::to_string(stretch_); }

  static std::unique_ptr<FrontEnd> make(const std::string& name, const std::string& options) {
    if (name != "peak") return nullptr;
    OptionReader reader(name, options);
    std::size_t stretch = 160;
    reader.read("stretch", stretch);
    reader.finish();
    return std::make_unique<PeakFrontEnd>(stretch);
  }

 private:
  class Stream : public FrontEndStream {
   public:
    explicit Stream(std::size_t stretch) : stretch_(stretch) {}
    void push(std::span<const float> samples, Frames& frames) override {
      for (const float sample : samples) {
        peak_ = std::max(peak_, std::abs(sample));
        if (++count_ < stretch_) continue;
        frames.append()[0] = peak_;
        peak_ = 0;
        count_ = 0;
      }
    }
    void finish(Frames&) override {}

   private:
    std::size_t stretch_;
    std::size_t count_ = 0;
    float peak_ = 0;
  };

  std::size_t stretch_;
};

/// The front ends that are built in, and this one.
inline FrontEndRegistry registry_with_peak() { return FrontEndRegistry().add("peak", PeakFrontEnd::make); }

}  // namespace affectus::testing
