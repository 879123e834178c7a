// Scores a recording.
#include <memory>
#include <utility>

#include "affectus/batch.h"
#include "c/recordings.h"
#include "c_base/errors.h"
#include "c_base/model.h"
#include "c_base/options.h"
#include "c_base/request.h"
#include "c_base/rows.h"

namespace affectus {
namespace {

class OneResult : public ResultCollector {
 public:
  FileResult result;

 private:
  void take(FileResult&& taken) override { result = std::move(taken); }
};

std::unique_ptr<affectus_rows> score(const std::shared_ptr<const Model>& model, const char* path, Request request) {
  BatchOptions options = batch_options_of({.prediction = request.prediction,
                                           .channels = request.channels,
                                           .recording = request.recording,
                                           .threads = request.threads});
  request.set_baseline(model);
  options.prediction.baseline = request.prediction.baseline;
  const FileTask task{
      .name = path, .path = path, .intervals = request.intervals, .has_intervals = !request.intervals.empty()};
  OneResult collected;
  predict_files(model, {task}, options, collected,
                {.progress = [&](const BatchProgress& progress) { request.report(progress.fraction); }});
  FileResult& result = collected.result;
  if (result.failure) throw Error(result.failure->code, result.failure->message);
  return std::make_unique<affectus_rows>(
      affectus_rows{std::move(result.segments), result.duration_s, mask_of(result.warnings), request.scale, {}});
}

}  // namespace
}  // namespace affectus

affectus_rows* affectus_predict_file(const affectus_model* model, const char* path, const affectus_predict_options* options,
                                     affectus_error** error) {
  return affectus::given(error, [&] {
    const affectus_model& opened = affectus::required(model, "model");
    affectus::required(path, "path");
    return affectus::score(opened.model, path, affectus::request_of(opened, affectus::read_options(options)));
  });
}
