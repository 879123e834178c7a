// Streams that others made, and that write numbers as the program's locale has them.
#pragma once

#include <locale>
#include <ostream>

namespace affectus {

/// While it lives, the stream writes numbers without separators of thousands and with a decimal point.
class PlainNumbers {
 public:
  explicit PlainNumbers(std::ostream& out) : out_(out), own_(out.imbue(std::locale::classic())) {}
  ~PlainNumbers() { out_.imbue(own_); }
  PlainNumbers(const PlainNumbers&) = delete;
  PlainNumbers& operator=(const PlainNumbers&) = delete;

 private:
  std::ostream& out_;
  std::locale own_;
};

}  // namespace affectus
