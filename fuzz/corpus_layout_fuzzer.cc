#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "affectus/error.h"
#include "corpus/corpus_layout.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const affectus::CorpusLayout layout =
        affectus::CorpusLayout::parse({reinterpret_cast<const char*>(data), size}, "layout.toml");
    for (const affectus::PathPattern& pattern : layout.patterns) {
      std::string matched;
      if (const auto fields = pattern.match_end("/corpus/AudioWAV/DK_004_A_5", matched)) layout.category.of(*fields);
    }
  } catch (const affectus::Error&) {
  }
  return 0;
}
