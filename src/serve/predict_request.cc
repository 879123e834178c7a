// POST /v1/predict.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <filesystem>
#include <limits>

#include "affectus/error.h"
#include "affectus/intervals.h"
#include "serve/connection.h"
#include "serve/multipart.h"
#include "text/letter_case.h"
#include "text/parsed_number.h"
#include "text/shown.h"

namespace affectus {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

constexpr std::size_t read_at_once = 65536;
constexpr std::size_t longest_segments = std::size_t{1} << 20U;
constexpr std::size_t longest_value = 1024;
constexpr std::size_t longest_file_name = 255;
// A body must come at this speed or faster, after some time for each.
constexpr std::chrono::milliseconds for_any_body = 30s;
constexpr std::size_t least_bytes_a_second = 16384;

std::vector<FileIntervals> parse_intervals(const std::string& text, const std::string& name, const std::string& tier) {
  const std::string extension = lower_case(std::filesystem::path(name).extension().string());
  if (extension == ".textgrid") return parse_textgrid(text, name, tier);
  if (extension == ".rttm") return parse_rttm(text, name);
  return parse_interval_csv(text, name);
}

}  // namespace

// What a body holds.
struct Connection::Parts : MultipartHandler {
  explicit Parts(ServerContext& context) : recording(std::make_unique<Upload>(context.options.max_upload, context.room)) {}

  FieldReader fields;
  std::unique_ptr<Upload> recording;
  std::optional<std::string> name;  // of the recording, once it came
  std::optional<std::string> segments;
  std::string segments_name = "segments.csv";
  std::string part;  // the name of the part that comes
  std::string value;

  void begin_part(const MultipartPart& given) override {
    part = given.name;
    value.clear();
    if (part == "file") {
      if (name) throw RequestError{wrong("file: expected one recording, found two")};
      name = given.file_name.value_or("");
      if (name->empty()) name = "recording";
      if (name->size() > longest_file_name) throw RequestError{wrong("file: expected a name of 255 bytes at the most")};
    } else if (part == "segments") {
      if (segments) throw RequestError{wrong("segments: expected once, found twice")};
      segments.emplace();
      segments_name = given.file_name.value_or("").empty() ? segments_name : *given.file_name;
    }
  }
  void data(std::string_view bytes) override {
    if (part == "file") return recording->append(bytes);
    std::string& text = part == "segments" ? *segments : value;
    const std::size_t most = part == "segments" ? longest_segments : longest_value;
    if (bytes.size() > most - text.size())
      throw RequestError{too_large(shown(part) + ": expected " + std::to_string(most) + " bytes at the most")};
    text += bytes;
  }
  void end_part() override {
    if (part != "file" && part != "segments") fields.set(part, value);
  }
};

asio::awaitable<void> Connection::predict() {
  if (context_.is_shutting_down) throw RequestError{shutting_down()};
  if (context_.metrics.recordings >= most_recordings) throw RequestError{too_many("too many recordings wait to be scored")};
  Parts parts(context_);
  for (const auto& [name, value] : target_.query) parts.fields.set(name, value);
  const auto length = parser_->content_length();
  if (length && *length > context_.options.max_upload + 2 * longest_segments)
    throw RequestError{
        too_large("the upload is larger than " + std::to_string(context_.options.max_upload) + " bytes (--max-upload)")};
  co_await read_body(parts);
  RecordingRequest request = recording_request(parts);
  context_.metrics.upload_bytes += request.recording->size();
  co_await score(std::move(request));
  context_.metrics.request_s.add(std::chrono::duration<double>(Clock::now() - begin_).count());
}

asio::awaitable<void> Connection::read_body(Parts& parts) {
  const std::string type = header("Content-Type");
  std::optional<MultipartReader> reader;
  if (is_multipart(type)) {
    const std::optional<std::string> boundary = multipart_boundary(type);
    if (!boundary) throw RequestError{wrong("Content-Type: expected multipart/form-data with a boundary")};
    reader.emplace(*boundary, parts);
  } else {
    parts.name = "recording";
  }
  if (lower_case(header("Expect")) == "100-continue") {
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await send();
  }
  enter(Phase::body, for_any_body);
  const Clock::time_point begin = Clock::now();
  std::vector<char> bytes(read_at_once);
  std::size_t received = 0;
  while (!parser_->is_done()) {
    auto& body = parser_->get().body();
    body.data = bytes.data();
    body.size = bytes.size();
    const auto [error, ignored] = co_await http::async_read_some(transport_, buffer_, *parser_, no_throw);
    if (error && error != http::error::need_buffer) {
      if (error.category() == http::make_error_code(http::error::bad_chunk).category() &&
          error != http::error::partial_message)
        throw RequestError{wrong("the body is broken: " + error.message())};
      throw boost::system::system_error(error);
    }
    const std::string_view piece(bytes.data(), bytes.size() - body.size);
    received += piece.size();
    deadline_ = begin + for_any_body + std::chrono::seconds(received / least_bytes_a_second);
    if (reader)
      reader->feed(piece);
    else
      parts.recording->append(piece);
  }
  if (reader) reader->finish();
}

RecordingRequest Connection::recording_request(Parts& parts) const {
  RecordingRequest request{.fields = parts.fields.finish(), .longest_s = longest_recording_s};
  if (!parts.name) throw RequestError{wrong("expected a part `file` with the recording, found none")};
  if (parts.recording->size() == 0) throw RequestError{wrong("file: expected a recording, found no bytes")};
  request.model = context_.models.find(request.fields.model);
  if (!request.model)
    throw RequestError{missing("model: expected one of GET /v1/models, found " + shown(request.fields.model))};
  request.name = *parts.name;
  request.recording = std::move(parts.recording);
  if (!parts.segments) {
    if (!request.fields.tier.empty()) throw RequestError{wrong("tier: expected beside a TextGrid in segments, found alone")};
    return request;
  }
  try {
    const IntervalTable table(parse_intervals(*parts.segments, parts.segments_name, request.fields.tier));
    request.intervals = table.of(request.name);
  } catch (const Error& error) {
    throw RequestError{wrong(std::string("segments: ") + error.what())};
  }
  if (request.intervals->empty())
    throw RequestError{wrong("segments: expected intervals of " + shown(request.name) + ", found none")};
  return request;
}

// The answer comes with its rows, or at once.
asio::awaitable<void> Connection::score(RecordingRequest request) {
  const std::string format = request.fields.format, type = media_type(output_format(format));
  const auto answer = std::make_shared<Answer>(wakeup_->from_any_thread());
  job_ = std::make_shared<RecordingJob>(std::move(request), answer, context_.metrics);
  for (;;) {
    context_.scheduler.wake(job_);
    enter(Phase::scoring, std::chrono::hours(24));
    co_await wakeup_->wait();
    Answer::Taken taken = answer->take();
    if (taken.is_over) job_.reset();
    if (taken.error && !has_head_ && taken.text.empty()) throw RequestError{*taken.error};
    if (!has_head_ && taken.is_over) {
      respond(200, type, taken.text);
      co_return;
    }
    if (!has_head_ && !taken.text.empty()) begin_chunks(type);
    if (!taken.text.empty()) add_chunk(taken.text);
    // JSON Lines end with a line of the error; with other formats the connection breaks off.
    if (taken.error && format != "jsonl") throw RequestError{*taken.error};
    if (taken.is_over) {
      add_chunk("");
      co_return;
    }
    co_await send();
  }
}

}  // namespace affectus
