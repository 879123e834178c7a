// The page's modules without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { moduleOf } from "./modules.mjs";
import { root } from "./tools.mjs";

const { Resampler } = await moduleOf("audio/resampler.ts");
const decoding = await moduleOf("audio/decoding.ts");
const wav = await moduleOf("audio/wav.ts");
const { Samples } = await moduleOf("audio/samples.ts");
const rows = await moduleOf("rows.ts");
const documents = await moduleOf("exports/documents.ts");
const { words } = await moduleOf("words.ts");
const { Scale } = await moduleOf("scale.ts");
const { clock, timeTicks } = await moduleOf("times.ts");
const { columnsOf } = await moduleOf("view/columns.ts");
const { Viewport } = await moduleOf("view/viewport.ts");

const sine = (frequency, rate, seconds) => Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));

function resampled(input, from, to, pieces) {
  const resampler = new Resampler(from, to);
  const parts = [];
  for (let at = 0; at < input.length; at += pieces) parts.push(...resampler.push(input.slice(at, at + pieces)));
  return Float32Array.from([...parts, ...resampler.finish()]);
}

for (const rate of [8000, 22050, 44100, 48000, 96000])
  test(`a tone at ${rate} Hz is the same tone at 16 kHz, in place and in level`, () => {
    const output = resampled(sine(1000, rate, 1), rate, 16000, 777);
    assert.equal(output.length, 16000);
    let worst = 0;
    for (let i = 200; i < 15800; ++i) worst = Math.max(worst, Math.abs(output[i] - Math.sin((2 * Math.PI * 1000 * i) / 16000)));
    assert.ok(worst < 1e-3, `off by ${worst}`);
  });

test("what 16 kHz cannot hold is gone", () => {
  const output = resampled(sine(9500, 48000, 1), 48000, 16000, 4096);
  const loudest = Math.max(...output.slice(200, 15800).map(Math.abs));
  assert.ok(loudest < 1e-3, `${loudest} is left of a tone at 9500 Hz`);
});

test("the pieces in which samples come do not matter, and no sample is lost", () => {
  const input = sine(440, 44100, 0.5);
  assert.deepEqual(resampled(input, 44100, 16000, 22050), resampled(input, 44100, 16000, 1));
  assert.equal(resampled(sine(440, 44100, 1).slice(0, 44099), 44100, 16000, 1000).length, 16000);
});

test("the rate that a file states is found, and no bytes break the search", () => {
  const { rateOf } = decoding;
  const flac = Uint8Array.from([...Buffer.from("fLaC"), ...new Array(14).fill(0), 0x03, 0xe8, 0x01, 0, 0]); // 16,000 in 20 bits
  const mp3 = Uint8Array.from([...Buffer.from("ID3"), 4, 0, 0, 0, 0, 0, 3, 1, 2, 3, 0xff, 0xfb, 0x90, 0, 0]);
  const vorbis = Uint8Array.from([...Buffer.from("OggS"), ...new Array(24).fill(0), ...Buffer.from("\x01vorbis"), 0, 0, 0, 0, 1, 0x22, 0x56, 0, 0]);
  const mp4 = Uint8Array.from([0, 0, 0, 8, ...Buffer.from("ftyp"), ...Buffer.from("mp4a"), ...new Array(24).fill(0), 0xac, 0x44, 0, 0]);
  assert.deepEqual([flac, mp3, vorbis, mp4].map(rateOf), [16000, 44100, 22050, 44100]);
  assert.equal(rateOf(Uint8Array.from([...Buffer.from("OggS"), ...new Array(24).fill(0), ...Buffer.from("OpusHead")])), 48000);
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 20000; ++round) {
    const bytes = [flac, mp3, vorbis, mp4][round % 4].slice(0, random(40));
    if (bytes.length > 0) bytes[random(bytes.length)] = random(256);
    const rate = rateOf(bytes);
    assert.ok(rate === null || (rate >= 3000 && rate <= 192000));
  }
});

function wavBytes({ tag = 1, channels = 1, rate = 16000, bits = 16, data, said = data.length, extra = "" }) {
  const bytes = Buffer.alloc(44 + extra.length + data.length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(tag, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE((rate * channels * bits) / 8, 28);
  bytes.writeUInt16LE((channels * bits) / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write(extra, 36, "latin1");
  bytes.write("data", 36 + extra.length);
  bytes.writeUInt32LE(said, 40 + extra.length);
  Buffer.from(data).copy(bytes, 44 + extra.length);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

test("WAV of each width is read, channels are averaged", () => {
  const read = (options) => {
    const bytes = wavBytes(options), format = wav.parseWav(bytes, bytes.byteLength);
    return [...wav.wavSamples(bytes.slice(format.dataStart, format.dataStart + format.dataLength), format)];
  };
  assert.deepEqual(read({ bits: 8, data: [128, 0, 255] }), [0, -1, Math.fround(127 / 128)]);
  assert.deepEqual(read({ data: [0, 0x80, 0xff, 0x7f] }), [-1, Math.fround(32767 / 32768)]);
  assert.deepEqual(read({ bits: 24, data: [0, 0, 0x80, 0, 0, 0x40] }), [-1, 0.5]);
  assert.deepEqual(read({ bits: 32, data: [0, 0, 0, 0x80] }), [-1]);
  assert.deepEqual(read({ tag: 3, bits: 32, data: Buffer.from(Float32Array.of(0.25, NaN).buffer) }), [0.25, 0]);
  assert.deepEqual(read({ channels: 2, data: [0, 0x40, 0, 0xc0, 0, 0x40, 0, 0] }), [0, 0.25]);
});

test("a WAV file whose length was never written is read to its end; chunks before the samples are passed over", () => {
  for (const said of [0, 0xffffffff]) {
    const bytes = wavBytes({ data: [1, 0, 2, 0, 3], said, extra: "LIST\x03\x00\x00\x00abc\x00" });
    const format = wav.parseWav(bytes, bytes.byteLength);
    assert.equal(format.dataLength, 4);
    assert.equal(format.dataStart, 44 + 12);
  }
});

test("what is not a WAV file that the reader knows is left to the browser, whatever its bytes", () => {
  const sound = new Uint8Array(wavBytes({ data: [1, 0, 2, 0] }));
  let seed = 1;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 20000; ++round) {
    const bytes = sound.slice(0, random(4) === 0 ? random(sound.length + 1) : sound.length);
    for (let k = random(4); k >= 0 && bytes.length > 0; --k) bytes[random(bytes.length)] = random(256);
    const format = wav.parseWav(bytes.buffer, bytes.length);
    if (!format) continue;
    assert.ok(format.dataStart + format.dataLength <= Math.max(bytes.length, format.dataStart), "samples beyond the file");
    assert.ok(wav.wavSamples(bytes.buffer.slice(format.dataStart, format.dataStart + format.dataLength), format).every(Number.isFinite));
  }
});

test("16 bit samples are the same after the way through floats and through a file", async () => {
  const all = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  assert.deepEqual(wav.toInt16(wav.toFloat(all)), all);
  const bytes = await wav.writeWav(all, 16000).arrayBuffer(), format = wav.parseWav(bytes, bytes.byteLength);
  assert.deepEqual(wav.toInt16(wav.wavSamples(bytes.slice(format.dataStart), format)), all);
});

test("peaks of any stretch are those of its samples", () => {
  const all = Int16Array.from({ length: 300000 }, (_, i) => Math.round(20000 * Math.sin(i * 0.37) * Math.sin(i * 1e-4)));
  const samples = new Samples();
  for (let at = 0; at < all.length; at += 7001) samples.append(all.slice(at, at + 7001));
  assert.equal(samples.length, all.length);
  assert.deepEqual(samples.slice(1000, 1100), all.slice(1000, 1100));
  for (const [start, end, columns] of [[0, 18.7, 100], [2, 3, 50], [5, 5.001, 16], [0, 300000 / 16000, 1]]) {
    const { lows, highs } = samples.peaks(start, end, columns);
    // A column may reach a block further than its own samples, and misses none but those of a block that is not full yet.
    const perColumn = ((end - start) * 16000) / columns, reach = Math.max(1, perColumn / 2);
    for (let i = 0; i < columns; ++i) {
      const inner = all.slice(Math.ceil(start * 16000 + i * perColumn), Math.floor(start * 16000 + (i + 1) * perColumn) - reach);
      const outer = all.slice(Math.max(0, Math.floor(start * 16000 + i * perColumn - reach)), Math.ceil(start * 16000 + (i + 1) * perColumn + reach));
      const [innerHigh, outerHigh] = [inner, outer].map((part) => part.reduce((most, value) => Math.max(most, value), -32768) / 32768);
      assert.ok(highs[i] >= innerHigh - 1e-6 && highs[i] <= outerHigh + 1e-6, `column ${i} of [${start}, ${end}]`);
      assert.ok(lows[i] <= highs[i]);
    }
  }
  assert.ok(samples.peaks(100, 101, 3).lows.every((low) => low === 1), "there is nothing beyond the end");
});

test("an hour is drawn from no more peaks than a minute", () => {
  let reads = 0;
  const samples = new Samples();
  const second = new Int16Array(16000).fill(5);
  for (let i = 0; i < 3600; ++i) samples.append(second);
  const spy = (list) => {
    const at = list.at.bind(list);
    list.at = (index) => { ++reads; return at(index); };
  };
  spy(samples.values);
  for (const level of samples.levels) {
    spy(level.lows);
    spy(level.highs);
  }
  for (const span of [3600, 600, 60, 10]) {
    reads = 0;
    samples.peaks(0, span, 1000);
    assert.ok(reads < 1000 * 2 * 270, `${reads} reads for ${span} s`);
  }
});

const row = (start_s, value, more = {}) => ({ start_s, end_s: start_s + 3, speech: 1, activation: value, valence: 4, dominance: null, familiarity: 0.5,
  activation_sd: 0.5, valence_sd: null, dominance_sd: null, categories: { sad: 0.25, "a,b": 0.75 }, warnings: [], ...more });

test("a summary weighs rows by length and speech; without speech by length", () => {
  const mixture = [row(0, 2), row(3, 6, { speech: 0.5 }), row(6, 7, { speech: 0 })];
  assert.ok(Math.abs(rows.summaryOf(mixture).activation - (2 + 3) / 1.5) < 1e-12);
  assert.equal(rows.summaryOf(mixture).dominance, null);
  assert.equal(rows.summaryOf([row(0, 2, { speech: 0 }), row(3, 4, { speech: 0 })]).activation, 3);
  assert.equal(rows.averageOverSpeech([]), null);
  const average = rows.averageOverSpeech([row(0, 2), row(1, 4, { warnings: ["no_speech", "gap"] })]);
  assert.deepEqual([average.start_s, average.end_s, average.activation, average.categories["a,b"], average.warnings], [0, 4, 3, 0.75, ["gap"]]);
});

test("overlapping windows become cells of a hop that do not overlap", () => {
  const cells = rows.cellsOf([row(0, 1), row(0.5, 2), row(0.7, 3)], 0.5, 3.7);
  assert.deepEqual(cells.map(({ start_s, end_s }) => [start_s, end_s]), [[1.25, 1.75], [1.75, 2.25], [2.25, 2.45]]);
  assert.equal(rows.rowAt([row(0, 1), row(1, 2)], 1.9).activation, 1);
  assert.equal(rows.rowAt([row(0, 1), row(1, 2)], 99).activation, 2);
  assert.equal(rows.rowAt([], 1), null);
});

const facts = { model: "m", licence: "free & open", notes: "", categories: ["sad", "a,b"] };
test("columns of pixels keep the extremes, the mean, the shares of speech and the most frequent category of their rows", () => {
  const rowOf = (start, activation, speech, category) => ({ ...row(start, activation), end_s: start, speech, categories: { sad: category === "sad" ? 0.9 : 0.1, calm: 0.5 } });
  const found = columnsOf([rowOf(2.1, 3, 1, "sad"), rowOf(2.2, 1, 0.5, "calm"), rowOf(2.9, 2, 0, "sad"), rowOf(3.5, 5, 1, "calm"), rowOf(9, 7, 1, "sad")], 0, 6, 6);
  assert.deepEqual([...found.count], [0, 0, 3, 1, 0, 0]);
  const { count, low, high, mean } = found.curves.activation;
  assert.deepEqual([count[2], low[2], high[2], mean[2]], [3, 1, 3, 2]);
  assert.equal(found.curves.dominance.count[2], row(0, 0).dominance === null ? 0 : 3);
  assert.deepEqual([...found.speech], [0.5, 0.5, 0.5, 1, 1, 1]);
  assert.deepEqual(found.categories, ["sad", "sad", "sad", "calm", "calm", "calm"]);
  assert.deepEqual([...columnsOf([], 0, 1, 3).count], [0, 0, 0]);
});

const recording = (name) => ({ name, duration_s: 4, facts, warnings: [], options: { window_s: 3, hop_s: 0.5 }, rows: [row(0, 2), row(0.5, 3), row(1, 4)],
  labels: [{ start_s: 0.5, end_s: 1.5, text: 'he said "no" <&>', row: row(0.5, 5) }, { start_s: 1, end_s: 2, text: "overlaps", row: null }],
  summary: { activation: 3, valence: 4, dominance: null, speech: 1 } });

test("documents quote what is odd", () => {
  const sam = new Scale("sam");
  const csv = documents.toCsv(recording('a,"b".wav'), sam);
  assert.equal(csv.split("\n")[0], "file,start_s,end_s,speech,activation,valence,dominance,activation_sd,valence_sd,dominance_sd,familiarity,category_sad,\"category_a,b\",warnings");
  assert.equal(csv.split("\n")[1], '"a,""b"".wav",0,3,1,2,4,,0.5,,,0.5,0.25,0.75,');
  const grid = documents.toTextGrid(recording("x"), sam);
  assert.ok(grid.includes('text = "he said ""no"" <&>"') && grid.includes('name = "label 2"'));
  const eaf = documents.toEaf(recording("ä b.wav"), sam, new Date(0));
  assert.ok(eaf.includes("he said &quot;no&quot; &lt;&amp;&gt;") && eaf.includes("./%C3%A4%20b.wav") && eaf.includes("free &amp; open"));
  assert.equal(documents.toLabelCsv(recording("x")).split("\n")[1], 'x,0.5,1.5,"he said ""no"" <&>"');
});

test("exports are in the scale that is chosen", () => {
  const [object] = JSON.parse(documents.toJson(recording("x"), new Scale("unit")));
  assert.equal(object.scale, "unit");
  assert.equal(object.segments[0].activation, Math.fround(1 / 6) === object.segments[0].activation ? object.segments[0].activation : Number(documents.shortest(1 / 6)));
  assert.ok(Math.abs(object.segments[0].activation_sd - 0.5 / 6) < 1e-7);
  assert.ok(Math.abs(object.summary.activation - 2 / 6) < 1e-7);
  assert.equal(object.labels[0].label, 'he said "no" <&>');
});

test("numbers have the fewest digits that give the same 32 bit number back", () => {
  for (const value of [1, 0.1, 4.123456, 1e-7, 3.4e38, -2.5]) assert.equal(Math.fround(Number(documents.shortest(value))), Math.fround(value));
  assert.equal(documents.shortest(Math.fround(0.1)), "0.1");
  assert.equal(documents.shortest(null), "");
});

test("words stand in one file, and all of them are used", () => {
  const sources = (folder) => readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : [readFileSync(join(root, folder, entry.name), "utf8")]);
  const text = sources("web/src").join("\n") + readFileSync(join(root, "web/page.html"), "utf8");
  const unused = Object.keys(words).filter((name) => !new RegExp(`words\\.${name}\\b|\\{\\{${name}\\}\\}`).test(text));
  assert.deepEqual(unused, []);
  // Text for people begins a child of an element, or is an attribute that is read out.
  assert.doesNotMatch(text, /"(aria-label|title|placeholder|alt)": "/);
  assert.doesNotMatch(text, /, "[A-Z][a-z]+ [a-z]/);
});

test("times and ticks", () => {
  assert.deepEqual([clock(0), clock(59.96), clock(3723.04, 2)], ["0:00.0", "1:00.0", "1:02:03.04"]);
  assert.deepEqual(timeTicks(0, 24.7, 5).map((tick) => tick.label), ["0:00", "0:05", "0:10", "0:15", "0:20"]);
  assert.ok(timeTicks(0, 360000, 8).length <= 9);
});

test("a view never leaves the recording", () => {
  const view = new Viewport();
  view.setDuration(100);
  view.zoom(0.1, 99);
  assert.ok(view.end_s <= 100 && Math.abs(view.span_s - 10) < 1e-9);
  view.scroll(1000);
  assert.equal(view.end_s, 100);
  view.zoom(1000, 50);
  assert.deepEqual([view.start_s, view.end_s], [0, 100]);
  view.setDuration(200);
  assert.equal(view.end_s, 200, "the whole stays the whole");
  view.zoom(1e-9, 50);
  assert.ok(view.span_s >= 0.05 - 1e-9);
});
