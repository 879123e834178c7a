// The page's side of the worker: jobs whose rows come in pieces.
import type { Row } from "../rows.ts";
import { noJob, type FromWorker, type ToWorker, type WindowOptions } from "./protocol.ts";

/** Receives samples (16 bit, 16 kHz) and rows of one recording, in the order of time. */
export type Sink = (samples: Int16Array, rows: Row[]) => void;

/** A recording whose samples are pushed. */
export interface PushJob {
  /** Ends once the worker has scored the samples. */
  push(samples: Float32Array): Promise<void>;
  finish(): Promise<void>;
  cancel(): void;
}

interface Waiting {
  sink: Sink;
  taken: (() => void)[]; // one for each push that has no answer yet
  done: () => void;
  failed: (error: Error) => void;
}

export class Engine {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private openedBy: { done: () => void; failed: (error: Error) => void } | null = null;

  constructor(source: string) {
    this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.take(event.data);
    this.worker.onerror = (event) => this.failAll(new Error(event.message || "the worker did not start"));
  }

  open(program: ArrayBuffer, model: ArrayBuffer): Promise<void> {
    return new Promise((done, failed) => {
      this.openedBy = { done, failed };
      this.post({ type: "open", program, model });
    });
  }

  /** Reads and scores an uncompressed WAV file. `onStart` is given the means to cancel. */
  scoreWav(file: Blob, options: WindowOptions, sink: Sink, onStart: (cancel: () => void) => void): Promise<void> {
    const { job, ended } = this.begin(sink);
    onStart(() => this.cancel(job));
    this.post({ type: "wav", job, file, options });
    return ended;
  }

  pushed(options: WindowOptions, rate: number, sink: Sink): PushJob {
    const { job, ended } = this.begin(sink);
    ended.catch(() => undefined); // told by push and finish
    this.post({ type: "begin", job, options, rate });
    return {
      push: (samples) => {
        const waiting = this.waiting.get(job);
        if (!waiting) return ended;
        this.post({ type: "push", job, samples }, [samples.buffer as ArrayBuffer]);
        return Promise.race([ended, new Promise<void>((taken) => waiting.taken.push(taken))]);
      },
      finish: () => {
        this.post({ type: "finish", job });
        return ended;
      },
      cancel: () => this.cancel(job),
    };
  }

  /** The rows of a signal that is scored as a whole. */
  async predict(samples: Int16Array): Promise<Row[]> {
    let rows: Row[] = [];
    const { job, ended } = this.begin((_, all) => { rows = all; });
    this.post({ type: "predict", job, samples }, [samples.buffer as ArrayBuffer]);
    await ended;
    return rows;
  }

  private begin(sink: Sink): { job: number; ended: Promise<void> } {
    const job = this.next++;
    const ended = new Promise<void>((done, failed) => this.waiting.set(job, { sink, taken: [], done, failed }));
    return { job, ended };
  }

  private cancel(job: number) {
    this.post({ type: "cancel", job });
    this.waiting.get(job)?.done();
    this.waiting.delete(job);
  }

  private post(message: ToWorker, transfer: Transferable[] = []) { this.worker.postMessage(message, transfer); }

  private take(message: FromWorker) {
    if (message.type === "opened") return this.openedBy?.done();
    if (message.type === "failed" && message.job === noJob) return this.openedBy?.failed(new Error(message.message));
    const waiting = this.waiting.get(message.job);
    if (!waiting) return;
    if (message.type === "failed") {
      this.waiting.delete(message.job);
      waiting.failed(new Error(message.message));
      return;
    }
    waiting.sink(message.samples, message.rows);
    if (message.type === "taken") return waiting.taken.shift()?.();
    this.waiting.delete(message.job);
    waiting.done();
  }

  private failAll(error: Error) {
    this.openedBy?.failed(error);
    for (const waiting of this.waiting.values()) waiting.failed(error);
    this.waiting.clear();
  }
}
