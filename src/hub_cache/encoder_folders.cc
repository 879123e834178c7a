#include "hub_cache/encoder_folders.h"

#include "affectus/error.h"

namespace affectus {

namespace fs = std::filesystem;

EncoderFolders parse_encoder_folders(const std::vector<std::string>& texts) {
  EncoderFolders folders;
  for (const std::string& text : texts) {
    std::error_code ignored;
    const std::size_t equals = fs::exists(text, ignored) ? std::string::npos : text.find('=');
    const std::string name = equals == std::string::npos ? "" : text.substr(0, equals);
    const fs::path folder = equals == std::string::npos ? text : text.substr(equals + 1);
    const auto parsed = HubName::parse(name);
    const bool is_name = equals == std::string::npos || (parsed && parsed->id() == name);
    if (!is_name || !fs::is_directory(folder, ignored))
      throw Error(ErrorCode::invalid_argument, "encoder: expected FOLDER or OWNER/NAME=FOLDER, found '" + text + "'");
    folders[name] = folder;
  }
  return folders;
}

EncoderFolders::const_iterator find_encoder_folder(const EncoderFolders& folders, const HubName& name) {
  const auto own = folders.find(name.id());
  return own == folders.end() ? folders.find("") : own;
}

}  // namespace affectus
