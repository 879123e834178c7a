// What the package refuses and how, how models are loaded, and what becomes of memory.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { load, modelFolder, models, packageFolder, packModel, rejectsWith, speech, temporary } from './common.mjs';

const recording = speech().subarray(0, 6 * 16000);
const options = { samplingRate: 16000, window: 2, hop: 1 };
const packed = readFileSync(join(packageFolder, 'affectus.safetensors'));
const program = readFileSync(join(packageFolder, 'affectus.wasm'));

test('a model comes from a file, a folder, an address or bytes', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/model') response.end(packed);
    else if (request.url === '/broken') request.socket.destroy();
    else response.writeHead(request.url === '/none' ? 404 : 500).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${server.address().port}`;

  const expected = (await load()).predict(recording, options);
  assert.equal(expected.model, 'affectus');
  const bytes = new Uint8Array(packed).buffer;
  const file = join(packageFolder, 'affectus.safetensors');
  for (const model of [modelFolder('affectus'), join(models, 'affectus') + '/', file, pathToFileURL(file), pathToFileURL(file).href,
                       packed, bytes, new DataView(bytes), `${address}/model`, new URL(`${address}/model`)])
    assert.deepEqual((await load({ model })).predict(recording, options), expected);
  for (const wasm of [program, join(packageFolder, 'affectus.wasm'), await WebAssembly.compile(program)])
    assert.deepEqual((await load({ wasm })).predict(recording, options), expected);

  await assert.rejects(load({ model: `${address}/none` }), rejectsWith('not_found', /404/));
  await assert.rejects(load({ model: `${address}/error` }), rejectsWith('unreadable', /500/));
  await assert.rejects(load({ model: `${address}/broken` }), rejectsWith('unreadable'));
  await assert.rejects(load({ model: temporary('none') }), rejectsWith('not_found'));
  await assert.rejects(load({ model: temporary('none') + '/' }), rejectsWith('not_found', /config\.json|model\.safetensors/));
  await assert.rejects(load({ wasm: temporary('none') }), rejectsWith('not_found'));
});

test('a model says what it is', async () => {
  const model = await load();
  const config = JSON.parse(readFileSync(join(models, 'affectus/config.json'), 'utf8'));
  assert.equal(model.name, config.name);
  assert.equal(model.licence, config.licence);
  assert.equal(model.notes, config.notes);
  assert.deepEqual(model.categories, config.categories);
  assert.ok(model.longest_s > 1);
  assert.equal(model.predict(recording, { ...options, embedding: true }).segments[0].embedding.length, model.embeddingSize);
  assert.match(model.version, /^\d+\.\d+\.\d+$/);
});

test('bytes that are no model are refused', async () => {
  const cut = (size) => packed.subarray(0, size);
  const changed = (change) => {
    const length = Number(packed.readBigUInt64LE(0));
    const header = JSON.parse(packed.subarray(8, 8 + length));
    change(header);
    const text = Buffer.from(JSON.stringify(header));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([size, text, packed.subarray(8 + length)]);
  };
  const config = (change) =>
    changed((header) => {
      const value = JSON.parse(header.__metadata__['affectus.config']);
      change(value);
      header.__metadata__['affectus.config'] = JSON.stringify(value);
    });
  assert.ok(await load({ model: changed(() => {}) })); // what changes nothing is a model
  for (const [name, model] of Object.entries({
    nothing: cut(0),
    'seven bytes': cut(7),
    'half a header': cut(1000),
    'half the weights': cut(packed.length / 2),
    'a byte less': cut(packed.length - 1),
    page: Buffer.from('<!doctype html><title>404</title><p>Not found'),
    'huge header': Buffer.concat([Buffer.alloc(8, 255), packed.subarray(8)]),
    'no config': readFileSync(join(models, 'affectus/model.safetensors')),
    'config that is no JSON': changed((header) => (header.__metadata__['affectus.config'] = '{')),
    'header that is a list': Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('[]')]),
    'header that is null': Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('null')]),
    'tensor less': changed((header) => delete header[Object.keys(header).find((key) => key !== '__metadata__')]),
    'other units': config((value) => (value.estimator.gru_units += 1)),
    'unknown front end': config((value) => (value.front_ends[0].name = 'none')),
    'deep config': config((value) => (value.notes = JSON.parse('['.repeat(2000) + ']'.repeat(2000)))),
  }))
    await assert.rejects(load({ model }), rejectsWith('invalid_format'), name);
  await assert.rejects(load({ model: modelFolder('affectus-whisper') }), rejectsWith('invalid_format'));
});

test('whatever is changed in a model file, it is a model or refused', async () => {
  let state = 1;
  const random = (below) => (state = (state * 48271) % 2147483647) % below;
  const module = await WebAssembly.compile(program);
  const header = 8 + Number(packed.readBigUInt64LE(0));
  let refused = 0;
  for (let i = 0; i < 400; ++i) {
    const model = Uint8Array.from(packed);
    for (let changes = 1 + random(3); changes > 0; --changes) {
      const place = random(i % 4 === 0 ? model.length : header);
      const kind = random(3);
      if (kind === 0) model[place] = random(256);
      else if (kind === 1) model[place] ^= 1 << random(8);
      else model.copyWithin(place, random(header), random(header) + 20);
    }
    try {
      (await load({ model, wasm: module })).predict(recording.subarray(0, 4800), { samplingRate: 16000 });
    } catch (error) {
      ++refused;
      assert.ok(['invalid_format', 'unsupported'].includes(error.code), `change ${i}: ${error.stack}`);
    }
  }
  assert.ok(refused > 100 && refused < 400, `${refused} refused`);
});

test('a program that is none is refused', async () => {
  await assert.rejects(load({ wasm: Buffer.from('<!doctype html>') }), rejectsWith('invalid_format'));
  await assert.rejects(load({ wasm: program.subarray(0, 100000) }), rejectsWith('unsupported'));
});

test('calls that cannot be carried out are refused, and the model goes on', async () => {
  const model = await load();
  const expected = model.predict(recording, options);
  for (const wrong of [
    { samplingRate: undefined }, { samplingRate: '16000' }, { samplingRate: 3999 }, { samplingRate: 768001 }, { samplingRate: 16000.5 }, { samplingRate: NaN },
    { window: 0 }, { window: -1 }, { window: 0.02 }, { window: 90000 }, { window: NaN }, { window: '2' }, { window: Infinity },
    { hop: 0 }, { hop: -1 }, { hop: 0.0001 }, { hop: NaN }, { window: undefined, hop: 1 },
    { scale: 'sams' }, { scale: 0 }, { baseline: 'calm.wav' }, { widow: 2 },
  ]) {
    assert.throws(() => model.predict(recording, { ...options, ...wrong }), rejectsWith('invalid_argument'), JSON.stringify(wrong));
    if (!('window' in wrong) || wrong.window !== undefined)
      assert.throws(() => model.stream({ ...options, ...wrong }), rejectsWith('invalid_argument'), JSON.stringify(wrong));
  }
  for (const samples of [undefined, null, [0, 1], new Float64Array(2), new Int16Array(2), 'samples', recording.buffer]) {
    assert.throws(() => model.predict(samples, options), rejectsWith('invalid_argument', /Float32Array/));
    assert.throws(() => model.stream(options).push(samples), rejectsWith('invalid_argument', /Float32Array/));
  }
  assert.throws(() => model.predict(recording), rejectsWith('invalid_argument', /samplingRate/));
  assert.throws(() => model.predict(recording, null), rejectsWith('invalid_argument'));
  assert.throws(() => model.predict(new Float32Array(0), options), rejectsWith('no_audio'));
  await assert.rejects(load({ modell: 'x' }), rejectsWith('invalid_argument', /modell/));
  await assert.rejects(load({ model: 7 }), rejectsWith('invalid_argument'));
  assert.deepEqual(model.predict(recording, options), expected);
});

test('values that are not finite count as 0, with a warning', async () => {
  const model = await load();
  const damaged = recording.slice();
  const mended = recording.slice();
  [[1000, NaN], [40000, Infinity], [50000, -Infinity]].forEach(([place, value]) => ((damaged[place] = value), (mended[place] = 0)));
  const result = model.predict(damaged, options);
  assert.deepEqual(result.segments, model.predict(mended, options).segments);
  assert.ok(result.warnings.includes('damaged'));
});

test('progress is told, and its exception ends the call', async () => {
  const model = await load();
  const told = [];
  const samples = new Float32Array(300000);
  model.predict(samples, { ...options, progress: (fraction) => told.push(fraction) });
  assert.ok(told.length > 2 && told.at(-1) === 1 && told.every((value, i) => i === 0 || value > told[i - 1]));
  const stop = new Error('stop');
  assert.throws(() => model.predict(samples, { ...options, progress: () => { throw stop; } }), stop);
  assert.ok(model.predict(recording, options).segments.length > 0);
});

test('what is freed or finished says so, and its streams go on', async () => {
  const model = await load();
  const expected = model.predict(recording, options).segments;
  const stream = model.stream(options);
  model.free();
  model.free();
  assert.throws(() => model.predict(recording, options), rejectsWith('invalid_argument', /freed/));
  assert.throws(() => model.stream(options), rejectsWith('invalid_argument', /freed/));
  assert.equal(model.name, 'affectus');
  assert.deepEqual([...stream.push(recording), ...stream.finish()], expected);
  assert.deepEqual(stream.finish(), []);
  stream.free();
  assert.throws(() => stream.push(recording), rejectsWith('invalid_argument', /finished/));
});

test('many models side by side', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, (_, i) => load({ model: modelFolder(i % 2 ? 'affectus' : 'affectus-mfb') })));
  const results = all.map((model) => model.predict(recording, options));
  results.forEach((result, i) => assert.deepEqual(result, results[i % 2]));
  assert.notDeepEqual(results[0].segments, results[1].segments);
  all.forEach((model) => model.free());
});

test('memory does not grow', async () => {
  const model = await load();
  const work = () => {
    model.predict(recording, { ...options, embedding: true });
    const stream = model.stream({ samplingRate: 48000, window: 1 });
    stream.push(recording);
    stream.finish();
    model.stream(options).free();
    assert.throws(() => model.stream({ ...options, window: 1e6 }));
    assert.throws(() => model.predict(new Float32Array(0), options));
  };
  for (let i = 0; i < 3; ++i) work();
  const before = model.memoryBytes;
  for (let i = 0; i < 100; ++i) work();
  assert.equal(model.memoryBytes, before);
});

test('the memory of a long signal is that of its windows', async () => {
  const model = await load();
  model.predict(new Float32Array(60 * 16000), { samplingRate: 16000, window: 3, hop: 3 });
  const before = model.memoryBytes;
  const stream = model.stream({ samplingRate: 16000, window: 3, hop: 3 });
  for (let i = 0; i < 60; ++i) stream.push(new Float32Array(60 * 16000));
  assert.equal(stream.finish().length, 0);
  assert.equal(stream.received_s, 3600);
  assert.ok(model.memoryBytes <= before + (1 << 20), `${before} -> ${model.memoryBytes}`);
});

test('pack-model makes a model file of a folder', async () => {
  const output = temporary('mfb.safetensors');
  execFileSync(process.execPath, [join(packageFolder, 'pack-model.js'), join(models, 'affectus-mfb'), output]);
  const made = (await load({ model: output })).predict(recording, options);
  assert.deepEqual(made, (await load({ model: modelFolder('affectus-mfb') })).predict(recording, options));
  const folder = join(models, 'affectus-mfb');
  const again = packModel(readFileSync(join(folder, 'config.json'), 'utf8'), readFileSync(join(folder, 'model.safetensors')));
  assert.deepEqual(Buffer.from(again), readFileSync(output));
  assert.throws(() => execFileSync(process.execPath, [join(packageFolder, 'pack-model.js'), temporary('none'), output], { stdio: 'pipe' }), { status: 1 });
  assert.throws(() => execFileSync(process.execPath, [join(packageFolder, 'pack-model.js')], { stdio: 'pipe' }), { status: 2 });
});

test('the program is small: under 250 KB with its scripts, compressed', async () => {
  const { gzipSync } = await import('node:zlib');
  const { files } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const size = ['affectus.wasm', 'index.js', 'error.js', 'instance.js', 'model-file.js', 'resources.js', 'rows.js']
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(packageFolder, name)), { level: 9 }).length, 0);
  console.log(`# ${size} bytes`);
  assert.ok(size < 250000, `${size} bytes`);
});
