// The C interface, for programs in C and for bindings of other languages. Valid C99 and C++.
//
// Conventions
//
// - Ownership. Models, sessions, rows and errors are opaque. A function that returns one gives it to the caller, who frees
//   it once, by the _free function of its kind; NULL is allowed there. A text or array that a getter returns belongs to the
//   getter's object and lives as long as that object. Arguments are read during the call and not kept; only callbacks and
//   their user pointer must stay valid as long as the call or object that took them.
// - Errors. A function that can fail takes `error` as its last argument, which may be NULL. It first sets *error to NULL
//   (without freeing an old error) and, if it fails, to an error that the caller frees. Functions that return an object
//   return NULL if they fail. The others return the error's code, which is 0 (AFFECTUS_OK) on success. NULL for a required
//   object gives AFFECTUS_ERROR_INVALID_ARGUMENT.
// - Getters cannot fail. For NULL and for an index out of range they return NaN, NULL or 0, depending on their type.
// - Values that a model does not give are NaN.
// - Threads. A model may be used by many threads at once. A session may be used by one thread at a time; only
//   affectus_session_cancel() may be called from any thread. Rows and errors do not change, so many threads may read them.
// - Options begin with their own size: {.size = sizeof(affectus_predict_options)} and zeros are the defaults, and so is
//   NULL. Later versions add fields at the end. Only fields within `size` are read, and a library ignores fields that it
//   does not know.
// - Text is UTF-8 and ends with a zero. Paths are in the system's own encoding.
// - No function throws, prints or ends the process. Callbacks must neither throw nor jump out. Three things
//   hold for the whole process: FFmpeg's log is silenced, FFmpeg allocates at most 256 MB at once, and the first encoder
//   sets HWLOC_HIDE_ERRORS in the environment unless it is set.
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
  AFFECTUS_ERROR_INVALID_FORMAT = 5,    // the content does not match its name, header or format
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

/// An affectus_code; AFFECTUS_OK for NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT affectus_code affectus_error_code(const affectus_error* error);
/// One line without a final full stop. It names the file or the option, what was expected and what was found. Empty for
/// NULL. Lives as long as the error. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_error_message(const affectus_error* error);
/// Frees an error; NULL is allowed. Call it once, when no other thread uses the error; cannot fail.
AFFECTUS_EXPORT void affectus_error_free(affectus_error* error);

/// The name of a code in every interface: "invalid_argument"; "ok" for AFFECTUS_OK, NULL for an unknown number. Lives as
/// long as the library. From any thread; cannot fail.
AFFECTUS_EXPORT const char* affectus_code_name(int32_t code);

// ------------------------------------------------------------------------------------------------------------------ Models

/// What is kept on disk and reused, in $AFFECTUS_CACHE_DIR or $XDG_CACHE_HOME/affectus.
typedef enum affectus_cache {
  AFFECTUS_CACHE_ALL = 0,     // compiled encoders and the features that they computed
  AFFECTUS_CACHE_GRAPHS = 1,  // compiled encoders only
  AFFECTUS_CACHE_NONE = 2
} affectus_cache;

typedef struct affectus_open_options {
  size_t size;  // sizeof(affectus_open_options)

  // For encoders. With a model that has none, values other than the defaults are checked, and `note` is called because they
  // have no effect.
  const char* device;           // "cpu" or another that OpenVINO finds here ("gpu"); NULL: "cpu"
  const char* precision;        // "float32", or "bfloat16", "int8", where the device has it; NULL: "float32"
  const char* calibration;      // for int8: path of a recording of speech, 5 s or more; NULL: the shipped sample
  const char* const* encoders;  // folders of encoders that the hub names: FOLDER for all, or OWNER/NAME=FOLDER
  size_t encoder_count;         // of `encoders`
  size_t threads;               // up to 1024; 0: all processors that this process may use
  size_t streams;               // windows that encoders run at once, each on a share of the threads; 0: as many as threads

  // Facts that another project's checkpoint lacks; they must be absent if it has them.
  const char* const* labels;      // names of its outputs, in order
  size_t label_count;             // of `labels`
  const double* input_mean;       // mean of the samples on which it was trained; NULL: absent
  const double* input_deviation;  // their standard deviation; NULL: absent

  int32_t cache;    // an affectus_cache
  int32_t offline;  // not 0: nothing is fetched from the hub

  // Called from any thread while a model is found, fetched and prepared; `note` also as long as the model or one of its
  // sessions is used. Each may be NULL. The library owns their text.
  void (*note)(void* user, const char* line);  // for the user: what is fetched, is missing, or has no effect
  void (*progress)(void* user, double fraction, const char* text);  // of a fetch: from 0 to 1
  int (*stopped)(void* user);  // called about once a second during a fetch; not 0: the call fails (cancelled)
  void* user;                  // the callbacks' first argument
} affectus_open_options;

/// Opens a model. `name` is NULL or empty (the shipped default), a shipped model's name ("affectus-mfb"), a folder, or
/// hf:OWNER/NAME[:REVISION] on Hugging Face's hub, also without "hf:" if there is no such folder. Shipped models are found
/// relative to the library, or to the program that it is linked into. `options` may be NULL. The caller frees the model.
/// From any thread, several at once. Returns NULL and an error if the model is not found, cannot be read or fetched, is not
/// a model, does not fit the options or this machine, or was stopped.
AFFECTUS_EXPORT affectus_model* affectus_model_open(const char* name, const affectus_open_options* options,
                                                    affectus_error** error);
/// Opens a model from the bytes of its config.json and model.safetensors, which are not needed afterwards. Encoders that it
/// names are folders or lie in Hugging Face's cache; nothing is fetched. The caller frees the model. From any thread,
/// several at once. Returns NULL and an error if the bytes are not a model, or an encoder is not available.
AFFECTUS_EXPORT affectus_model* affectus_model_open_memory(const char* config, size_t config_size, const void* weights,
                                                           size_t weights_size, affectus_error** error);
/// Frees a model; NULL is allowed. Its sessions and rows stay valid. Call it once, when no other thread uses the model;
/// cannot fail.
AFFECTUS_EXPORT void affectus_model_free(affectus_model* model);

/// The model's name; empty if it has none, NULL for NULL. Lives as long as the model. From many threads at once; cannot
/// fail.
AFFECTUS_EXPORT const char* affectus_model_name(const affectus_model* model);
/// The licence of the weights: an SPDX expression if there is one, empty if the model names none, NULL for NULL. Lives as
/// long as the model. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_model_licence(const affectus_model* model);
/// What a user must know before relying on the model; NULL for NULL. Lives as long as the model. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT const char* affectus_model_notes(const affectus_model* model);
/// The lower end of the scale on which the model was trained; NaN for NULL. Rows are on the scale of the options, not on
/// this one. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_model_scale_low(const affectus_model* model);
/// The upper end of that scale; as the lower one.
AFFECTUS_EXPORT double affectus_model_scale_high(const affectus_model* model);
/// Seconds of the longest input in training; NaN for NULL. Without a window, longer recordings are scored in windows of this
/// length. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_model_longest_s(const affectus_model* model);
/// The number of categories; 0 if there are none, or for NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_model_category_count(const affectus_model* model);
/// "happy"; NULL out of range. Lives as long as the model. From many threads at once; cannot fail.
AFFECTUS_EXPORT const char* affectus_model_category_name(const affectus_model* model, size_t category);
/// The number of values in an embedding; 0 for NULL. From many threads at once; cannot fail.
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

/// For `window_s`: no window. Each utterance has one row; a recording longer than the model's longest training input is
/// scored in windows of that length.
#define AFFECTUS_WHOLE (-1.0)

/// A part of a recording that is scored. This struct does not grow.
typedef struct affectus_interval {
  double start_s;     // from 0
  double end_s;       // not before start_s; INFINITY: the end of the recording
  const char* label;  // this and the next two are copied to the interval's rows; NULL: empty
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
  const affectus_interval* intervals;  // only these are scored: one row each or, with a window, windows within each
  size_t interval_count;               // 0: the whole recording
  size_t threads;                      // for affectus_predict_file(), up to 1024; 0: as many as the model was opened with
  // For affectus_predict_file() only; with samples they are errors.
  double max_duration_s;  // the recording is cut after this many seconds, with a warning (truncated); 0: no limit
  const char* raw;        // samples without a header, ENCODING:RATE[:CHANNELS] ("mulaw:8000"); NULL: what the file says
  int32_t track;          // of the file's audio tracks, from 0
  /// Called now and then, from any thread, one call at a time. `fraction` is from 0 to 1. If it does not return 0, the
  /// prediction fails (cancelled). May be NULL.
  int (*progress)(void* user, double fraction);
  void* user;  // the callback's first argument
  /// Shifts the dimensions so that calm speech is in the middle of the scale: "running" (the rows so far tell where each
  /// voice's neutral lies, docs/outputs.md), or the path of a recording of the speaker's calm speech, which is read and
  /// scored first, by the same options. It needs speech. NULL: no shift.
  const char* baseline;
} affectus_predict_options;

/// Scores mono samples in [-1, 1]. Values that are not finite count as 0, with a warning (damaged). Works on the calling
/// thread. The rows equal, to the last bit, those of a recording of the samples. `options` may be NULL. The caller frees the
/// rows. From many threads at once. Returns NULL and an error if there are no samples (no_audio), an option or the rate is
/// invalid, or `progress` stopped it.
AFFECTUS_EXPORT affectus_rows* affectus_predict_samples(const affectus_model* model, const float* samples, size_t count,
                                                        int32_t sampling_rate, const affectus_predict_options* options,
                                                        affectus_error** error);
/// Scores a recording in any container and codec that FFmpeg reads; "-" is standard input. If a recording is cut short or
/// damaged, the decoded part is scored, with a warning; it fails without a single sample. Rows do not depend on the number
/// of threads, except for the last digits of models with encoders on CPUs without AVX-512. `options` may be NULL. The caller
/// frees the rows. From many threads at once, each call with its own threads. Returns NULL and an error if the file does not
/// exist, cannot be read or is not a recording, an option is invalid, or `progress` stopped it.
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
  size_t windows_together;  // windows that are scored together: 1 for rows without delay, 16 for throughput; 0: 1
  // For a recording's bytes only; with samples they are errors.
  double max_duration_s;  // the recording is cut after this many seconds, with a warning (truncated); 0: no limit
  const char* raw;        // samples without a header, ENCODING:RATE[:CHANNELS] ("mulaw:8000"); NULL: what the bytes say
  int32_t track;          // of the recording's audio tracks, from 0
  /// Called by _push, _push_encoded, _flush and _finish, on their thread, with the new rows, if any. The session owns the
  /// rows, which are valid during the call. The callback may cancel the session, but not use it otherwise. NULL: rows wait
  /// for affectus_session_take().
  void (*on_rows)(void* user, const affectus_rows* rows);
  void* user;  // the callback's first argument
  /// As in affectus_predict_options. A recording is scored when the session is opened; a reset keeps it, and begins a
  /// running one anew.
  const char* baseline;
  /// Turns are stretches of speech, which affectus_session_take_turns() gives beside the regular rows. A turn ends after so
  /// many seconds without speech, 0.1 to 10 (0.6 suits conversations); 0: turns are not found.
  double turn_silence_s;
  double turn_speech_s;   // seconds of speech that start a turn, 0.03 to 10; 0: 0.2
  double longest_turn_s;  // a longer turn ends here, and the next begins, 1 to 600; 0: 60
} affectus_session_options;

/// Begins to score a signal while it arrives. `sampling_rate` (4,000 to 768,000 Hz) and `channels` (1 to 1,024) are those of
/// the samples; both are 0 if a recording's bytes will be pushed, whose header gives them. `options` may be NULL. Many
/// sessions share one model, which may be freed before them. The caller frees the session. From many threads at once.
/// Returns NULL and an error if an option, the rate or the number of channels is invalid, or the baseline's recording cannot
/// be scored.
AFFECTUS_EXPORT affectus_session* affectus_session_open(const affectus_model* model, const affectus_session_options* options,
                                                        int32_t sampling_rate, int32_t channels, affectus_error** error);
/// Takes the next samples, interleaved: `frames` times the number of channels, in [-1, 1]. Values that are not finite count
/// as 0. The call that brings a window's last sample gives its row (see windows_together). The row equals, to the last bit,
/// that of the whole recording scored at once. Rows that were known before a failure are given all the same; after it, calls
/// fail until affectus_session_reset(). The caller keeps the samples. One thread at a time. Fails if the session is
/// finished, cancelled, has failed, or was opened for bytes.
AFFECTUS_EXPORT affectus_code affectus_session_push(affectus_session* session, const float* samples, size_t frames,
                                                    affectus_error** error);
/// Takes the next bytes of a recording in any container that FFmpeg reads; do not mix them with samples. A format whose
/// index may come last (the MOV family) gives its rows with affectus_session_finish(). The caller keeps the bytes. One
/// thread at a time. Fails if they are not a recording, or the session is finished, cancelled, has failed, or was opened for
/// samples. Rows before a failure are given as by affectus_session_push().
AFFECTUS_EXPORT affectus_code affectus_session_push_encoded(affectus_session* session, const void* bytes, size_t size,
                                                            affectus_error** error);
/// Scores the windows that wait for others (windows_together). One thread at a time. Fails if the session is cancelled or
/// has failed.
AFFECTUS_EXPORT affectus_code affectus_session_flush(affectus_session* session, affectus_error** error);
/// Ends the signal. The remaining samples become a last window, shifted left to full length. Only affectus_session_reset()
/// may follow; a second call gives no more rows. One thread at a time. Fails if the session is cancelled or has failed, or
/// if pushed bytes hold no audio.
AFFECTUS_EXPORT affectus_code affectus_session_finish(affectus_session* session, affectus_error** error);
/// The rows since the last call, possibly none. Their recording's warnings and duration are those of the signal so far. NULL
/// if `session` is NULL, or if there is no memory. The caller frees the rows. One thread at a time.
AFFECTUS_EXPORT affectus_rows* affectus_session_take(affectus_session* session);
/// What was found of turns since the last call, possibly nothing: a row for each turn that started, and a row for each that
/// ended (affectus_rows_turn()), in order of time for each channel. The row of a turn that ended equals that of the interval
/// from its start to its end; one longer than affectus_model_longest_s() is the average of windows of that length. The row
/// of a start ends where it starts and has no values. Empty without turn_silence_s in the options; also after a call that
/// failed. NULL if `session` is NULL, or if there is no memory. The caller frees the rows. One thread at a time.
AFFECTUS_EXPORT affectus_rows* affectus_session_take_turns(affectus_session* session);
/// Begins a new signal. Rows that were not taken are forgotten. One thread at a time. Fails for NULL.
AFFECTUS_EXPORT affectus_code affectus_session_reset(affectus_session* session, affectus_error** error);
/// May be called from any thread and from a signal handler. The current call and later ones fail (cancelled), until
/// affectus_session_reset(). The session must not be freed meanwhile. NULL is allowed; cannot fail.
AFFECTUS_EXPORT void affectus_session_cancel(affectus_session* session);
/// Seconds of the signal so far, scored or not; NaN for NULL. One thread at a time; cannot fail.
AFFECTUS_EXPORT double affectus_session_received_s(const affectus_session* session);
/// Frees a session; NULL is allowed. Rows that were taken stay valid. Call it once, when no other thread uses the session;
/// cannot fail.
AFFECTUS_EXPORT void affectus_session_free(affectus_session* session);

// -------------------------------------------------------------------------------------------------------------------- Rows

/// Problems of a row or a recording, as bits of a mask. Numbers never change. Later versions may add some.
typedef enum affectus_warning {
  AFFECTUS_WARNING_NO_SPEECH = 1,        // no frame holds speech: the values mean little
  AFFECTUS_WARNING_CHANNELS_CANCEL = 2,  // the mean of the channels is silence, but the channels are not
  AFFECTUS_WARNING_GAP = 4,              // samples are missing within the recording
  AFFECTUS_WARNING_LATE_START = 8,       // the sound begins after the recording does
  AFFECTUS_WARNING_TRUNCATED = 16,       // the recording is cut short
  AFFECTUS_WARNING_DAMAGED = 32,         // parts could not be decoded
  AFFECTUS_WARNING_OUT_OF_DEPTH = 64,    // unlike the model's training data
  AFFECTUS_WARNING_BEYOND_END = 128      // the interval reaches beyond the recording
} affectus_warning;

/// The name of one warning in every output: "no_speech"; NULL for an unknown number. Lives as long as the library. From any
/// thread; cannot fail.
AFFECTUS_EXPORT const char* affectus_warning_name(uint32_t warning);

/// The number of rows; 0 for NULL. Rows are in order of time, then of channel; rows of intervals are in the order of the
/// intervals. From many threads at once; cannot fail.
AFFECTUS_EXPORT size_t affectus_rows_count(const affectus_rows* rows);
/// The start of the row in seconds; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_start_s(const affectus_rows* rows, size_t row);
/// The end of the row in seconds; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_end_s(const affectus_rows* rows, size_t row);
/// Fraction of the frames with speech, 0 to 1; NaN out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_speech(const affectus_rows* rows, size_t row);
/// `dimension` is an affectus_dimension; NaN out of range, or if the model does not give it. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT double affectus_rows_dimension(const affectus_rows* rows, size_t row, int32_t dimension);
/// The dimension before the shift by a baseline; NaN without one, and as for the dimension. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT double affectus_rows_dimension_raw(const affectus_rows* rows, size_t row, int32_t dimension);
/// The expected standard deviation of raters, on the dimension's scale; NaN as for the dimension. From many threads at once;
/// cannot fail.
AFFECTUS_EXPORT double affectus_rows_deviation(const affectus_rows* rows, size_t row, int32_t dimension);
/// Similarity to the model's training data, 0 to 1; NaN out of range, or if the model does not give it. From many threads at
/// once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_familiarity(const affectus_rows* rows, size_t row);
/// Probability of one of affectus_model_category_count() categories; NaN out of range. From many threads at once; cannot
/// fail.
AFFECTUS_EXPORT double affectus_rows_category(const affectus_rows* rows, size_t row, size_t category);
/// affectus_rows_embedding_size() values; NULL if it was not requested, or out of range. Lives as long as the rows. From
/// many threads at once; cannot fail.
AFFECTUS_EXPORT const float* affectus_rows_embedding(const affectus_rows* rows, size_t row);
/// The number of values in an embedding; 0 if it was not requested, or there are no rows. From many threads at once; cannot
/// fail.
AFFECTUS_EXPORT size_t affectus_rows_embedding_size(const affectus_rows* rows);
/// What a row of affectus_session_take_turns() says of its turn.
typedef enum affectus_turn {
  AFFECTUS_TURN_NONE = 0,  // other rows
  AFFECTUS_TURN_STARTED = 1,
  AFFECTUS_TURN_ENDED = 2
} affectus_turn;
/// An affectus_turn; AFFECTUS_TURN_NONE out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT int32_t affectus_rows_turn(const affectus_rows* rows, size_t row);
/// The label of the row's interval; empty if it has none, NULL out of range. Lives as long as the rows. From many threads at
/// once; cannot fail.
AFFECTUS_EXPORT const char* affectus_rows_label(const affectus_rows* rows, size_t row);
/// As the label.
AFFECTUS_EXPORT const char* affectus_rows_tier(const affectus_rows* rows, size_t row);
/// As the label.
AFFECTUS_EXPORT const char* affectus_rows_speaker(const affectus_rows* rows, size_t row);
/// The channel, from 0; -1 if channels are not scored each, or out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT int32_t affectus_rows_channel(const affectus_rows* rows, size_t row);
/// A mask of affectus_warning; 0 out of range. From many threads at once; cannot fail.
AFFECTUS_EXPORT uint32_t affectus_rows_warnings(const affectus_rows* rows, size_t row);

/// The warnings of the whole recording, a mask of affectus_warning; 0 for NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT uint32_t affectus_rows_recording_warnings(const affectus_rows* rows);
/// Seconds of the recording; NaN for NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_duration_s(const affectus_rows* rows);
/// The affectus_scale of dimensions and deviations; 0 for NULL. From many threads at once; cannot fail.
AFFECTUS_EXPORT int32_t affectus_rows_scale(const affectus_rows* rows);
/// A dimension averaged over speech: each row has the weight of its length times its speech. NaN out of range, or if the
/// model does not give it. From many threads at once; cannot fail.
AFFECTUS_EXPORT double affectus_rows_summary(const affectus_rows* rows, int32_t dimension);
/// Frees rows; NULL is allowed. Call it once, when no other thread uses them; cannot fail.
AFFECTUS_EXPORT void affectus_rows_free(affectus_rows* rows);

#ifdef __cplusplus
}
#endif
