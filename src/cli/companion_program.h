// Programs beside this one that carry LibTorch, so that prediction need not.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace affectus {

/// Replaces this process by the program `name` beside `executable` (in the build tree) or in libexec (where installed), with
/// `shown` as the name that it calls itself by. Returns only by throwing Error(not_found, unsupported).
[[noreturn]] void run_companion(const std::filesystem::path& executable, const std::string& name, const std::string& shown,
                                const std::vector<std::string>& arguments);

}  // namespace affectus
