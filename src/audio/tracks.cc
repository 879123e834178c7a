#include "audio/tracks.h"

#include <algorithm>
#include <vector>

#include "affectus/error.h"
#include "text/text.h"

namespace affectus {
namespace {

std::string tag(const AVStream& stream, const char* name) {
  const AVDictionaryEntry* entry = av_dict_get(stream.metadata, name, nullptr, 0);
  return entry == nullptr ? std::string() : one_line(entry->value);
}

// "1 (aac, 2 channels, eng, Commentary)"
std::string described(const AVFormatContext& format, const std::vector<int>& tracks, std::size_t track) {
  const AVStream& stream = *format.streams[tracks[track]];
  const int channels = stream.codecpar->ch_layout.nb_channels;
  std::string text = std::to_string(track) + " (" + avcodec_get_name(stream.codecpar->codec_id);
  if (channels > 0) text += ", " + std::to_string(channels) + (channels == 1 ? " channel" : " channels");
  const std::string language = tag(stream, "language");
  if (!language.empty() && language != "und") text += ", " + language;
  for (const char* name : {"title", "comment"})
    if (const std::string value = tag(stream, name); !value.empty()) text += ", " + value;
  return text + ")";
}

std::string list(const AVFormatContext& format, const std::vector<int>& tracks, std::optional<std::size_t> without = {}) {
  std::string text;
  for (std::size_t i = 0; i < tracks.size(); ++i)
    if (i != without) text += (text.empty() ? "" : ", ") + described(format, tracks, i);
  return text;
}

}  // namespace

int choose_track(const AVFormatContext& format, std::optional<int> wanted, const std::string& name, std::string& note) {
  std::vector<int> tracks;
  for (unsigned i = 0; i < format.nb_streams; ++i)
    if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) tracks.push_back(static_cast<int>(i));
  if (tracks.empty())
    throw Error(ErrorCode::no_audio, name + ": holds no audio (FFmpeg sees " + std::string(format.iformat->long_name) + ")");
  if (wanted && (*wanted < 0 || static_cast<std::size_t>(*wanted) >= tracks.size()))
    throw Error(ErrorCode::invalid_argument, name + ": expected a track from 0 to " + std::to_string(tracks.size() - 1) +
                                                 ", found " + std::to_string(*wanted) +
                                                 "; its audio tracks: " + list(format, tracks));
  // A track may be announced and never come.
  const auto is_there = [&](int index) {
    const AVCodecParameters& parameters = *format.streams[index]->codecpar;
    return parameters.sample_rate > 0 && parameters.ch_layout.nb_channels > 0;
  };
  const auto first = std::ranges::find_if(tracks, is_there);
  const std::size_t chosen = wanted                  ? static_cast<std::size_t>(*wanted)
                             : first == tracks.end() ? 0
                                                     : static_cast<std::size_t>(first - tracks.begin());
  const AVStream& stream = *format.streams[tracks[chosen]];
  if (avcodec_find_decoder(stream.codecpar->codec_id) == nullptr)
    throw Error(ErrorCode::unsupported, name + ": holds audio of a codec that this FFmpeg cannot decode (" +
                                            avcodec_get_name(stream.codecpar->codec_id) + ")" +
                                            (tracks.size() > 1 ? "; its audio tracks: " + list(format, tracks) : ""));
  if (!wanted && tracks.size() > 1)
    note = "has " + std::to_string(tracks.size()) + " audio tracks: " + described(format, tracks, chosen) +
           " is read; --track chooses " + list(format, tracks, chosen);
  return tracks[chosen];
}

}  // namespace affectus
