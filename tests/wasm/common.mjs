// What the tests of the npm package share: the package as it is built, the native program as the oracle, and recordings.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const source = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
export const packageFolder = process.env.AFFECTUS_WASM_PACKAGE ?? join(source, 'build/wasm/package');
export const program = process.env.AFFECTUS_PROGRAM ?? join(source, 'build/release/affectus');
export const models = join(source, 'models');
export const modelFolder = (name) => pathToFileURL(join(models, name) + '/');
export const affectus = await import(pathToFileURL(join(packageFolder, 'index.js')));
export const { load, AffectusError, packModel } = affectus;

const folder = mkdtempSync(join(tmpdir(), 'affectus-wasm-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
export const temporary = (name) => join(folder, name);

/** The shipped recording: 16 kHz, mono. */
export function speech() {
  const file = join(source, 'samples/sense_and_sensibility.flac');
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 's16le', '-'], { maxBuffer: 1 << 28 });
  return Float32Array.from(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), (value) => value / 32768);
}

/** As 16 bit samples hold them. */
export const rounded = (samples) => samples.map((value) => Math.max(-32768, Math.min(32767, Math.round(value * 32768))) / 32768);

/** The samples at another rate, by FFmpeg. */
export function atRate(samples, rate) {
  writeFileSync(temporary('rate.wav'), wave(samples, 16000));
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', temporary('rate.wav'), '-ar', String(rate), '-f', 's16le', '-'], { maxBuffer: 1 << 28 });
  return Float32Array.from(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2), (value) => value / 32768);
}

/** The bytes of a WAV file with 16 bit samples. */
export function wave(samples, rate) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8);
  [[16, 4], [1, 2], [1, 2], [rate, 4], [2 * rate, 4], [2, 2], [16, 2]].reduce((place, [value, size]) => bytes.writeUIntLE(value, place, size), 16);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((value, i) => bytes.writeInt16LE(Math.round(value * 32768), 44 + 2 * i));
  return bytes;
}

/** The native program's result for samples that 16 bits hold. */
export function native(samples, rate, model, ...options) {
  const file = temporary('native.wav');
  writeFileSync(file, wave(samples, rate));
  const text = execFileSync(program, ['predict', file, '--model', join(models, model), '--format', 'json', '--quiet', ...options], { maxBuffer: 1 << 28 });
  return JSON.parse(text)[0];
}

/** Throws unless `found` has the names and values of `expected`, numbers to within `limit`. */
export function compare(found, expected, limit, place = 'result') {
  if (typeof expected === 'number' && typeof found === 'number') {
    if (!(Math.abs(found - expected) <= limit)) throw new Error(`${place}: expected ${expected} to ${limit}, found ${found}`);
  } else if (expected === null || typeof expected !== 'object') {
    if (found !== expected) throw new Error(`${place}: expected ${expected}, found ${found}`);
  } else {
    if (found === null || typeof found !== 'object') throw new Error(`${place}: expected an object, found ${found}`);
    const values = ArrayBuffer.isView(found) ? Array.from(found) : found;
    const names = Object.keys(expected);
    if (Object.keys(values).join() !== names.join()) throw new Error(`${place}: expected ${names}, found ${Object.keys(values)}`);
    for (const name of names) compare(values[name], expected[name], limit, `${place}.${name}`);
  }
}

/** A segment's or a result's part that the program writes too. */
export function asWritten({ file, ...result }) {
  return result;
}

/** The signal in pieces of these lengths, in turn. */
export function* pieces(samples, lengths) {
  for (let first = 0, i = 0; first < samples.length; first += lengths[i++ % lengths.length])
    yield samples.subarray(first, first + lengths[i % lengths.length]);
}

export function rejectsWith(code, words = /./) {
  return (error) => error instanceof AffectusError && error.code === code && words.test(error.message);
}
