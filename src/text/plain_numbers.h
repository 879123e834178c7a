// For streams of the caller, which write numbers in the program's locale.
#pragma once

#include <locale>
#include <ostream>

namespace affectus {

/// While it exists, the stream writes numbers with a decimal point and without separators of thousands.
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
