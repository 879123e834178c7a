// From files, microphones and servers to recordings with rows. Files are scored one after the other, so that only one is decoded at
// a time.
import { capture, openMicrophone, openSharedSound, type Capture } from "./audio/capture.ts";
import { decode, mixed } from "./audio/decoding.ts";
import { Resampler } from "./audio/resampler.ts";
import { sampleRate } from "./audio/samples.ts";
import { readWavFormat, toInt16, writeWav } from "./audio/wav.ts";
import type { Facts, Recording } from "./recording.ts";
import type { Engine } from "./scoring/engine.ts";
import type { Server } from "./server.ts";
import { words } from "./words.ts";

const piece_s = 10; // what the worker scores at once
const longRecording_s = 600; // from here on the automatic hop is longer
const longFileBytes = 2e7; // the same, where the length is not known

export interface ChosenOptions {
  window_s: number;
  hop_s: number | null; // null: automatic
}

function optionsFor(chosen: ChosenOptions, isLong: boolean) {
  return { window_s: chosen.window_s, hop_s: chosen.hop_s ?? Math.min(isLong ? 1 : 0.25, chosen.window_s) };
}

export interface Live {
  stop(): Promise<void>;
}

export class Sources {
  private queue: Promise<void> = Promise.resolve();
  private readonly cancels = new Map<Recording, () => void>();
  private readonly removed = new WeakSet<Recording>();

  constructor(private readonly engine: Promise<Engine>, private readonly server: Server, private readonly workletUrl: string | null,
              private readonly changed: (recording: Recording) => void) {}

  /** Scores `file` in the browser, or by the server with that model. */
  addFile(recording: Recording, file: Blob, chosen: ChosenOptions, serverModel: Facts | null) {
    recording.media = file;
    this.queue = this.queue.then(async () => {
      if (this.removed.has(recording)) return;
      recording.state = "scoring";
      this.changed(recording);
      try {
        if (serverModel === null) await this.scoreHere(recording, file, chosen);
        else await this.scoreByServer(recording, file, chosen, serverModel);
        if (recording.duration_s === 0) throw new Error(words.emptyFile);
        recording.state = "done";
      } catch (error) {
        recording.state = "failed";
        recording.error = error instanceof Error ? error.message : String(error);
      }
      this.cancels.delete(recording);
      this.changed(recording);
    });
  }

  private sink(recording: Recording) {
    return (samples: Int16Array, rows: Recording["rows"]) => {
      recording.add(samples, rows);
      this.changed(recording);
    };
  }

  private async scoreHere(recording: Recording, file: Blob, chosen: ChosenOptions) {
    const engine = await this.engine;
    const format = await readWavFormat(file);
    if (format) {
      const frames = format.dataLength / ((format.channels * format.bits) / 8);
      recording.options = optionsFor(chosen, frames / format.rate > longRecording_s);
      await engine.scoreWav(file, recording.options, this.sink(recording), (cancel) => this.cancels.set(recording, cancel));
      return;
    }
    let audio: AudioBuffer;
    try {
      audio = await decode(file);
    } catch {
      throw new Error(words.cannotDecode);
    }
    recording.options = optionsFor(chosen, audio.duration > longRecording_s);
    const job = engine.pushed(recording.options, audio.sampleRate, this.sink(recording));
    this.cancels.set(recording, job.cancel);
    const pieceLength = piece_s * audio.sampleRate;
    for (let at = 0; at < audio.length && !this.removed.has(recording); at += pieceLength) await job.push(mixed(audio, at, pieceLength));
    if (!this.removed.has(recording)) await job.finish();
  }

  private async scoreByServer(recording: Recording, file: Blob, chosen: ChosenOptions, model: Facts) {
    recording.options = optionsFor(chosen, file.size > longFileBytes);
    const answer = await this.server.predict(file, recording.name, model.model, recording.options);
    recording.facts = model;
    recording.warnings = answer.warnings ?? [];
    recording.setDuration(answer.duration_s);
    recording.add(new Int16Array(0), answer.segments);
    // The picture of the waveform, where the browser can decode the file too.
    const audio = await decode(file).catch(() => null);
    if (!audio) return;
    const resampler = new Resampler(audio.sampleRate, sampleRate), pieceLength = piece_s * audio.sampleRate;
    for (let at = 0; at < audio.length; at += pieceLength) recording.samples.append(toInt16(resampler.push(mixed(audio, at, pieceLength))));
    recording.samples.append(toInt16(resampler.finish()));
  }

  /** Begins to record; rows come while it goes on. `onEnd`: the source has ended by itself. */
  async record(recording: Recording, kind: "microphone" | "shared", chosen: ChosenOptions, onEnd: () => void): Promise<Live> {
    const engine = await this.engine;
    const stream = await (kind === "microphone" ? openMicrophone() : openSharedSound());
    recording.options = optionsFor(chosen, false);
    let job: ReturnType<Engine["pushed"]> | null = null;
    const early: Float32Array[] = []; // before the rate is known
    const push = (samples: Float32Array) => {
      if (!job) early.push(samples);
      else job.push(samples).catch((error: Error) => {
        recording.error = error.message;
        onEnd();
      });
    };
    let source: Capture;
    try {
      source = await capture(stream, this.workletUrl, push, onEnd);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
    job = engine.pushed(recording.options, source.rate, this.sink(recording));
    this.cancels.set(recording, job.cancel);
    early.splice(0).forEach(push);
    recording.state = "live";
    this.changed(recording);
    return {
      stop: async () => {
        await source.stop();
        try {
          await job!.finish();
          recording.state = "done";
        } catch (error) {
          recording.state = "failed";
          recording.error = error instanceof Error ? error.message : String(error);
        }
        recording.media = writeWav(recording.samples.slice(0, recording.samples.length), sampleRate);
        this.cancels.delete(recording);
        this.changed(recording);
      },
    };
  }

  remove(recording: Recording) {
    this.removed.add(recording);
    this.cancels.get(recording)?.();
    this.cancels.delete(recording);
  }
}
