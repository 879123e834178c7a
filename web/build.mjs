// Builds the page in its three forms:
//
//   node build.mjs OUTPUT NPM_PACKAGE [MODEL]
//
// OUTPUT/                a folder to serve, by affectus serve or as static files
// OUTPUT/affectus.html   one file for the disk
// NPM_PACKAGE            the folder of the package "affectus" (build/wasm/package)
// MODEL                  a model file as the package's pack-model.js makes it; else the package's own
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [output, npmPackage, modelFile] = process.argv.slice(2).map((argument) => resolve(argument));
if (!npmPackage) {
  console.error("usage: node build.mjs OUTPUT NPM_PACKAGE [MODEL]");
  process.exit(2);
}

const program = readFileSync(join(npmPackage, "affectus.wasm"));
const model = readFileSync(modelFile ?? join(npmPackage, "affectus.safetensors"));
const { configOf } = await import(pathToFileURL(join(npmPackage, "model-file.js")).href);
const config = JSON.parse(configOf(model));
const version = /project\([^)]*VERSION\s+([0-9.]+)/.exec(readFileSync(join(here, "../CMakeLists.txt"), "utf8"))?.[1] ?? "";
const facts = {
  model: config.name,
  licence: config.licence ?? "",
  notes: config.notes ?? "",
  categories: config.categories ?? [],
  // The entries that count utterances are for machines.
  training_data: (config.training_data ?? []).filter((entry) => !/: \d+ training and /.test(entry)),
};

async function bundle(entry, define = {}, format = "iife") {
  const result = await esbuild.build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    write: false,
    format,
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    minify: true,
    legalComments: "none",
    charset: "utf8",
    // The worker is given all bytes, so no address is asked for.
    define: { "import.meta.url": '""', ...define },
    alias: { affectus: npmPackage },
    logLevel: "warning",
  });
  return result.outputFiles[0].text;
}

const worker = await bundle("scoring/worker.ts");
const app = await bundle("main.ts", {
  WORKER_SOURCE: JSON.stringify(worker),
  MODEL_FACTS: JSON.stringify(facts),
  VERSION: JSON.stringify(version),
});
const worklet = await bundle("audio/capture_worklet.ts");
const style = readFileSync(join(here, "../src/outputs/page_style.inc"), "utf8").replace(/^R"css\(/, "").replace(/\)css"\s*$/, "") +
  readFileSync(join(here, "page.css"), "utf8");

const { words } = await import("data:text/javascript;base64," + Buffer.from(await bundle("words.ts", {}, "esm")).toString("base64"));
const template = readFileSync(join(here, "page.html"), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const page = (parts) => template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name] ?? words[name]);
// Nothing from elsewhere, no inline script or style but those that are named by their hash. 'wasm-unsafe-eval' allows WebAssembly and
// no other evaluation; the worker is a blob of the page's own text.
const policy = (own) => ["default-src 'none'", `script-src ${own.script} 'wasm-unsafe-eval'`, `style-src ${own.style}`, "worker-src blob:" + own.worker,
  `connect-src ${own.connect}`, "media-src blob:", "img-src data:", "base-uri 'none'", "form-action 'none'"].join("; ");

// In a script element, "</script" and "<!--" would end or change it.
const inScript = (text) => text.replace(/<\/(script)/gi, "<\\/$1").replace(/<!--/g, "<\\!--");

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const files = {
  "index.html": page({
    policy: policy({ script: "'self'", style: "'self'", worker: " 'self'", connect: "'self'" }),
    style: '<link rel="stylesheet" href="page.css">',
    body: '<script src="page.js"></script>',
  }),
  "page.css": style,
  "page.js": app,
  "capture_worklet.js": worklet,
  "program.wasm": program,
  "model.bin": model,
};
for (const [name, content] of Object.entries(files)) writeFileSync(join(output, name), content);
const digest = createHash("sha256");
for (const [name, content] of Object.entries(files)) digest.update(name).update(content);
writeFileSync(join(output, "service_worker.js"), await bundle("service_worker.ts", {
  CACHE_NAME: JSON.stringify(`affectus-${digest.digest("hex").slice(0, 16)}`),
  FILES: JSON.stringify(["./", ...Object.keys(files)]),
}));

const script = inScript(app);
const bytes = (name, content) => `<script type="application/octet-stream" id="asset-${name}">${content.toString("base64")}</script>`;
writeFileSync(join(output, "affectus.html"), page({
  policy: policy({ script: hash(script), style: hash(style), worker: "", connect: "'none'" }),
  style: `<style>${style}</style>`,
  body: `${bytes("program", program)}\n${bytes("model", model)}\n<script>${script}</script>`,
}));

for (const name of readdirSync(output)) console.log(`${join(output, name)}: ${(statSync(join(output, name)).size / 1024).toFixed(0)} KB`);
