#include "hub/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <memory>
#include <system_error>

#include "affectus/error.h"
#include "base/failure.h"
#include "storage/environment.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

constexpr int most_redirects = 10;
constexpr long connect_timeout_s = 30;
constexpr long stall_timeout_s = 60;  // without a byte a second

// The certificates of authorities: of the variables that curl's and OpenSSL's tools know, or where systems have them. The
// libcurl of a Python wheel was built on another system than the one where it runs.
std::string certificate_file() {
  for (const char* variable : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
    if (std::string file = environment(variable); !file.empty()) return file;
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return file;
  }
  return "";  // libcurl knows, perhaps
}

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct Origin {
  std::string scheme, host, port;
  bool operator==(const Origin&) const = default;
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return "";
  std::string result = text;
  curl_free(text);
  return result;
}

Origin origin_of(const std::string& address) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK)
    throw Error(ErrorCode::invalid_argument, "expected an address, found '" + address + "'");
  return {part(url.get(), CURLUPART_SCHEME), part(url.get(), CURLUPART_HOST), part(url.get(), CURLUPART_PORT)};
}

// A redirect's target may be relative.
std::string resolve(const std::string& base, const std::string& target) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK ||
      curl_url_set(url.get(), CURLUPART_URL, target.c_str(), 0) != CURLUE_OK)
    throw Error(ErrorCode::unreadable, base + ": expected a redirect to an address, found '" + target + "'");
  return part(url.get(), CURLUPART_URL);
}

// Others (a host that is not known or refuses, a certificate that is not good) will be so again.
bool is_break(CURL* handle, CURLcode code) {
  switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    case CURLE_OPERATION_TIMEDOUT: {
      curl_off_t connected_us = 0;
      return curl_easy_getinfo(handle, CURLINFO_CONNECT_TIME_T, &connected_us) == CURLE_OK && connected_us > 0;
    }
    case CURLE_SSL_CONNECT_ERROR: {
      long error = 0;
      return curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &error) == CURLE_OK && error == ECONNRESET;
    }
    default:
      return false;
  }
}

struct Transfer {
  CURL* handle = nullptr;
  HttpResponse response;
  const std::function<bool(std::string_view)>* take = nullptr;
  const std::function<void()>* at_work = nullptr;
  bool stopped = false;
  std::exception_ptr failure;
};

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) transfer.response.headers.clear();
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    const std::string name = lower_case(std::string(line.substr(0, colon)));
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front()))) value.remove_prefix(1);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back()))) value.remove_suffix(1);
    transfer.response.headers[name] = value;
  }
  return size * count;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  long status = 0;
  curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200 && status != 206) return size * count;  // an error's page
  try {
    transfer.stopped = !(*transfer.take)({data, size * count});
  } catch (...) {
    transfer.failure = std::current_exception();
    return 0;
  }
  return transfer.stopped ? 0 : size * count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    (*transfer.at_work)();
  } catch (...) {
    transfer.failure = std::current_exception();
  }
  return transfer.failure ? 1 : 0;
}

HttpResponse request_once(const HttpRequest& request, const std::string& url, bool with_token,
                          const std::function<bool(std::string_view)>& take) {
  [[maybe_unused]] static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, FreeHandle> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  Transfer transfer{.handle = handle.get(),
                    .response = {},
                    .take = &take,
                    .at_work = &request.at_work,
                    .stopped = false,
                    .failure = nullptr};
  std::unique_ptr<curl_slist, FreeList> headers;
  const auto add_header = [&](const std::string& header) {
    curl_slist* longer = curl_slist_append(headers.get(), header.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(headers.release());
    headers.reset(longer);
  };
  for (const std::string& header : request.headers) add_header(header);
  if (with_token) add_header("Authorization: Bearer " + request.bearer_token);
  char message[CURL_ERROR_SIZE] = {};
  CURL* curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  if (const std::string file = certificate_file(); !file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, file.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "affectus");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_NOBODY, request.head ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(request.from));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, stall_timeout_s);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  if (request.at_work) {
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  }
  const CURLcode code = curl_easy_perform(curl);
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (transfer.stopped) throw_cancelled();
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &transfer.response.status);
  // A server that cannot resume answers the whole; curl takes that for an error, the caller starts anew.
  if (code != CURLE_OK && code != CURLE_RANGE_ERROR && transfer.response.status != 416) {
    const std::string text = url + ": " + (message[0] ? message : curl_easy_strerror(code));
    if (is_break(curl, code)) throw BrokenConnection(text);
    throw Error(ErrorCode::unreadable, text);
  }
  if (code == CURLE_RANGE_ERROR) transfer.response.status = 416;
  return std::move(transfer.response);
}

}  // namespace

HttpResponse http_get(const HttpRequest& request, const std::function<bool(std::string_view)>& take) {
  const Origin own = origin_of(request.url);
  std::string url = request.url;
  for (int redirects = 0;; ++redirects) {
    const bool with_token = !request.bearer_token.empty() && origin_of(url) == own;
    HttpResponse response = request_once(request, url, with_token, take);
    const auto location = response.headers.find("location");
    const bool is_redirect = response.status >= 300 && response.status < 400 && location != response.headers.end();
    const bool is_relative = is_redirect && location->second.starts_with('/') && !location->second.starts_with("//");
    if (!is_redirect || (request.relative_redirects_only && !is_relative)) return response;
    if (redirects == most_redirects)
      throw Error(ErrorCode::unreadable,
                  request.url + ": expected at most " + std::to_string(most_redirects) + " redirects, found more");
    url = resolve(url, location->second);
  }
}

}  // namespace affectus
