// The samples of a recording as they come in: 16 bit, 16 kHz, mono; and their peaks, so that a picture of any stretch costs no
// more than its width. An hour is 115 MB of samples and 2.4 MB of peaks.

export const sampleRate = 16000;

const chunkLength = 1 << 20; // samples in a piece of memory
const blockLength = 128; // samples under one peak of the finest level
const levelFactor = 4;

/** A list of 16 bit numbers that grows without copying. */
class GrowingInt16 {
  length = 0;
  private chunks: Int16Array[] = [];

  append(values: Int16Array) {
    let from = 0;
    while (from < values.length) {
      const place = this.length % chunkLength;
      if (place === 0) this.chunks.push(new Int16Array(chunkLength));
      const count = Math.min(chunkLength - place, values.length - from);
      this.chunks[this.chunks.length - 1]!.set(values.subarray(from, from + count), place);
      this.length += count;
      from += count;
    }
  }

  at(index: number): number {
    return this.chunks[Math.floor(index / chunkLength)]![index % chunkLength]!;
  }

  slice(begin: number, end: number): Int16Array {
    const result = new Int16Array(Math.max(end - begin, 0));
    for (let at = begin; at < end;) {
      const place = at % chunkLength;
      const count = Math.min(chunkLength - place, end - at);
      result.set(this.chunks[Math.floor(at / chunkLength)]!.subarray(place, place + count), at - begin);
      at += count;
    }
    return result;
  }
}

/** Lowest and highest of each `span` samples. */
class Level {
  readonly lows = new GrowingInt16();
  readonly highs = new GrowingInt16();
  private low = 32767;
  private high = -32768;
  private count = 0;

  constructor(readonly span: number, private readonly members: number, private readonly above: Level | null) {}

  add(low: number, high: number) {
    if (low < this.low) this.low = low;
    if (high > this.high) this.high = high;
    if (++this.count < this.members) return;
    this.lows.append(Int16Array.of(this.low));
    this.highs.append(Int16Array.of(this.high));
    this.above?.add(this.low, this.high);
    this.low = 32767;
    this.high = -32768;
    this.count = 0;
  }
}

export class Samples {
  private readonly values = new GrowingInt16();
  private readonly levels: Level[] = [];

  constructor() {
    let above: Level | null = null;
    for (let power = 4; power >= 1; --power) {
      above = new Level(blockLength * levelFactor ** power, levelFactor, above);
      this.levels.unshift(above);
    }
    this.levels.unshift(new Level(blockLength, blockLength, above));
  }

  get length() { return this.values.length; }
  get duration_s() { return this.values.length / sampleRate; }

  append(samples: Int16Array) {
    this.values.append(samples);
    const finest = this.levels[0]!;
    for (const value of samples) finest.add(value, value);
  }

  slice(begin: number, end: number): Int16Array {
    return this.values.slice(Math.max(begin, 0), Math.min(end, this.values.length));
  }

  /**
   * Lowest and highest sample, -1 to 1, of each of `columns` equal parts of [start_s, end_s); lows[i] > highs[i] where there is
   * nothing. Reads about a hundred values a column at most, whatever the length.
   */
  peaks(start_s: number, end_s: number, columns: number): { lows: Float32Array; highs: Float32Array } {
    const lows = new Float32Array(columns).fill(1), highs = new Float32Array(columns).fill(-1);
    const perColumn = ((end_s - start_s) * sampleRate) / columns;
    const level = [...this.levels].reverse().find((one) => one.span * 2 <= perColumn);
    const span = level?.span ?? 1;
    const count = level ? level.lows.length : this.values.length;
    const low = level ? level.lows : this.values, high = level ? level.highs : this.values;
    for (let column = 0; column < columns; ++column) {
      const begin = Math.max(Math.floor((start_s * sampleRate + column * perColumn) / span), 0);
      const end = Math.min(Math.max(Math.ceil((start_s * sampleRate + (column + 1) * perColumn) / span), begin + 1), count);
      let least = 32768, most = -32769;
      for (let i = begin; i < end; ++i) {
        const a = low.at(i), b = high.at(i);
        if (a < least) least = a;
        if (b > most) most = b;
      }
      if (least > most) continue;
      lows[column] = least / 32768;
      highs[column] = most / 32768;
    }
    return { lows, highs };
  }
}
