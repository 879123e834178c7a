// The server that this page came from, if it is one that scores: its models, and a prediction by it.
import type { Facts } from "./recording.ts";
import type { Row } from "./rows.ts";
import type { WindowOptions } from "./scoring/protocol.ts";

export interface ServerAnswer {
  duration_s: number;
  model: string;
  warnings: string[];
  segments: Row[];
}

export type Found =
  | { state: "absent" }
  | { state: "needs_token" }
  | { state: "ready"; models: Facts[] };

export class Server {
  private token = "";

  setToken(token: string) { this.token = token; }

  private headers(): HeadersInit { return this.token ? { Authorization: `Bearer ${this.token}` } : {}; }

  async find(): Promise<Found> {
    if (!location.protocol.startsWith("http")) return { state: "absent" };
    try {
      const answer = await fetch("v1/models", { headers: this.headers(), cache: "no-store" });
      if (answer.status === 401) return { state: "needs_token" };
      if (!answer.ok) return { state: "absent" };
      const models = factsOf(await answer.json());
      return models.length > 0 ? { state: "ready", models } : { state: "absent" };
    } catch {
      return { state: "absent" }; // static files, or no connection
    }
  }

  /** Throws an Error with the server's own words. Values are on the scale of `sam`. */
  async predict(file: Blob, name: string, model: string, options: WindowOptions): Promise<ServerAnswer> {
    const form = new FormData();
    form.set("model", model);
    form.set("window", String(options.window_s));
    form.set("hop", String(options.hop_s));
    form.set("scale", "sam");
    form.set("format", "json");
    form.set("file", file, name);
    const answer = await fetch("v1/predict", { method: "POST", headers: this.headers(), body: form });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(body?.error?.message ?? `HTTP ${answer.status}`);
    return body as ServerAnswer;
  }
}

/** Of an answer to v1/models. */
function factsOf(body: { models?: { name: string; licence?: string; notes?: string; categories?: string[] }[] }): Facts[] {
  return (body.models ?? []).map(({ name, licence = "", notes = "", categories = [] }) => ({ model: name, licence, notes, categories }));
}
