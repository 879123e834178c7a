// The first byte says which of a release's files the rest is.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "corpus/msp_podcast_tables.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  affectus::MspPodcastTables tables;
  try {
    switch (data[0]) {
      case 'c':
        tables.read_consensus_csv(text, "labels_consensus.csv");
        break;
      case 'j':
        tables.read_consensus_json(text, "labels_consensus.json");
        break;
      case 'l':
        tables.read_labels_txt(text, "labels.txt", true);
        break;
      case 'd':
        tables.read_detailed_csv(text, "labels_detailed.csv");
        break;
      case 'e':
        tables.read_detailed_json(text, "labels_detailed.json");
        break;
      case 'p':
        tables.read_partitions(text, "Partitions.txt");
        break;
      case 's':
        tables.turns["a"];
        tables.read_speakers(text, "Speaker_ids.txt");
        break;
      default:
        break;
    }
  } catch (const affectus::Error&) {
  }
  return 0;
}
