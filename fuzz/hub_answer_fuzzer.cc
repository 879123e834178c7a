#include <cstddef>
#include <cstdint>
#include <string>

#include "affectus/error.h"
#include "hub/hub_answer.h"
#include "hub/retry_after.h"
#include "hub_cache/hub_name.h"
#include "text/split.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace affectus;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    if (!is_plain_name(parse_hub_revision(text, "input").commit)) __builtin_trap();
  } catch (const Error&) {
  }
  std::map<std::string, std::string> headers;
  for (const std::string& line : split(text, '\n'))
    if (const std::size_t colon = line.find(':'); colon != std::string::npos)
      headers[line.substr(0, colon)] = line.substr(colon + 1);
  try {
    if (!is_plain_name(parse_hub_file("file", headers, "input").etag)) __builtin_trap();
  } catch (const Error&) {
  }
  if (const auto seconds = retry_after(headers, 0); seconds && (seconds->count() < 0 || seconds->count() > 366 * 86400))
    __builtin_trap();
  return 0;
}
