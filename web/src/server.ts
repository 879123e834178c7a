// The server that this page came from, if it is one that scores: its models, and a prediction by it.
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
  | { state: "ready"; models: string[] };

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
      const models = namesOf(await answer.json());
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

/** A list of names, of objects with a name or id, or an object that holds such a list as `models` or `data`. */
function namesOf(body: unknown): string[] {
  const list = Array.isArray(body) ? body : (body as Record<string, unknown>)?.["models"] ?? (body as Record<string, unknown>)?.["data"];
  if (!Array.isArray(list)) return [];
  return list
    .map((entry) => typeof entry === "string" ? entry : entry?.name ?? entry?.id)
    .filter((name): name is string => typeof name === "string");
}
