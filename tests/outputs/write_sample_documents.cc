// Writes TextGrid, EAF and CSV of results with every edge to a folder, for tests/oracles/check_documents.sh:
// write_sample_documents FOLDER
#include <fstream>
#include <iostream>

#include "outputs/sample_results.h"

namespace affectus::testing {
namespace {

struct Sample {
  std::string name;
  RunFacts facts;
  FileResult result;
};

Sample windows() {
  Sample sample{"windows", sample_facts(), {.file = "folder/a \"b\" <c>&\xC3\xA9.wav", .duration_s = 10.3}};
  sample.facts.hop_s = 0.5;
  sample.facts.categories = {"happy", "<sad> & \"angry\""};
  for (int i = 0; i < 18; ++i) {
    const double start = i < 17 ? i * 0.5 : 8.3;
    sample.result.segments.push_back(sample_segment(start, start + 2, 1 + i * 0.3331));
    sample.result.segments.back().categories = {0.4F, 0.6F};
  }
  return sample;
}

Sample intervals() {
  Sample sample{"intervals", sample_facts(), {.file = "b.wav", .duration_s = 10}};
  sample.facts.has_intervals = sample.facts.has_label = sample.facts.has_tier = sample.facts.has_speaker = true;
  sample.result.segments = {sample_segment(0.0000625, 1), sample_segment(3, 7.123456), sample_segment(5, 9),
                            sample_segment(6, 6.5, -3.25), sample_segment(9.5, 12)};
  for (EmotionSegment& segment : sample.result.segments) segment.label = segment.speaker = hostile_text;
  sample.result.segments[1].activation.reset();
  return sample;
}

Sample channels() {
  Sample sample{"channels", sample_facts(), {.file = "c.mp4", .duration_s = 3}};
  sample.facts.has_channel = true;
  for (int i = 0; i < 6; ++i) {
    sample.result.segments.push_back(sample_segment(i / 2, i / 2 + 1, i));
    sample.result.segments.back().channel = i % 2;
  }
  return sample;
}

Sample silent() { return {"silent", sample_facts(), {.file = "-", .duration_s = 1}}; }

Sample many() {
  Sample sample{"many", sample_facts(), {.file = "d.wav", .duration_s = 1000}};
  for (int i = 0; i < 1000; ++i) sample.result.segments.push_back(sample_segment(i, i + 1, 1 + i * 1e-3));
  return sample;
}

}  // namespace
}  // namespace affectus::testing

int main(int count, char** arguments) {
  using namespace affectus::testing;
  if (count != 2) {
    std::cerr << "usage: write_sample_documents FOLDER\n";
    return 2;
  }
  for (const Sample& sample : {windows(), intervals(), channels(), silent(), many()}) {
    for (const std::string format : {"csv", "textgrid", "eaf"}) {
      const std::string file = std::string(arguments[1]) + "/" + sample.name + affectus::output_format(format).extension;
      std::ofstream out(file, std::ios::binary);
      out << write(format, sample.facts, {sample.result});
      if (!out.flush()) {
        std::cerr << file << ": cannot be written\n";
        return 1;
      }
    }
  }
  return 0;
}
