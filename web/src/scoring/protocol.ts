// What the page and its worker say to each other. Samples are 16 bit, 16 kHz, mono once they leave the worker.
import type { Row } from "../rows.ts";

export interface WindowOptions {
  window_s: number;
  hop_s: number;
}

export type ToWorker =
  | { type: "open"; program: ArrayBuffer; model: ArrayBuffer }
  | { type: "begin"; job: number; options: WindowOptions; rate: number } // samples will be pushed, at this rate
  | { type: "push"; job: number; samples: Float32Array } // answered by "taken"
  | { type: "finish"; job: number }
  | { type: "wav"; job: number; options: WindowOptions; file: Blob } // a whole file that the worker reads itself
  | { type: "cancel"; job: number }
  | { type: "predict"; job: number; samples: Int16Array }; // one row or several, as for a whole file

export type FromWorker =
  | { type: "opened" }
  | { type: "taken"; job: number; samples: Int16Array; rows: Row[] }
  | { type: "done"; job: number; samples: Int16Array; rows: Row[] }
  | { type: "failed"; job: number; message: string };

export const noJob = -1; // in "failed": opening the model failed
