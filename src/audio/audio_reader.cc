#include <algorithm>
#include <cmath>
#include <utility>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/frame_samples.h"
#include "audio/frame_source.h"
#include "audio/raw_format.h"
#include "audio/resampler.h"
#include "audio/time_line.h"
#include "base/failure.h"
#include "signal/cancelling_channels.h"
#include "signal/channel_mixer.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::size_t block_samples = 8192;

}  // namespace

struct AudioReader::Impl {
  std::string name;
  ChannelMixer mixer;
  FrameSource source;
  TimeLine time_line;
  CancellingChannels cancelling;
  std::vector<Silence> silences;  // of the time line and of channels that cancel, in order
  std::size_t told_silences = 0;  // of the time line
  std::size_t signal_count;
  std::function<bool()> stopped;

  ffmpeg::Frame frame{ffmpeg::allocated(av_frame_alloc())};
  ffmpeg::Frame held{ffmpeg::allocated(av_frame_alloc())};  // one whose time stamp the next must confirm
  bool has_frame = false, has_held = false;
  std::optional<TimeLine::Place> held_place;  // once the next has
  std::uint64_t silence = 0;                  // samples at rate_hz that are still to come

  int rate_hz = 0;
  std::vector<Resampler> resamplers;        // one a signal
  std::vector<std::vector<float>> decoded;  // [signal], at rate_hz
  std::uint64_t samples = 0;                // given, at 16 kHz
  std::optional<std::uint64_t> most_samples;
  bool is_cut = false;  // there are more than most_samples
  bool has_sound = false;
  bool ended = false;
  bool replaced_values = false;
  std::string warning;
  std::vector<Warning> warnings;

  Impl(std::unique_ptr<ByteInput> input, const std::string& shown_name, const std::string& file_name,
       const AudioOptions& options)
      : name(shown_name),
        mixer(options.channels),
        source(std::move(input), shown_name, file_name, options),
        time_line(source.format(), source.stream()),
        signal_count(mixer.signal_count(source.channels(), name)),
        stopped(options.stopped),
        decoded(signal_count) {
    if (const std::optional<double> most_s = options.recording.max_duration_s)
      most_samples = static_cast<std::uint64_t>(std::llround(*most_s * sample_rate_hz));
  }

  static void check(const RecordingOptions& options) {
    constexpr double shortest_s = 1.0 / sample_rate_hz, longest_s = 1e9;
    const std::optional<double>& most_s = options.max_duration_s;
    if (most_s && !(*most_s >= shortest_s && *most_s <= longest_s))
      throw Error(
          ErrorCode::invalid_argument,
          "max duration: expected seconds from one sample (0.0000625) to 1000000000, found " + shortest_double(*most_s));
    if (options.track && *options.track < 0)
      throw Error(ErrorCode::invalid_argument, "track: expected a number from 0, found " + std::to_string(*options.track));
    if (options.raw) affectus::check(*options.raw);
  }

  std::optional<double> duration_hint_s() const {
    const std::optional<double> hint_s = source.duration_hint_s();
    if (!hint_s || !most_samples) return hint_s;
    return std::min(*hint_s, static_cast<double>(*most_samples) / sample_rate_hz);
  }

  // Demuxers may take an input that gives up for one that ends.
  void throw_if_stopped() const {
    if (stopped && stopped()) throw_cancelled();
  }

  // Decodes until a block is there or the end is reached.
  bool read(std::vector<std::vector<float>>& signals) {
    if (ended) return false;
    throw_if_stopped();
    signals.resize(signal_count);
    const std::size_t before = signals.front().size();
    // What comes as it comes is given as it comes.
    const std::size_t wanted = source.is_piped() ? 1 : block_samples;
    while (!ended && signals.front().size() - before < wanted) {
      if (!step(signals)) {
        ended = true;
        flush(signals);
      }
      cut(signals, before);
    }
    samples += signals.front().size() - before;
    if (ended) conclude();
    return signals.front().size() > before;
  }

  // What lies beyond the longest duration that was asked for.
  void cut(std::vector<std::vector<float>>& signals, std::size_t before) {
    if (!most_samples || samples + (signals.front().size() - before) <= *most_samples) return;
    for (std::vector<float>& signal : signals) signal.resize(before + static_cast<std::size_t>(*most_samples - samples));
    is_cut = ended = true;
  }

  // Gives some silence, or a frame, or takes one to be looked at. False at the end.
  bool step(std::vector<std::vector<float>>& signals) {
    if (silence > 0) {
      const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(silence, block_samples));
      silence -= count;
      give_silence(count, signals);
      return true;
    }
    if (held_place) {
      give(*held, held_place->skipped, signals);
      has_held = false;
      held_place.reset();
      return true;
    }
    if (!has_frame && !source.next(*frame)) {
      throw_if_stopped();
      if (has_held) place_held(/*trusted=*/true, signals);
      return has_held;
    }
    has_frame = true;
    if (has_held) {
      place_held(time_line.confirms(*held, *frame), signals);
      return true;
    }
    has_frame = false;
    if (time_line.continues(*frame)) {
      give(*frame, time_line.place(*frame, /*trusted=*/true).skipped, signals);
    } else {
      std::swap(held, frame);
      has_held = true;
    }
    return true;
  }

  void place_held(bool trusted, std::vector<std::vector<float>>& signals) {
    held_place = time_line.place(*held, trusted);
    adopt_rate(held->sample_rate, signals);
    silence = static_cast<std::uint64_t>(std::llround(held_place->silence_s * rate_hz));
    const std::vector<Silence>& placed = time_line.silences();
    for (; told_silences < placed.size(); ++told_silences) silences.push_back(placed[told_silences]);
  }

  void adopt_rate(int frame_rate_hz, std::vector<std::vector<float>>& signals) {
    if (frame_rate_hz == rate_hz) return;
    flush(signals);
    rate_hz = frame_rate_hz;
    for (std::size_t i = 0; i < signal_count; ++i) resamplers.emplace_back(rate_hz);
  }

  void give(AVFrame& given, std::int64_t skipped, std::vector<std::vector<float>>& signals) {
    adopt_rate(given.sample_rate, signals);
    if (skipped >= given.nb_samples) return;
    has_sound = true;
    std::vector<std::vector<float>>& mixed = rate_hz == sample_rate_hz ? signals : decoded;
    const std::size_t before = mixed.front().size();
    const ChannelMixer::Appended appended = append(mixer, given, mixed);
    replaced_values = appended.replaced || replaced_values;
    const auto left = static_cast<std::size_t>(given.nb_samples - skipped);
    if (!appended.squares.empty())
      cancelling.add(std::span<const float>(mixed.front()).last(left), appended.squares.last(left),
                     given.ch_layout.nb_channels, rate_hz, silences);
    else
      cancelling.skip(static_cast<double>(left) / rate_hz);
    if (skipped > 0)
      for (std::vector<float>& signal : mixed) {
        const auto first = signal.begin() + static_cast<std::ptrdiff_t>(before);
        signal.erase(first, first + skipped);
      }
    resample(signals);
  }

  void give_silence(std::size_t count, std::vector<std::vector<float>>& signals) {
    for (std::vector<float>& signal : rate_hz == sample_rate_hz ? signals : decoded) signal.resize(signal.size() + count);
    cancelling.skip(static_cast<double>(count) / rate_hz);
    resample(signals);
  }

  void resample(std::vector<std::vector<float>>& signals) {
    if (rate_hz == sample_rate_hz) return;
    for (std::size_t i = 0; i < signal_count; ++i) {
      resamplers[i].push(decoded[i], signals[i]);
      decoded[i].clear();
    }
  }

  void flush(std::vector<std::vector<float>>& signals) {
    for (std::size_t i = 0; i < resamplers.size(); ++i) resamplers[i].finish(signals[i]);
    resamplers.clear();
  }

  [[noreturn]] void refuse_empty() const {
    if (source.is_unreadable()) throw Error(ErrorCode::unreadable, name + ": cannot be read: " + source.broken_off());
    const std::string why = !source.broken_off().empty() ? source.broken_off()
                            : source.damaged_parts() > 0 ? "all of it is damaged"
                                                         : "it holds no samples";
    throw Error(ErrorCode::no_audio, name + ": no audio could be decoded: " + why);
  }

  void say(const std::string& text) {
    if (!text.empty()) warning += (warning.empty() ? "" : "; ") + text;
  }
  void warn(Warning code, const std::string& text) {
    if (text.empty()) return;
    say(text);
    if (std::ranges::find(warnings, code) == warnings.end()) warnings.push_back(code);
  }

  std::string cancelling_text() const {
    if (cancelling.total_s() == 0) return "";
    return "its channels cancel each other out in " + seconds_in_words(cancelling.total_s()) + " of " +
           seconds_in_words(static_cast<double>(samples) / sample_rate_hz) +
           ": their mean is silence, a single one (--channel) is not";
  }

  void conclude() {
    if (!has_sound && !is_cut) refuse_empty();
    say(source.note());
    for (const Silence& silent : silences)
      if (std::ranges::find(warnings, silent.why) == warnings.end()) warnings.push_back(silent.why);
    say(silences_text(time_line.silences()));
    say(cancelling_text());
    const double read_s = static_cast<double>(samples) / sample_rate_hz;
    const double late_s = time_line.late_s(), decoded_s = read_s - late_s;
    const double promised_s = source.promised_s(late_s);
    const bool is_short = promised_s > decoded_s * 1.01 + 0.1;
    if (is_cut) {
      warn(Warning::truncated,
           "is longer than the " + seconds_in_words(read_s) + " that were asked for: the rest is left out");
    } else if (!source.broken_off().empty()) {
      warn(Warning::truncated, "breaks off after " + seconds_in_words(read_s) + " (" + source.broken_off() + ")");
    } else if (is_short) {
      warn(Warning::truncated,
           "is cut short: " + seconds_in_words(decoded_s) + " of " + seconds_in_words(promised_s) + " could be decoded");
    } else if (!source.missing_bytes().empty()) {
      warn(Warning::truncated, "is cut short: " + source.missing_bytes());
    }
    const bool breaks_off = !is_cut && (is_short || !source.broken_off().empty());
    warn(Warning::truncated, source.left_out());
    const std::uint64_t damaged = source.damaged_parts();
    if (damaged > (breaks_off ? 1U : 0U))
      warn(Warning::damaged,
           std::to_string(damaged) + (damaged == 1 ? " damaged part was" : " damaged parts were") + " passed over");
    if (replaced_values) warn(Warning::damaged, "values that are not finite were taken as 0");
    warn(Warning::damaged, time_line.disbelieved());
    std::ranges::sort(warnings);
  }
};

AudioReader::AudioReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioReader::AudioReader(AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator=(AudioReader&&) noexcept = default;
AudioReader::~AudioReader() = default;

AudioReader AudioReader::open(const std::filesystem::path& path, const AudioOptions& options) {
  Impl::check(options.recording);
  auto input = open_file_input(path, {options.stopped, options.waiting});
  return AudioReader(std::make_unique<Impl>(std::move(input), path == "-" ? "standard input" : path.string(),
                                            path.filename().string(), options));
}

AudioReader AudioReader::open_memory(std::span<const std::byte> bytes, const std::string& name,
                                     const AudioOptions& options) {
  if (bytes.empty()) throw Error(ErrorCode::no_audio, name + ": is empty");
  return InputReader::open(memory_input(bytes, options.stopped), name, options);
}

void InputReader::check(const RecordingOptions& options) { AudioReader::Impl::check(options); }

AudioReader InputReader::open(std::unique_ptr<ByteInput> input, const std::string& name, const AudioOptions& options) {
  AudioReader::Impl::check(options.recording);
  return AudioReader(std::make_unique<AudioReader::Impl>(std::move(input), name, name, options));
}

std::size_t AudioReader::channels() const { return impl_->signal_count; }
std::optional<double> AudioReader::duration_hint_s() const { return impl_->duration_hint_s(); }
bool AudioReader::read(std::vector<std::vector<float>>& signals) { return impl_->read(signals); }
const std::vector<Silence>& AudioReader::silences() const { return impl_->silences; }
const std::string& AudioReader::warning() const { return impl_->warning; }
const std::vector<Warning>& AudioReader::warnings() const { return impl_->warnings; }

std::vector<float> read_audio(const std::filesystem::path& path, ChannelChoice channels, std::string* warning,
                              RecordingOptions recording) {
  if (channels.kind == ChannelChoice::Kind::each) channels = {};
  AudioReader reader = AudioReader::open(path, {.channels = channels, .recording = recording});
  std::vector<std::vector<float>> signals(1);
  while (reader.read(signals)) {
  }
  if (warning) *warning = reader.warning();
  return std::move(signals.front());
}

}  // namespace affectus
