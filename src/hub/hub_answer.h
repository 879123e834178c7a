// Parses the hub's answers to requests for a model and for a file.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace affectus {

/// A revision of a model.
struct HubRevision {
  std::string commit;
  std::set<std::string> files;  // names in the repository, '/' between folders
  std::string licence;          // as its card names it; may be empty
};
/// Parses the JSON text of /api/models/OWNER/NAME/revision/REVISION. Throws Error(invalid_format) that names `model`.
HubRevision parse_hub_revision(std::string_view text, const std::string& model);

/// A file before it is fetched.
struct HubFile {
  std::string name;
  std::string etag;  // the content's hash, by which the cache names it
  std::uint64_t size = 0;
};
/// Parses the answer's headers (names in lower case), in which files in large file storage have their own fields. Throws
/// Error(invalid_format) that names `model` and the file.
HubFile parse_hub_file(const std::string& name, const std::map<std::string, std::string>& headers, const std::string& model);

}  // namespace affectus
