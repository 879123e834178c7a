// Text between C++ and Python. Names of files are bytes of any kind (os.fsencode); all else is shown to people.
#pragma once

#include <nanobind/nanobind.h>

#include <string>

namespace affectus {

namespace nb = nanobind;

/// Bytes that are not UTF-8, as names of files may have them in messages, become U+FFFD. Needs the GIL.
inline nb::str python_text(const std::string& text) {
  return nb::steal<nb::str>(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

inline std::string plain(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }
inline nb::bytes python_bytes(const std::string& text) { return nb::bytes(text.data(), text.size()); }

}  // namespace affectus
