// WebVTT (W3C).
#include "outputs/captions.h"
#include "outputs/result_text.h"
#include "outputs/writers.h"
#include "text/text.h"

namespace affectus {
namespace {

class VttWriter : public CaptionWriter {
 public:
  VttWriter(std::ostream& out, const RunFacts& facts) : CaptionWriter(out, facts, '.') {}

 private:
  std::string header() const override {
    std::string text = "WEBVTT\n\nNOTE\nModel " + cue_text(one_line(facts().model));
    if (!facts().licence.empty()) text += " (licence " + cue_text(one_line(facts().licence)) + ")";
    text += ", scale " + scale_text(facts().scale) + "\n";
    return facts().baseline ? text + cue_text(shift_text(facts())) + "\n" : text;
  }

  std::string footer(const std::vector<Warning>& warnings) const override {
    return "\nNOTE\nWarnings of the recording: " + warning_codes(warnings, ", ") + "\n";
  }

  // Escaped angle brackets also keep "-->" out of the text.
  std::string cue_text(const std::string& text) const override { return escape_markup(text); }
};

}  // namespace

std::unique_ptr<Writer> make_vtt_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<VttWriter>(out, facts);
}

}  // namespace affectus
