#include "affectus/prosody.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <sstream>

#include "affectus/error.h"
#include "front_ends/pitch_candidates.h"
#include "front_ends/pitch_path.h"

namespace affectus {
namespace {

// The grid of the mel filterbank: windows of 25 ms every 10 ms.
constexpr std::size_t window_samples = 400;
constexpr std::size_t hop_samples = 160;
constexpr std::size_t columns = 3;
constexpr float loudest_sample = 1e9F;  // far beyond any recording; keeps powers within float's range
constexpr double energy_floor = 1e-12;  // mean square, below a 16 bit file's last bit

class ProsodyStream : public FrontEndStream {
 public:
  ProsodyStream(std::shared_ptr<const PitchAnalysis> analysis, const ProsodyOptions& options)
      : analysis_(std::move(analysis)), path_(options), lead_(analysis_->half_window() - window_samples / 2) {
    // Nothing comes before the first sample.
    buffer_.assign(lead_, 0.0F);
    first_ = static_cast<std::ptrdiff_t>(lead_);
  }

  void push(std::span<const float> samples, Frames& frames) override {
    for (const float sample : samples)
      buffer_.push_back(std::isfinite(sample) ? std::clamp(sample, -loudest_sample, loudest_sample) : 0.0F);
    samples_ += samples.size();
    const std::size_t whole = 2 * analysis_->half_window();
    while (buffer_.size() >= whole + (RealFft::width - 1) * hop_samples) analyse(RealFft::width);
    give(frames);
  }

  void finish(Frames& frames) override {
    const std::size_t total = samples_ < window_samples ? 0 : 1 + (samples_ - window_samples) / hop_samples;
    const auto last = static_cast<std::ptrdiff_t>(buffer_.size());
    buffer_.resize(buffer_.size() + analysis_->half_window() * 2, 0.0F);
    last_ = last;
    while (analysed_ < total) analyse(std::min(RealFft::width, total - analysed_));
    path_.finish(decisions_);
    give(frames);
  }

 private:
  // The next `count` frames, from the start of the buffer; then what they alone needed is dropped.
  void analyse(std::size_t count) {
    const std::ptrdiff_t last = last_ ? *last_ : static_cast<std::ptrdiff_t>(buffer_.size());
    const std::size_t needed = 2 * analysis_->half_window() + (count - 1) * hop_samples;
    if (buffer_.size() < needed) buffer_.resize(needed, 0.0F);
    std::vector<PitchFrame>& pitch = pitch_;
    pitch.resize(count);
    analysis_->analyse(buffer_.data(), first_, last, hop_samples, pitch, scratch_);
    for (std::size_t i = 0; i < count; ++i) {
      const float* window = buffer_.data() + i * hop_samples + lead_;
      double sum = 0;
      for (std::size_t n = 0; n < window_samples; ++n) sum += double{window[n]} * window[n];
      log_energies_.push_back(static_cast<float>(std::log(std::max(sum / window_samples, energy_floor))));
      path_.push(pitch[i], decisions_);
    }
    const auto used = static_cast<std::ptrdiff_t>(count * hop_samples);
    buffer_.erase(buffer_.begin(), buffer_.begin() + used);
    first_ -= used;
    if (last_) *last_ -= used;
    analysed_ += count;
  }

  void give(Frames& frames) {
    for (const PitchDecision& decision : decisions_) {
      const std::span<float> row = frames.append();
      const float correlation = std::clamp(decision.correlation, 0.0F, 1.0F);
      row[0] = decision.frequency_hz;
      // Voiced frames above one half, unvoiced ones up to it, by how periodic they are.
      row[1] = decision.frequency_hz > 0 ? std::max(0.501F, 0.5F + 0.5F * correlation) : 0.5F * correlation;
      row[2] = log_energies_.front();
      log_energies_.pop_front();
    }
    decisions_.clear();
  }

  std::shared_ptr<const PitchAnalysis> analysis_;
  PitchPath path_;
  PitchAnalysis::Scratch scratch_;
  std::vector<PitchFrame> pitch_;
  std::size_t lead_;                    // samples of the analysis's window before the mel filterbank's
  std::vector<float> buffer_;           // from the start of the next frame's analysis window on
  std::ptrdiff_t first_ = 0;            // of the buffer: the first sample that exists
  std::optional<std::ptrdiff_t> last_;  // of the buffer: the signal's end, once known
  std::size_t samples_ = 0;
  std::size_t analysed_ = 0;  // frames
  std::deque<float> log_energies_;
  std::vector<PitchDecision> decisions_;
};

class Prosody : public FrontEnd {
 public:
  explicit Prosody(const ProsodyOptions& options) : options_(options), analysis_(make_analysis(options)) {}

  std::string name() const override { return "prosody"; }
  std::size_t dim() const override { return columns; }
  double frame_rate_hz() const override { return static_cast<double>(sample_rate_hz) / hop_samples; }
  std::size_t frame_count(std::size_t samples) const override {
    return samples < window_samples ? 0 : 1 + (samples - window_samples) / hop_samples;
  }
  std::unique_ptr<FrontEndStream> open_stream() const override {
    return std::make_unique<ProsodyStream>(analysis_, options_);
  }

 private:
  static std::shared_ptr<const PitchAnalysis> make_analysis(const ProsodyOptions& options) {
    options.validate();
    return std::make_shared<const PitchAnalysis>(options);
  }

  ProsodyOptions options_;
  std::shared_ptr<const PitchAnalysis> analysis_;
};

}  // namespace

void ProsodyOptions::validate() const {
  if (floor_hz >= 40 && ceiling_hz <= 1000 && floor_hz < ceiling_hz) return;
  std::ostringstream message;
  message << "prosody: expected floor_hz of at least 40 below ceiling_hz of at most 1000, found " << floor_hz << " and "
          << ceiling_hz;
  throw Error(ErrorCode::invalid_argument, message.str());
}

std::unique_ptr<FrontEnd> make_prosody(const ProsodyOptions& options) { return std::make_unique<Prosody>(options); }

}  // namespace affectus
