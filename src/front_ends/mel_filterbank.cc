#include "affectus/mel_filterbank.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <locale>
#include <numbers>
#include <sstream>

#include "affectus/error.h"
#include "front_ends/kept_frames.h"
#include "front_ends/mel_kernel.h"

namespace affectus {
namespace {

constexpr double nyquist_hz = sample_rate_hz / 2.0;

template <typename Value>
void expect(bool valid, const char* option, const std::string& range, Value found) {
  if (valid) return;
  std::ostringstream message;
  message.imbue(std::locale::classic());
  message << "mel filterbank: " << option << ": expected " << range << ", found " << found;
  throw Error(ErrorCode::invalid_argument, message.str());
}

std::size_t to_samples(double milliseconds) { return static_cast<std::size_t>(milliseconds * sample_rate_hz / 1000); }
double to_mel(double hz) { return 1127 * std::log(1 + hz / 700); }

double upper_edge_hz(const MelFilterbankOptions& options) {
  return options.high_hz > 0 ? options.high_hz : nyquist_hz + options.high_hz;
}

std::vector<float> make_window(MelFilterbankOptions::Window shape, std::size_t size) {
  constexpr double sixteen_bit = 32768;
  std::vector<float> window(size);
  for (std::size_t i = 0; i < size; ++i) {
    const double cosine = std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size - 1));
    double value = 0.5 - 0.5 * cosine;
    if (shape == MelFilterbankOptions::Window::povey) value = std::pow(value, 0.85);
    if (shape == MelFilterbankOptions::Window::hamming) value = 0.54 - 0.46 * cosine;
    window[i] = static_cast<float>(sixteen_bit * value);
  }
  return window;
}

// Triangles of equal width on the mel scale, each from the centre of the one before it to that of the one after it. The
// line at the Nyquist frequency belongs to none.
void append_filters(const MelFilterbankOptions& options, MelTables& tables) {
  const std::size_t size = tables.transform.size();
  const double low = to_mel(options.low_hz);
  const double step = (to_mel(upper_edge_hz(options)) - low) / static_cast<double>(options.bins + 1);
  for (std::size_t bin = 0; bin < options.bins; ++bin) {
    const double left = low + static_cast<double>(bin) * step, centre = left + step, right = centre + step;
    MelTables::Filter filter{0, 0, tables.weights.size()};
    for (std::size_t line = 0; line < size / 2; ++line) {
      const double mel = to_mel(static_cast<double>(line) * sample_rate_hz / static_cast<double>(size));
      if (mel <= left || mel >= right) continue;
      if (filter.count++ == 0) filter.first = line;
      tables.weights.push_back(static_cast<float>((mel <= centre ? mel - left : right - mel) / step));
    }
    expect(filter.count > 0, "bins", "so few that every filter has a line of the transform of " + std::to_string(size),
           options.bins);
    tables.filters.push_back(filter);
  }
}

MelTables make_tables(const MelFilterbankOptions& options) {
  options.validate();
  const std::size_t window_samples = to_samples(options.window_ms);
  MelTables tables{.window_samples = window_samples,
                   .hop_samples = to_samples(options.hop_ms),
                   .preemphasis = static_cast<float>(options.preemphasis),
                   .remove_mean = options.remove_mean,
                   .window = make_window(options.window, window_samples),
                   .transform = RealFft(std::bit_ceil(window_samples)),
                   .filters = {},
                   .weights = {}};
  append_filters(options, tables);
  return tables;
}

class MelFilterbankStream : public FrontEndStream {
 public:
  explicit MelFilterbankStream(std::shared_ptr<const MelTables> tables) : tables_(std::move(tables)), scratch_(*tables_) {
    buffer_.resize(tables_->window_samples + (RealFft::width - 1) * tables_->hop_samples);
  }

  void push(std::span<const float> samples, Frames& frames) override {
    while (!samples.empty()) {
      const std::size_t skipped = std::min(skip_, samples.size());
      skip_ -= skipped;
      samples = samples.subspan(skipped);
      const std::size_t count = std::min(samples.size(), buffer_.size() - filled_);
      std::copy_n(samples.begin(), count, buffer_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += count;
      samples = samples.subspan(count);
      if (filled_ == buffer_.size() || samples.empty()) compute(frames);
    }
  }

  void finish(Frames&) override {}

 private:
  // All frames that lie within the buffer; keeps from there on what later ones need.
  void compute(Frames& frames) {
    if (filled_ < tables_->window_samples) return;
    const std::size_t count = 1 + (filled_ - tables_->window_samples) / tables_->hop_samples;
    const std::size_t before = frames.count();
    frames.resize(before + count);
    mel_frames(*tables_, buffer_.data(), count, scratch_, frames[before].data());
    const std::size_t next = count * tables_->hop_samples, used = std::min(next, filled_);
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(used), buffer_.begin() + static_cast<std::ptrdiff_t>(filled_),
              buffer_.begin());
    filled_ -= used;
    skip_ = next - used;
  }

  std::shared_ptr<const MelTables> tables_;
  MelScratch scratch_;
  std::vector<float> buffer_;  // a block of frames, from the first sample of the next frame on
  std::size_t filled_ = 0;
  std::size_t skip_ = 0;  // samples to come that no frame has, where the hop is longer than the window
};

// A frame depends on its own samples only: windows that lie on one grid of hops share all frames of what they overlap.
class MelFilterbankMemory : public FrontEndMemory {
 public:
  explicit MelFilterbankMemory(std::shared_ptr<const MelTables> tables)
      : tables_(std::move(tables)), scratch_(*tables_), kept_(tables_->filters.size()) {}

  void compute(std::size_t start, std::span<const float> samples, Frames& frames) override {
    const std::size_t hop = tables_->hop_samples, first = start / hop, dim = tables_->filters.size();
    if (frames.dim() != dim) frames = Frames(dim);
    frames.resize(tables_->frame_count(samples.size()));
    if (frames.empty()) return;
    kept_.begin(start % hop, first);
    if (const std::size_t end = first + frames.count(); kept_.end() < end) {
      const std::size_t known = kept_.end() - first, missing = end - kept_.end();
      mel_frames(*tables_, samples.data() + known * hop, missing, scratch_, kept_.append(missing));
    }
    std::copy_n(kept_.at(first), frames.count() * dim, frames.data());
  }

 private:
  std::shared_ptr<const MelTables> tables_;
  MelScratch scratch_;
  KeptFrames<float> kept_;
};

// Everything that decides what the frames are.
std::string options_text(const MelFilterbankOptions& options) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  text << "bins " << options.bins << ", low_hz " << options.low_hz << ", high_hz " << options.high_hz << ", window_ms "
       << options.window_ms << ", hop_ms " << options.hop_ms << ", window " << static_cast<int>(options.window)
       << ", preemphasis " << options.preemphasis << ", remove_mean " << options.remove_mean;
  return text.str();
}

class MelFilterbank : public FrontEnd {
 public:
  explicit MelFilterbank(const MelFilterbankOptions& options)
      : fingerprint_("mfb: " + options_text(options)), tables_(std::make_shared<const MelTables>(make_tables(options))) {}

  std::string name() const override { return "mfb"; }
  std::size_t dim() const override { return tables_->filters.size(); }
  double frame_rate_hz() const override {
    return static_cast<double>(sample_rate_hz) / static_cast<double>(tables_->hop_samples);
  }
  std::size_t frame_count(std::size_t samples) const override { return tables_->frame_count(samples); }
  std::size_t first_frame_samples() const override { return tables_->window_samples; }
  std::unique_ptr<FrontEndStream> open_stream() const override { return std::make_unique<MelFilterbankStream>(tables_); }
  std::unique_ptr<FrontEndMemory> open_memory() const override { return std::make_unique<MelFilterbankMemory>(tables_); }
  std::string fingerprint() const override { return fingerprint_; }

  using FrontEnd::compute;
  // Straight from the samples, without the stream's copies.
  void compute(std::span<const float> samples, Frames& frames) const override {
    if (frames.dim() != dim()) frames = Frames(dim());
    frames.resize(frame_count(samples.size()));
    MelScratch scratch(*tables_);
    mel_frames(*tables_, samples.data(), frames.count(), scratch, frames.data());
  }

 private:
  std::string fingerprint_;
  std::shared_ptr<const MelTables> tables_;
};

}  // namespace

void MelFilterbankOptions::validate() const {
  expect(bins >= 1 && bins <= 512, "bins", "1 to 512", bins);
  expect(window_ms >= 1 && window_ms <= 1000, "window_ms", "1 to 1000", window_ms);
  expect(hop_ms >= 1 && hop_ms <= 1000, "hop_ms", "1 to 1000", hop_ms);
  expect(preemphasis >= 0 && preemphasis <= 1, "preemphasis", "0 to 1", preemphasis);
  expect(high_hz > -nyquist_hz && high_hz <= nyquist_hz, "high_hz", "above -8000 and up to 8000", high_hz);
  expect(low_hz >= 0 && low_hz < upper_edge_hz(*this), "low_hz", "0 to below the upper edge", low_hz);
}

std::unique_ptr<FrontEnd> make_mel_filterbank(const MelFilterbankOptions& options) {
  return std::make_unique<MelFilterbank>(options);
}

}  // namespace affectus
