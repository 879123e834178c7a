#include "cli/recording_options.h"

#include <string>

#include "audio/raw_format.h"
#include "cli/option_checks.h"
#include "text/text.h"

namespace affectus {

void add_recording_options(CLI::App& command, RecordingOptions& options) {
  command.add_option("--track", options.track, "Audio track of a file that has several, from 0 (default: the first)")
      ->type_name("N")
      ->transform(whole_number(0, 9999));
  command
      .add_option_function<std::string>(
          "--raw", [&options](const std::string& text) { options.raw = parse_raw_format(text); },
          "Every input is samples without a header: s16le, s16be, s24le, s32le, f32le, u8, mulaw or alaw, and their rate")
      ->type_name("ENCODING:RATE[:CHANNELS]");
  command.add_option("--max-duration", options.max_duration_s, "Leave out what lies beyond so many seconds")
      ->type_name("S")
      ->check(duration_in_seconds());
}

std::string recording_options_text(const RecordingOptions& options) {
  std::string text;
  if (options.track) text += " --track " + std::to_string(*options.track);
  if (options.raw) text += " --raw " + raw_format_text(*options.raw);
  if (options.max_duration_s) text += " --max-duration " + shortest_double(*options.max_duration_s);
  return text;
}

}  // namespace affectus
