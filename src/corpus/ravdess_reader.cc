// RAVDESS (Livingstone and Russo, 2018, PLoS ONE 13(5): e0196391). A file's name is seven numbers: modality, vocal channel,
// emotion, intensity, statement, repetition, actor.
#include <algorithm>
#include <map>
#include <set>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "corpus/corpus_reader.h"
#include "corpus/word_ratings.h"
#include "text/counted.h"
#include "text/split.h"

namespace affectus {
namespace {

constexpr const char* audio_only = "03";
constexpr const char* speech_channel = "01";
constexpr double normal_intensity = 0.75;  // of the distance from neutral

const std::map<std::string, std::string> emotions = {{"01", "neutral"}, {"02", "calm"},     {"03", "happy"},
                                                     {"04", "sad"},     {"05", "angry"},    {"06", "fearful"},
                                                     {"07", "disgust"}, {"08", "surprised"}};

// The numbers of a name, or nothing for a file that is none of RAVDESS's.
std::vector<std::string> name_parts(const std::filesystem::path& file) {
  const std::vector<std::string> parts = split(file.stem().string(), '-');
  const auto is_number = [](const std::string& part) {
    return part.size() == 2 && part.find_first_not_of("0123456789") == std::string::npos;
  };
  return parts.size() == 7 && std::ranges::all_of(parts, is_number) ? parts : std::vector<std::string>();
}

std::string partition_of(int actor) {
  if (actor <= 16) return "train";
  if (actor <= 18) return "development";
  return actor <= 22 ? "test" : "held_out";
}

}  // namespace

ReadCorpus read_ravdess(const std::filesystem::path& folder, const CorpusReaderOptions&) {
  ReadCorpus corpus;
  std::set<std::string> seen;
  std::size_t others = 0;
  for (const std::filesystem::path& file : find_recordings(folder)) {
    const std::vector<std::string> name = name_parts(file);
    if (name.empty() || name[0] != audio_only || name[1] != speech_channel || !emotions.contains(name[2])) {
      ++others;
      continue;
    }
    if (!seen.insert(file.stem().string()).second) continue;  // the archive holds its files twice
    const int actor = std::stoi(name[6]);
    Utterance& utterance = corpus.utterances.emplace_back();
    utterance.path = file;
    utterance.speaker = "ravdess-" + name[6];
    utterance.gender = actor % 2 == 1 ? "male" : "female";
    utterance.language = "en";
    utterance.partition = partition_of(actor);
    utterance.category = emotions.at(name[2]);
    utterance.intensity = name[3] == "02" ? "strong" : "normal";
    set_word_ratings(utterance, name[3] == "02" || name[2] == "01" ? 1 : normal_intensity);
  }
  if (corpus.utterances.empty())
    throw Error(ErrorCode::not_found, folder.string() +
                                          ": expected RAVDESS's speech files (03-01-05-01-02-01-12.wav), found none among " +
                                          counted(others, "recording", "recordings"));
  if (others > 0)
    corpus.notes.push_back(counted(others, "recording is not of the speech part and was left out",
                                   "recordings are not of the speech part and were left out"));
  corpus.notes.push_back(
      "activation, valence and dominance are the means of the categories' words (Russell and Mehrabian 1977), not ratings");
  return corpus;
}

}  // namespace affectus
