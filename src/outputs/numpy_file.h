// NumPy's .npy format, version 1.0: frames x dim, C order, little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

#include "affectus/frames.h"

namespace affectus {

enum class NumpyType { float32, float16 };
/// "float32" or "float16". Throws Error(invalid_argument).
NumpyType parse_numpy_type(const std::string& text);

/// Writes frames as they arrive. The count in the header is written at the end, so `out` must be seekable.
class NumpyWriter {
 public:
  NumpyWriter(std::ostream& out, std::size_t dim, NumpyType type);
  void write(FrameView frames);
  void finish();

 private:
  void write_header();

  std::ostream& out_;
  std::size_t dim_;
  NumpyType type_;
  std::size_t count_ = 0;
};

}  // namespace affectus
