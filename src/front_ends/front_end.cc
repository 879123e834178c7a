#include "affectus/front_end.h"

#include <vector>

#include "affectus/error.h"
#include "affectus/mel_filterbank.h"
#include "affectus/prosody.h"
#include "base/split.h"
#include "front_ends/joined_front_end.h"

namespace affectus {
namespace {

struct NamedFrontEnd {
  const char* name;
  std::unique_ptr<FrontEnd> (*make)();
};

// Adding a front end: its line here.
constexpr NamedFrontEnd known_front_ends[] = {
    {"mfb", [] { return make_mel_filterbank(); }},
    {"prosody", [] { return make_prosody(); }},
};

std::unique_ptr<FrontEnd> make_one(const std::string& name, const FrontEndMaker& others) {
  std::string known_names;
  for (const NamedFrontEnd& known : known_front_ends) {
    if (name == known.name) return known.make();
    known_names += std::string(known.name) + ", ";
  }
  if (others)
    if (auto front_end = others(name, "")) return front_end;
  throw Error(ErrorCode::invalid_argument,
              "front end: expected " + known_names + (others ? "an encoder as FOLDER@LAYER or hf:OWNER/NAME@LAYER, " : "") +
                  "or several joined by '+', found '" + name + "'" + (others ? "" : " (no encoders are built in)"));
}

}  // namespace

void FrontEnd::compute(std::span<const float> samples, Frames& frames) const {
  if (frames.dim() != dim()) frames = Frames(dim());
  frames.clear();
  frames.reserve(frame_count(samples.size()));
  const std::unique_ptr<FrontEndStream> stream = open_stream();
  stream->push(samples, frames);
  stream->finish(frames);
}

Frames FrontEnd::compute(std::span<const float> samples) const {
  Frames frames;
  compute(samples, frames);
  return frames;
}

std::unique_ptr<FrontEnd> make_front_end(const std::string& spec, const FrontEndMaker& others) {
  std::vector<std::unique_ptr<FrontEnd>> parts;
  for (const std::string& name : split(spec, '+')) parts.push_back(make_one(name, others));
  return parts.size() == 1 ? std::move(parts.front()) : make_joined_front_end(std::move(parts));
}

}  // namespace affectus
