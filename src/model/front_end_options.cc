#include "model/front_end_options.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"

namespace affectus {
namespace {

using nlohmann::json;

// Takes the known options out of a JSON object; what is left in the end is an error.
class OptionReader {
 public:
  OptionReader(const std::string& front_end, const std::string& text)
      : front_end_(front_end), options_(json::parse(text.empty() ? "{}" : text, nullptr, /*allow_exceptions=*/false)) {
    if (!options_.is_object()) fail("options", "a JSON object", text);
  }

  void read(const char* name, double& value) {
    const json found = take(name);
    if (found.is_null()) return;
    if (!found.is_number()) fail(name, "a number", found.dump());
    value = found.get<double>();
  }
  void read(const char* name, std::size_t& value) {
    const json found = take(name);
    if (found.is_null()) return;
    if (!found.is_number_unsigned()) fail(name, "a whole number", found.dump());
    value = found.get<std::size_t>();
  }
  void read(const char* name, bool& value) {
    const json found = take(name);
    if (found.is_null()) return;
    if (!found.is_boolean()) fail(name, "true or false", found.dump());
    value = found.get<bool>();
  }
  std::string read_text(const char* name) {
    const json found = take(name);
    if (found.is_null()) return "";
    if (!found.is_string()) fail(name, "a text", found.dump());
    return found.get<std::string>();
  }
  void finish() const {
    if (!options_.empty()) fail("options", "none but the known", "'" + options_.begin().key() + "'");
  }
  [[noreturn]] void fail(const std::string& name, const std::string& expected, const std::string& found) const {
    throw Error(ErrorCode::invalid_argument,
                "front end " + front_end_ + ": " + name + ": expected " + expected + ", found " + found);
  }

 private:
  json take(const char* name) {
    const auto found = options_.find(name);
    if (found == options_.end()) return nullptr;
    json value = *found;
    options_.erase(found);
    return value;
  }

  std::string front_end_;
  json options_;
};

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

std::unique_ptr<FrontEnd> make_front_end(const std::string& name, const std::string& options) {
  OptionReader reader(name, options);
  if (name == "mfb") return make_mel_filterbank(mel_filterbank_options(reader));
  if (name == "prosody") return make_prosody(prosody_options(reader));
  reader.finish();  // the others have no options
  return make_front_end(name);
}

}  // namespace affectus
