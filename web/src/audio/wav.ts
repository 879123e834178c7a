// Reads uncompressed WAV piece by piece, so that an hour needs no more memory than a minute and 16 bit samples stay what they
// are; writes 16 bit WAV. Other encodings, and what is damaged, are left to the browser's decoder: parsing answers null.

export interface WavFormat {
  channels: number;
  rate: number; // Hz
  bits: 8 | 16 | 24 | 32 | 64;
  float: boolean;
  dataStart: number; // bytes
  dataLength: number; // bytes, whole frames
}

const headerBytes = 65536; // more in front of the samples is left to the browser

/** What the first bytes of a file of `size` bytes say; null: not a WAV file that this reader knows. */
export function parseWav(head: ArrayBuffer, size: number): WavFormat | null {
  const view = new DataView(head);
  const name = (at: number) =>
    at + 4 <= view.byteLength ? String.fromCharCode(...new Uint8Array(head, at, 4)) : "";
  if (name(0) !== "RIFF" || name(8) !== "WAVE") return null;
  let format: Omit<WavFormat, "dataStart" | "dataLength"> | null = null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + 4, true), body = at + 8;
    if (name(at) === "fmt ") {
      if (length < 16 || body + 16 > view.byteLength) return null;
      let tag = view.getUint16(body, true);
      if (tag === 0xfffe) tag = length >= 40 && body + 26 <= view.byteLength ? view.getUint16(body + 24, true) : 0;
      const channels = view.getUint16(body + 2, true), rate = view.getUint32(body + 4, true);
      const bits = view.getUint16(body + 14, true);
      const known = tag === 1 ? [8, 16, 24, 32] : tag === 3 ? [32, 64] : [];
      if (!known.includes(bits) || channels < 1 || channels > 64 || rate < 1000 || rate > 768000) return null;
      if (view.getUint16(body + 12, true) !== (channels * bits) / 8) return null;
      format = { channels, rate, bits: bits as WavFormat["bits"], float: tag === 3 };
    } else if (name(at) === "data") {
      if (!format) return null;
      // A length of 0 or beyond the file's end is that of a file whose writer did not come back to it.
      const there = Math.max(size - body, 0), said = length === 0 || length > there ? there : length;
      const frame = (format.channels * format.bits) / 8;
      return { ...format, dataStart: body, dataLength: said - (said % frame) };
    }
    at = body + length + (length % 2);
  }
  return null;
}

export async function readWavFormat(file: Blob): Promise<WavFormat | null> {
  return parseWav(await file.slice(0, headerBytes).arrayBuffer(), file.size);
}

/** The mean of the channels, -1 to 1, of whole frames. */
export function wavSamples(bytes: ArrayBuffer, format: WavFormat): Float32Array {
  const view = new DataView(bytes), width = format.bits / 8;
  const read: (at: number) => number =
    format.float ? (width === 4 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true))
    : width === 1 ? (at) => (view.getUint8(at) - 128) / 128
    : width === 2 ? (at) => view.getInt16(at, true) / 32768
    : width === 3 ? (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65536) / 8388608
    : (at) => view.getInt32(at, true) / 2147483648;
  const frames = Math.floor(bytes.byteLength / (width * format.channels));
  const mono = new Float32Array(frames);
  for (let i = 0, at = 0; i < frames; ++i) {
    let sum = 0;
    for (let channel = 0; channel < format.channels; ++channel, at += width) sum += read(at);
    const mean = sum / format.channels;
    mono[i] = Number.isFinite(mean) ? mean : 0;
  }
  return mono;
}

export function toInt16(samples: Float32Array): Int16Array {
  const result = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; ++i)
    result[i] = Math.max(-32768, Math.min(32767, Math.round(samples[i]! * 32768)));
  return result;
}

export function toFloat(samples: Int16Array): Float32Array {
  const result = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; ++i) result[i] = samples[i]! / 32768;
  return result;
}

/** A mono WAV file. */
export function writeWav(samples: Int16Array, rate: number): Blob {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) => [...letters].forEach((letter, i) => header.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, 36 + samples.byteLength, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rate, true);
  header.setUint32(28, rate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, samples.byteLength, true);
  return new Blob([header.buffer, samples as Int16Array<ArrayBuffer>], { type: "audio/wav" });
}
