// A short walk through the page as `affectus serve` serves it and as it lies on the disk. `make test` and `make web` run it; the
// pictures of the README are its.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addFile, difference, dropFile, isScored, savedRows } from "./actions.mjs";
import { axe, fileAddress, onePage, openBrowser, openPage, pictures, program, root, rowsOf, sample, temporaryFolder, voice, writeWav } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

const windows = ["--window", "3", "--hop", "0.25"];

/** The program as a server of the page that lies beside it, on a free port; `stop()` asks it to end and waits. */
async function startServer(test) {
  const server = spawn(program, ["serve", "--port", "0", "--quiet"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => server.once("exit", (code) => done(code)));
  test.after(() => server.kill("SIGKILL"));
  let complaints = "";
  server.stderr.setEncoding("utf8").on("data", (text) => { complaints += text; });
  const address = await new Promise((ready, failed) => {
    let line = "";
    server.stdout.setEncoding("utf8").on("data", (text) => {
      line += text;
      if (line.includes("\n")) ready(line.trim());
    });
    server.once("exit", () => failed(new Error(`affectus serve ended: ${complaints}`)));
    server.once("error", failed);
  });
  return {
    url: `${address}/`,
    stop: () => {
      server.kill("SIGTERM");
      return ended;
    },
  };
}

/** The share of the pixels of the timeline that have nearly the colour of a curve, for each of the three curves. */
const inkOfCurves = (page) => page.evaluate(() => {
  const canvas = document.querySelector("#timeline canvas"), { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const style = getComputedStyle(document.documentElement);
  return ["activation", "valence", "dominance"].map((name) => {
    const wanted = [1, 3, 5].map((at) => parseInt(style.getPropertyValue(`--${name}`).trim().slice(at, at + 2), 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && wanted.every((value, k) => Math.abs(data[i + k] - value) < 24)) ++count;
    return count / (data.length / 4);
  });
});

/** Checks what is drawn, and takes a picture from the element `first` to the element `last`. */
async function look(page, name, first, last) {
  await page.click("#timeline", { position: { x: 470, y: 150 } });
  await page.waitForFunction(() => /\d/.test(document.querySelector("[data-value=valence]").textContent));
  for (const ink of await inkOfCurves(page)) assert.ok(ink > 2e-4 && ink < 0.05, `a curve takes ${ink} of the picture`);
  await page.mouse.move(2, 2);
  const [top, bottom] = await page.evaluate(([from, to]) => {
    window.scrollTo(0, 0);
    return [document.querySelector(from).getBoundingClientRect().top, document.querySelector(to).getBoundingClientRect().bottom];
  }, [first, last]);
  await page.screenshot({ path: join(pictures, name), fullPage: true, clip: { x: 100, y: Math.max(top - 20, 0), width: 1080, height: bottom - top + 40 } });
}

test("affectus serve, a file dropped, the curves; then without the server", async (context) => {
  const folder = temporaryFolder(context);
  const server = await startServer(context);
  const theirs = rowsOf(sample, ...windows);
  const { page, context: browserContext, faults } = await openPage(browser, server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await dropFile(page, sample, "sense_and_sensibility.flac");
  assert.ok(difference(await savedRows(page, folder), theirs) <= 1e-4);
  await look(page, "page.png", "section:has(#recordings)", ".columns");
  assert.equal(await axe(page), "");

  // Decoded and scored by the server.
  await page.click("#settings summary");
  await page.waitForSelector("#where", { state: "visible" });
  const model = await page.locator("#where option").nth(1).getAttribute("value");
  await page.selectOption("#where", model);
  assert.match(await page.textContent("#privacy"), /sent to this server/);
  await addFile(page, sample);
  await page.locator("#recordings .choose").last().click();
  assert.ok(difference(await savedRows(page, folder), theirs) <= 1e-6);
  await page.selectOption("#where", "");

  // Keys and a selection.
  await page.locator("#recordings .choose").first().click();
  await page.focus("#timeline");
  await page.keyboard.press("PageDown");
  for (let i = 0; i < 8; ++i) await page.keyboard.press("Shift+ArrowRight");
  await page.waitForFunction(() => /^Selection 0:02\.5 to 0:04\.5: activation [\d.]+/.test(document.querySelector("#status").textContent));

  // The server stops: the page goes on, and opens again.
  assert.equal(await server.stop(), 0);
  const own = writeWav(join(folder, "own.wav"), voice(5, 16000), 16000);
  await addFile(page, own);
  await page.locator("#recordings .choose").last().click();
  assert.ok(difference(await savedRows(page, folder), rowsOf(own, ...windows)) <= 1e-4);
  const again = await browserContext.newPage();
  again.on("pageerror", (error) => faults.push(error.message));
  await again.goto(server.url);
  await dropFile(again, sample, "sense_and_sensibility.flac");
  assert.ok(difference(await savedRows(again, folder), theirs) <= 1e-4);
  assert.deepEqual(faults, []);
  await browserContext.close();
});

test("the same from the disk with no server", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, fileAddress(onePage));
  await dropFile(page, sample, "sense_and_sensibility.flac");
  await isScored(page);
  assert.ok(difference(await savedRows(page, folder), rowsOf(sample, ...windows)) <= 1e-4);
  await look(page, "from-disk.png", "header", "section:has(#timeline)");
  await close();
});
