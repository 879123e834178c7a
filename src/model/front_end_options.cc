#include "model/front_end_options.h"

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"
#include "model/option_reader.h"

namespace affectus {
namespace {

MelFilterbankOptions mel_filterbank_options(OptionReader& reader) {
  MelFilterbankOptions options;
  reader.read("bins", options.bins);
  reader.read("low_hz", options.low_hz);
  reader.read("high_hz", options.high_hz);
  reader.read("window_ms", options.window_ms);
  reader.read("hop_ms", options.hop_ms);
  const std::string window = reader.read_text("window");
  if (window == "hamming")
    options.window = MelFilterbankOptions::Window::hamming;
  else if (window == "hann")
    options.window = MelFilterbankOptions::Window::hann;
  else if (!window.empty() && window != "povey")
    reader.fail("window", "povey, hamming or hann", "'" + window + "'");
  reader.read("preemphasis", options.preemphasis);
  reader.read("remove_mean", options.remove_mean);
  reader.finish();
  return options;
}

ProsodyOptions prosody_options(OptionReader& reader) {
  ProsodyOptions options;
  reader.read("floor_hz", options.floor_hz);
  reader.read("ceiling_hz", options.ceiling_hz);
  reader.finish();
  return options;
}

}  // namespace

std::unique_ptr<FrontEnd> make_front_end(const std::string& name, const std::string& options, const FrontEndMaker& others) {
  if (others)
    if (auto front_end = others(name, options)) return front_end;
  OptionReader reader(name, options);
  if (name == "mfb") return make_mel_filterbank(mel_filterbank_options(reader));
  if (name == "prosody") return make_prosody(prosody_options(reader));
  reader.finish();  // the others have no options
  return make_front_end(name, others);
}

}  // namespace affectus
