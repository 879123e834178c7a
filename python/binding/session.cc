#include "affectus/session.h"

#include <atomic>
#include <vector>

#include "interruptible.h"
#include "opened_model.h"
#include "rows.h"
#include "samples.h"
#include "session.h"
#include "settings.h"

namespace affectus {
namespace {

class PythonSession {
 public:
  PythonSession(const OpenedModel& model, int rate_hz, int channels, const Settings& settings)
      : categories_(model.config().categories), rate_hz_(rate_hz), channels_(channels), session_(open(model, settings)) {}

  RowList push(const SampleArray& array, int channel_axis) {
    const SampleView samples(array, channel_axis);
    if (samples.channels() != static_cast<std::size_t>(channels_))
      throw Error(ErrorCode::invalid_argument,
                  "chunk: expected " + std::to_string(channels_) + " channels, found " + std::to_string(samples.channels()));
    return advance(samples.frames(), [&](std::vector<EmotionSegment>& rows) {
      // In seconds, since a chunk may be hours that have to be converted.
      std::vector<float> buffer;
      const auto second = static_cast<std::size_t>(rate_hz_);
      for (std::size_t first = 0; first < samples.frames(); first += second)
        session_.push(samples.interleaved(first, std::min(second, samples.frames() - first), buffer), rows);
    });
  }
  RowList flush() {
    return advance(0, [&](std::vector<EmotionSegment>& rows) { session_.flush(rows); });
  }
  RowList finish() {
    return advance(0, [&](std::vector<EmotionSegment>& rows) { session_.finish(rows); });
  }
  void reset() {
    const Turn turn(*this);
    session_.reset();
  }
  void cancel() { session_.cancel(); }
  double received_s() {
    const Turn turn(*this);
    return session_.received_s();
  }
  nb::tuple warnings() {
    const Turn turn(*this);
    return python_warnings(session_.warnings());
  }

 private:
  // A session has one user at a time.
  class Turn {
   public:
    explicit Turn(PythonSession& session) : session_(session) {
      if (session_.is_busy_.exchange(true))
        throw Error(ErrorCode::invalid_argument, "stream: expected one thread at a time, found a second one");
    }
    ~Turn() { session_.is_busy_ = false; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    PythonSession& session_;
  };

  Session open(const OpenedModel& model, const Settings& settings) {
    SessionOptions options{.sampling_rate = rate_hz_,
                           .channels = channels_,
                           .channel = settings.channels,
                           .recording = {},
                           .prediction = settings.prediction};
    std::atomic<bool> stop = false;
    if (!settings.voices.empty()) {
      BatchOptions batch = settings.batch(model.threads, &stop);
      run_interruptibly([&] { settings.add_voices(batch, model.model); }, [&] { stop = true; });
      options.prediction.baseline = batch.prediction.baseline;
    }
    return {model.model, options};
  }

  template <typename Work>
  RowList advance(std::size_t frames, const Work& work) {
    const Turn turn(*this);
    std::vector<EmotionSegment> rows;
    run_interruptibly([&] { work(rows); }, [this] { session_.cancel(); }, {},
                      /*brief=*/frames <= 4 * static_cast<std::size_t>(rate_hz_));
    return python_rows(rows, categories_);
  }

  std::vector<std::string> categories_;
  int rate_hz_;
  int channels_;
  Session session_;
  std::atomic<bool> is_busy_ = false;
};

}  // namespace

void bind_session(nb::module_& module) {
  nb::class_<PythonSession>(module, "Session", "Scores a signal while it arrives.")
      .def(nb::init<const OpenedModel&, int, int, const Settings&>(), nb::arg("model"), nb::arg("sampling_rate"),
           nb::arg("channels"), nb::arg("settings"))
      .def("push", &PythonSession::push, nb::arg("chunk"), nb::arg("channel_axis"))
      .def("flush", &PythonSession::flush)
      .def("finish", &PythonSession::finish)
      .def("reset", &PythonSession::reset)
      .def("cancel", &PythonSession::cancel)
      .def_prop_ro("received", &PythonSession::received_s)
      .def_prop_ro("warnings",
                   [](PythonSession& self) { return nb::typed<nb::tuple, nb::str, nb::ellipsis>(self.warnings()); });
}

}  // namespace affectus
