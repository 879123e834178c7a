/** Emotion from speech: activation, valence and dominance over time, in browsers and in Node 18 or later. */

/** What every failure is, thrown or as the reason of a rejected promise. */
export class AffectusError extends Error {
  readonly code:
    | 'invalid_argument' // an option or a call that cannot be carried out as given
    | 'not_found' // a file that is not there
    | 'unreadable' // it is there, but cannot be read
    | 'invalid_format' // the content is not that of a model
    | 'no_audio' // there is not one sample
    | 'unsupported' // valid, but beyond what runs here
    | 'internal'; // the program has failed; load the model again
}

/** Bytes, or where they are: a URL, or a text that is an address or a path (relative to the page or the working directory). */
export type Source = URL | string | ArrayBuffer | ArrayBufferView;

export interface LoadOptions {
  /**
   * A model of low-level features: a model file (packModel() and pack-model.js make one of a model folder), or the URL of a model
   * folder, which ends with '/'. Without it: affectus.safetensors beside this module.
   */
  model?: Source;
  /** The program, where it is not affectus.wasm beside this module. */
  wasm?: Source | WebAssembly.Module;
}

/** Prepares a model. Throws not_found, unreadable, invalid_format, or unsupported if WebAssembly lacks SIMD or exceptions. */
export function load(options?: LoadOptions): Promise<Model>;

export type Scale =
  | 'sam' // 1 to 7, 4 is neutral
  | 'unit' // 0 to 1
  | 'signed'; // -1 to 1

export type Warning = 'no_speech' | 'damaged' | 'out_of_depth';

/** One row, by the names that the program writes as JSON. What the model does not give is null. */
export interface Segment {
  start_s: number;
  end_s: number;
  /** Fraction of the frames with speech, 0 to 1. */
  speech: number;
  /** On the chosen scale; values may lie beyond its ends. */
  activation: number | null;
  valence: number | null;
  dominance: number | null;
  /** The expected standard deviation of raters; absent if the model gives none. */
  activation_sd?: number | null;
  valence_sd?: number | null;
  dominance_sd?: number | null;
  /** Before the shift by a baseline; only with one. */
  activation_raw?: number | null;
  valence_raw?: number | null;
  dominance_raw?: number | null;
  /** Similarity to the model's training data, 0 to 1. */
  familiarity: number | null;
  /** Probabilities by name. */
  categories: Record<string, number> | null;
  embedding: Float32Array | null;
  warnings: Warning[];
}

interface CommonOptions {
  /** Of the samples, a whole number of 4,000 to 768,000 Hz. Other rates than 16,000 are resampled, as by the native program. */
  samplingRate: number;
  scale?: Scale;
  /** Whether rows have their embedding. */
  embedding?: boolean;
  /** Shifts each voice's neutral to the middle of the scale, by the rows so far. */
  baseline?: 'running' | null;
}

export interface PredictOptions extends CommonOptions {
  /** Seconds of a window, from 0.025. Without it: one row or, where the samples are longer than `longest_s`, windows of that length. */
  window?: number | null;
  /** Seconds from one window to the next. Without it: as long as the window. */
  hop?: number | null;
  /** Called now and then with the fraction that is done. Its exceptions end the call and are passed on. */
  progress?: (fraction: number) => void;
}

export interface StreamOptions extends CommonOptions {
  /** Seconds of a window; 3 without it. null: as predict() without a window. */
  window?: number | null;
  /** Seconds from one window to the next; 0.25 without it. */
  hop?: number | null;
}

export interface Result {
  duration_s: number;
  model: string;
  scale: Scale;
  /** The dimensions averaged over speech. */
  summary: { activation: number | null; valence: number | null; dominance: number | null };
  /** Of the recording as a whole. */
  warnings: Warning[];
  segments: Segment[];
}

export interface Model {
  readonly name: string;
  /** Of the weights: an SPDX expression if there is one. */
  readonly licence: string;
  /** What to know before relying on the model. */
  readonly notes: string;
  readonly categories: readonly string[];
  /** Seconds of the longest input in training. */
  readonly longest_s: number;
  readonly embeddingSize: number;
  /** Of the program. */
  readonly version: string;
  /** What the model and its streams occupy. */
  readonly memoryBytes: number;

  /**
   * Scores mono samples in [-1, 1]. Values that are not finite count as 0, with a warning (damaged). Works on the calling thread
   * until done. Throws no_audio without a sample, invalid_argument for an option out of range.
   */
  predict(samples: Float32Array, options: PredictOptions): Result;
  /** Scores samples while they arrive. Many streams may share a model. */
  stream(options: StreamOptions): Stream;
  /** Frees the model; its streams go on. Once there are none, all of its memory can be reclaimed. */
  free(): void;
}

export interface Stream {
  /** Takes the next samples. Returns the rows of the windows that they complete, equal to those of predict(). */
  push(samples: Float32Array): Segment[];
  /** Ends the signal and frees the stream. Returns the remaining rows; the last window ends with the signal. */
  finish(): Segment[];
  /** Ends it without rows. */
  free(): void;
  /** Of the signal as a whole; complete after finish(). */
  readonly warnings: Warning[];
  /** Seconds of the signal so far. */
  readonly received_s: number;
}

/** Makes the bytes of a model file from the text of a config.json and the bytes of a model.safetensors. */
export function packModel(config: string, weights: Uint8Array): Uint8Array;
