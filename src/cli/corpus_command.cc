#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <utility>

#include "affectus/error.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/option_checks.h"
#include "cli/read_files.h"
#include "corpus/corpus_import.h"
#include "corpus/corpus_locator.h"
#include "corpus/corpus_reader.h"
#include "corpus/corpus_report.h"
#include "corpus/manifest.h"
#include "corpus/manifest_writer.h"
#include "corpus/rating_scale.h"
#include "opening/shipped.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/shown.h"
#include "threads/processor_count.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

struct ImportArguments {
  std::string layout;
  std::string kind;
  std::string folder;
  std::string output;
  CorpusReaderOptions reader;
  bool skip_missing = false;
  bool quiet = false;
};

struct CorpusInfoArguments {
  std::string corpus;
  std::vector<std::string> corpora;
  std::string output;
  std::size_t threads = processor_count();
  bool quiet = false;
};

// Without a kind where a layout is given, so that PATH is the first word.
void place_words(ImportArguments& arguments) {
  if (arguments.layout.empty()) {
    if (arguments.kind.empty()) throw CLI::RequiredError("KIND");
    if (arguments.folder.empty()) throw CLI::RequiredError("PATH");
    return;
  }
  if (arguments.kind.empty()) throw CLI::RequiredError("PATH");
  if (!arguments.folder.empty())
    throw CLI::ValidationError(
        "--layout", "expected PATH alone beside it, found " + shown(arguments.kind) + " and " + shown(arguments.folder));
  arguments.folder = std::exchange(arguments.kind, "");
}

std::string help_of_kinds() {
  std::string text = "Kinds (a layout of your own: docs/corpora.md):";
  try {
    for (const CorpusKind& kind : corpus_kinds(shipped_layouts())) text += "\n  " + kind.name + ": " + kind.summary;
  } catch (const Error& error) {
    text += std::string("\n  ") + error.what();
  }
  return text;
}

int import(const ImportArguments& arguments) {
  Console console(arguments.quiet);
  console.working("reading " + arguments.folder);
  const ReadCorpus corpus = read_raw_corpus(
      arguments.layout.empty() ? corpus_kind(arguments.kind, shipped_layouts()) : corpus_kind_of_layout(arguments.layout),
      arguments.folder, arguments.reader, arguments.skip_missing, [&](const std::string& line) { console.note(line); },
      [&](const std::string& line) { console.warning(line); });
  console.end_progress();
  const fs::path manifest = fs::path(arguments.output) / "manifest.csv";
  ReadFiles read;
  for (const fs::path& file : corpus.files) read.add(file);
  for (const Utterance& one : corpus.utterances) read.add(one.path);
  read.refuse(manifest, "--output");
  make_folder(arguments.output);
  write_manifest(manifest, corpus.utterances);
  std::cout << manifest.string() << ": " << counted(corpus.utterances.size(), "utterance", "utterances") << "\n";
  return std::cout.flush() ? 0 : 1;
}

int corpus_info(const CorpusInfoArguments& arguments) {
  Console console(arguments.quiet);
  const Manifest manifest = Manifest::read(find_manifest(arguments.corpus, parse_corpus_paths(arguments.corpora)));
  ReadFiles read;
  read.add(manifest);
  read.refuse(arguments.output, "--output");
  if (const std::string warning = scale_warning(manifest); !warning.empty()) console.warning(warning);
  const std::atomic<bool>& stop = watch_for_interrupt();
  const CorpusReport report = report_corpus(manifest, arguments.threads, [&](std::size_t done, std::size_t all) {
    console.progress(static_cast<double>(done) / static_cast<double>(all),
                     std::to_string(done) + " of " + counted(all, "utterance", "utterances"));
    return !stop.load();
  });
  console.end_progress();
  std::cout << report_text(manifest, report);
  if (!arguments.output.empty())
    write_file_atomically(arguments.output, [&](std::ostream& out) { out << report_page(manifest, report); });
  return std::cout.flush() ? 0 : 1;
}

}  // namespace

void add_corpus_command(CLI::App& app, ChosenCommand& chosen) {
  CLI::App* command = app.add_subcommand("corpus", "Make a manifest of a corpus, or show what is in one");
  command->require_subcommand(1);

  auto imported = std::make_shared<ImportArguments>();
  CLI::App* import_command =
      command->add_subcommand("import", "Make a manifest of a corpus as its publisher distributes it");
  import_command->add_option("KIND", imported->kind, "Which corpus (below); none with --layout");
  import_command->add_option("PATH", imported->folder, "Its folder");
  import_command
      ->add_option("--layout", imported->layout, "Description (TOML) of how the corpus is laid out, instead of KIND")
      ->type_name("FILE");
  import_command->add_option("--output", imported->output, "Folder for manifest.csv; the audio stays where it is")
      ->required()
      ->type_name("DIR");
  import_command->add_option("--fold", imported->reader.fold, "IEMOCAP: the session that is the test set")
      ->transform(whole_number(1, 5))
      ->capture_default_str();
  import_command->add_flag("--skip-missing", imported->skip_missing,
                           "Leave out utterances whose audio file, labels or partition is missing");
  import_command->add_flag("--quiet", imported->quiet, "Say nothing but errors");
  import_command->footer(help_of_kinds);
  import_command->callback([imported, &chosen] {
    place_words(*imported);
    imported->reader.skip_missing = imported->skip_missing;
    chosen.run = [imported] { return import(*imported); };
  });

  auto shown = std::make_shared<CorpusInfoArguments>();
  CLI::App* info_command = command->add_subcommand(
      "info", "Rows, speakers in several partitions, missing and unreadable audio, distributions of the labels");
  info_command->add_option("CORPUS", shown->corpus, "A manifest, its folder, or a corpus's name")->required();
  info_command->add_option("--corpus", shown->corpora, "NAME=PATH: where a corpus is");
  info_command->add_option("--output", shown->output, "Page (HTML) with pictures of the distributions")->type_name("FILE");
  info_command->add_option("--threads", shown->threads, "Threads to decode on")->transform(whole_number(1, 1024));
  info_command->add_flag("--quiet", shown->quiet, "Say nothing but errors");
  info_command->callback([shown, &chosen] { chosen.run = [shown] { return corpus_info(*shown); }; });
}

}  // namespace affectus
