#include "affectus/error.h"
#include "affectus/front_end.h"
#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"
#include "front_ends/option_reader.h"

namespace affectus {
namespace {

std::unique_ptr<FrontEnd> mel_filterbank(const std::string& name, const std::string& text) {
  if (name != "mfb") return nullptr;
  OptionReader reader(name, text);
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
  return make_mel_filterbank(options);
}

std::unique_ptr<FrontEnd> prosody(const std::string& name, const std::string& text) {
  if (name != "prosody") return nullptr;
  OptionReader reader(name, text);
  ProsodyOptions options;
  reader.read("floor_hz", options.floor_hz);
  reader.read("ceiling_hz", options.ceiling_hz);
  reader.finish();
  return make_prosody(options);
}

}  // namespace

// Adding a front end that is built in: its line here.
FrontEndRegistry::FrontEndRegistry() : entries_{{"mfb", mel_filterbank}, {"prosody", prosody}} {}

FrontEndRegistry& FrontEndRegistry::add(std::string form, Maker maker) {
  entries_.push_back({std::move(form), std::move(maker)});
  return *this;
}

std::unique_ptr<FrontEnd> FrontEndRegistry::make(const std::string& name, const std::string& options) const {
  std::string forms;
  for (const Entry& entry : entries_) {
    if (auto front_end = entry.maker(name, options)) return front_end;
    forms += entry.form + ", ";
  }
  if ((options.empty() || options == "{}") && name.find('+') != std::string::npos) return make_front_end(name, *this);
  throw Error(ErrorCode::invalid_argument,
              "front end: expected " + forms + "or several joined by '+', found '" + name + "'");
}

}  // namespace affectus
