#include "corpus/manifest_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "storage/files.h"
#include "text/csv.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string votes_text(const std::map<std::string, double>& votes) {
  std::string text;
  for (const auto& [category, count] : votes) text += (text.empty() ? "" : " ") + category + "=" + shortest_double(count);
  return text;
}

}  // namespace

void write_manifest(const std::filesystem::path& file, const std::vector<Utterance>& utterances) {
  const std::filesystem::path folder = std::filesystem::weakly_canonical(std::filesystem::absolute(file)).parent_path();
  const bool has_sentences = std::ranges::any_of(utterances, [](const Utterance& one) { return !one.sentence.empty(); });
  write_file_atomically(file, [&](std::ostream& out) {
    out << "path,speaker,gender,language,partition,category,intensity,activation,valence,dominance,activation_sd,valence_sd,"
           "dominance_sd,votes"
        << (has_sentences ? ",sentence\n" : "\n");
    for (const Utterance& one : utterances) {
      const std::filesystem::path audio = std::filesystem::weakly_canonical(std::filesystem::absolute(one.path));
      const std::filesystem::path relative = audio.lexically_relative(folder);
      out << csv_field((relative.empty() ? audio : relative).generic_string());
      for (const std::string& text : {one.speaker, one.gender, one.language, one.partition, one.category, one.intensity})
        out << ',' << csv_field(text);
      for (const auto& value :
           {one.activation, one.valence, one.dominance, one.activation_sd, one.valence_sd, one.dominance_sd})
        out << ',' << (value ? shortest_double(*value) : "");
      out << ',' << csv_field(votes_text(one.votes));
      if (has_sentences) out << ',' << csv_field(one.sentence);
      out << '\n';
    }
  });
}

}  // namespace affectus
