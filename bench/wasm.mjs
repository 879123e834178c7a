// The speed of the npm package beside the native core held to SSE4, whose vectors are as wide, and with all instructions; one
// thread each, in turn, on the same samples. In Node, and in Chromium where it and web/node_modules/playwright-core are there.
//
//   node bench/wasm.mjs BUILD PACKAGE [ROUNDS]      BUILD holds bench_core_speed (preset bench), PACKAGE index.js
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [build, packageFolder, rounds = 7] = process.argv.slice(2);
if (packageFolder === undefined) {
  console.error('usage: node bench/wasm.mjs BUILD PACKAGE [ROUNDS]');
  process.exit(2);
}
const source = resolve(fileURLToPath(import.meta.url), '../..');
const native = [join(build, 'bench/bench_core_speed'), join(build, 'bench_core_speed')].find((path) => existsSync(path));
if (native === undefined) throw new Error(`${build}: expected bench_core_speed (cmake --preset bench), found none`);
const folder = mkdtempSync(join(tmpdir(), 'affectus-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

const samplesFile = join(folder, 'samples.f32');
execFileSync('ffmpeg', ['-v', 'error', '-i', join(source, 'samples/sense_and_sensibility.flac'), '-f', 'f32le', samplesFile]);
const bytes = readFileSync(samplesFile);
const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const seconds = samples.length / 16000;
const { load } = await import(pathToFileURL(join(resolve(packageFolder), 'index.js')));

// The same code times the package in Node and in the page.
function timeRound(model, given, window, hop) {
  const begin = performance.now();
  model.predict(given, { samplingRate: 16000, window, hop });
  return (performance.now() - begin) / 1000;
}

async function chromium() {
  const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const driver = join(source, 'web/node_modules/playwright-core/index.mjs');
  if (executable === undefined || !existsSync(driver)) return null;
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
  const server = createServer((request, response) => {
    const name = request.url.slice(1);
    const path = name === 'samples.f32' ? samplesFile : name.startsWith('models/') ? join(source, name) : join(packageFolder, name);
    response.setHeader('content-type', types[extname(name)] ?? 'application/octet-stream');
    if (name === 'page.html') response.end('<!doctype html><title>bench</title>');
    else if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { chromium: browserType } = await import(pathToFileURL(driver));
  const browser = await browserType.launch({ executablePath: executable, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
  await page.evaluate(async (code) => {
    globalThis.timeRound = new Function(`return ${code}`)();
    globalThis.package = await import('/index.js');
    globalThis.samples = new Float32Array(await (await fetch('/samples.f32')).arrayBuffer());
  }, timeRound.toString());
  return {
    load: (name) => page.evaluate(async (name) => (globalThis.model = await globalThis.package.load({ model: `/models/${name}/` })) && 0, name),
    round: (window, hop) => page.evaluate(([window, hop]) => globalThis.timeRound(globalThis.model, globalThis.samples, window, hop), [window, hop]),
    version: browser.version(),
    close: async () => (await browser.close(), server.close()),
  };
}

const browser = await chromium();
console.log(`${seconds.toFixed(1)} s of speech, the best of ${rounds} rounds, one thread; Node ${process.version}, ` +
  (browser ? `Chromium ${browser.version}` : 'no Chromium (it needs /usr/bin/chromium and web/node_modules/playwright-core)'));
const columns = ['SSE4', 'all instructions', 'Node', ...(browser ? ['Chromium'] : [])];
console.log(`| model, window / hop in s | ${columns.map((name) => `${name}, x real time`).join(' | ')} | ${columns.slice(2).map((name) => `${name} of SSE4`).join(' | ')} |`);
console.log(`|---|${'---:|'.repeat(2 * columns.length - 2)}`);
for (const name of ['affectus', 'affectus-mfb']) {
  const modelFolder = join(source, 'models', name);
  const model = await load({ model: pathToFileURL(modelFolder + '/') });
  await browser?.load(name);
  for (const [window, hop] of [[4, 4], [3, 0.25]]) {
    const best = columns.map(() => Infinity);
    const keep = (column, time) => (best[column] = Math.min(best[column], time));
    const nativeRound = (...held) => Number(execFileSync(native, [modelFolder, samplesFile, window, hop, 2, ...held], { encoding: 'utf8' }).trim().split('\n').at(-1));
    for (let round = 0; round < rounds; ++round) {
      keep(0, nativeRound('sse4'));
      keep(1, nativeRound());
      keep(2, timeRound(model, samples, window, hop));
      if (browser) keep(3, await browser.round(window, hop));
    }
    const cells = best.map((time) => (seconds / time).toFixed(0));
    const shares = best.slice(2).map((time) => `${((100 * best[0]) / time).toFixed(0)} %`);
    console.log(`| ${name}, ${window} / ${hop} | ${[...cells, ...shares].join(' | ')} |`);
  }
  model.free();
}
await browser?.close();
