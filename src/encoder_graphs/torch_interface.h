// The C interface of libaffectus-torch.so, which is opened at run time: what runs encoders on LibTorch, without a header of
// it. Functions return 0, or 1 with a message (cut to its size) in `error`; nothing throws.
#pragma once

#include <stddef.h>

extern "C" {

struct affectus_torch_encoder;

struct affectus_torch_options {
  const char* folder;    // of the encoder, in Hugging Face's format
  const char* adapter;   // a folder with what low-rank adaptation learned; "": none
  const char* device;    // "cpu", "cuda:0"
  const size_t* layers;  // whose states are joined, in this order
  size_t layer_count;
  int pad;       // Whisper sees its whole window
  int bfloat16;  // of products
  size_t threads;
};

struct affectus_torch_interface {
  size_t version;  // affectus_torch_version
  /// `*encoder` is to be closed. May be called from several threads at once, as may run().
  int (*open)(const affectus_torch_options* options, affectus_torch_encoder** encoder, char* error, size_t error_size);
  /// Fills `frames` with `frame_count` frames, each of the layers' states side by side.
  int (*run)(const affectus_torch_encoder* encoder, const float* samples, size_t sample_count, float* frames,
             size_t frame_count, char* error, size_t error_size);
  void (*close)(affectus_torch_encoder* encoder);
};

enum { affectus_torch_version = 1 };

/// The library's only symbol.
using affectus_torch_entry = const affectus_torch_interface*();
}
