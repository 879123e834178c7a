// Decodes by the browser what the page's own reader does not know. The browser changes the rate to whatever it is asked for, in its
// own way; so it is asked for the file's own rate where that can be seen, and the page's resampler does the rest.
import { sampleRate } from "./samples.ts";

const unknownRate = 48000; // Hz; what lies below 8 kHz comes through unharmed
const largeBytes = 6e7; // of a file: an hour or more. Decoded at 16 kHz, it needs a third of the memory

/** The channels as they are. Throws where the browser cannot. The whole signal is in memory until it is let go. */
export async function decode(file: Blob): Promise<AudioBuffer> {
  const bytes = await file.arrayBuffer();
  const rate = bytes.byteLength > largeBytes ? sampleRate : rateOf(new Uint8Array(bytes)) ?? unknownRate;
  return new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
}

/** The mean of the channels from sample `begin` on, at most `count` samples. */
export function mixed(audio: AudioBuffer, begin: number, count: number): Float32Array {
  const mono = new Float32Array(Math.max(Math.min(count, audio.length - begin), 0));
  for (let channel = 0; channel < audio.numberOfChannels; ++channel) {
    const values = audio.getChannelData(channel).subarray(begin, begin + mono.length);
    for (let i = 0; i < values.length; ++i) mono[i]! += values[i]! / audio.numberOfChannels;
  }
  return mono;
}

/** The sampling rate that a file of FLAC, Ogg, MP3 or MP4 states, 3,000 to 192,000 Hz; null: it cannot be seen. */
export function rateOf(bytes: Uint8Array): number | null {
  const rate = flacRate(bytes) ?? oggRate(bytes) ?? mp4Rate(bytes) ?? mp3Rate(bytes);
  return rate !== null && rate >= 3000 && rate <= 192000 ? rate : null;
}

const isAt = (bytes: Uint8Array, at: number, text: string) => [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

function find(bytes: Uint8Array, text: string, end = bytes.length): number {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0 && at < end; at = bytes.indexOf(first, at + 1)) if (isAt(bytes, at, text)) return at;
  return -1;
}

function flacRate(bytes: Uint8Array): number | null {
  return isAt(bytes, 0, "fLaC") && bytes.length > 21 ? (bytes[18]! << 12) | (bytes[19]! << 4) | (bytes[20]! >> 4) : null;
}

function oggRate(bytes: Uint8Array): number | null {
  if (!isAt(bytes, 0, "OggS")) return null;
  if (find(bytes, "OpusHead", 512) >= 0) return 48000;
  const head = find(bytes, "\x01vorbis", 512);
  return head >= 0 && head + 16 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(head + 12, true) : null;
}

function mp4Rate(bytes: Uint8Array): number | null {
  if (!isAt(bytes, 4, "ftyp")) return null;
  const entry = find(bytes, "mp4a");
  return entry >= 0 && entry + 30 <= bytes.length ? (bytes[entry + 28]! << 8) | bytes[entry + 29]! : null;
}

// ISO/IEC 11172-3, 2.4.1.3: the header of a frame, after an ID3 tag.
function mp3Rate(bytes: Uint8Array): number | null {
  const tag = isAt(bytes, 0, "ID3") && bytes.length > 10
    ? 10 + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!) : 0;
  const second = bytes[tag + 1], third = bytes[tag + 2];
  if (bytes[tag] !== 0xff || second === undefined || third === undefined || (second & 0xe0) !== 0xe0) return null;
  const version = (second >> 3) & 3, layer = (second >> 1) & 3, index = (third >> 2) & 3;
  if (version === 1 || layer === 0 || index === 3) return null;
  return [44100, 48000, 32000][index]! / (version === 3 ? 1 : version === 2 ? 2 : 4);
}
