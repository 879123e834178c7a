#include "names/category_names.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "text/letter_case.h"

namespace affectus {

std::string category_name(std::string_view name) {
  const auto lower = [](utf8proc_int32_t code, void*) { return utf8proc_tolower(code); };
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map_custom(reinterpret_cast<const utf8proc_uint8_t*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()),
                          &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE), lower, nullptr);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return lower_case(std::string(name));
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

}  // namespace affectus
