// Model files: a model.safetensors that holds its config.json as the text "affectus.config" of its metadata. So a model is one
// file, which every reader of safetensors opens.
import { AffectusError } from './error.js';

const key = 'affectus.config';
const mostHeaderBytes = 64 << 20;

function refuse(message) {
  throw new AffectusError('invalid_format', `model: ${message}`);
}

// The header as an object, and the place where the tensors begin.
function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) refuse(`expected a file in the format safetensors, found ${bytes.byteLength} bytes`);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(mostHeaderBytes, bytes.byteLength - 8)))
    refuse(`expected a file in the format safetensors, found a header of ${length} bytes in a file of ${bytes.byteLength}`);
  const end = 8 + Number(length);
  let header;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, end)));
  } catch {
    refuse('expected a file in the format safetensors, found a header that is not JSON');
  }
  if (header === null || typeof header !== 'object' || Array.isArray(header))
    refuse('expected a file in the format safetensors, found a header that is not an object');
  return { header, end };
}

/** The text of the config.json in the bytes of a model file. */
export function configOf(bytes) {
  const { header } = readHeader(bytes);
  const config = header.__metadata__?.[key];
  if (typeof config !== 'string')
    refuse(`expected '${key}' in the metadata (pack-model.js makes such a file of a model folder), found none`);
  return config;
}

/** The bytes of a model file from the text of a config.json and the bytes of a model.safetensors. */
export function packModel(config, weights) {
  const { header, end } = readHeader(weights);
  const merged = { ...header, __metadata__: { ...header.__metadata__, [key]: JSON.stringify(JSON.parse(config)) } };
  let text = new TextEncoder().encode(JSON.stringify(merged));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  const packed = new Uint8Array(8 + padded.length + weights.length - end);
  new DataView(packed.buffer).setBigUint64(0, BigInt(padded.length), true);
  packed.set(padded, 8);
  packed.set(weights.subarray(end), 8 + padded.length);
  return packed;
}
