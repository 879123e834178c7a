// The C interface, for programs in C and for bindings of other languages. Valid C99 and C++.
//
// Conventions
//
// - Ownership. Models, sessions, rows and errors are opaque. A function that returns one gives it to the caller, who
//   frees it once, by the _free function of its kind. These take NULL. What a getter returns (a text, an array)
//   belongs to the object that it was asked of and lives as long as that object. What a caller passes is read during
//   the call and not kept; only callbacks and their user pointer must stay until what took them is over.
// - Errors. A function that can fail takes `error` as its last argument, which may be NULL. It sets *error to NULL
//   first (what was there is not freed) and, where it fails, to an error that the caller frees. Functions that return
//   an object return NULL where they fail; the others return the error's code, which is 0 (AFFECTUS_OK) where nothing
//   went wrong. NULL for an object that is needed is AFFECTUS_ERROR_INVALID_ARGUMENT.
// - Getters cannot fail. For NULL and for an index out of range they return NaN, NULL or 0, whichever their type has.
// - What a model does not give is absent: NaN.
// - Threads. A model may be used by many threads at once. A session is used by one thread at a time but for
//   affectus_session_cancel(). Rows and errors do not change: many threads may read them.
// - Options begin with their own size: {.size = sizeof(affectus_predict_options)} and zeros are the defaults, and so
//   is NULL. Later versions add fields at the end. Only what lies within `size` is read; fields that a version does
//   not know are left out.
// - Text is UTF-8 and ends with a zero. Paths are the bytes that the system takes.
// - Nothing throws, prints or ends the process. Callbacks must neither throw nor jump out. The log of FFmpeg is
//   silenced for the whole process.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "affectus/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct affectus_model affectus_model;
typedef struct affectus_session affectus_session;
typedef struct affectus_rows affectus_rows;
typedef struct affectus_error affectus_error;

/// The version of the library: "1.2.3". Lives as long as the library. From any thread; cannot fail.
AFFECTUS_EXPORT const char* affectus_version(void);

// ------------------------------------------------------------------------------------------------------------------ Errors

/// Numbers never change. Later versions may add some.
typedef enum affectus_code {
  AFFECTUS_OK = 0,
  AFFECTUS_ERROR_INVALID_ARGUMENT = 1,  // an option or a call that cannot be carried out as given
  AFFECTUS_ERROR_NOT_FOUND = 2,         // a file, folder or named thing that is not there
  AFFECTUS_ERROR_UNREADABLE = 3,        // it is there, but the system refuses to read it
  AFFECTUS_ERROR_UNWRITABLE = 4,        // the result cannot be written (no space, no permission)
  AFFECTUS_ERROR_INVALID_FORMAT = 5,    // the content is not what its name, header or contract says
  AFFECTUS_ERROR_NO_AUDIO = 6,          // not one sample could be decoded
  AFFECTUS_ERROR_UNSUPPORTED = 7,       // valid, but beyond what this build or this machine can do
  AFFECTUS_ERROR_CANCELLED = 8,         // stopped on request before the end

  // Of the server only; the library does not give them.
  AFFECTUS_ERROR_UNAUTHORIZED = 101,
  AFFECTUS_ERROR_TOO_LARGE = 102,
  AFFECTUS_ERROR_TOO_MANY = 103,
  AFFECTUS_ERROR_TIMEOUT = 104,
  AFFECTUS_ERROR_INTERNAL = 105
} affectus_code;

/// An affectus_code; AFFECTUS_OK of NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT affectus_code affectus_error_code(const affectus_error* error);
/// One line without a final full stop, which names the file or the option, what was expected and what was found. Empty of
/// NULL. Lives as long as the error. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_error_message(const affectus_error* error);
/// Frees an error, or nothing where it is NULL. Once, by one thread, when no other uses it; cannot fail.
AFFECTUS_EXPORT void affectus_error_free(affectus_error* error);

/// The name that every interface has for a code: "invalid_argument"; "ok" of AFFECTUS_OK, NULL of a number that is none.
/// Lives as long as the library. From any thread; cannot fail.
AFFECTUS_EXPORT const char* affectus_code_name(int32_t code);

// ------------------------------------------------------------------------------------------------------------------ Models

/// What is kept on disk, in AFFECTUS_CACHE_DIR or $XDG_CACHE_HOME/affectus, and taken from there.
typedef enum affectus_cache {
  AFFECTUS_CACHE_ALL = 0,     // compiled encoders and the features that they gave
  AFFECTUS_CACHE_GRAPHS = 1,  // compiled encoders only
  AFFECTUS_CACHE_NONE = 2
} affectus_cache;

typedef struct affectus_open_options {
  size_t size;  // sizeof(affectus_open_options)

  // Of encoders. For a model without them what is not the default is checked, and `note` is told that it has no effect.
  const char* device;           // "cpu" or another that OpenVINO finds here ("gpu"); NULL: "cpu"
  const char* precision;        // "float32", or "bfloat16", "int8", where the device has it; NULL: "float32"
  const char* calibration;      // for int8: path of a recording of speech, 5 s or more; NULL: the shipped sample
  const char* const* encoders;  // where encoders are that are named on the hub: FOLDER for all, or OWNER/NAME=FOLDER
  size_t encoder_count;         // of `encoders`
  size_t threads;               // up to 1024; 0: all processors that this process may use
  size_t streams;               // windows that encoders run at once, each on its share of the threads; 0: as many as threads

  // Of a checkpoint of others that does not say them; else they must be absent.
  const char* const* labels;      // names of its outputs, in order
  size_t label_count;             // of `labels`
  const double* input_mean;       // of the samples that it was trained on; NULL: absent
  const double* input_deviation;  // their standard deviation; NULL: absent

  int32_t cache;    // an affectus_cache
  int32_t offline;  // not 0: nothing is fetched from the hub

  // Called from any thread while a model is found, fetched and made ready, and `note` as long as the model or a session of
  // it is used. Each may be NULL. Their text is the library's.
  void (*note)(void* user, const char* line);  // for people: what is fetched, done without, or has no effect
  void (*progress)(void* user, double fraction, const char* text);  // of a fetch: from 0 to 1
  int (*stopped)(void* user);  // asked about once a second while something is fetched; not 0: the call fails (cancelled)
  void* user;                  // what they are given
} affectus_open_options;

/// Opens a model. `name` is NULL or empty (the shipped default), a shipped model's name ("affectus-mfb"), a folder, or
/// hf:OWNER/NAME[:REVISION] on Hugging Face's hub, also without "hf:" where there is no such folder. What is shipped is
/// found relative to the library, or to the program that it is linked into. `options` may be NULL. The caller frees the
/// model. From any thread, several at once. NULL and an error where it is not found, cannot be read or fetched, is no model,
/// does not fit the options or this machine, or was stopped.
AFFECTUS_EXPORT affectus_model* affectus_model_open(const char* name, const affectus_open_options* options,
                                                    affectus_error** error);
/// Opens a model of the bytes of its config.json and model.safetensors, which are not needed afterwards. Encoders that it
/// names are found as affectus_model_open() finds them without options. The caller frees the model. From any thread, several
/// at once. NULL and an error where the bytes are no model, or an encoder cannot be had.
AFFECTUS_EXPORT affectus_model* affectus_model_open_memory(const char* config, size_t config_size, const void* weights,
                                                           size_t weights_size, affectus_error** error);
/// Frees a model, or nothing where it is NULL; its sessions and rows stay valid. Once, by one thread, when no other uses the
/// model; cannot fail.
AFFECTUS_EXPORT void affectus_model_free(affectus_model* model);

/// Empty where the model does not say; NULL of NULL. Lives as long as the model. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_model_name(const affectus_model* model);
/// Of the weights: an SPDX expression where there is one, empty where the model does not say; NULL of NULL. Lives as long as
/// the model. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_model_licence(const affectus_model* model);
/// What a user must know before relying on the model; NULL of NULL. Lives as long as the model. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT const char* affectus_model_notes(const affectus_model* model);
/// The lower end of the scale that the model was trained on; NaN of NULL. Rows are on the scale that was asked for, whatever
/// this one is. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_model_scale_low(const affectus_model* model);
/// The upper end; as the lower one.
AFFECTUS_EXPORT double affectus_model_scale_high(const affectus_model* model);
/// Seconds of the longest input that it was trained on; NaN of NULL. Without a window, longer recordings are done in windows
/// of it. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_model_longest_s(const affectus_model* model);
/// 0: the model has no categories, or is NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_model_category_count(const affectus_model* model);
/// "happy"; NULL out of range. Lives as long as the model. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_model_category_name(const affectus_model* model, size_t category);
/// How many values an embedding has; 0 of NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_model_embedding_size(const affectus_model* model);

// ------------------------------------------------------------------------------------------------------------- Predictions

typedef enum affectus_dimension { AFFECTUS_ACTIVATION = 0, AFFECTUS_VALENCE = 1, AFFECTUS_DOMINANCE = 2 } affectus_dimension;

/// Values may lie beyond the ends of a scale; they are never clipped.
typedef enum affectus_scale {
  AFFECTUS_SCALE_SAM = 0,    // 1 to 7, 4 is neutral
  AFFECTUS_SCALE_UNIT = 1,   // 0 to 1
  AFFECTUS_SCALE_SIGNED = 2  // -1 to 1
} affectus_scale;

/// Which channels are scored.
typedef enum affectus_channels {
  AFFECTUS_CHANNELS_MIX = 0,  // the mean of all
  AFFECTUS_CHANNELS_ONE = 1,  // the one whose index is in `channel`
  AFFECTUS_CHANNELS_EACH = 2  // all, a row each
} affectus_channels;

/// For `window_s`: no window. One row an utterance; a recording longer than the model's longest training input is done in
/// windows of that length.
#define AFFECTUS_WHOLE (-1.0)

/// A part of a recording that is scored. This struct does not grow.
typedef struct affectus_interval {
  double start_s;     // from 0
  double end_s;       // not before start_s; INFINITY: the end of the recording
  const char* label;  // this and the next two pass through to the interval's rows; NULL: empty
  const char* tier;
  const char* speaker;
} affectus_interval;

typedef struct affectus_predict_options {
  size_t size;                         // sizeof(affectus_predict_options)
  double window_s;                     // 0.025 to 86400 seconds; 0: AFFECTUS_WHOLE
  double hop_s;                        // distance of windows, 0.001 to 86400 seconds; 0: as long as the window
  int32_t scale;                       // an affectus_scale
  int32_t channels;                    // an affectus_channels
  int32_t channel;                     // from 0, for AFFECTUS_CHANNELS_ONE
  int32_t embedding;                   // not 0: rows have their embedding
  const affectus_interval* intervals;  // only these are scored: a row each or, with a window, windows within each
  size_t interval_count;               // 0: the whole recording
  size_t threads;                      // of affectus_predict_file(), up to 1024; 0: as many as the model was opened with
  /// Called now and then, from any thread, one call at a time. `fraction` is from 0 to 1. Not 0: the call
  /// fails (cancelled). May be NULL.
  int (*progress)(void* user, double fraction);
  void* user;  // what it is given
} affectus_predict_options;

/// Scores mono samples in [-1, 1]; what is not finite counts as 0 and is warned of (damaged). Works on the calling thread.
/// The rows equal, to the last bit, those of a recording of the samples. `options` may be NULL. The caller frees the rows.
/// From many threads at once. NULL and an error where there are no samples (no_audio), an option or the rate is none, or
/// `progress` stopped it.
AFFECTUS_EXPORT affectus_rows* affectus_predict_samples(const affectus_model* model, const float* samples, size_t count,
                                                        int32_t sampling_rate, const affectus_predict_options* options,
                                                        affectus_error** error);
/// Scores a recording in any container and codec that FFmpeg reads; "-" is standard input. A recording that is cut short or
/// damaged gives what could be decoded, and a warning; fails where that is not one sample. Rows do not depend on the number
/// of threads. `options` may be NULL. The caller frees the rows. From many threads at once, each call with threads of its
/// own. NULL and an error where the file is not there, cannot be read or is none, an option is none, or `progress` stopped
/// it.
AFFECTUS_EXPORT affectus_rows* affectus_predict_file(const affectus_model* model, const char* path,
                                                     const affectus_predict_options* options, affectus_error** error);

// ---------------------------------------------------------------------------------------------------------------- Sessions

typedef struct affectus_session_options {
  size_t size;              // sizeof(affectus_session_options)
  double window_s;          // 0.025 to 86400 seconds, or AFFECTUS_WHOLE; 0: 3
  double hop_s;             // distance of windows, 0.001 to 86400 seconds; 0: 0.25, and nothing with AFFECTUS_WHOLE
  int32_t scale;            // an affectus_scale
  int32_t channels;         // an affectus_channels
  int32_t channel;          // from 0, for AFFECTUS_CHANNELS_ONE
  int32_t embedding;        // not 0: rows have their embedding
  size_t windows_together;  // windows that wait to be scored at once: 1 for rows at once, 16 for throughput; 0: 1
  /// Called by _push, _push_encoded, _flush and _finish, on their thread, with the rows that are new, where there are any.
  /// The rows are the session's, and valid during the call. The session may be cancelled by it, but not used otherwise.
  /// NULL: rows wait for affectus_session_take().
  void (*on_rows)(void* user, const affectus_rows* rows);
  void* user;  // what it is given
} affectus_session_options;

/// Begins to score a signal while it arrives. `sampling_rate` (4,000 to 768,000 Hz) and `channels` (1 to 1,024) are those of
/// samples; both are 0 where a recording's bytes will be pushed, which say theirs themselves. `options` may be NULL. Many
/// sessions share one model, which may be freed before them. The caller frees the session. From many threads at once. NULL
/// and an error where an option, the rate or the number of channels is none.
AFFECTUS_EXPORT affectus_session* affectus_session_open(const affectus_model* model, const affectus_session_options* options,
                                                        int32_t sampling_rate, int32_t channels, affectus_error** error);
/// The next samples, frame by frame, in a frame channel by channel: `frames` times the channels values in [-1, 1]; what is
/// not finite counts as 0. A row comes out of the call that brings its window's last sample (windows_together); it equals,
/// to the last bit, the row of the whole recording scored at once. Rows that are known before a failure stay.
/// The samples stay the caller's. One thread at a time. Fails where the session is finished, cancelled, or was opened for
/// bytes.
AFFECTUS_EXPORT affectus_code affectus_session_push(affectus_session* session, const float* samples, size_t frames,
                                                    affectus_error** error);
/// The next bytes of a recording in any container that FFmpeg reads; not to be mixed with samples. A format whose index may
/// come last (the MOV family) gives its rows with affectus_session_finish().
/// The bytes stay the caller's. One thread at a time. Fails where they are no recording, or the session is finished,
/// cancelled, or was opened for samples.
AFFECTUS_EXPORT affectus_code affectus_session_push_encoded(affectus_session* session, const void* bytes, size_t size,
                                                            affectus_error** error);
/// Scores windows that wait for others (windows_together). One thread at a time. Fails where the session is cancelled.
AFFECTUS_EXPORT affectus_code affectus_session_flush(affectus_session* session, affectus_error** error);
/// Ends the signal: what is left is a last window, shifted left to full length. Only affectus_session_reset() may follow.
/// One thread at a time. Fails where the session is cancelled or has failed, or pushed bytes hold no audio.
AFFECTUS_EXPORT affectus_code affectus_session_finish(affectus_session* session, affectus_error** error);
/// The rows since the last call, possibly none. Their warnings as a whole are those of the signal so far, and their duration
/// is that of the signal so far. NULL where `session` is, or where there is no memory. The caller frees the rows. One
/// thread at a time.
AFFECTUS_EXPORT affectus_rows* affectus_session_take(affectus_session* session);
/// Begins a new signal. Rows that were not taken are forgotten. One thread at a time. Fails for NULL.
AFFECTUS_EXPORT affectus_code affectus_session_reset(affectus_session* session, affectus_error** error);
/// From any thread, and from a signal handler: the call at work and later ones fail (cancelled), until
/// affectus_session_reset(). The session must not be freed meanwhile. NULL is nothing to cancel; cannot fail.
AFFECTUS_EXPORT void affectus_session_cancel(affectus_session* session);
/// Seconds of the signal so far, scored or not; NaN of NULL. One thread at a time; cannot fail.
AFFECTUS_EXPORT double affectus_session_received_s(const affectus_session* session);
/// Frees a session, or nothing where it is NULL; rows that were taken stay valid. Once, by one thread, when no other uses
/// it; cannot fail.
AFFECTUS_EXPORT void affectus_session_free(affectus_session* session);

// -------------------------------------------------------------------------------------------------------------------- Rows

/// What is odd about a row or a recording: bits of a mask. Numbers never change. Later versions may add some.
typedef enum affectus_warning {
  AFFECTUS_WARNING_NO_SPEECH = 1,        // no frame holds speech: the values mean little
  AFFECTUS_WARNING_CHANNELS_CANCEL = 2,  // the channels' mean is silence, the channels are not
  AFFECTUS_WARNING_GAP = 4,              // samples are missing within the recording
  AFFECTUS_WARNING_LATE_START = 8,       // the sound begins after the recording does
  AFFECTUS_WARNING_TRUNCATED = 16,       // the recording is cut short
  AFFECTUS_WARNING_DAMAGED = 32,         // parts of it could not be decoded
  AFFECTUS_WARNING_OUT_OF_DEPTH = 64,    // unlike all that the model has learned from
  AFFECTUS_WARNING_BEYOND_END = 128      // the interval reaches beyond the recording
} affectus_warning;

/// The name that every output has for one warning: "no_speech"; NULL of a number that is none. Lives as long as the library.
/// From any thread; cannot fail.
AFFECTUS_EXPORT const char* affectus_warning_name(uint32_t warning);

/// The number of rows; 0 of NULL. They are in the order of time and, within it, of channels; of intervals, in the order in
/// which they were given. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_rows_count(const affectus_rows* rows);
/// Where the row begins, in seconds; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_start_s(const affectus_rows* rows, size_t row);
/// Where it ends, in seconds; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_end_s(const affectus_rows* rows, size_t row);
/// Fraction of the frames with speech, 0 to 1; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_speech(const affectus_rows* rows, size_t row);
/// `dimension` is an affectus_dimension; NaN out of range, or where the model does not give it. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT double affectus_rows_dimension(const affectus_rows* rows, size_t row, int32_t dimension);
/// How far raters would disagree: a standard deviation on the dimension's scale; NaN as for the dimension. From many threads
/// at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_deviation(const affectus_rows* rows, size_t row, int32_t dimension);
/// How near to what the model has learned from, 0 to 1; NaN out of range, or where the model does not give it. From many
/// threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_familiarity(const affectus_rows* rows, size_t row);
/// Probability of one of affectus_model_category_count() categories; NaN out of range. From many threads at once; cannot
/// fail.
AFFECTUS_EXPORT double affectus_rows_category(const affectus_rows* rows, size_t row, size_t category);
/// affectus_rows_embedding_size() values; NULL where it was not asked for, or out of range. Lives as long as the rows. From
/// many threads at once; cannot fail.
AFFECTUS_EXPORT const float* affectus_rows_embedding(const affectus_rows* rows, size_t row);
/// 0 where it was not asked for, or there are no rows. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_rows_embedding_size(const affectus_rows* rows);
/// Of the row's interval: empty where nothing was said, NULL out of range. Lives as long as the rows. From many threads at
/// once; cannot fail.
AFFECTUS_EXPORT const char* affectus_rows_label(const affectus_rows* rows, size_t row);
/// As the label.
AFFECTUS_EXPORT const char* affectus_rows_tier(const affectus_rows* rows, size_t row);
/// As the label.
AFFECTUS_EXPORT const char* affectus_rows_speaker(const affectus_rows* rows, size_t row);
/// From 0; -1 where channels are not scored each, or out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT int32_t affectus_rows_channel(const affectus_rows* rows, size_t row);
/// A mask of affectus_warning; 0 out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT uint32_t affectus_rows_warnings(const affectus_rows* rows, size_t row);

/// Of the recording as a whole: a mask of affectus_warning; 0 of NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT uint32_t affectus_rows_recording_warnings(const affectus_rows* rows);
/// Seconds of the recording; NaN of NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_duration_s(const affectus_rows* rows);
/// The affectus_scale of dimensions and deviations; 0 of NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT int32_t affectus_rows_scale(const affectus_rows* rows);
/// A dimension averaged over speech: each row weighs its length times its speech; NaN out of range, or where the model does
/// not give it. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_summary(const affectus_rows* rows, int32_t dimension);
/// Frees rows, or nothing where they are NULL. Once, by one thread, when no other uses them; cannot fail.
AFFECTUS_EXPORT void affectus_rows_free(affectus_rows* rows);

#ifdef __cplusplus
}
#endif
