// SubRip, which has no standard: what players read is a number, times with a comma, lines of text, and an empty line.
#include "outputs/captions.h"
#include "outputs/writers.h"

namespace affectus {
namespace {

class SrtWriter : public CaptionWriter {
 public:
  SrtWriter(std::ostream& out, const RunFacts& facts) : CaptionWriter(out, facts, ',') {}

 private:
  // There are no escapes: an arrow, which a reader could take for a line of times, gets another dash.
  std::string cue_text(const std::string& text) const override {
    std::string shown = text;
    for (std::size_t at = shown.find("-->"); at != std::string::npos; at = shown.find("-->", at))
      shown.replace(at, 3, "\u2014>");
    return shown;
  }
};

}  // namespace

std::unique_ptr<Writer> make_srt_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<SrtWriter>(out, facts);
}

}  // namespace affectus
