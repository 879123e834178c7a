// Rows as the program's JSON has them, and what follows from rows alone: averages, and the row at a time.
import type { Result, Segment } from "affectus";

export const dimensions = ["activation", "valence", "dominance"] as const;
export type Dimension = (typeof dimensions)[number];

/**
 * The scores of a window, as the package gives them; those of the server have more warnings. Dimensions are on the scale of `sam`
 * (1 to 7); what the model does not give is null.
 */
export type Row = Omit<Segment, "warnings" | "embedding"> & { warnings: string[] };

/** The dimensions averaged over speech, and the share of speech. */
export type Summary = Result["summary"] & { speech: number };

const deviationOf = { activation: "activation_sd", valence: "valence_sd", dominance: "dominance_sd" } as const; // made once: this runs for every row drawn

export function deviation(row: Row, dimension: Dimension): number | null {
  return row[deviationOf[dimension]] ?? null;
}

function weightedMean(values: (number | null | undefined)[], weights: number[]): number | null {
  let sum = 0, total = 0;
  values.forEach((value, i) => {
    if (value == null || !Number.isFinite(value)) return;
    sum += weights[i]! * value;
    total += weights[i]!;
  });
  return total > 0 ? sum / total : null;
}

/** Each row weighs its length times its speech; where there is no speech at all, its length; without length, all the same. */
function weightsOf(rows: Row[]): number[] {
  const lengths = rows.map((row) => Math.max(row.end_s - row.start_s, 0));
  const speech = rows.map((row, i) => lengths[i]! * row.speech);
  for (const weights of [speech, lengths]) if (weights.some((weight) => weight > 0)) return weights;
  return rows.map(() => 1);
}

export function summaryOf(rows: Row[]): Summary {
  const weights = weightsOf(rows), lengths = rows.map((row) => Math.max(row.end_s - row.start_s, 0));
  return {
    activation: weightedMean(rows.map((row) => row.activation), weights),
    valence: weightedMean(rows.map((row) => row.valence), weights),
    dominance: weightedMean(rows.map((row) => row.dominance), weights),
    speech: weightedMean(rows.map((row) => row.speech), lengths) ?? 0,
  };
}

/** One row for the stretch that `rows` cover, as the program's row of an interval; null without rows. */
export function averageOverSpeech(rows: Row[]): Row | null {
  const first = rows[0];
  if (!first || rows.length === 1) return first ?? null;
  const weights = weightsOf(rows);
  const mean = (value: (row: Row) => number | null | undefined) => weightedMean(rows.map(value), weights);
  const warnings = new Set(rows.flatMap((row) => row.warnings ?? []));
  if (rows.some((row) => row.speech > 0)) warnings.delete("no_speech");
  const average: Row = {
    start_s: Math.min(...rows.map((row) => row.start_s)),
    end_s: Math.max(...rows.map((row) => row.end_s)),
    ...summaryOf(rows),
    familiarity: mean((row) => row.familiarity),
    categories: null,
    warnings: [...warnings].sort(),
  };
  for (const dimension of dimensions)
    if (first[`${dimension}_sd`] !== undefined) average[`${dimension}_sd`] = mean((row) => row[`${dimension}_sd`]);
  if (first.categories) {
    average.categories = {};
    for (const name of Object.keys(first.categories)) average.categories[name] = mean((row) => row.categories?.[name]) ?? 0;
  }
  return average;
}

const tops = new WeakMap<Row, { name: string; probability: number } | null>(); // rows do not change

/** The most probable category; null: the model gives none. */
export function topCategory(row: Row): { name: string; probability: number } | null {
  const known = tops.get(row);
  if (known !== undefined) return known;
  let top: { name: string; probability: number } | null = null;
  for (const [name, probability] of Object.entries(row.categories ?? {}))
    if (!top || probability > top.probability) top = { name, probability };
  tops.set(row, top);
  return top;
}

export const centre = (row: Row) => (row.start_s + row.end_s) / 2;

/** The index of the first row whose centre is not before `time_s`; rows.length: there is none. */
export function firstAfter(rows: Row[], time_s: number): number {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (centre(rows[middle]!) < time_s) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row whose centre is nearest. */
export function rowAt(rows: Row[], time_s: number): Row | null {
  const after = firstAfter(rows, time_s);
  const next = rows[after], last = rows[after - 1];
  if (!next || !last) return next ?? last ?? null;
  return time_s - centre(last) <= centre(next) - time_s ? last : next;
}

/** A row's place where rows may not overlap: a hop about its centre, from where the row before ends. As in the program. */
export interface Cell {
  start_s: number;
  end_s: number;
  row: Row;
}

export function cellsOf(rows: Row[], hop_s: number, duration_s: number): Cell[] {
  const cells: Cell[] = [];
  for (const row of rows) {
    const overlaps = rows.length > 1 && hop_s > 0 && hop_s < row.end_s - row.start_s - 1e-9;
    let start_s = overlaps ? Math.max(row.start_s, centre(row) - hop_s / 2) : row.start_s;
    let end_s = overlaps ? Math.min(row.end_s, centre(row) + hop_s / 2) : row.end_s;
    const last = cells[cells.length - 1];
    if (last) start_s = Math.max(start_s, last.end_s);
    start_s = Math.min(start_s, duration_s);
    end_s = Math.max(start_s, Math.min(end_s, duration_s));
    cells.push({ start_s, end_s, row });
  }
  return cells;
}
