#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <limits>
#include <mutex>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "affectus/front_end.h"
#include "base/files.h"
#include "base/split.h"
#include "batch/parallel.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/encoder_choice.h"
#include "corpus/manifest.h"
#include "saliency/saliency_report.h"

namespace affectus {
namespace {

struct AnalyseArguments {
  std::string corpus;
  std::string front_end;
  std::string partition = "train";
  std::string output;
  std::string list;
  double keep = 0.1;
  double most_alike = 1;
  std::size_t threads = default_thread_count();
  EncoderArguments encoders;
  bool quiet = false;
};

// "FOLDER@3,4" has the layers 3 and 4.
std::vector<std::string> layer_names(const std::string& front_end, std::size_t mixed_layers) {
  std::vector<std::string> names;
  const std::size_t at = front_end.rfind('@');
  if (mixed_layers > 1)
    for (std::size_t i = 0; i < mixed_layers; ++i) names.push_back(std::to_string(i));
  else if (at != std::string::npos && front_end.find('+') == std::string::npos)
    names = split(front_end.substr(at + 1), ',');
  else
    names.push_back(front_end);
  return names;
}

double signed_scale(const std::optional<double>& value) { return value ? *value : std::numeric_limits<double>::quiet_NaN(); }

std::vector<UtteranceMeans> compute_means(const FrontEnd& front_end, const std::vector<Utterance>& utterances,
                                          const AnalyseArguments& arguments, Console& console) {
  std::vector<UtteranceMeans> all(utterances.size());
  const std::atomic<bool>& stop = watch_for_interrupt();
  std::mutex mutex;
  std::size_t done = 0;
  parallel_for(utterances.size(), arguments.threads, [&](std::size_t i) {
    if (stop.load()) throw Error(ErrorCode::cancelled, "stopped before the end");
    const Utterance& one = utterances[i];
    const Frames frames = front_end.compute(read_audio(one.path));
    if (frames.empty())
      throw Error(ErrorCode::invalid_format, one.path.string() + ": expected at least one frame of audio, found less");
    std::vector<double> sums(frames.dim());
    for (std::size_t t = 0; t < frames.count(); ++t)
      for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += frames[t][j];
    all[i].targets = {signed_scale(one.activation), signed_scale(one.valence), signed_scale(one.dominance)};
    for (const double sum : sums) all[i].means.push_back(static_cast<float>(sum / static_cast<double>(frames.count())));
    const std::lock_guard lock(mutex);
    ++done;
    console.progress(static_cast<double>(done) / static_cast<double>(all.size()),
                     std::to_string(done) + " of " + std::to_string(all.size()) + " utterances");
  });
  console.end_progress();
  return all;
}

// A line of a recipe's [[front_ends]].
std::string selected_line(const std::vector<std::size_t>& selected) {
  std::string text = "selected = [";
  for (std::size_t i = 0; i < selected.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(selected[i]);
  return text + "]\n";
}

int analyse(const AnalyseArguments& arguments) {
  Console console(arguments.quiet);
  std::filesystem::path file = arguments.corpus;
  if (std::filesystem::is_directory(file)) file /= "manifest.csv";
  if (!std::filesystem::exists(file)) file = locate_corpus(arguments.corpus, {});
  const Manifest manifest = Manifest::read(file);
  const std::vector<Utterance> utterances = manifest.partition(arguments.partition);
  if (utterances.empty())
    throw Error(ErrorCode::invalid_format,
                file.string() + ": expected utterances of the partition '" + arguments.partition + "', found none");
  const auto front_end =
      make_front_end(arguments.front_end, encoder_maker(arguments.encoders, arguments.threads, utterances.size(), console));
  const std::vector<UtteranceMeans> means = compute_means(*front_end, utterances, arguments, console);
  const std::vector<ValueSaliency> values = saliency(means);
  SaliencyFacts facts{arguments.front_end, layer_names(arguments.front_end, front_end->mixed_layers()),
                      file.string() + " (" + arguments.partition + ")", utterances.size()};
  if (values.size() % facts.layers.size() != 0) facts.layers = {arguments.front_end};
  std::cout << saliency_table(values, facts);
  if (!arguments.output.empty())
    write_file_atomically(arguments.output, [&](std::ostream& out) { out << saliency_page(values, facts); });
  if (!arguments.list.empty()) {
    const auto count = arguments.keep < 1
                           ? static_cast<std::size_t>(std::ceil(arguments.keep * static_cast<double>(values.size())))
                           : static_cast<std::size_t>(arguments.keep);
    const std::vector<std::size_t> selected = select_salient(means, values, count, arguments.most_alike);
    write_file_atomically(arguments.list, [&](std::ostream& out) { out << selected_line(selected); });
  }
  return std::cout.flush() ? 0 : 1;
}

}  // namespace

void add_analyse_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<AnalyseArguments>();
  CLI::App* command = app.add_subcommand("analyse", "Show which layers and values of a front end carry emotion");
  command->add_option("CORPUS", arguments->corpus, "Manifest CSV, a folder that holds one, or a corpus's name")->required();
  command
      ->add_option("--frontend", arguments->front_end, "Front end, as for extract: mfb, prosody, FOLDER@LAYERS, hf:...@mix")
      ->required();
  command->add_option("--partition", arguments->partition, "Of the corpus")->capture_default_str();
  command->add_option("--output", arguments->output, "Page (HTML) with pictures")->type_name("FILE");
  command->add_option("--list", arguments->list, "Write the most salient values, as a line for a recipe's [[front_ends]]")
      ->type_name("FILE");
  command->add_option("--keep", arguments->keep, "How many go into the list: a share below 1, or a number")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--most-alike", arguments->most_alike,
                   "Pass over values that correlate by more than this with one in the list, while others are left")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_encoder_options(*command, arguments->encoders, chosen.executable);
  command->add_option("--threads", arguments->threads, "Threads; results do not depend on it")->check(CLI::Range(1, 1024));
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return analyse(*arguments); }; });
}

}  // namespace affectus
