#include "settings.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "audio/raw_format.h"
#include "cli/argument_text.h"

namespace affectus {

void Settings::add_voices(BatchOptions& options, const std::shared_ptr<const Model>& model) const {
  if (voices.empty()) return;
  Baseline baseline;
  for (const auto& [speaker, file] : voices) baseline.voices[speaker] = neutral_voice(model, file, options);
  options.prediction.baseline = baseline;
}

void bind_settings(nb::module_& module) {
  nb::class_<Settings>(module, "Settings", "What a prediction is made with.")
      .def(
          "__init__",
          [](Settings* place, std::optional<double> window, std::optional<double> hop, const std::string& scale,
             bool embedding, const std::string& channel, std::optional<int> track, const std::string& raw,
             std::optional<double> max_duration, bool running, const std::map<std::string, nb::bytes>& voices,
             std::size_t windows_together) {
            Settings settings{.prediction = {.window_s = window,
                                             .hop_s = hop,
                                             .scale = parse_scale(scale),
                                             .embedding = embedding,
                                             .windows_together = windows_together},
                              .channels = parse_channel(channel),
                              .recording = {.track = track, .raw = {}, .max_duration_s = max_duration},
                              .voices = {}};
            if (!raw.empty()) settings.recording.raw = parse_raw_format(raw);
            if (running) settings.prediction.baseline = Baseline{.running = true, .voices = {}};
            for (const auto& [speaker, file] : voices) settings.voices[speaker] = plain(file);
            settings.prediction.validate();
            new (place) Settings(std::move(settings));
          },
          nb::kw_only(), nb::arg("window").none(), nb::arg("hop").none(), nb::arg("scale"), nb::arg("embedding"),
          nb::arg("channel"), nb::arg("track").none(), nb::arg("raw"), nb::arg("max_duration").none(), nb::arg("running"),
          nb::arg("voices"), nb::arg("windows_together"));
}

}  // namespace affectus
