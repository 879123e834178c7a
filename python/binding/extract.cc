#include "extract.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <atomic>
#include <memory>

#include "affectus/front_end.h"
#include "audio/raw_format.h"
#include "audio/resampler.h"
#include "base/failure.h"
#include "interruptible.h"
#include "notes.h"
#include "opened_model.h"
#include "samples.h"
#include "signal/sample_converter.h"
#include "text/split.h"

namespace affectus {
namespace {

using FrameArray = nb::ndarray<nb::numpy, float, nb::ndim<2>>;

// The frames' memory becomes the array's.
FrameArray python_frames(Frames&& frames) {
  auto kept = std::make_unique<Frames>(std::move(frames));
  float* data = kept->data();
  const std::size_t count = kept->count(), dim = kept->dim();
  nb::capsule owner(kept.release(), [](void* pointer) noexcept { delete static_cast<Frames*>(pointer); });
  return {data, {count, dim}, owner};
}

class PythonFrontEnd {
 public:
  PythonFrontEnd(const std::string& spec, const std::string& device, const std::string& precision, std::size_t threads,
                 const std::map<std::string, nb::bytes>& encoders, bool cache, const nb::callable& note) {
    OpenOptions options = open_options(device, precision, threads, encoders, cache);
    options.streams = 1;  // one recording at a time has all threads
    Notes notes;
    notes.listen(options.observer);
    const auto open = [&] { front_end_ = make_front_end(spec, open_front_ends(options, spec, split(spec, '+'))); };
    run_interruptibly(
        open, [&] { notes.stop(); }, [&] { notes.pass_on(note); });
  }

  nb::str name() const { return python_text(front_end_->name()); }
  std::size_t dim() const { return front_end_->dim(); }
  double frame_rate_hz() const { return front_end_->frame_rate_hz(); }

  FrameArray of_file(const nb::bytes& path, std::optional<int> track, const std::string& raw,
                     std::optional<double> max_duration_s) const {
    const std::string file = plain(path);
    RecordingOptions recording{.track = track, .raw = {}, .max_duration_s = max_duration_s};
    if (!raw.empty()) recording.raw = parse_raw_format(raw);
    Frames frames(dim());
    std::atomic<bool> stop = false;
    const auto work = [&] {
      AudioReader reader = AudioReader::open(
          file, {.channels = {}, .recording = recording, .stopped = [&] { return stop.load(); }, .waiting = {}});
      const auto stream = front_end_->open_stream();
      std::vector<std::vector<float>> signal(1);
      while (reader.read(signal)) {
        if (stop) throw_cancelled();
        stream->push(signal[0], frames);
        signal[0].clear();
      }
      stream->finish(frames);
    };
    run_interruptibly(work, [&] { stop = true; });
    return python_frames(std::move(frames));
  }

  FrameArray of_samples(const SampleArray& array, int rate_hz, int channel_axis) const {
    const SampleView samples(array, channel_axis);
    SampleConverter converter(rate_hz, static_cast<int>(std::min<std::size_t>(samples.channels(), 1U << 20U)), {},
                              make_resampler);
    if (samples.frames() == 0) throw Error(ErrorCode::no_audio, "samples: expected at least one, found none");
    Frames frames(dim());
    std::atomic<bool> stop = false;
    const auto work = [&] {
      const auto stream = front_end_->open_stream();
      std::vector<std::vector<float>> signal(1);
      std::vector<float> buffer;
      const auto push = [&] {
        stream->push(signal[0], frames);
        signal[0].clear();
      };
      const auto second = static_cast<std::size_t>(rate_hz);
      for (std::size_t first = 0; first < samples.frames(); first += second) {
        if (stop) throw_cancelled();
        converter.push(samples.interleaved(first, std::min(second, samples.frames() - first), buffer), signal);
        push();
      }
      converter.finish(signal);
      push();
      stream->finish(frames);
    };
    constexpr std::size_t brief_s = 4;
    run_interruptibly(
        work, [&] { stop = true; }, {}, samples.frames() <= brief_s * static_cast<std::size_t>(rate_hz));
    return python_frames(std::move(frames));
  }

 private:
  std::unique_ptr<FrontEnd> front_end_;
};

}  // namespace

void bind_extract(nb::module_& module) {
  nb::class_<PythonFrontEnd>(module, "FrontEnd", "Turns samples into frames.")
      .def(nb::init<const std::string&, const std::string&, const std::string&, std::size_t,
                    const std::map<std::string, nb::bytes>&, bool, const nb::callable&>(),
           nb::arg("spec"), nb::arg("device"), nb::arg("precision"), nb::arg("threads"), nb::arg("encoders"),
           nb::arg("cache"), nb::arg("note"))
      .def_prop_ro("name", &PythonFrontEnd::name)
      .def_prop_ro("dim", &PythonFrontEnd::dim)
      .def_prop_ro("frame_rate", &PythonFrontEnd::frame_rate_hz)
      .def("of_file", &PythonFrontEnd::of_file, nb::arg("path"), nb::arg("track").none(), nb::arg("raw"),
           nb::arg("max_duration").none())
      .def("of_samples", &PythonFrontEnd::of_samples, nb::arg("samples"), nb::arg("sampling_rate"), nb::arg("channel_axis"));
}

}  // namespace affectus
