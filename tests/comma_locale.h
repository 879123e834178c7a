// A host program in whose language numbers have a decimal comma.
#pragma once

#include <locale>
#include <string>

namespace affectus::testing {

/// While it lives, streams are made with a locale that writes 1234.5 as "1.234,5". Made here, since no such locale need be
/// installed.
class CommaLocale {
 public:
  CommaLocale() : before_(std::locale::global(std::locale(std::locale::classic(), new Numbers))) {}
  ~CommaLocale() { std::locale::global(before_); }
  CommaLocale(const CommaLocale&) = delete;
  CommaLocale& operator=(const CommaLocale&) = delete;

 private:
  struct Numbers : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  std::locale before_;
};

/// What `make` gives in such a program; that it is what it gives elsewhere is for the test to say.
template <typename Make>
auto with_comma_locale(const Make& make) {
  const CommaLocale locale;
  return make();
}

}  // namespace affectus::testing
