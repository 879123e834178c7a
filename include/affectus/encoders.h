// Pre-trained encoders (HuBERT, wav2vec 2.0, WavLM, data2vec-audio, Whisper) as front ends, read from the folders that
// Hugging Face's users have.
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

/// How encoders are run; what they give does not depend on it, but for the precision.
struct AFFECTUS_EXPORT EncoderRuntime {
  std::size_t threads = 1;     // in all
  std::size_t streams = 1;     // utterances at work at once, each on its share of the threads
  std::string device = "CPU";  // OpenVINO's name of it
  enum class Precision {
    float32,
    bfloat16,  // products in bfloat16; refused where the CPU has no instructions for it
    int8,      // products in 8 bits where they lose little; refused likewise
  } precision = Precision::float32;
  /// For int8: real speech, 5 s or more, on which the ranges of the products are learned, and how much a product's output on
  /// it may change (root mean square, relative) for 8 bits.
  std::vector<float> calibration;
  double largest_change = 0.05;
  /// Where checkpoints are that are called by their names on the hub: OWNER/NAME to folder, "" to the folder for all others.
  /// What is not here is looked for in Hugging Face's cache.
  std::map<std::string, std::filesystem::path> folders;
  /// Asked for the folder of "OWNER/NAME:REVISION" where a front end names it with "hf:" and it is in neither: may fetch it,
  /// or throw. Empty: an error.
  std::function<std::filesystem::path(const std::string& name)> fetch;
  /// What was computed before is taken from this folder and kept there: compiled graphs in compiled/, and frames, window by
  /// window, named by the samples, the weights and the options, in features/. Empty: nothing.
  std::filesystem::path cache;
  bool cache_frames = true;  // false: compiled graphs only
  /// Bytes that the folder may hold; what was not used for longest goes first. 0: no limit.
  std::uint64_t cache_size = 0;
  /// Is told in a line for people, from any thread: choices that were made, and what had to be done without. May be empty.
  std::function<void(const std::string&)> report;
};
AFFECTUS_EXPORT std::string to_string(EncoderRuntime::Precision precision);

/// The front ends that are built in, and encoders called FOLDER@LAYERS or hf:OWNER/NAME[:REVISION]@LAYERS, for
/// make_front_end() and load_model_folder(). LAYERS is a number from 0 (the input of the first layer) to the number of
/// layers, -1 (the same as the last), several of them joined by commas, or "mix": all of them, joined, for a model that has
/// learned how to weigh them. Options, as a JSON object: "window_s" and "context_s" for recordings longer than a window,
/// which are done in overlapping windows and joined in the middle of the overlap; "pad" (Whisper only): false leaves out the
/// silence up to 30 s; "skip_silence": true computes nothing for long silences, whose frames repeat the last one before
/// them.
AFFECTUS_EXPORT FrontEndRegistry encoder_front_ends(const EncoderRuntime& runtime);

}  // namespace affectus
