// Emotion from speech in browsers and in Node 18 or later. index.d.ts documents what is here.
import { AffectusError } from './error.js';
import { Instance } from './instance.js';
import { configOf, packModel } from './model-file.js';
import { bytesOf, read, urlOf } from './resources.js';
import { summaryOf, takeRows } from './rows.js';

export { AffectusError, packModel };

const scales = ['sam', 'unit', 'signed'];
const whole = -1; // AFFECTUS_WHOLE
const encoder = new TextEncoder();
const modules = new Map(); // address of a program -> promise of it, compiled

function refuse(message) {
  throw new AffectusError('invalid_argument', message);
}

const shown = (value) => (typeof value === 'string' ? `'${value}'` : String(value));

function checkNames(options, names, of) {
  if (options === null || typeof options !== 'object') refuse(`${of}: expected an object of options, found ${shown(options)}`);
  for (const name of Object.keys(options)) if (!names.includes(name)) refuse(`${of}: expected options of ${names.join(', ')}, found '${name}'`);
}

function checkSamples(samples) {
  if (!(samples instanceof Float32Array)) refuse(`samples: expected a Float32Array, found ${samples?.constructor?.name ?? shown(samples)}`);
}

// Seconds, or `absent` where there are none.
function seconds(value, name, absent) {
  if (value === undefined || value === null) return absent;
  if (typeof value !== 'number' || !(value > 0)) refuse(`${name}: expected seconds above 0, found ${shown(value)}`);
  return value;
}

async function compiled(source) {
  if (source instanceof WebAssembly.Module) return source;
  const compile = async (bytes) => {
    try {
      return await WebAssembly.compile(bytes);
    } catch (error) {
      const isProgram = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d; // "\0asm"
      throw new AffectusError(isProgram ? 'unsupported' : 'invalid_format', `wasm: ${error.message}`);
    }
  };
  const bytes = source === undefined ? undefined : bytesOf(source);
  if (bytes !== undefined) return compile(bytes);
  const url = await urlOf(source ?? new URL('./affectus.wasm', import.meta.url));
  if (!modules.has(url.href)) {
    const module = read(url).then(compile);
    module.catch(() => modules.delete(url.href));
    modules.set(url.href, module);
  }
  return modules.get(url.href);
}

// { config, weights }: bytes.
async function modelBytes(source) {
  const given = source === undefined ? undefined : bytesOf(source);
  if (given === undefined) {
    const url = await urlOf(source ?? new URL('./affectus.safetensors', import.meta.url));
    if (url.pathname.endsWith('/')) {
      const [config, weights] = await Promise.all(['config.json', 'model.safetensors'].map((name) => read(new URL(name, url))));
      return { config, weights };
    }
    const weights = await read(url);
    return { config: encoder.encode(configOf(weights)), weights };
  }
  return { config: encoder.encode(configOf(given)), weights: given };
}

export async function load(options = {}) {
  checkNames(options, ['model', 'wasm'], 'load');
  const [module, { config, weights }] = await Promise.all([compiled(options.wasm), modelBytes(options.model)]);
  const instance = await Instance.make(module);
  const address = instance.withBytes(config, (text, textSize) =>
    instance.withBytes(weights, (bytes, size) => instance.fallible('affectus_model_open_memory', text, textSize, bytes, size)),
  );
  return new Model(instance, address);
}

// Where streams are forgotten, the memory of their sessions is freed.
const forgotten = new FinalizationRegistry(({ instance, session }) => {
  try {
    instance.call('affectus_session_free', session);
  } catch {
    // The program has failed before.
  }
});

class Session {
  #instance;
  #address;
  #facts;

  constructor(instance, address, facts) {
    this.#instance = instance;
    this.#address = address;
    this.#facts = facts;
    forgotten.register(this, { instance, session: address }, this);
  }

  // The rows that `work` made known. Those before a failure are lost with it.
  #run(work) {
    work((name, ...values) => this.#instance.fallible(`affectus_session_${name}`, this.#address, ...values));
    const rows = this.#instance.call('affectus_session_take', this.#address);
    if (rows === 0) throw new AffectusError('unsupported', 'out of memory');
    return takeRows(this.#instance, rows, this.#facts);
  }

  push(samples, progress) {
    return this.#run((call) =>
      this.#instance.withPieces(samples, (address, count, done) => {
        call('push', address, count);
        progress?.(done / samples.length);
      }),
    );
  }

  flush() {
    return this.#run((call) => call('flush'));
  }

  finish() {
    return this.#run((call) => call('finish'));
  }

  get received_s() {
    return this.#instance.call('affectus_session_received_s', this.#address);
  }

  free() {
    forgotten.unregister(this);
    this.#instance.call('affectus_session_free', this.#address);
  }
}

class Model {
  #instance;
  #address;
  #name;
  #categories;
  #card;

  constructor(instance, address) {
    const get = (name, ...values) => instance.call(`affectus_model_${name}`, address, ...values);
    this.#instance = instance;
    this.#address = address;
    this.#name = instance.text(get('name'));
    this.#categories = Object.freeze(
      Array.from({ length: get('category_count') >>> 0 }, (_, index) => instance.text(get('category_name', index))),
    );
    this.#card = {
      licence: instance.text(get('licence')),
      notes: instance.text(get('notes')),
      longest_s: get('longest_s'),
      embeddingSize: get('embedding_size') >>> 0,
      version: instance.text(instance.call('affectus_version')),
    };
  }

  get name() {
    return this.#name;
  }
  get licence() {
    return this.#card.licence;
  }
  get notes() {
    return this.#card.notes;
  }
  get categories() {
    return this.#categories;
  }
  get longest_s() {
    return this.#card.longest_s;
  }
  get embeddingSize() {
    return this.#card.embeddingSize;
  }
  get version() {
    return this.#card.version;
  }
  get memoryBytes() {
    return this.#instance.memoryBytes;
  }

  #open(options, window, hop, together) {
    if (this.#address === 0) refuse('model: expected one in use, found one that was freed');
    const { samplingRate, scale = 'sam', embedding = false, baseline = null } = options;
    if (!Number.isInteger(samplingRate)) refuse(`samplingRate: expected a whole number of Hz, found ${shown(samplingRate)}`);
    if (!scales.includes(scale)) refuse(`scale: expected ${scales.join(', ')}, found ${shown(scale)}`);
    if (baseline !== null && baseline !== 'running') refuse(`baseline: expected 'running', found ${shown(baseline)}`);
    const running = baseline === 'running';
    const address = this.#instance.fallible('affectus_wasm_session_open', this.#address, samplingRate, window, hop,
      scales.indexOf(scale), Number(Boolean(embedding)), together, Number(running));
    return new Session(this.#instance, address, { categories: this.#categories, embedding: Boolean(embedding), raw: running });
  }

  predict(samples, options = {}) {
    checkNames(options, ['samplingRate', 'window', 'hop', 'scale', 'embedding', 'baseline', 'progress'], 'predict');
    checkSamples(samples);
    const window = seconds(options.window, 'window', whole);
    const session = this.#open(options, window, seconds(options.hop, 'hop', window === whole ? 0 : window), 16);
    try {
      const pushed = session.push(samples, options.progress);
      const rest = session.finish();
      if (session.received_s === 0) throw new AffectusError('no_audio', 'samples: expected at least one, found none');
      const segments = pushed.segments.concat(rest.segments);
      return {
        duration_s: rest.duration_s,
        model: this.#name,
        scale: options.scale ?? 'sam',
        summary: summaryOf(segments),
        warnings: rest.warnings,
        segments,
      };
    } finally {
      session.free();
    }
  }

  stream(options = {}) {
    checkNames(options, ['samplingRate', 'window', 'hop', 'scale', 'embedding', 'baseline'], 'stream');
    const window = options.window === null ? whole : seconds(options.window, 'window', 3);
    return new Stream(this.#open(options, window, seconds(options.hop, 'hop', 0), 1));
  }

  free() {
    if (this.#address === 0) return;
    const address = this.#address;
    this.#address = 0;
    this.#instance.call('affectus_model_free', address);
  }
}

class Stream {
  #session;
  #warnings = [];
  #received_s = 0;

  constructor(session) {
    this.#session = session;
  }

  get warnings() {
    return this.#warnings;
  }
  get received_s() {
    return this.#received_s;
  }

  #take(rows) {
    this.#warnings = rows.warnings;
    this.#received_s = rows.duration_s;
    return rows.segments;
  }

  push(samples) {
    checkSamples(samples);
    if (this.#session === null) refuse('stream: expected one in use, found one that was finished or freed');
    return this.#take(this.#session.push(samples));
  }

  finish() {
    if (this.#session === null) return [];
    try {
      return this.#take(this.#session.finish());
    } finally {
      this.free();
    }
  }

  free() {
    this.#session?.free();
    this.#session = null;
  }
}
