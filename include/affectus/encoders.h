// Pre-trained encoders (HuBERT, wav2vec 2.0, WavLM, data2vec-audio, Whisper) as front ends, read from folders of Hugging
// Face's format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/front_end.h"

namespace affectus {

/// How encoders run. Only the precision changes their frames.
struct AFFECTUS_EXPORT EncoderRuntime {
  std::size_t threads = 1;     // in all
  std::size_t streams = 1;     // utterances that run at once, each on a share of the threads
  std::string device = "CPU";  // OpenVINO's name of the device
  enum class Precision {
    float32,
    bfloat16,  // products in bfloat16; refused if the CPU has no instructions for it
    int8,      // products in 8 bits if the loss is small; refused likewise
  } precision = Precision::float32;
  /// For int8: at least 5 s of real speech from which the ranges of the products are learned, and the largest change of a
  /// product's output on it (root mean square, relative) at which the product runs in 8 bits.
  std::vector<float> calibration;
  double largest_change = 0.05;
  /// Folders of checkpoints by their names on the hub: OWNER/NAME to folder, "" to the folder for all others. Other
  /// checkpoints are looked up in Hugging Face's cache.
  std::map<std::string, std::filesystem::path> folders;
  /// Called with "OWNER/NAME:REVISION" if a front end names it with "hf:" and it is in neither place. It returns the folder
  /// (and may fetch it first), or throws. Empty: a missing checkpoint is an error.
  std::function<std::filesystem::path(const std::string& name)> fetch;
  /// Results are kept in this folder and reused: compiled graphs in compiled/, and frames in features/, window by window,
  /// named by the samples, the weights and the options. Empty: nothing is kept.
  std::filesystem::path cache;
  bool cache_frames = true;  // false: compiled graphs only
  /// Bytes that the folder may hold; files that were not used for the longest time are removed first. 0: no limit.
  std::uint64_t cache_size = 0;
  /// Receives messages for the user, one line each, from any thread: choices made for the encoder, and parts that are
  /// unavailable (for example a cache that cannot be written). May be empty.
  std::function<void(const std::string&)> report;
};
AFFECTUS_EXPORT std::string to_string(EncoderRuntime::Precision precision);

/// A registry for make_front_end() and load_model_folder() with the built-in front ends and encoders named FOLDER@LAYERS or
/// hf:OWNER/NAME[:REVISION]@LAYERS. LAYERS is a number from 0 (the input of the first layer) to the number of layers, -1
/// (the last layer), several of these joined by commas, or "mix": all layers joined, for a model that has learned how to
/// weight them. Options, as a JSON object: "window_s" and "context_s" for recordings longer than a window, which run in
/// overlapping windows and are joined in the middle of the overlap; "pad" (Whisper only): false leaves out the silence up to
/// 30 s; "skip_silence": true computes nothing for long silences, whose frames repeat the last frame before them.
AFFECTUS_EXPORT FrontEndRegistry encoder_front_ends(const EncoderRuntime& runtime);

}  // namespace affectus
