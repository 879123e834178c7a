// Text in any encoding, its lines, and the table that it may be.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "affectus/error.h"
#include "text/table.h"
#include "text/text.h"
#include "text/text_encoding.h"

namespace {

void decode(std::string_view bytes) {
  const std::string text = affectus::decode_text(bytes, "fuzz.csv");
  if (affectus::valid_prefix(text) != text.size() || text.find('\0') != std::string::npos) __builtin_trap();
  std::size_t size = 0;
  for (const std::string_view line : affectus::text_lines(text)) {
    if (line.find_first_of("\r\n") != std::string_view::npos) __builtin_trap();
    size += line.size();
  }
  if (size > text.size()) __builtin_trap();
}

void read(std::string_view bytes) {
  affectus::TableReader table(bytes, "fuzz.csv");
  table.require({"file"});
  std::size_t line = 0;
  while (table.next()) {
    if (table.line() <= line) __builtin_trap();
    line = table.line();
    if (table.number_text("start").size() != table.text("start").size()) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& parse : {decode, read}) try {
      parse(bytes);
    } catch (const affectus::Error&) {
    }
  return 0;
}
