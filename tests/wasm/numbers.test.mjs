// The package's numbers against the native program's.
import assert from 'node:assert/strict';
import test from 'node:test';
import { asWritten, atRate, compare, load, modelFolder, native, pieces, rounded, speech } from './common.mjs';

const recording = speech();
const seconds = (from, to) => recording.subarray(from * 16000, to * 16000);

for (const name of ['affectus', 'affectus-mfb']) {
  test(`${name}: every value is that of the native program`, async () => {
    const model = await load({ model: modelFolder(name) });
    for (const [options, words] of [
      [{}, []],
      [{ window: 4 }, ['--window', '4']],
      [{ window: 2, hop: 0.5, scale: 'unit' }, ['--window', '2', '--hop', '0.5', '--scale', 'unit']],
      [{ window: 3, hop: 1, scale: 'signed', embedding: true }, ['--window', '3', '--hop', '1', '--scale', 'signed', '--embedding']],
      [{ window: 2, hop: 1, baseline: 'running' }, ['--window', '2', '--hop', '1', '--baseline', 'running']],
    ]) {
      const result = model.predict(recording, { samplingRate: 16000, ...options });
      compare(result, asWritten(native(recording, 16000, name, ...words)), 1e-4);
    }
    model.free();
  });
}

test('short, silent and loud samples are scored as by the native program', async () => {
  const model = await load();
  const signals = {
    'a sample': Float32Array.of(0.25),
    'shorter than a window': seconds(3, 3.6),
    silence: new Float32Array(32000),
    loud: rounded(seconds(0, 5).map((value) => Math.max(-1, Math.min(0.9999, 20 * value)))),
    noise: rounded(Float32Array.from({ length: 48000 }, (_, i) => 0.3 * Math.sin(i * i * 0.37))),
  };
  for (const [name, samples] of Object.entries(signals)) {
    const result = model.predict(samples, { samplingRate: 16000, window: 1, hop: 0.25 });
    compare(result, asWritten(native(samples, 16000, 'affectus', '--window', '1', '--hop', '0.25')), 1e-4, name);
  }
});

// The resamplers agree but for rounding, which may move a frame across the border of speech.
test('samples of other rates have the values of the native program, which resamples them by FFmpeg', async () => {
  const model = await load();
  for (const rate of [8000, 22050, 44100, 48000, 96000]) {
    const samples = atRate(recording, rate);
    const result = model.predict(samples, { samplingRate: rate, window: 3, hop: 1 });
    compare(result, asWritten(native(samples, rate, 'affectus', '--window', '3', '--hop', '1')), 0.02, `${rate} Hz`);
  }
});

test('a stream gives the rows of predict, to the last bit, whatever its pieces', async () => {
  const model = await load();
  for (const rate of [16000, 48000])
    for (const options of [{}, { window: 2, hop: 0.7, embedding: true }, { window: null }, { window: 1, hop: 1, baseline: 'running' }]) {
      const { window = 3, hop = window === null ? undefined : 0.25, ...others } = options;
      const samples = recording.subarray(0, rate * 9 + 77);
      const expected = model.predict(samples, { samplingRate: rate, window, hop, ...others });
      for (const lengths of [[128], [1, 333, 20000], [samples.length]]) {
        const stream = model.stream({ samplingRate: rate, ...options });
        const segments = [...pieces(samples, lengths)].flatMap((piece) => stream.push(piece));
        segments.push(...stream.finish());
        assert.deepEqual(segments, expected.segments);
        assert.deepEqual(stream.warnings, expected.warnings);
        assert.equal(stream.received_s, expected.duration_s);
      }
    }
});

test('a row comes with the last sample of its window', async () => {
  const model = await load();
  const stream = model.stream({ samplingRate: 16000, window: 2, hop: 0.5 });
  assert.deepEqual(stream.push(seconds(0, 2).subarray(1)), []);
  assert.equal(stream.push(seconds(2, 2.1).subarray(0, 1)).length, 1);
  assert.deepEqual(stream.push(new Float32Array(7999)), []);
  const [row] = stream.push(new Float32Array(1));
  assert.equal(row.start_s, 0.5);
  assert.equal(row.end_s, 2.5);
  assert.deepEqual(stream.finish(), []);
});

test('streams of one model do not touch each other', async () => {
  const model = await load();
  const alone = model.predict(recording, { samplingRate: 16000, window: 3, hop: 1 }).segments;
  const streams = [1, 2, 3].map(() => ({ stream: model.stream({ samplingRate: 16000, window: 3, hop: 1 }), segments: [] }));
  for (const piece of pieces(recording, [5000]))
    for (const one of streams) one.segments.push(...one.stream.push(piece));
  for (const { stream, segments } of streams) assert.deepEqual([...segments, ...stream.finish()], alone);
});
