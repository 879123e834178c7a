// One instance of affectus.wasm: calls of its C interface (include/affectus/c.h), with its memory, texts and errors.
import { AffectusError } from './error.js';

/** Samples that are handed over at once. */
const pieceSamples = 1 << 16;

const warningBits = 32;

// What the C library of WebAssembly imports. Nothing here has files, a clock or an environment; nothing calls them either, but
// for texts that a dying program would print.
function importsOf(module, memoryGrew) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== 'function') throw new AffectusError('invalid_format', `wasm: expected no imports but functions, found ${from}.${name}`);
    imports[from] ??= {};
    imports[from][name] = name === 'emscripten_notify_memory_growth' ? memoryGrew : () => 52; // "not supported", as WASI counts
  }
  if (imports.wasi_snapshot_preview1?.proc_exit)
    imports.wasi_snapshot_preview1.proc_exit = (code) => {
      throw new WebAssembly.RuntimeError(`the program ended with ${code}`);
    };
  return imports;
}

const decoder = new TextDecoder();

export class Instance {
  #exports;
  #bytes; // a view of all memory, as long as it does not grow
  #slot; // of an error
  #room; // of samples
  #broken = false;
  #warnings;

  static async make(module) {
    const made = new Instance();
    const instance = await WebAssembly.instantiate(module, importsOf(module, () => (made.#bytes = undefined)));
    made.#exports = instance.exports;
    made.#exports._initialize?.();
    made.#slot = made.allocate(4);
    made.#room = made.allocate(4 * pieceSamples);
    return made;
  }

  get memoryBytes() {
    return this.#exports.memory.buffer.byteLength;
  }

  #memory() {
    if (this.#bytes === undefined || this.#bytes.buffer !== this.#exports.memory.buffer)
      this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    return this.#bytes;
  }

  /** Calls a function of the C interface that cannot fail. */
  call(name, ...values) {
    if (this.#broken) throw new AffectusError('internal', 'the program has failed before; load the model again');
    try {
      return this.#exports[name](...values);
    } catch (error) {
      // A trap leaves memory in no known state.
      this.#broken = true;
      throw new AffectusError('internal', `${name}: ${error.message ?? error}`);
    }
  }

  /** Calls one whose last parameter takes an error, and throws that. */
  fallible(name, ...values) {
    const result = this.call(name, ...values, this.#slot);
    const error = new DataView(this.#exports.memory.buffer).getUint32(this.#slot, true);
    if (error === 0) return result;
    const code = this.text(this.call('affectus_code_name', this.call('affectus_error_code', error)));
    const message = this.text(this.call('affectus_error_message', error));
    this.call('affectus_error_free', error);
    throw new AffectusError(code ?? 'internal', message);
  }

  /** The text at an address; null for none. */
  text(address) {
    if (address === 0) return null;
    const memory = this.#memory();
    return decoder.decode(memory.subarray(address, memory.indexOf(0, address)));
  }

  /** A copy of `count` float32 at an address. */
  floats(address, count) {
    return new Float32Array(this.#exports.memory.buffer, address, count).slice();
  }

  allocate(size) {
    const address = this.call('malloc', size);
    if (address === 0 && size > 0) throw new AffectusError('unsupported', 'out of memory');
    return address;
  }

  release(address) {
    this.call('free', address);
  }

  /** Calls `use(address, size)` with a copy of the bytes. */
  withBytes(bytes, use) {
    const address = this.allocate(bytes.length + 1);
    try {
      this.#memory().set(bytes, address);
      return use(address, bytes.length);
    } finally {
      if (!this.#broken) this.release(address);
    }
  }

  /** Calls `use(address, count)` with one piece of the samples after the other. */
  withPieces(samples, use) {
    for (let first = 0; first < samples.length; first += pieceSamples) {
      const piece = samples.subarray(first, first + pieceSamples);
      new Float32Array(this.#exports.memory.buffer, this.#room, piece.length).set(piece);
      use(this.#room, piece.length, first + piece.length);
    }
  }

  /** The names of the bits of a mask of warnings. */
  warnings(mask) {
    this.#warnings ??= Array.from({ length: warningBits }, (_, bit) => this.text(this.call('affectus_warning_name', 2 ** bit)));
    return this.#warnings.filter((name, bit) => name !== null && ((mask >>> bit) & 1) === 1);
  }
}
