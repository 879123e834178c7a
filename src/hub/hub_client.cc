#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "affectus/error.h"
#include "affectus/hub.h"
#include "checkpoint/checkpoint_index.h"
#include "hub/file_digest.h"
#include "hub/http.h"
#include "hub/hub_answer.h"
#include "hub/retry_after.h"
#include "hub_cache/hub_name.h"
#include "hub_cache/hub_snapshot.h"
#include "storage/environment.h"
#include "storage/file_descriptor.h"
#include "storage/files.h"
#include "text/counted.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr const char* public_endpoint = "https://huggingface.co";
constexpr std::size_t largest_answer = 16 << 20;
constexpr int most_attempts = 5;                    // of one request
constexpr std::chrono::seconds first_delay{1};      // doubled each time, where the server names no other
constexpr std::chrono::seconds longest_delay{300};  // that a server may ask for: the hub counts requests by five minutes
constexpr std::chrono::milliseconds between_looks{100};
constexpr const char* preprocessor = "preprocessor_config.json";

std::string first_line(const fs::path& file) {
  const std::string text = read_file(file, 4096);
  return text.substr(0, text.find_first_of("\r\n"));
}

class Pull {
 public:
  Pull(const HubName& name, const HubOptions& options, const std::function<bool(const HubProgress&)>& progress)
      : name_(name), options_(options), progress_(progress), repository_(hub_repository(name)) {}

  fs::path run() {
    if (options_.offline) {
      if (const auto whole = find_whole_hub_snapshot(name_)) return *whole;
      fail(ErrorCode::not_found, "not in the cache at " + repository_.string() +
                                     (find_hub_snapshot(name_) ? " as a whole" : "") +
                                     ", and HF_HUB_OFFLINE forbids to fetch it");
    }
    const std::vector<std::string> names = ask_for_revision();
    for (const char* folder : {"blobs", "refs", "snapshots"}) make_folder(repository_ / folder);
    std::vector<HubFile> files;
    files.reserve(names.size());
    for (const std::string& file : names) files.push_back(ask_for_file(file));
    for (const std::string& shard : shards_of(files)) files.push_back(ask_for_file(shard));
    for (const HubFile& file : files) {
      state_.all += file.size;
      state_.done += bytes_there(file);
      if (bytes_there(file) < file.size) state_.missing.push_back(file.name);
    }
    tell();
    for (const HubFile& file : files) fetch(file);
    keep_reference();
    return snapshot();
  }

 private:
  [[noreturn]] void fail(ErrorCode code, const std::string& what) const {
    throw Error(code, "hf:" + name_.text() + ": " + what);
  }
  fs::path snapshot() const { return repository_ / "snapshots" / commit_; }

  HttpRequest request(const std::string& path) const {
    return {.url = options_.endpoint + path,
            .head = false,
            .relative_redirects_only = false,
            .headers = {"Accept-Encoding: identity"},
            .bearer_token = options_.token,
            .from = 0,
            .at_work = [this] { tell(); }};
  }

  // Errors of a server that is at work, or has too much of it. All others come again however often one asks.
  static bool is_temporary(long status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }

  // Does what may go well at another time again, some time later.
  HttpResponse patiently(const std::string& what, const std::function<HttpResponse()>& request_once) {
    std::chrono::seconds delay = first_delay;
    for (int attempt = 1;; ++attempt, delay *= 2) {
      std::string reason;
      std::optional<std::chrono::seconds> asked;
      try {
        HttpResponse response = request_once();
        if (!is_temporary(response.status) || attempt == most_attempts) return response;
        reason = "the hub answers with status " + std::to_string(response.status);
        asked = retry_after(response.headers, std::time(nullptr));
      } catch (const BrokenConnection& error) {
        if (attempt == most_attempts) throw;
        reason = error.what();
      }
      if (asked && *asked > longest_delay)
        fail(ErrorCode::unreadable,
             what + ": " + reason + " and asks to be left alone for " + std::to_string(asked->count()) + " s");
      wait(asked.value_or(delay), what + ": " + reason, attempt);
    }
  }

  void wait(std::chrono::seconds delay, const std::string& reason, int attempt) {
    state_.waits = reason + "; asks again in " + std::to_string(delay.count()) + " s (" + std::to_string(attempt + 1) +
                   " of " + std::to_string(most_attempts) + ")";
    const auto end = std::chrono::steady_clock::now() + delay;
    for (tell(); std::chrono::steady_clock::now() < end; tell()) std::this_thread::sleep_for(between_looks);
    state_.waits.clear();
  }

  void check_status(long status, const std::string& what) const {
    if (status == 200 || status == 206 || (status >= 300 && status < 400)) return;
    if (status == 401 || status == 403)
      fail(ErrorCode::unreadable,
           what + ": the hub refuses access (" + std::to_string(status) +
               "): there may be none of that name, or it is private or gated; give a token by HF_TOKEN");
    if (status == 404) fail(ErrorCode::not_found, what + ": the hub has none (404)");
    fail(ErrorCode::unreadable, what + ": the hub answers with status " + std::to_string(status) +
                                    (is_temporary(status) ? ", " + std::to_string(most_attempts) + " times" : ""));
  }

  // The commit behind the revision, and which of its files are wanted.
  std::vector<std::string> ask_for_revision() {
    std::string text;
    const HttpResponse response = patiently("model or revision", [&] {
      text.clear();
      return http_get(request("/api/models/" + name_.id() + "/revision/" + name_.revision), [&](std::string_view piece) {
        text += piece;
        return text.size() <= largest_answer;
      });
    });
    check_status(response.status, "model or revision");
    const HubRevision revision = parse_hub_revision(text, name_.text());
    commit_ = revision.commit;
    state_.licence = revision.licence;
    if (!revision.files.contains(preprocessor)) remember_absent(name_, commit_, preprocessor);
    return wanted(revision.files);
  }

  std::vector<std::string> wanted(const std::set<std::string>& there) const {
    std::vector<std::string> files;
    for (const char* file : {"config.json", preprocessor, "README.md"})
      if (there.contains(file)) files.emplace_back(file);
    if (!there.contains("config.json")) fail(ErrorCode::invalid_format, "expected a model with a config.json, found none");
    for (const char* weights :
         {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"})
      if (there.contains(weights)) {
        files.emplace_back(weights);
        return files;
      }
    fail(ErrorCode::invalid_format, "expected model.safetensors or pytorch_model.bin, found neither");
  }

  // Of weights in parts, the index is fetched before anything else: it says what there is to fetch.
  std::set<std::string> shards_of(const std::vector<HubFile>& files) {
    std::set<std::string> shards;
    for (const HubFile& file : files)
      if (file.name.ends_with(".index.json")) {
        fetch(file);
        const fs::path index = snapshot() / file.name;
        for (const auto& [tensor, shard] : parse_checkpoint_index(read_file(index, largest_answer), index.string()))
          shards.insert(shard);
      }
    state_ = {.file = {}, .licence = state_.licence};
    return shards;
  }

  std::string address(const std::string& file) const { return "/" + name_.id() + "/resolve/" + commit_ + "/" + file; }

  // The hub's own answer says the hash and size; where the content lies may be elsewhere.
  HubFile ask_for_file(const std::string& file) {
    HttpRequest question = request(address(file));
    question.head = true;
    question.relative_redirects_only = true;
    const HttpResponse response = patiently(file, [&] { return http_get(question, [](std::string_view) { return true; }); });
    check_status(response.status, file);
    return parse_hub_file(file, response.headers, name_.text());
  }

  fs::path blob_of(const HubFile& file) const { return repository_ / "blobs" / file.etag; }
  // A download is known by its blob's name and this, as the hub's own tools call it.
  static fs::path part_of(const fs::path& blob) { return blob.string() + ".incomplete"; }

  std::uint64_t bytes_there(const HubFile& file) const {
    const fs::path blob = blob_of(file);
    std::error_code none;
    if (fs::exists(blob, none)) return file.size;
    const std::uintmax_t part = fs::file_size(part_of(blob), none);
    return none || part > file.size ? 0 : part;
  }

  void fetch(const HubFile& file) {
    const fs::path blob = blob_of(file);
    state_.file = file.name;
    const std::uint64_t others = state_.done - std::min(state_.done, bytes_there(file));
    if (!fs::exists(blob)) download(file, blob, others);
    state_.done = others + file.size;
    link(file, blob);
    tell();
  }

  void tell() const {
    if (progress_ && !progress_(state_))
      fail(ErrorCode::cancelled, (state_.file.empty() ? "" : state_.file + ": ") +
                                     "stopped before the end; the same command goes on where it was");
  }

  // Another process that fetches the same waits; what the one before it has finished or taken away meanwhile is not used.
  FileDescriptor open_locked(const fs::path& part) const {
    for (;;) {
      FileDescriptor output(::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
      if (output.get() < 0) unwritable(part);
      while (::flock(output.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) unwritable(part);
        tell();
        std::this_thread::sleep_for(between_looks);
      }
      struct stat locked {
      }, named{};
      if (::fstat(output.get(), &locked) == 0 && ::stat(part.c_str(), &named) == 0 && locked.st_ino == named.st_ino)
        return output;
    }
  }

  // `others`: bytes of other files that are there.
  void download(const HubFile& file, const fs::path& blob, std::uint64_t others) {
    const fs::path part = part_of(blob);
    const FileDescriptor output = open_locked(part);
    if (fs::exists(blob)) {
      fs::remove(part);
      return;
    }
    const HttpResponse response = patiently(file.name, [&] { return append(file, output.get(), part, others); });
    check_status(response.status, file.name);
    check_hash(file, part);
    publish_file(output.get(), part, blob);
  }

  // Goes on where the file ends.
  HttpResponse append(const HubFile& file, int output, const fs::path& part, std::uint64_t others) {
    HttpRequest question = request(address(file.name));
    question.from = fs::file_size(part);
    if (question.from > file.size) question.from = 0;
    if (::ftruncate(output, static_cast<off_t>(question.from)) != 0) unwritable(part);
    ::lseek(output, static_cast<off_t>(question.from), SEEK_SET);
    std::uint64_t have = question.from;
    if (have == file.size && have > 0) return {.status = 200, .headers = {}};
    HttpResponse response = http_get(question, [&](std::string_view piece) {
      have += piece.size();
      if (have > file.size)
        fail(ErrorCode::invalid_format, file.name + ": expected " + counted(file.size, "byte", "bytes") + ", found more");
      if (!write_all(output, piece)) unwritable(part);
      state_.done = others + have;
      tell();
      return true;
    });
    if (response.status == 416 && question.from > 0) {  // this server cannot go on in the middle
      if (::ftruncate(output, 0) != 0) unwritable(part);
      return append(file, output, part, others);
    }
    const bool is_given = response.status == 200 || response.status == 206;
    if (is_given && have != file.size)
      throw BrokenConnection("hf:" + name_.text() + ": " + file.name + ": expected " + counted(file.size, "byte", "bytes") +
                             ", found " + std::to_string(have));
    return response;
  }

  [[noreturn]] void unwritable(const fs::path& file) const {
    throw Error(ErrorCode::unwritable, file.string() + ": cannot be written: " + system_reason(errno));
  }

  void check_hash(const HubFile& file, const fs::path& part) const {
    if (file.etag.size() != 64 && file.etag.size() != 40) return;  // a mirror's own tag
    const auto every_block = [this] { tell(); };
    const std::string found =
        file.etag.size() == 64 ? sha256_of_file(part, every_block) : git_blob_of_file(part, every_block);
    if (found == file.etag) return;
    std::error_code ignored;
    fs::remove(part, ignored);
    fail(ErrorCode::invalid_format, file.name + ": expected content of hash " + file.etag + ", found " + found);
  }

  void link(const HubFile& file, const fs::path& blob) const {
    const fs::path place = snapshot() / file.name;
    make_folder(place.parent_path());
    std::error_code ignored;
    if (!fs::exists(place, ignored)) link_atomically(blob.lexically_relative(place.parent_path()), place);
  }

  // A commit's hash is its own reference.
  void keep_reference() const {
    if (name_.revision == commit_) return;
    const fs::path file = repository_ / "refs" / name_.revision;
    make_folder(file.parent_path());
    write_file_atomically(file, commit_);
  }

  const HubName& name_;
  const HubOptions& options_;
  const std::function<bool(const HubProgress&)>& progress_;
  fs::path repository_;
  std::string commit_;
  HubProgress state_;
};

}  // namespace

HubOptions HubOptions::from_environment() {
  HubOptions options;
  options.endpoint = environment("HF_ENDPOINT");
  if (options.endpoint.empty()) options.endpoint = public_endpoint;
  while (options.endpoint.ends_with('/')) options.endpoint.pop_back();
  options.token = environment("HF_TOKEN");
  fs::path token_file = environment("HF_TOKEN_PATH");
  if (token_file.empty()) token_file = hub_cache().parent_path() / "token";
  std::error_code ignored;
  if (options.token.empty() && fs::is_regular_file(token_file, ignored)) options.token = first_line(token_file);
  const std::string offline = lower_case(environment("HF_HUB_OFFLINE"));
  options.offline = offline == "1" || offline == "true" || offline == "yes" || offline == "on";
  return options;
}

std::filesystem::path pull_from_hub(const std::string& name, const HubOptions& options,
                                    const std::function<bool(const HubProgress&)>& progress) {
  const auto parsed = HubName::parse(name);
  if (!parsed) throw Error(ErrorCode::invalid_argument, "expected OWNER/NAME[:REVISION], found '" + name + "'");
  return Pull(*parsed, options, progress).run();
}

}  // namespace affectus
