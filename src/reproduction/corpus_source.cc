#include "reproduction/corpus_source.h"

#include "corpus/corpus_import.h"
#include "corpus/corpus_locator.h"
#include "storage/environment.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

// The folder in which a corpus of that name would lie; empty: nothing says so.
fs::path folder_of(const std::string& name, const std::map<std::string, fs::path>& given) {
  if (const auto own = given.find(name); own != given.end()) return own->second;
  const std::string corpora = environment("AFFECTUS_CORPORA");
  return corpora.empty() ? fs::path() : fs::path(corpora) / name;
}

}  // namespace

Manifest open_corpus(const std::string& name, const std::map<std::string, fs::path>& given, const fs::path& layouts,
                     bool skip_missing, std::vector<std::string>& notes) {
  const auto note = [&](const std::string& line) { notes.push_back(name + ": " + line); };
  const fs::path folder = folder_of(name, given);
  if (fs::is_directory(folder) && !fs::exists(folder / "manifest.csv") && is_corpus_kind(name, layouts)) {
    const CorpusReaderOptions options{.skip_missing = skip_missing, .fold = 0};
    return {.file = folder,
            .corpus = name,
            .utterances = read_raw_corpus(corpus_kind(name, layouts), folder, options, skip_missing, note, note).utterances,
            .hash = {}};
  }
  Manifest manifest = Manifest::read(find_manifest(name, given));
  leave_out_missing(manifest.utterances, skip_missing, manifest.file.string() + ": ", note);
  return manifest;
}

std::string corpus_title(const std::string& name, const Manifest& manifest) {
  return fs::exists(name) ? manifest.corpus : name;
}

}  // namespace affectus
