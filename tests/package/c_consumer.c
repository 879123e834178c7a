// Uses every function of affectus/c.h on a recording, in C99, and frees all that it is given: c_consumer MODEL RECORDING,
// where MODEL is a folder.
#include <affectus/c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                               \
  do {                                                                 \
    if (!(condition)) {                                                \
      fprintf(stderr, "line %d: expected %s\n", __LINE__, #condition); \
      exit(1);                                                         \
    }                                                                  \
  } while (0)

// The error is told and ends the program; where there is none, nothing happens.
static void check(affectus_error* error) {
  if (error == NULL) return;
  fprintf(stderr, "%s: %s\n", affectus_code_name(affectus_error_code(error)), affectus_error_message(error));
  affectus_error_free(error);
  exit(1);
}

static char* read_file(const char* folder, const char* name, size_t* size) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s%s", folder, name[0] == '\0' ? "" : "/", name);
  FILE* file = fopen(path, "rb");
  CHECK(file != NULL);
  CHECK(fseek(file, 0, SEEK_END) == 0);
  const long length = ftell(file);
  CHECK(length > 0);
  rewind(file);
  char* bytes = malloc((size_t)length);
  CHECK(bytes != NULL);
  *size = fread(bytes, 1, (size_t)length, file);
  CHECK(*size == (size_t)length);
  fclose(file);
  return bytes;
}

static void note(void* user, const char* line) {
  (void)line;
  ++*(int*)user;
}

static void fetched(void* user, double fraction, const char* text) {
  (void)fraction;
  note(user, text);
}

static int never(void* user) {
  (void)user;
  return 0;
}

static int go_on(void* user, double fraction) {
  CHECK(fraction >= 0 && fraction <= 1);
  ++*(int*)user;
  return 0;
}

static void count_rows(void* user, const affectus_rows* rows) { *(size_t*)user += affectus_rows_count(rows); }

static void print_rows(const affectus_model* model, const affectus_rows* rows) {
  printf("%s, %.2f s, scale %d, warnings %u, mean activation %.3f\n", affectus_model_name(model),
         affectus_rows_duration_s(rows), (int)affectus_rows_scale(rows), (unsigned)affectus_rows_recording_warnings(rows),
         affectus_rows_summary(rows, AFFECTUS_ACTIVATION));
  for (size_t i = 0; i < affectus_rows_count(rows); ++i) {
    printf("%.2f-%.2f speech %.2f valence %.3f (%.3f, raw %.3f) familiarity %.2f channel %d '%s' '%s' '%s' warnings %u",
           affectus_rows_start_s(rows, i), affectus_rows_end_s(rows, i), affectus_rows_speech(rows, i),
           affectus_rows_dimension(rows, i, AFFECTUS_VALENCE), affectus_rows_deviation(rows, i, AFFECTUS_VALENCE),
           affectus_rows_dimension_raw(rows, i, AFFECTUS_VALENCE), affectus_rows_familiarity(rows, i),
           (int)affectus_rows_channel(rows, i), affectus_rows_label(rows, i), affectus_rows_tier(rows, i),
           affectus_rows_speaker(rows, i), (unsigned)affectus_rows_warnings(rows, i));
    for (size_t k = 0; k < affectus_model_category_count(model); ++k)
      printf(" %s %.2f", affectus_model_category_name(model, k), affectus_rows_category(rows, i, k));
    if (affectus_rows_embedding_size(rows) > 0) printf(" embedding %.3f...", affectus_rows_embedding(rows, i)[0]);
    printf("\n");
  }
}

// The model, opened by name and of its bytes.
static affectus_model* open_model(const char* folder) {
  affectus_error* error = NULL;
  int notes = 0;
  const affectus_open_options options = {.size = sizeof options,
                                         .threads = 2,
                                         .cache = AFFECTUS_CACHE_NONE,
                                         .offline = 1,
                                         .note = note,
                                         .progress = fetched,
                                         .stopped = never,
                                         .user = &notes};
  affectus_model* model = affectus_model_open(folder, &options, &error);
  check(error);
  size_t config_size = 0, weights_size = 0;
  char* config = read_file(folder, "config.json", &config_size);
  char* weights = read_file(folder, "model.safetensors", &weights_size);
  affectus_model* same = affectus_model_open_memory(config, config_size, weights, weights_size, &error);
  check(error);
  free(config);
  free(weights);
  CHECK(strcmp(affectus_model_name(model), affectus_model_name(same)) == 0);
  affectus_model_free(same);
  printf("affectus %s: %s (%s), %.2f to %.2f, up to %.2f s, embedding of %zu\n%.60s...\n", affectus_version(),
         affectus_model_name(model), affectus_model_licence(model), affectus_model_scale_low(model),
         affectus_model_scale_high(model), affectus_model_longest_s(model), affectus_model_embedding_size(model),
         affectus_model_notes(model));
  return model;
}

static void predict(const affectus_model* model, const char* recording) {
  affectus_error* error = NULL;
  int reports = 0;
  const affectus_interval intervals[] = {{0.5, 2.5, "first", "tier", "speaker"}, {3, 4.25, NULL, NULL, NULL}};
  const affectus_predict_options options = {.size = sizeof options,
                                            .scale = AFFECTUS_SCALE_UNIT,
                                            .channels = AFFECTUS_CHANNELS_EACH,
                                            .embedding = 1,
                                            .intervals = intervals,
                                            .interval_count = sizeof intervals / sizeof intervals[0],
                                            .max_duration_s = 3600,
                                            .raw = NULL,
                                            .track = 0,
                                            .progress = go_on,
                                            .user = &reports,
                                            .baseline = recording};
  affectus_rows* rows = affectus_predict_file(model, recording, &options, &error);
  check(error);
  CHECK(affectus_rows_count(rows) >= 2);
  CHECK(strcmp(affectus_rows_label(rows, 0), "first") == 0);
  CHECK(reports > 0);
  print_rows(model, rows);
  affectus_rows_free(rows);
}

// A second of a tone.
static void predict_samples(const affectus_model* model) {
  affectus_error* error = NULL;
  float samples[8000];
  for (size_t i = 0; i < 8000; ++i) samples[i] = 0.1F * sinf(0.2F * (float)i);
  affectus_rows* rows = affectus_predict_samples(model, samples, 8000, 8000, NULL, &error);
  check(error);
  CHECK(affectus_rows_count(rows) == 1);
  affectus_rows_free(rows);

  affectus_session* session = affectus_session_open(model, NULL, 8000, 1, &error);
  check(error);
  for (int i = 0; i < 4; ++i) {
    affectus_session_push(session, samples, 8000, &error);
    check(error);
  }
  affectus_session_flush(session, &error);
  check(error);
  CHECK(affectus_session_received_s(session) > 3.9);
  rows = affectus_session_take(session);
  CHECK(affectus_rows_count(rows) > 0);
  affectus_rows_free(rows);

  affectus_session_cancel(session);
  CHECK(affectus_session_push(session, samples, 8000, NULL) == AFFECTUS_ERROR_CANCELLED);
  affectus_session_reset(session, &error);
  check(error);
  CHECK(affectus_session_push(session, samples, 8000, NULL) == AFFECTUS_OK);
  affectus_session_free(session);
}

static void push_encoded(const affectus_model* model, const char* recording) {
  affectus_error* error = NULL;
  size_t count = 0, size = 0;
  char* bytes = read_file(recording, "", &size);
  const affectus_session_options options = {.size = sizeof options,
                                            .windows_together = 16,
                                            .max_duration_s = 3600,
                                            .on_rows = count_rows,
                                            .user = &count,
                                            .baseline = "running",
                                            .turn_silence_s = 0.5,
                                            .turn_speech_s = 0.2,
                                            .longest_turn_s = 30};
  affectus_session* session = affectus_session_open(model, &options, 0, 0, &error);
  check(error);
  for (size_t done = 0; done < size; done += 10000) {
    affectus_session_push_encoded(session, bytes + done, size - done < 10000 ? size - done : 10000, &error);
    check(error);
  }
  affectus_session_finish(session, &error);
  check(error);
  printf("%zu rows in %.2f s\n", count, affectus_session_received_s(session));
  CHECK(count > 10);
  affectus_rows* turns = affectus_session_take_turns(session);
  size_t started = 0;
  for (size_t i = 0; i < affectus_rows_count(turns); ++i)
    if (affectus_rows_turn(turns, i) == AFFECTUS_TURN_STARTED) ++started;
  CHECK(started > 0 && affectus_rows_count(turns) == 2 * started);
  CHECK(affectus_rows_turn(turns, 2 * started - 1) == AFFECTUS_TURN_ENDED);
  print_rows(model, turns);
  affectus_rows_free(turns);
  affectus_session_free(session);
  free(bytes);
}

static void fail(void) {
  affectus_error* error = NULL;
  CHECK(affectus_model_open("/nowhere/at all", NULL, &error) == NULL);
  CHECK(affectus_error_code(error) == AFFECTUS_ERROR_NOT_FOUND);
  CHECK(strstr(affectus_error_message(error), "/nowhere/at all") != NULL);
  affectus_error_free(error);
  CHECK(strcmp(affectus_code_name(AFFECTUS_ERROR_NOT_FOUND), "not_found") == 0);
  CHECK(strcmp(affectus_warning_name(AFFECTUS_WARNING_NO_SPEECH), "no_speech") == 0);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  affectus_model* model = open_model(argv[1]);
  predict(model, argv[2]);
  predict_samples(model);
  push_encoded(model, argv[2]);
  fail();
  affectus_model_free(model);
  return 0;
}
