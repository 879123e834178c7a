// Rows reduced to columns of pixels, where there are more of them than can be told apart: what is drawn then costs no more than the
// picture is wide.
import { centre, deviation, dimensions, topCategory, type Dimension, type Row } from "../rows.ts";

/** What one curve does within each column. Where `count` is 0, the other numbers mean nothing. */
export interface CurveColumns {
  count: Uint32Array; // of known values
  low: Float32Array;
  high: Float32Array;
  mean: Float32Array;
  spread: Float32Array; // the mean one
}

export interface Columns {
  count: Uint32Array; // of rows
  speech: Float32Array; // the mean share; where there are no rows, that of the column before or, at the beginning, after
  categories: (string | null)[]; // the most frequent one; the same
  curves: Record<Dimension, CurveColumns>;
}

function emptyCurve(size: number): CurveColumns {
  const numbers = () => new Float32Array(size);
  return { count: new Uint32Array(size), low: numbers(), high: numbers(), mean: numbers(), spread: numbers() };
}

function add(curve: CurveColumns, column: number, value: number, spread: number) {
  if (curve.count[column]!++ === 0) curve.low[column] = curve.high[column] = value;
  else if (value < curve.low[column]!) curve.low[column] = value;
  else if (value > curve.high[column]!) curve.high[column] = value;
  curve.mean[column]! += value;
  curve.spread[column]! += spread;
}

function divide(sums: Float32Array, counts: Uint32Array) {
  for (let i = 0; i < sums.length; ++i) if (counts[i]! > 1) sums[i]! /= counts[i]!;
}

/** Each row counts where its centre is, in one of `size` equal columns of [start_s, end_s). */
export function columnsOf(rows: Row[], start_s: number, end_s: number, size: number): Columns {
  const columns: Columns = {
    count: new Uint32Array(size),
    speech: new Float32Array(size),
    categories: new Array<string | null>(size).fill(null),
    curves: { activation: emptyCurve(size), valence: emptyCurve(size), dominance: emptyCurve(size) },
  };
  const votes = new Map<string, number>();
  let voting = -1;
  const close = () => {
    let most = 0;
    for (const [name, count] of votes) if (count > most) [columns.categories[voting], most] = [name, count];
    votes.clear();
  };
  const scale = size / (end_s - start_s);
  for (const row of rows) {
    const column = Math.floor((centre(row) - start_s) * scale);
    if (column < 0 || column >= size) continue;
    ++columns.count[column]!;
    columns.speech[column]! += row.speech;
    for (const dimension of dimensions) {
      const value = row[dimension];
      if (value != null) add(columns.curves[dimension], column, value, deviation(row, dimension) ?? 0);
    }
    if (column !== voting) {
      close();
      voting = column;
    }
    const name = topCategory(row)?.name;
    if (name !== undefined) votes.set(name, (votes.get(name) ?? 0) + 1);
  }
  close();
  divide(columns.speech, columns.count);
  const known = columns.count.findIndex((count) => count > 0);
  for (let i = 0; i < size && known >= 0; ++i) {
    if (columns.count[i]! > 0) continue;
    const from = i < known ? known : i - 1;
    columns.speech[i] = columns.speech[from]!;
    columns.categories[i] = columns.categories[from]!;
  }
  for (const dimension of dimensions) {
    const curve = columns.curves[dimension];
    divide(curve.mean, curve.count);
    divide(curve.spread, curve.count);
  }
  return columns;
}
