// The scales in which values are shown and exported; rows are kept on that of `sam`.
import { dimensions, type Row } from "./rows.ts";

export const scales = { sam: [1, 7], unit: [0, 1], signed: [-1, 1] } as const;
export type ScaleName = keyof typeof scales;

export class Scale {
  readonly low: number;
  readonly high: number;

  constructor(readonly name: ScaleName) {
    [this.low, this.high] = scales[name];
  }

  get middle() { return (this.low + this.high) / 2; }
  /** A point of `sam` in points of this scale. */
  get step() { return (this.high - this.low) / 6; }
  /** The place of a value of `sam`. */
  of(value: number) { return this.low + (value - 1) * this.step; }

  row(row: Row): Row {
    if (this.name === "sam") return row;
    const scaled = { ...row };
    for (const dimension of dimensions) {
      const value = row[dimension], spread = row[`${dimension}_sd`];
      if (value != null) scaled[dimension] = this.of(value);
      if (spread != null) scaled[`${dimension}_sd`] = spread * this.step;
    }
    return scaled;
  }

  /** A value of `sam` as shown. */
  number(value: number | null | undefined): string {
    return value == null ? "–" : this.of(value).toFixed(2);
  }
}
