#!/usr/bin/env node
// Packs a model folder into one file for load().
//
//   node pack-model.js FOLDER OUTPUT
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packModel } from './model-file.js';

const [folder, output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: pack-model.js FOLDER OUTPUT\nFOLDER holds config.json and model.safetensors; OUTPUT is the model file');
  process.exit(2);
}
try {
  const config = await readFile(join(folder, 'config.json'), 'utf8');
  await writeFile(output, packModel(config, await readFile(join(folder, 'model.safetensors'))));
} catch (error) {
  console.error(`pack-model: ${error.message}`);
  process.exit(1);
}
