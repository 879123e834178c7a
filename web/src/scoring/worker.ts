// Scores in a thread of its own, so that the page stays quick: reads WAV files, changes the rate, runs the model.
import { load, type Model, type Stream } from "affectus";
import { Resampler } from "../audio/resampler.ts";
import { sampleRate } from "../audio/samples.ts";
import { readWavFormat, toFloat, toInt16, wavSamples } from "../audio/wav.ts";
import { noJob, type FromWorker, type ToWorker, type WindowOptions } from "./protocol.ts";

const pieceSeconds = 10;

function post(message: FromWorker) {
  const transfer = "samples" in message ? [message.samples.buffer as ArrayBuffer] : [];
  (self as unknown as Worker).postMessage(message, transfer);
}

/** A signal at any rate becomes 16 bit samples at 16 kHz, and these become rows. */
class Signal {
  private readonly resampler: Resampler;
  private readonly stream: Stream;

  constructor(model: Model, options: WindowOptions, rate: number) {
    this.resampler = new Resampler(rate, sampleRate);
    this.stream = model.stream({ samplingRate: sampleRate, window: options.window_s, hop: options.hop_s });
  }

  push(input: Float32Array) {
    const samples = toInt16(this.resampler.push(input));
    return { samples, rows: this.stream.push(toFloat(samples)) };
  }

  finish() {
    const samples = toInt16(this.resampler.finish());
    const rows = this.stream.push(toFloat(samples));
    return { samples, rows: [...rows, ...this.stream.finish()] };
  }

  free() { this.stream.free?.(); }
}

let model: Model | null = null;
const signals = new Map<number, Signal>();
const cancelled = new Set<number>();

function opened(): Model {
  if (!model) throw new Error("the model is not open");
  return model;
}

async function scoreWav(job: number, file: Blob, options: WindowOptions) {
  const format = await readWavFormat(file);
  if (!format) throw new Error("not a WAV file");
  const signal = new Signal(opened(), options, format.rate);
  try {
    const piece = Math.floor(format.rate * pieceSeconds) * ((format.channels * format.bits) / 8);
    for (let at = 0; at < format.dataLength && !cancelled.has(job); at += piece) {
      const begin = format.dataStart + at, end = format.dataStart + Math.min(at + piece, format.dataLength);
      post({ type: "taken", job, ...signal.push(wavSamples(await file.slice(begin, end).arrayBuffer(), format)) });
      // Other messages (the user's selection) come in between.
      await new Promise((resume) => setTimeout(resume, 0));
    }
    if (!cancelled.has(job)) post({ type: "done", job, ...signal.finish() });
  } finally {
    signal.free();
    cancelled.delete(job);
  }
}

async function answer(message: ToWorker) {
  switch (message.type) {
    case "open":
      model = await load({ wasm: message.program, model: message.model });
      post({ type: "opened" });
      return;
    case "begin":
      signals.set(message.job, new Signal(opened(), message.options, message.rate));
      return;
    case "push": {
      const signal = signals.get(message.job);
      if (signal) post({ type: "taken", job: message.job, ...signal.push(message.samples) });
      return;
    }
    case "finish": {
      const signal = signals.get(message.job);
      if (!signal) return;
      signals.delete(message.job);
      try {
        post({ type: "done", job: message.job, ...signal.finish() });
      } finally {
        signal.free();
      }
      return;
    }
    case "wav":
      await scoreWav(message.job, message.file, message.options);
      return;
    case "cancel":
      if (!signals.has(message.job)) cancelled.add(message.job);
      signals.get(message.job)?.free();
      signals.delete(message.job);
      return;
    case "predict": {
      const rows = opened().predict(toFloat(message.samples), { samplingRate: sampleRate }).segments;
      post({ type: "done", job: message.job, samples: new Int16Array(0), rows });
      return;
    }
  }
}

self.onmessage = async (event: MessageEvent<ToWorker>) => {
  try {
    await answer(event.data);
  } catch (error) {
    const job = event.data.type === "open" ? noJob : event.data.job;
    signals.get(job)?.free();
    signals.delete(job);
    post({ type: "failed", job, message: error instanceof Error ? error.message : String(error) });
  }
};
