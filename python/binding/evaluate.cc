#include "evaluate.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>

#include <atomic>
#include <sstream>

#include "corpus/corpus_locator.h"
#include "corpus/manifest.h"
#include "corpus/rating_scale.h"
#include "evaluation/evaluation_report.h"
#include "evaluation/scoring.h"
#include "interruptible.h"
#include "opened_model.h"

namespace affectus {
namespace {

std::vector<Utterance> chosen(const Manifest& manifest, const std::string& partition) {
  if (partition != "all") return manifest.partition(partition);
  std::vector<Utterance> utterances = manifest.in_use();
  if (utterances.empty())
    throw Error(ErrorCode::invalid_format,
                manifest.file.string() + ": expected utterances of any partition but held_out, found none");
  return utterances;
}

// The program's report, as JSON.
nb::str evaluate_corpus(const OpenedModel& model, const nb::bytes& corpus, const std::string& partition,
                        const std::map<std::string, nb::bytes>& corpora, std::size_t resamples, std::uint64_t seed,
                        const std::string& command, const nb::object& progress, const nb::callable& warn) {
  std::map<std::string, std::filesystem::path> places;
  for (const auto& [name, place] : corpora) places[name] = plain(place);
  const Manifest manifest = Manifest::read(find_manifest(plain(corpus), places));
  const std::vector<Utterance> utterances = chosen(manifest, partition);
  if (const std::string warning = scale_warning(manifest); !warning.empty()) warn(python_text(warning), true);
  const ModelConfig& config = model.config();
  EvaluationFacts facts{.run = {.model = config.name, .notes = config.notes, .licence = config.licence, .scale = Scale::sam},
                        .manifest = manifest.file.string(),
                        .manifest_hash = manifest.hash,
                        .partition = partition,
                        .rows = utterances.size(),
                        .failed = {},
                        .options = {.resamples = resamples, .seed = seed, .categories = config.categories},
                        .command = command};
  std::ostringstream report;
  Latest<BatchProgress> latest;
  std::atomic<bool> stop = false;
  const auto work = [&] {
    const auto scored = score_utterances(model.model, utterances, model.threads, &stop,
                                         {.failed = [&](const std::string& message) { facts.failed.push_back(message); },
                                          .warning = [](const std::string&) {},
                                          .progress = [&](const BatchProgress& told) { latest.set(told); }});
    write_json(report, evaluate(scored, facts.options), facts);
    latest.set({utterances.size(), utterances.size(), 0, 1});
  };
  std::function<void()> tick;
  if (!progress.is_none())
    tick = [&] {
      BatchProgress told;
      if (latest.take(told)) progress(told.files_done, told.files, told.audio_s, told.fraction);
    };
  run_interruptibly(
      work, [&] { stop = true; }, tick);
  return python_text(report.str());
}

}  // namespace

void bind_evaluate(nb::module_& module) {
  module.def("evaluate", &evaluate_corpus, nb::arg("model"), nb::arg("corpus"), nb::arg("partition"), nb::arg("corpora"),
             nb::arg("resamples"), nb::arg("seed"), nb::arg("command"), nb::arg("progress").none(), nb::arg("note"),
             "The report on a model and a corpus, as JSON.");
}

}  // namespace affectus
