// A request of the server: the first line is its target, the second its Content-Type, the rest its body, which comes in
// pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "serve/fields.h"
#include "serve/multipart.h"
#include "serve/server_error.h"
#include "serve/url.h"

namespace {

struct Reader : affectus::MultipartHandler {
  affectus::FieldReader fields;
  std::string name, value;
  std::size_t bytes = 0;
  void begin_part(const affectus::MultipartPart& part) override {
    name = part.name;
    value.clear();
  }
  void data(std::string_view piece) override {
    bytes += piece.size();
    value += piece;
  }
  void end_part() override {
    if (name != "file") fields.set(name, value);
  }
};

std::string_view line_of(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  const std::string_view target = line_of(rest), type = line_of(rest);
  Reader reader;
  try {
    if (const auto parsed = affectus::parse_target(target))
      for (const auto& [name, value] : parsed->query) reader.fields.set(name, value);
    if (const auto boundary = affectus::multipart_boundary(type)) {
      affectus::MultipartReader body(*boundary, reader);
      for (std::size_t i = 0, piece = 1; i < rest.size(); i += piece, piece = piece % 97 + 1)
        body.feed(rest.substr(i, piece));
      body.finish();
      if (reader.bytes > rest.size()) std::abort();
    }
    const affectus::PredictFields fields = reader.fields.finish();
    if (fields.prediction.window_s && !(*fields.prediction.window_s >= affectus::least_hop_s)) std::abort();
  } catch (const affectus::RequestError&) {
  }
  return 0;
}
