#include "hub/hub_answer.h"

#include <nlohmann/json.hpp>

#include "affectus/error.h"
#include "base/bounded_json.h"
#include "hub_cache/hub_name.h"

namespace affectus {
namespace {

using nlohmann::json;

constexpr std::size_t most_digits = 18;  // of a size

[[noreturn]] void fail(const std::string& model, const std::string& what) {
  throw Error(ErrorCode::invalid_format, "hf:" + model + ": " + what);
}

// A name, or a list of them.
std::string licence_text(const json& licence) {
  std::string text;
  for (const json& one : licence.is_array() ? licence : json::array({licence}))
    if (one.is_string()) text += (text.empty() ? "" : ", ") + one.get<std::string>();
  return text;
}

}  // namespace

HubRevision parse_hub_revision(std::string_view text, const std::string& model) {
  const json answer = parse_json(text);
  if (!answer.is_object() || !answer.contains("sha") || !answer["sha"].is_string() || !answer.contains("siblings") ||
      !answer["siblings"].is_array())
    fail(model, "expected the hub's description with a sha and its files, found something else");
  HubRevision revision{answer["sha"].get<std::string>(), {}, {}};
  if (!is_plain_name(revision.commit)) fail(model, "expected a commit's hash, found '" + revision.commit + "'");
  for (const json& sibling : answer["siblings"])
    if (sibling.is_object() && sibling.contains("rfilename") && sibling["rfilename"].is_string())
      revision.files.insert(sibling["rfilename"].get<std::string>());
  if (answer.contains("cardData") && answer["cardData"].is_object() && answer["cardData"].contains("license"))
    revision.licence = licence_text(answer["cardData"]["license"]);
  return revision;
}

HubFile parse_hub_file(const std::string& name, const std::map<std::string, std::string>& headers,
                       const std::string& model) {
  const auto header = [&](const char* large, const char* plain) {
    for (const char* key : {large, plain})
      if (const auto found = headers.find(key); found != headers.end() && !found->second.empty()) return found->second;
    return std::string();
  };
  std::string etag = header("x-linked-etag", "etag");
  if (etag.starts_with("W/")) etag.erase(0, 2);
  std::erase(etag, '"');
  if (!is_plain_name(etag)) fail(model, name + ": expected a hash as its ETag, found '" + etag + "'");
  const std::string size = header("x-linked-size", "content-length");
  if (size.empty() || size.find_first_not_of("0123456789") != std::string::npos || size.size() > most_digits)
    fail(model, name + ": expected its size in bytes, found '" + size + "'");
  return {name, etag, std::stoull(size)};
}

}  // namespace affectus
