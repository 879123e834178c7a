// Reads what a caller names: a file, an address, or bytes that are there.
import { AffectusError } from './error.js';

const inNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/** The bytes of an ArrayBuffer or of a view, as they are; undefined for anything else. */
export function bytesOf(source) {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return undefined;
}

/** A URL from a URL or a text: an address, else a path, relative to the page or the working directory. */
export async function urlOf(source) {
  if (source instanceof URL) return source;
  if (typeof source !== 'string')
    throw new AffectusError('invalid_argument', `expected a URL, a text or bytes, found ${source === null ? 'null' : typeof source}`);
  if (URL.canParse?.(source) ?? /^[a-z][a-z0-9+.-]+:/i.test(source)) return new URL(source);
  if (!inNode) return new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href);
  const name = 'node:url'; // not a literal, so that bundlers for browsers leave it alone
  const url = (await import(name)).pathToFileURL(source);
  if (source.endsWith('/') && !url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

async function readFile(url) {
  const name = 'node:fs/promises';
  const { readFile: read } = await import(name);
  try {
    return new Uint8Array(await read(url));
  } catch (error) {
    throw new AffectusError(error.code === 'ENOENT' ? 'not_found' : 'unreadable', `${url}: ${error.message}`);
  }
}

/** The bytes at a URL. Throws not_found or unreadable. */
export async function read(url) {
  if (inNode && url.protocol === 'file:') return readFile(url);
  let response;
  try {
    response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new AffectusError('unreadable', `${url}: ${error.message}`);
  }
  throw new AffectusError(response.status === 404 || response.status === 410 ? 'not_found' : 'unreadable',
    `${url}: the server answered ${response.status}`);
}
