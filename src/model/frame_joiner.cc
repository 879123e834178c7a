#include "model/frame_joiner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "affectus/error.h"
#include "text/text.h"

namespace affectus {
namespace {

// The whole number that `ratio` is, or 0.
std::size_t whole(double ratio) {
  const double rounded = std::round(ratio);
  return rounded >= 1 && std::abs(ratio - rounded) < 1e-9 * rounded ? static_cast<std::size_t>(rounded) : 0;
}

}  // namespace

FrameJoiner::FrameJoiner(std::vector<FramePart> parts, double frame_rate_hz)
    : parts_(std::move(parts)), frame_rate_hz_(frame_rate_hz) {
  if (frame_rate_hz_ == 0) {
    frame_rate_hz_ = std::numeric_limits<double>::infinity();
    for (const FramePart& part : parts_) frame_rate_hz_ = std::min(frame_rate_hz_, part.frame_rate_hz);
  }
  for (const FramePart& part : parts_) {
    const Pace pace{.frames = whole(part.frame_rate_hz / frame_rate_hz_),
                    .repeats = whole(frame_rate_hz_ / part.frame_rate_hz)};
    if (pace.frames == 0 && pace.repeats == 0)
      throw Error(ErrorCode::invalid_argument, "front ends: expected frame rates that are whole multiples or fractions of " +
                                                   shortest_double(frame_rate_hz_) + " a second, found " +
                                                   shortest_double(part.frame_rate_hz));
    paces_.push_back({std::max<std::size_t>(pace.frames, 1), std::max<std::size_t>(pace.repeats, 1)});
    for (const std::size_t value : part.selected)
      if (value >= part.dim)
        throw Error(ErrorCode::invalid_argument, "front ends: expected selected values from 0 to " +
                                                     std::to_string(part.dim - 1) + ", found " + std::to_string(value));
  }
}

std::size_t FrameJoiner::dim() const {
  std::size_t sum = 0;
  for (const FramePart& part : parts_) sum += part.width();
  return sum;
}

std::vector<std::size_t> FrameJoiner::widths() const {
  std::vector<std::size_t> widths;
  for (const FramePart& part : parts_) widths.push_back(part.width());
  return widths;
}

std::size_t FrameJoiner::joined_count(std::size_t part, std::size_t count) const {
  const Pace& pace = paces_[part];
  return (count + pace.frames - 1) / pace.frames * pace.repeats;
}

void FrameJoiner::add(const FramePart& part, const Pace& pace, const Frames& from, std::size_t offset,
                      Frames& joined) const {
  std::vector<float> mean(part.dim);
  for (std::size_t i = 0; i < joined.count(); ++i) {
    const std::size_t first = i / pace.repeats * pace.frames;
    const std::size_t count = std::min(pace.frames, from.count() - first);
    std::copy(from[first].begin(), from[first].end(), mean.begin());
    for (std::size_t t = 1; t < count; ++t)
      for (std::size_t j = 0; j < part.dim; ++j) mean[j] += from[first + t][j];
    const auto share = 1 / static_cast<float>(count);
    const auto to = joined[i].subspan(offset);
    for (std::size_t j = 0; j < part.width(); ++j) to[j] = mean[part.selected.empty() ? j : part.selected[j]] * share;
  }
}

Frames FrameJoiner::join(std::vector<Frames> frames) const {
  if (parts_.size() == 1 && parts_[0].selected.empty() && paces_[0].frames == 1 && paces_[0].repeats == 1)
    return std::move(frames[0]);
  std::size_t count = std::numeric_limits<std::size_t>::max();
  for (std::size_t i = 0; i < parts_.size(); ++i) count = std::min(count, joined_count(i, frames[i].count()));
  Frames joined(dim());
  joined.resize(count);
  std::size_t offset = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    add(parts_[i], paces_[i], frames[i], offset, joined);
    offset += parts_[i].width();
  }
  return joined;
}

}  // namespace affectus
