// Changes the rate of a signal that comes in pieces, by a low pass of windowed sines (Kaiser, beta 9). Width and edge are those of
// the program's resampler (FFmpeg's, with 64 coefficients and an edge at .97 of the band), so that values are near to its. The
// weights are computed once for each of the ratio's phases.

const zeroCrossings = 32; // of the sine at each side
const beta = 9;
const edge = 0.97; // of the lower of both rates' bands

function bessel(x: number): number {
  let sum = 1, term = 1;
  for (let k = 1; k < 40; ++k) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

export class Resampler {
  private readonly up: number; // the output has up / down times the samples
  private readonly down: number;
  private readonly half: number; // input samples under the window at each side
  private readonly phases: Float32Array[] = []; // by the place of an output sample between two input samples
  private pending: Float32Array; // input from `origin` on
  private origin: number; // index of pending[0] in the input; before 0 there is silence
  private received = 0; // input samples
  private produced = 0; // output samples

  /** Rates in Hz, whole numbers. */
  constructor(from: number, to: number) {
    const divisor = commonDivisor(from, to);
    this.up = to / divisor;
    this.down = from / divisor;
    const cutoff = Math.min((edge * to) / from, 1); // of the input's band
    this.half = Math.ceil(zeroCrossings / cutoff);
    for (let phase = 0; phase < this.up; ++phase) this.phases.push(this.weights(phase / this.up, cutoff));
    this.origin = -this.half;
    this.pending = new Float32Array(this.half);
  }

  /** The output samples that `input` completes. */
  push(input: Float32Array): Float32Array {
    if (this.up === this.down) return input;
    this.received += input.length;
    return this.produce(input);
  }

  /** The rest: the output lasts as long as the input. */
  finish(): Float32Array {
    if (this.up === this.down) return new Float32Array(0);
    const left = Math.ceil((this.received * this.up) / this.down) - this.produced;
    return this.produce(new Float32Array(this.half + 1)).subarray(0, left);
  }

  private produce(input: Float32Array): Float32Array {
    const joined = new Float32Array(this.pending.length + input.length);
    joined.set(this.pending);
    joined.set(input, this.pending.length);
    this.pending = joined;
    const known = this.origin + joined.length - this.half;
    const output = new Float32Array(Math.max(Math.ceil((known * this.up) / this.down) - this.produced, 0));
    for (let i = 0; i < output.length; ++i) {
      const place = (this.produced + i) * this.down;
      const first = Math.floor(place / this.up) - this.half + 1 - this.origin;
      const weights = this.phases[place % this.up]!;
      let sum = 0;
      for (let k = 0; k < weights.length; ++k) sum += weights[k]! * joined[first + k]!;
      output[i] = sum;
    }
    this.produced += output.length;
    const done = Math.floor((this.produced * this.down) / this.up) - this.half + 1 - this.origin;
    if (done > 0) {
      this.pending = joined.slice(done);
      this.origin += done;
    }
    return output;
  }

  // Of the input samples from half - 1 before the one at or before an output sample to half after it.
  private weights(fraction: number, cutoff: number): Float32Array {
    const weights = new Float32Array(2 * this.half);
    for (let k = 0; k < weights.length; ++k) {
      const distance = k - (this.half - 1) - fraction;
      const x = Math.PI * cutoff * distance;
      const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
      const part = distance / this.half;
      const window = Math.abs(part) > 1 ? 0 : bessel(beta * Math.sqrt(1 - part * part)) / bessel(beta);
      weights[k] = sinc * window;
    }
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}
