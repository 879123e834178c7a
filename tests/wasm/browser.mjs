// The package in Chromium: on a page, in a worker, and with the samples of an AudioWorklet, under a strict content security policy.
// Needs Debian's chromium and web/node_modules; `make web` runs it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import test from 'node:test';
import { chromium } from '../../web/node_modules/playwright-core/index.mjs';
import { compare, load, packageFolder, speech } from './common.mjs';

const recording = speech().subarray(0, 8 * 16000);
const options = { samplingRate: 16000, window: 3, hop: 1, embedding: true };
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const worker = `import { load } from '/index.js';
onmessage = async ({ data: { samples, options } }) => postMessage((await load()).predict(samples, options));`;

test('in Chromium', async (t) => {
  const server = createServer((request, response) => {
    const name = request.url.slice(1);
    response.setHeader('content-type', types[extname(name)] ?? 'text/html');
    response.setHeader('content-security-policy', "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'");
    if (name === 'page') response.end('<!doctype html><title>Test</title>');
    else if (name === 'favicon.ico') response.writeHead(204).end();
    else if (name === 'worker.js') response.end(worker);
    else if (name === 'samples') response.end(Buffer.from(recording.buffer, recording.byteOffset, recording.byteLength));
    else if (existsSync(join(packageFolder, name))) response.end(readFileSync(join(packageFolder, name)));
    else response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  t.after(async () => (await browser.close(), server.close()));
  const page = await browser.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/page`);
  const expected = JSON.parse(JSON.stringify((await load()).predict(recording, options), (_, value) => (value instanceof Float32Array ? [...value] : value)));

  const inPage = (work) =>
    page.evaluate(
      `(async (options) => {
        const samples = new Float32Array(await (await fetch('/samples')).arrayBuffer());
        const result = await (${work})(samples, options);
        return JSON.parse(JSON.stringify(result, (_, value) => (value instanceof Float32Array ? [...value] : value)));
      })(${JSON.stringify(options)})`,
    );

  await t.test('a page gets the numbers of Node', async () => {
    compare(await inPage(async (samples, options) => (await (await import('/index.js')).load()).predict(samples, options)), expected, 1e-6);
  });
  await t.test('so does a worker', async () => {
    const found = await inPage(
      (samples, options) =>
        new Promise((done, failed) => {
          const worker = new Worker('/worker.js', { type: 'module' });
          worker.onmessage = ({ data }) => done(data);
          worker.onerror = failed;
          worker.postMessage({ samples, options });
        }),
    );
    compare(found, expected, 1e-6);
  });
  await t.test('errors have their codes', async () => {
    const codes = await inPage(async (samples, options) => {
      const { load, AffectusError } = await import('/index.js');
      const code = (promise) => promise.then(() => 'none', (error) => (error instanceof AffectusError ? error.code : String(error)));
      return [await code(load({ model: '/worker.js' })), await code(load().then((model) => model.predict(samples, { ...options, window: -1 })))];
    });
    assert.deepEqual(codes, ['invalid_format', 'invalid_argument']);
  });
  await t.test('an AudioWorklet hands over every sample until it is stopped', async () => {
    const { rate, count, peak, afterwards, rows } = await inPage(async () => {
      const [{ load }, { capture }] = await Promise.all([import('/index.js'), import('/capture.js')]);
      const context = new AudioContext({ sampleRate: 16000 });
      await context.resume();
      const oscillator = context.createOscillator();
      oscillator.frequency.value = 200;
      oscillator.start();
      const stream = (await load()).stream({ samplingRate: context.sampleRate, window: 0.5, hop: 0.25 });
      const found = { rate: context.sampleRate, count: 0, peak: 0, rows: [] };
      const stop = await capture(context, oscillator, (samples) => {
        found.count += samples.length;
        found.peak = samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), found.peak);
        found.rows.push(...stream.push(samples));
      });
      while (found.count < 2 * found.rate) await new Promise((done) => setTimeout(done, 50));
      await stop();
      found.rows.push(...stream.finish());
      const count = found.count;
      await new Promise((done) => setTimeout(done, 200));
      return { ...found, count, afterwards: found.count - count };
    });
    assert.equal(afterwards, 0);
    assert.ok(peak > 0.99 && peak <= 1, `a peak of ${peak}`);
    assert.ok(rows.length >= 7 && Math.abs(rows.at(-1).end_s - count / rate) < 0.001, `${rows.length} rows to ${rows.at(-1).end_s} s of ${count / rate}`);
  });
  assert.deepEqual(complaints, []);
});
