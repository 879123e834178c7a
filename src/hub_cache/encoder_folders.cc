#include "hub_cache/encoder_folders.h"

#include "affectus/error.h"
#include "storage/folders.h"

namespace affectus {

namespace fs = std::filesystem;

namespace {

std::string why_no_folder(const fs::path& folder) {
  return folder.empty() ? "" : is_there(folder) ? ", which is no folder" : ": there is no folder " + folder.string();
}

}  // namespace

EncoderFolders parse_encoder_folders(const std::vector<std::string>& texts) {
  EncoderFolders folders;
  for (const std::string& text : texts) {
    std::error_code ignored;
    const std::size_t equals = fs::exists(text, ignored) ? std::string::npos : text.find('=');
    const std::string name = equals == std::string::npos ? "" : text.substr(0, equals);
    const fs::path folder = equals == std::string::npos ? text : text.substr(equals + 1);
    const auto parsed = HubName::parse(name);
    const bool is_name = equals == std::string::npos || (parsed && parsed->id() == name);
    if (!is_name || !is_folder(folder))
      throw Error(ErrorCode::invalid_argument, "encoder: expected FOLDER or OWNER/NAME=FOLDER, found '" + text + "'" +
                                                   (is_name ? why_no_folder(folder) : ""));
    folders[name] = folder;
  }
  return folders;
}

EncoderFolders::const_iterator find_encoder_folder(const EncoderFolders& folders, const HubName& name) {
  const auto own = folders.find(name.id());
  return own == folders.end() ? folders.find("") : own;
}

}  // namespace affectus
