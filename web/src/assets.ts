// Where the page's parts are: in files beside it, or within it where it is one file.
import type { Facts } from "./recording.ts";

declare const MODEL_FACTS: ModelFacts; // set by build.mjs from the model's config.json
declare const WORKER_SOURCE: string; // the worker, as text: a blob of it starts on http: and on file: alike
declare const VERSION: string;

export interface ModelFacts extends Facts {
  training_data: string[];
}

export const modelFacts = MODEL_FACTS;
export const workerSource = WORKER_SOURCE;
export const version = VERSION;

const inlined = (name: string) => document.getElementById(`asset-${name}`);
export const isOneFile = () => inlined("program") !== null;

/** The bytes of "program" (WebAssembly) or "model". */
export async function asset(name: "program" | "model"): Promise<ArrayBuffer> {
  const element = inlined(name);
  if (!element) {
    const answer = await fetch(`${name}.${name === "program" ? "wasm" : "bin"}`);
    if (!answer.ok) throw new Error(`${answer.url}: HTTP ${answer.status}`);
    return answer.arrayBuffer();
  }
  const text = atob(element.textContent!.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/** A page from the disk may not load worklets. */
export const workletUrl = () => isOneFile() ? null : "capture_worklet.js";
