#include "outputs/numpy_file.h"

#include <bit>
#include <ostream>
#include <vector>

#include "affectus/error.h"
#include "base/half.h"

namespace affectus {
namespace {

// Room for a count of 20 digits, and a multiple of 64 as the format asks.
constexpr std::size_t header_size = 128;

}  // namespace

NumpyType parse_numpy_type(const std::string& text) {
  if (text == "float32") return NumpyType::float32;
  if (text == "float16") return NumpyType::float16;
  throw Error(ErrorCode::invalid_argument, "dtype: expected float32 or float16, found '" + text + "'");
}

NumpyWriter::NumpyWriter(std::ostream& out, std::size_t dim, NumpyType type) : out_(out), dim_(dim), type_(type) {
  static_assert(std::endian::native == std::endian::little);
  write_header();
}

void NumpyWriter::write_header() {
  const std::string type = type_ == NumpyType::float32 ? "<f4" : "<f2";
  std::string text("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(header_size - 10);
  text += '\0';
  text += "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + std::to_string(count_) + ", " +
          std::to_string(dim_) + "), }";
  text.resize(header_size - 1, ' ');
  out_ << text << '\n';
}

void NumpyWriter::write(FrameView frames) {
  const std::size_t values = frames.count * dim_;
  count_ += frames.count;
  if (type_ == NumpyType::float32) {
    out_.write(reinterpret_cast<const char*>(frames.values), static_cast<std::streamsize>(values * sizeof(float)));
    return;
  }
  std::vector<std::uint16_t> half(values);
  for (std::size_t i = 0; i < values; ++i) half[i] = to_half(frames.values[i]);
  out_.write(reinterpret_cast<const char*>(half.data()), static_cast<std::streamsize>(values * sizeof(std::uint16_t)));
}

void NumpyWriter::finish() {
  out_.seekp(0);
  write_header();
  out_.seekp(0, std::ios::end);
}

}  // namespace affectus
