#include "corpus/corpus_reader.h"

#include <algorithm>
#include <memory>

#include "affectus/error.h"
#include "corpus/corpus_layout.h"
#include "corpus/layout_reader.h"
#include "text/joined.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

const std::vector<CorpusKind>& kinds_of_code() {
  static const std::vector<CorpusKind> kinds = {
      {"iemocap", "IEMOCAP: the folder with Session1 to Session5", read_iemocap},
      {"msp-podcast", "MSP-Podcast: a release's folder (Audios, Labels, Partitions.txt, Speaker_ids.txt)", read_msp_podcast},
  };
  return kinds;
}

fs::path layout_file(const std::string& name, const fs::path& layouts) { return layouts / (name + ".toml"); }

std::vector<std::string> names_of_layouts(const fs::path& layouts) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(layouts, ignored))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

bool has_layout(const std::string& name, const fs::path& layouts) {
  const std::vector<std::string> names = names_of_layouts(layouts);
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::vector<CorpusKind> corpus_kinds(const fs::path& layouts) {
  std::vector<CorpusKind> kinds = kinds_of_code();
  for (const std::string& name : names_of_layouts(layouts))
    kinds.push_back(corpus_kind_of_layout(layout_file(name, layouts)));
  std::ranges::sort(kinds, {}, &CorpusKind::name);
  return kinds;
}

CorpusKind corpus_kind(const std::string& name, const fs::path& layouts) {
  const auto own = std::ranges::find(kinds_of_code(), name, &CorpusKind::name);
  if (own != kinds_of_code().end()) return *own;
  if (has_layout(name, layouts)) return corpus_kind_of_layout(layout_file(name, layouts));
  std::vector<std::string> known = names_of_layouts(layouts);
  for (const CorpusKind& kind : kinds_of_code()) known.push_back(kind.name);
  std::ranges::sort(known);
  throw Error(ErrorCode::invalid_argument, "corpus: expected one of " + joined(known) + ", found '" + name + "'");
}

bool is_corpus_kind(const std::string& name, const fs::path& layouts) {
  return std::ranges::find(kinds_of_code(), name, &CorpusKind::name) != kinds_of_code().end() || has_layout(name, layouts);
}

CorpusKind corpus_kind_of_layout(const fs::path& file) {
  const auto layout = std::make_shared<const CorpusLayout>(CorpusLayout::read(file));
  return {.name = layout->name,
          .summary = layout->title,
          .read = [layout, file](const fs::path& folder, const CorpusReaderOptions& options) {
            ReadCorpus corpus = read_by_layout(*layout, folder, options);
            corpus.files.push_back(file);
            return corpus;
          }};
}

}  // namespace affectus
