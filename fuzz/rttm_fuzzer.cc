#include "affectus/error.h"
#include "affectus/intervals.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    for (const affectus::FileIntervals& file : affectus::parse_rttm(text, "fuzz.rttm"))
      for (const affectus::Interval& interval : file.intervals)
        if (!(interval.start_s >= 0 && interval.end_s >= interval.start_s && interval.channel.value_or(0) >= 0))
          __builtin_trap();
  } catch (const affectus::Error&) {
  }
  return 0;
}
