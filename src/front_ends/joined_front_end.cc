#include "front_ends/joined_front_end.h"

#include <algorithm>
#include <sstream>

#include "affectus/error.h"

namespace affectus {
namespace {

// Appends the first `count` frames of the parts, side by side.
void append_joined(const std::vector<Frames>& parts, std::size_t count, Frames& frames) {
  for (std::size_t i = 0; i < count; ++i) {
    auto to = frames.append().begin();
    for (const Frames& part : parts) to = std::copy(part[i].begin(), part[i].end(), to);
  }
}

std::size_t shortest(const std::vector<Frames>& parts) {
  const auto is_shorter = [](const Frames& a, const Frames& b) { return a.count() < b.count(); };
  return std::min_element(parts.begin(), parts.end(), is_shorter)->count();
}

class JoinedStream : public FrontEndStream {
 public:
  explicit JoinedStream(const std::vector<std::unique_ptr<FrontEnd>>& parts) {
    for (const auto& part : parts) {
      streams_.push_back(part->open_stream());
      waiting_.emplace_back(part->dim());
    }
  }

  void push(std::span<const float> samples, Frames& frames) override {
    for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i]->push(samples, waiting_[i]);
    join(frames);
  }

  void finish(Frames& frames) override {
    for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i]->finish(waiting_[i]);
    join(frames);
  }

 private:
  // Gives the frames that every part has, and keeps the rest.
  void join(Frames& frames) {
    const std::size_t count = shortest(waiting_);
    append_joined(waiting_, count, frames);
    for (Frames& part : waiting_) {
      const std::size_t rest = part.count() - count;
      std::copy(part.data() + count * part.dim(), part.data() + part.count() * part.dim(), part.data());
      part.resize(rest);
    }
  }

  std::vector<std::unique_ptr<FrontEndStream>> streams_;
  std::vector<Frames> waiting_;
};

class JoinedMemory : public FrontEndMemory {
 public:
  JoinedMemory(const std::vector<std::unique_ptr<FrontEnd>>& parts, std::size_t dim) : dim_(dim), frames_(parts.size()) {
    for (const auto& part : parts) memories_.push_back(part->open_memory());
  }

  void compute(std::size_t start, std::span<const float> samples, Frames& frames) override {
    for (std::size_t i = 0; i < memories_.size(); ++i) memories_[i]->compute(start, samples, frames_[i]);
    if (frames.dim() != dim_) frames = Frames(dim_);
    frames.clear();
    append_joined(frames_, shortest(frames_), frames);
  }

 private:
  std::size_t dim_;
  std::vector<std::unique_ptr<FrontEndMemory>> memories_;
  std::vector<Frames> frames_;  // of the window, a part each
};

class JoinedFrontEnd : public FrontEnd {
 public:
  explicit JoinedFrontEnd(std::vector<std::unique_ptr<FrontEnd>> parts) : parts_(std::move(parts)) {
    for (const auto& part : parts_) {
      dim_ += part->dim();
      if (part->frame_rate_hz() == parts_.front()->frame_rate_hz()) continue;
      std::ostringstream message;
      message << "front end: expected one frame rate, found " << parts_.front()->frame_rate_hz() << " Hz ("
              << parts_.front()->name() << ") and " << part->frame_rate_hz() << " Hz (" << part->name() << ")";
      throw Error(ErrorCode::invalid_argument, message.str());
    }
  }

  std::string name() const override {
    std::string name;
    for (const auto& part : parts_) name += (name.empty() ? "" : "+") + part->name();
    return name;
  }
  std::string fingerprint() const override {
    std::string text;
    for (const auto& part : parts_) text += part->fingerprint() + "\n";
    return text;
  }
  std::size_t dim() const override { return dim_; }
  double frame_rate_hz() const override { return parts_.front()->frame_rate_hz(); }
  std::size_t frame_count(std::size_t samples) const override {
    std::size_t count = parts_.front()->frame_count(samples);
    for (const auto& part : parts_) count = std::min(count, part->frame_count(samples));
    return count;
  }
  std::unique_ptr<FrontEndStream> open_stream() const override { return std::make_unique<JoinedStream>(parts_); }
  std::unique_ptr<FrontEndMemory> open_memory() const override { return std::make_unique<JoinedMemory>(parts_, dim_); }
  std::size_t first_frame_samples() const override {
    std::size_t samples = 0;
    for (const auto& part : parts_) samples = std::max(samples, part->first_frame_samples());
    return samples;
  }

 private:
  std::vector<std::unique_ptr<FrontEnd>> parts_;
  std::size_t dim_ = 0;
};

}  // namespace

std::unique_ptr<FrontEnd> make_joined_front_end(std::vector<std::unique_ptr<FrontEnd>> parts) {
  return std::make_unique<JoinedFrontEnd>(std::move(parts));
}

}  // namespace affectus
