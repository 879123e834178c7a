#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "affectus/error.h"
#include "base/files.h"
#include "cli/command.h"
#include "cli/console.h"
#include "corpus/corpus_reader.h"
#include "corpus/corpus_report.h"
#include "corpus/manifest.h"
#include "corpus/manifest_writer.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

struct ImportArguments {
  std::string kind;
  std::string folder;
  std::string output;
  CorpusReaderOptions reader;
  bool skip_missing = false;
  bool quiet = false;
};

struct InfoArguments {
  std::string corpus;
  std::string output;
  std::size_t threads = default_thread_count();
  bool quiet = false;
};

int import(const ImportArguments& arguments) {
  Console console(arguments.quiet);
  ReadCorpus corpus = corpus_kind(arguments.kind).read(arguments.folder, arguments.reader);
  fs::path first_missing;
  const auto is_missing = [&](const Utterance& utterance) {
    const bool missing = !fs::exists(utterance.path);
    if (missing && first_missing.empty()) first_missing = utterance.path;
    return missing;
  };
  const std::size_t all = corpus.utterances.size();
  if (const std::size_t missing = std::erase_if(corpus.utterances, is_missing); missing > 0) {
    const std::string message = std::to_string(missing) + " of " + std::to_string(all) +
                                " audio files are missing, the first is " + first_missing.string();
    if (!arguments.skip_missing) throw Error(ErrorCode::not_found, message + " (--skip-missing leaves them out)");
    console.warning(message + "; they were left out");
  }
  for (const std::string& note : corpus.notes) console.note(note);
  const fs::path folder = arguments.output;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(ErrorCode::unwritable, folder.string() + ": cannot be made: " + error.message());
  write_manifest(folder / "manifest.csv", corpus.utterances);
  std::cout << (folder / "manifest.csv").string() << ": " << corpus.utterances.size() << " utterances\n";
  return std::cout.flush() ? 0 : 1;
}

int info(const InfoArguments& arguments) {
  Console console(arguments.quiet);
  const Manifest manifest = Manifest::read(find_manifest(arguments.corpus, {}));
  const std::atomic<bool>& stop = watch_for_interrupt();
  const CorpusReport report = report_corpus(manifest, arguments.threads, [&](std::size_t done, std::size_t all) {
    console.progress(static_cast<double>(done) / static_cast<double>(all),
                     std::to_string(done) + " of " + std::to_string(all));
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
  std::string kinds;
  for (const CorpusKind& kind : corpus_kinds()) kinds += "\n  " + std::string(kind.name) + ": " + kind.summary;
  import_command->add_option("KIND", imported->kind, "Which corpus:" + kinds)->required();
  import_command->add_option("PATH", imported->folder, "Its folder")->required();
  import_command->add_option("--output", imported->output, "Folder for manifest.csv; the audio stays where it is")
      ->required()
      ->type_name("DIR");
  import_command->add_option("--fold", imported->reader.fold, "IEMOCAP: the session that is the test set")
      ->check(CLI::Range(1, 5))
      ->capture_default_str();
  import_command->add_flag("--skip-missing", imported->skip_missing,
                           "Leave out utterances whose audio file, labels or partition is missing");
  import_command->add_flag("--quiet", imported->quiet, "Say nothing but errors");
  import_command->callback([imported, &chosen] {
    imported->reader.skip_missing = imported->skip_missing;
    chosen.run = [imported] { return import(*imported); };
  });

  auto shown = std::make_shared<InfoArguments>();
  CLI::App* info_command = command->add_subcommand(
      "info", "Rows, speakers in several partitions, missing and unreadable audio, distributions of the labels");
  info_command->add_option("CORPUS", shown->corpus, "A manifest, its folder, or a corpus's name")->required();
  info_command->add_option("--output", shown->output, "Page (HTML) with pictures of the distributions")->type_name("FILE");
  info_command->add_option("--threads", shown->threads, "Threads to decode on")->check(CLI::Range(1, 1024));
  info_command->add_flag("--quiet", shown->quiet, "Say nothing but errors");
  info_command->callback([shown, &chosen] { chosen.run = [shown] { return info(*shown); }; });
}

}  // namespace affectus
