#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affectus/batch.h"
#include "affectus/error.h"
#include "prediction/signal_warnings.h"

namespace affectus {
namespace {

class VoiceSink : public RowSink {
 public:
  void begin(const Recording&) override {}
  void row(const EmotionSegment& row) override {
    summary.add(row);
    of_rows.see({&row, 1});
  }
  void end(const RecordingEnd& end) override { failure = end.failure; }

  Summary summary;
  SignalWarnings of_rows;
  std::optional<Failure> failure;
};

}  // namespace

NeutralVoice neutral_voice(const std::shared_ptr<const Model>& model, const std::filesystem::path& file,
                           const BatchOptions& options, const BatchObserver& observer) {
  BatchOptions own = options;
  own.prediction = {.window_s = options.prediction.window_s, .hop_s = options.prediction.hop_s};
  std::vector<std::pair<std::string, std::string>> warnings;  // kept back, for an error says more
  VoiceSink sink;
  predict_files(
      model, {{.name = file.string(), .path = file}}, own, sink,
      {.warning = [&](const std::string& name, const std::string& message) { warnings.emplace_back(name, message); },
       .progress = observer.progress});
  if (sink.failure) throw Error(sink.failure->code, sink.failure->message);
  if (sink.of_rows.no_speech())
    throw Error(ErrorCode::invalid_argument, file.string() + ": expected calm speech for a baseline, found none");
  if (observer.warning)
    for (const auto& [name, message] : warnings) observer.warning(name, message);
  return {sink.summary.activation(), sink.summary.valence(), sink.summary.dominance()};
}

}  // namespace affectus
