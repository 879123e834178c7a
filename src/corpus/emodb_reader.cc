// EmoDB, the Berlin Database of Emotional Speech (Burkhardt et al., Interspeech 2005). A file's name is the speaker (2), the
// text (3), the emotion's German letter and a version: 03a01Fa.wav.
#include <cctype>
#include <map>
#include <set>

#include "affectus/error.h"
#include "corpus/audio_folder.h"
#include "corpus/corpus_reader.h"
#include "corpus/word_ratings.h"
#include "text/counted.h"

namespace affectus {
namespace {

const std::map<char, std::string> emotions = {{'W', "angry"}, {'L', "bored"}, {'E', "disgust"}, {'A', "fearful"},
                                              {'F', "happy"}, {'T', "sad"},   {'N', "neutral"}};
const std::set<std::string> men = {"03", "10", "11", "12", "15"};
const std::set<std::string> speakers = {"03", "08", "09", "10", "11", "12", "13", "14", "15", "16"};

bool is_emodb_name(const std::string& name) {
  return name.size() >= 6 && name.size() <= 7 && speakers.contains(name.substr(0, 2)) &&
         (name[2] == 'a' || name[2] == 'b') && emotions.contains(name[5]);
}

std::string partition_of(const std::string& speaker) {
  if (speaker <= "12") return "train";
  return speaker == "13" ? "development" : "test";
}

}  // namespace

ReadCorpus read_emodb(const std::filesystem::path& folder, const CorpusReaderOptions&) {
  ReadCorpus corpus;
  std::size_t others = 0;
  for (const std::filesystem::path& file : find_recordings(folder)) {
    const std::string name = file.stem().string();
    if (!is_emodb_name(name)) {
      ++others;
      continue;
    }
    const std::string speaker = name.substr(0, 2);
    Utterance& utterance = corpus.utterances.emplace_back();
    utterance.path = file;
    utterance.speaker = "emodb-" + speaker;
    utterance.gender = men.contains(speaker) ? "male" : "female";
    utterance.language = "de";
    utterance.partition = partition_of(speaker);
    utterance.category = emotions.at(name[5]);
    set_word_ratings(utterance, 1);
  }
  if (corpus.utterances.empty())
    throw Error(ErrorCode::not_found, folder.string() + ": expected EmoDB's files (03a01Fa.wav), found none among " +
                                          counted(others, "recording", "recordings"));
  if (others > 0)
    corpus.notes.push_back(counted(others, "recording has no name of EmoDB's and was left out",
                                   "recordings have no name of EmoDB's and were left out"));
  corpus.notes.push_back(
      "activation, valence and dominance are the means of the categories' words (Russell and Mehrabian 1977), not ratings");
  return corpus;
}

}  // namespace affectus
