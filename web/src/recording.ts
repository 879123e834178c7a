// One recording of the list: its sound, its rows, its labels, and what is known of the model that scored it.
import { Samples } from "./audio/samples.ts";
import { summaryOf, type Row, type Summary } from "./rows.ts";
import type { WindowOptions } from "./scoring/protocol.ts";

/** Of a model. */
export interface Facts {
  model: string;
  licence: string;
  notes: string;
  categories: string[];
}

export interface Label {
  start_s: number;
  end_s: number;
  text: string;
  row: Row | null; // scores of the stretch
}

export type State = "waiting" | "scoring" | "live" | "done" | "failed";

export class Recording {
  readonly samples = new Samples(); // empty where the server has decoded
  rows: Row[] = [];
  labels: Label[] = [];
  warnings: string[] = [];
  state: State = "waiting";
  error = "";
  media: Blob | null = null; // what is played
  private saidDuration_s = 0;
  private summaryOfRows = -1;
  private lastSummary: Summary = { activation: null, valence: null, dominance: null, speech: 0 };

  constructor(readonly id: number, readonly name: string, public options: WindowOptions, public facts: Facts) {}

  get duration_s() { return Math.max(this.samples.duration_s, this.saidDuration_s); }

  add(samples: Int16Array, rows: Row[]) {
    this.samples.append(samples);
    for (const row of rows) this.rows.push(row);
  }

  /** What is known without samples. */
  setDuration(duration_s: number) { this.saidDuration_s = duration_s; }

  get summary(): Summary {
    if (this.summaryOfRows !== this.rows.length) {
      this.lastSummary = summaryOf(this.rows);
      this.summaryOfRows = this.rows.length;
    }
    return this.lastSummary;
  }
}
