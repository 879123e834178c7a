#include "affectus/front_end.h"

#include "front_ends/joined_front_end.h"
#include "text/split.h"

namespace affectus {
namespace {

class NoMemory : public FrontEndMemory {
 public:
  explicit NoMemory(const FrontEnd& front_end) : front_end_(front_end) {}
  void compute(std::size_t, std::span<const float> samples, Frames& frames) override { front_end_.compute(samples, frames); }

 private:
  const FrontEnd& front_end_;
};

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

std::unique_ptr<FrontEndMemory> FrontEnd::open_memory() const { return std::make_unique<NoMemory>(*this); }

std::unique_ptr<FrontEnd> make_front_end(const std::string& spec, const FrontEndRegistry& registry) {
  std::vector<std::unique_ptr<FrontEnd>> parts;
  for (const std::string& name : split(spec, '+')) parts.push_back(registry.make(name, ""));
  return parts.size() == 1 ? std::move(parts.front()) : make_joined_front_end(std::move(parts));
}

}  // namespace affectus
