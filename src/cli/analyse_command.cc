#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <mutex>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "affectus/front_end.h"
#include "base/failure.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/model_options.h"
#include "cli/option_checks.h"
#include "cli/read_files.h"
#include "corpus/corpus_locator.h"
#include "corpus/manifest.h"
#include "saliency/saliency_report.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/split.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

struct AnalyseArguments {
  std::string corpus;
  std::vector<std::string> corpora;
  std::string front_end;
  std::string partition = "train";
  std::string output;
  std::string list;
  double keep = 0.1;
  double most_alike = 1;
  OpenOptions open;
  bool quiet = false;
};

// A front end of the user's list, joined by '+'. Each is averaged over its own frames, so that their rates may differ.
struct NamedFrontEnd {
  std::string name;
  std::unique_ptr<FrontEnd> front_end;
};

std::vector<NamedFrontEnd> make_front_ends(const AnalyseArguments& arguments, std::size_t utterances, Console& console) {
  OpenOptions options = arguments.open;
  options.streams = utterances;
  options.observer = console_observer(console);
  const std::vector<std::string> names = split(arguments.front_end, '+');
  const FrontEndRegistry registry = open_front_ends(options, arguments.front_end, names);
  std::vector<NamedFrontEnd> front_ends;
  front_ends.reserve(names.size());
  for (const std::string& name : names) front_ends.push_back({name, make_front_end(name, registry)});
  return front_ends;
}

// "FOLDER@3,4" has the layers 3 and 4, "FOLDER@mix" all from 0 on.
std::vector<LayerOfValues> layers_of(const NamedFrontEnd& one) {
  std::vector<std::string> names = {one.name};
  const std::size_t at = one.name.rfind('@');
  if (const std::size_t mixed = one.front_end->mixed_layers(); mixed > 1) {
    names.clear();
    for (std::size_t i = 0; i < mixed; ++i) names.push_back(std::to_string(i));
  } else if (at != std::string::npos) {
    names = split(one.name.substr(at + 1), ',');
  }
  std::vector<LayerOfValues> layers;
  layers.reserve(names.size());
  for (const std::string& name : names) layers.push_back({name, one.front_end->dim() / names.size()});
  return layers;
}

void add_means(const Frames& frames, std::vector<float>& means) {
  std::vector<double> sums(frames.dim());
  for (std::size_t t = 0; t < frames.count(); ++t)
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += frames[t][j];
  for (const double sum : sums) means.push_back(static_cast<float>(sum / static_cast<double>(frames.count())));
}

std::vector<float> means_of(const std::vector<float>& samples, const std::vector<NamedFrontEnd>& front_ends,
                            const std::string& name) {
  std::vector<float> means;
  for (const NamedFrontEnd& part : front_ends) {
    const Frames frames = part.front_end->compute(samples);
    if (frames.empty()) throw Error(ErrorCode::invalid_format, name + ": expected at least one frame of audio, found less");
    add_means(frames, means);
  }
  return means;
}

double target(const std::optional<double>& value) { return value.value_or(std::numeric_limits<double>::quiet_NaN()); }

// What cannot be read is told and left out.
std::vector<UtteranceMeans> compute_means(const std::vector<NamedFrontEnd>& front_ends,
                                          const std::vector<Utterance>& utterances, const AnalyseArguments& arguments,
                                          Console& console) {
  std::vector<UtteranceMeans> all(utterances.size());
  const std::atomic<bool>& stop = watch_for_interrupt();
  std::mutex mutex;
  std::size_t done = 0;
  ThreadPool pool(arguments.open.threads);
  parallel_for(pool, utterances.size(), [&](std::size_t i) {
    if (stop.load()) throw_cancelled();
    const Utterance& one = utterances[i];
    try {
      all[i].means = means_of(read_audio(one.path), front_ends, one.path.string());
    } catch (...) {
      console.error(failure_of(std::current_exception(), one.path.string()).message);
    }
    all[i].targets = {target(one.activation), target(one.valence), target(one.dominance)};
    const std::lock_guard lock(mutex);
    ++done;
    console.progress(static_cast<double>(done) / static_cast<double>(all.size()),
                     std::to_string(done) + " of " + counted(all.size(), "utterance", "utterances"));
  });
  console.end_progress();
  std::erase_if(all, [](const UtteranceMeans& one) { return one.means.empty(); });
  return all;
}

// For each front end a line of its recipe's [[front_ends]]. `selected` is ascending and counts through all of them.
std::string selected_lines(const std::vector<NamedFrontEnd>& front_ends, const std::vector<std::size_t>& selected) {
  std::string text;
  std::size_t first = 0;
  auto next = selected.begin();
  for (const NamedFrontEnd& one : front_ends) {
    const std::size_t end = first + one.front_end->dim();
    std::string list;
    for (; next != selected.end() && *next < end; ++next) list += (list.empty() ? "" : ", ") + std::to_string(*next - first);
    text += "# " + one.name + (list.empty() ? ": none of its values\n" : "\nselected = [" + list + "]\n");
    first = end;
  }
  return text;
}

std::size_t list_length(double keep, std::size_t values) {
  return static_cast<std::size_t>(keep < 1 ? std::ceil(keep * static_cast<double>(values)) : keep);
}

int analyse(const AnalyseArguments& arguments) {
  Console console(arguments.quiet);
  const Manifest manifest = Manifest::read(find_manifest(arguments.corpus, parse_corpus_paths(arguments.corpora)));
  const std::vector<Utterance> utterances = manifest.partition(arguments.partition);
  ReadFiles read;
  read.add(manifest);
  read.refuse(arguments.output, "--output");
  read.refuse(arguments.list, "--list");
  for (const std::string& output : {arguments.output, arguments.list})
    if (!output.empty()) require_writable(output);  // before hours of work
  if (std::ranges::none_of(utterances, is_rated))
    throw Error(ErrorCode::invalid_format, manifest.file.string() +
                                               ": expected ratings of activation, valence or dominance" +
                                               " in the partition '" + arguments.partition + "', found none");
  console.working("opening " + arguments.front_end);
  const std::vector<NamedFrontEnd> front_ends = make_front_ends(arguments, utterances.size(), console);
  SaliencyFacts facts{arguments.front_end, {}, manifest.file.string() + " (" + arguments.partition + ")", utterances.size()};
  for (const NamedFrontEnd& one : front_ends) {
    if (!arguments.list.empty() && one.front_end->mixed_layers() > 1)
      throw Error(ErrorCode::invalid_argument, "--list: expected layers by their numbers, found " + one.name +
                                                   ", of which recipes take whole layers only");
    for (LayerOfValues& layer : layers_of(one)) facts.layers.push_back(std::move(layer));
  }
  const std::vector<UtteranceMeans> means = compute_means(front_ends, utterances, arguments, console);
  facts.utterances = means.size();
  console.working("correlating");
  const std::vector<ValueSaliency> values = saliency(means);
  console.end_progress();
  std::cout << saliency_table(values, facts) << std::flush;  // an output may be standard output as well
  if (!arguments.output.empty())
    write_file_atomically(arguments.output, [&](std::ostream& out) { out << saliency_page(values, facts); });
  if (!arguments.list.empty()) {
    const std::vector<std::size_t> selected =
        select_salient(means, values, list_length(arguments.keep, values.size()), arguments.most_alike);
    write_file_atomically(arguments.list, [&](std::ostream& out) { out << selected_lines(front_ends, selected); });
  }
  if (means.size() < utterances.size())
    console.error(std::to_string(utterances.size() - means.size()) + " of " +
                  counted(utterances.size(), "utterance", "utterances") + " could not be read");
  return std::cout.flush() && means.size() == utterances.size() ? 0 : 1;
}

}  // namespace

void add_analyse_command(CLI::App& app, ChosenCommand& chosen) {
  auto arguments = std::make_shared<AnalyseArguments>();
  CLI::App* command = app.add_subcommand("analyse", "Show which layers and values of a front end carry emotion");
  command->add_option("CORPUS", arguments->corpus, "Manifest CSV, a folder that holds one, or a corpus's name")->required();
  command
      ->add_option(
          "--frontend", arguments->front_end,
          "Front ends, as for extract: mfb, prosody, FOLDER@LAYERS, hf:...@mix; joined by +, also of different frame rates")
      ->required();
  command->add_option("--corpus", arguments->corpora, "NAME=PATH: where a corpus is");
  command->add_option("--partition", arguments->partition, "Of the corpus")->capture_default_str();
  command->add_option("--output", arguments->output, "Page (HTML) with pictures")->type_name("FILE");
  command->add_option("--list", arguments->list, "Write the most salient values, as lines for a recipe's [[front_ends]]")
      ->type_name("FILE");
  command->add_option("--keep", arguments->keep, "How many go into the list: a share below 1, or a number")
      ->check(number_above_zero())
      ->capture_default_str();
  command
      ->add_option("--most-alike", arguments->most_alike,
                   "Pass over values that correlate by more than this with one in the list, while others are left")
      ->check(number(0, 1))
      ->capture_default_str();
  add_open_options(*command, arguments->open);
  command->add_flag("--quiet", arguments->quiet, "Say nothing but errors");
  command->callback([arguments, &chosen] { chosen.run = [arguments] { return analyse(*arguments); }; });
}

}  // namespace affectus
