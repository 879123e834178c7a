// What the tests of pages share: the browser, servers on a free port, recordings made here, boxes measured.
import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const require = createRequire(join(root, "web/package.json"));
export const { chromium } = require("playwright-core");
const axePath = require.resolve("axe-core/axe.min.js");

export const pageFolder = process.env.AFFECTUS_WEB_BUILD ?? join(root, "build/web");
export const onePage = join(pageFolder, "affectus.html");
export const program = process.env.AFFECTUS_PROGRAM ?? join(root, "build/release/affectus");
export const sample = join(root, "samples/sense_and_sensibility.flac");
export const pictures = process.env.AFFECTUS_PICTURES ?? join(root, "build/web-pictures");
mkdirSync(pictures, { recursive: true });

export function temporaryFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), "affectus-web-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The program's standard output, run in the checkout; an error if it fails. */
export function run(...argumentsOfProgram) {
  const result = spawnSync(program, argumentsOfProgram, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.error || result.status !== 0) throw new Error(`${program} ${argumentsOfProgram.join(" ")}: ${result.error ?? result.stderr}`);
  return result.stdout;
}

/** The program's rows for a file. */
export const rowsOf = (file, ...options) => JSON.parse(run("predict", file, "--format", "json", "--quiet", ...options))[0].segments;

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves a folder; `answer(request, response)` may take a request first by returning true. */
export async function serve(folder, answer = () => false) {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)).replace(/^(\.\.[/\\])+/, "");
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections?.();
    }),
  };
}

export async function openBrowser(...flags) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`expected Chromium at ${executablePath} (or in the variable CHROMIUM)`);
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required", ...flags] });
}

/**
 * A page that keeps what must not happen: errors in the console, exceptions, requests to another host. `close()` fails the
 * test if there was any.
 */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  context.setDefaultTimeout(600000); // a machine that does much else must not fail a test
  const page = await context.newPage();
  const faults = [];
  const own = address.startsWith("http") ? new URL(address).origin : null;
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  context.on("request", (request) => {
    const url = request.url();
    if (/^(blob|data):/.test(url) || (own ? url.startsWith(own) : url.startsWith("file:"))) return;
    faults.push(`request: ${url}`);
  });
  await page.goto(address);
  return {
    page,
    context,
    faults,
    close: async () => {
      await context.close();
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
  };
}

export const fileAddress = (path) => pathToFileURL(path).href;

/** Violations as text, one a line; "" if there are none. */
export async function axe(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    // By the debugger's own channel: the page's policy does not allow scripts of others, and must not.
    const session = await page.context().newCDPSession(page);
    await session.send("Runtime.evaluate", { expression: readFileSync(axePath, "utf8") });
  }
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  });
  return violations.join("\n");
}

/**
 * What is wrong with the boxes of a page, as text: it scrolls sideways, text is under 11 px as shown, something visible reaches out of
 * its section or out of the page, a word of a heading or a table's head is broken, texts of a chart lie over each other.
 */
export async function boxFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide in ${width} px`);
    const scrolls = (element) => {
      for (let one = element; one && one !== document.body; one = one.parentElement)
        if (one instanceof HTMLElement && /auto|scroll|hidden/.test(getComputedStyle(one).overflowX)) return true;
      return false;
    };
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .skip") && element.getClientRects().length > 0;
    const about = (node) => JSON.stringify(node.textContent.trim().slice(0, 40));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, element = node.parentElement;
      if (!node.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT|TITLE|OPTION)$/i.test(element.tagName) || !shown(element)) continue;
      // Text within a picture is scaled with it.
      const svg = element.closest("svg");
      const factor = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
      const size = parseFloat(getComputedStyle(element).fontSize) * factor;
      if (size < 11) faults.push(`text of ${size.toFixed(1)} px: ${about(node)}`);
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if ((box.left < -1 || box.right > width + 1) && !scrolls(element)) faults.push(`beyond the page: ${about(node)}`);
      if (svg) {
        const frame = svg.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
          faults.push(`cut by its picture: ${about(node)}`);
      }
      // A word that stands on two lines is broken.
      if (!element.closest("h1, h2, th, td, dt, dd, .tile, legend, label, button")) continue;
      for (const match of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        if (match[0].length > 30) continue; // names without a place to break
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const lines = new Set([...range.getClientRects()].filter((rect) => rect.width > 0).map((rect) => Math.round(rect.top)));
        if (lines.size > 1) faults.push(`broken word: ${match[0]}`);
      }
    }
    // Text of a chart that lies over other text cannot be read.
    for (const svg of document.querySelectorAll("svg")) {
      if (!shown(svg)) continue;
      const texts = [...svg.querySelectorAll("text")].filter((one) => getComputedStyle(one).visibility === "visible").map((one) => [one, one.getBoundingClientRect()]);
      texts.forEach(([one, a], i) => {
        for (const [other, b] of texts.slice(i + 1))
          if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
            faults.push(`${about(one)} lies over ${about(other)}`);
      });
    }
    for (const box of document.querySelectorAll("table, svg, canvas, .tile, pre, button, select, input")) {
      if (!shown(box)) continue;
      const card = box.closest("section") ?? document.body, inside = box.getBoundingClientRect(), outside = card.getBoundingClientRect();
      if ((inside.right > outside.right + 1 || inside.left < outside.left - 1) && !scrolls(box.parentElement))
        faults.push(`${box.tagName.toLowerCase()}${box.className.baseVal ?? `.${box.className}`} reaches out of its card by ${(inside.right - outside.right).toFixed(0)} px`);
    }
    return faults.join("\n");
  });
}

/** Speech-like sound, the same for the same arguments: syllables of a gliding voice with pauses, and a room's faint noise. Values -1 to 1. */
export function voice(seconds, rate) {
  const samples = new Float32Array(Math.round(seconds * rate));
  let phase = 0, seed = 1;
  for (let i = 0; i < samples.length; ++i) {
    const t = i / rate;
    const pitch = 150 + 40 * Math.sin(0.9 * t) + 25 * Math.sin(5.1 * t);
    phase += (2 * Math.PI * pitch) / rate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.1 * t)) * (Math.sin(0.7 * t) > -0.5 ? 1 : 0);
    const formant = 1 + 0.5 * Math.sin(2.3 * t);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 12; ++harmonic) {
      const frequency = harmonic * pitch;
      const loud = Math.exp(-(((frequency - 600 * formant) / 500) ** 2)) + 0.5 * Math.exp(-(((frequency - 1700 * formant) / 600) ** 2)) + 0.02;
      sum += loud * Math.sin(harmonic * phase);
    }
    seed = (seed * 48271) % 2147483647;
    samples[i] = 0.06 * syllable * sum + 0.004 * (seed / 2147483647 - 0.5);
  }
  return samples;
}

/** A mono WAV file of 16 bits. */
export function writeWav(path, samples, rate) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (let i = 0; i < samples.length; ++i)
    bytes.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(samples[i] * 32767))), 44 + 2 * i);
  writeFileSync(path, bytes);
  return path;
}
