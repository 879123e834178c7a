// Reads a multipart/form-data body (RFC 7578) piece by piece, in bounded memory. The bytes come from outside.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace affectus {

struct MultipartPart {
  std::string name;
  std::optional<std::string> file_name;  // as the client named it: a label, never a path to open
};

/// Receives the parts in their order.
class MultipartHandler {
 public:
  virtual ~MultipartHandler() = default;
  virtual void begin_part(const MultipartPart& part) = 0;
  virtual void data(std::string_view bytes) = 0;  // any number of times
  virtual void end_part() = 0;
};

/// The boundary of a Content-Type; absent if it is no multipart/form-data or has no valid boundary.
std::optional<std::string> multipart_boundary(std::string_view content_type);
bool is_multipart(std::string_view content_type);

/// Holds less than the head of a part (8 KB at the most) or a boundary. Throws RequestError; the handler's exceptions are
/// passed on. Nothing may be fed after an exception.
class MultipartReader {
 public:
  /// `handler` must outlive it.
  MultipartReader(const std::string& boundary, MultipartHandler& handler);
  void feed(std::string_view bytes);
  /// The body has ended. Throws RequestError if its last part has not.
  void finish() const;

 private:
  enum class State { preamble, after_boundary, head, body, epilogue };
  bool step();
  bool skip_preamble();
  bool read_body();
  bool read_after_boundary();
  bool read_head();

  std::string delimiter_;  // CRLF, two hyphens and the boundary
  MultipartHandler& handler_;
  State state_ = State::preamble;
  std::string held_;  // bytes that were not understood yet
  std::size_t parts_ = 0;
};

/// The name and the file name of a part's head, header lines without the empty one. Absent if there is no
/// Content-Disposition of form-data with a name.
std::optional<MultipartPart> parse_part_head(std::string_view head);

}  // namespace affectus
