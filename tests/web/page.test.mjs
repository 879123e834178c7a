// The page in Chromium, served as static files: what is seen, heard and saved, against the program's own numbers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addFile, difference, differenceOfValues, dropFile, isScored, saved, savedRows } from "./actions.mjs";
import { axe, boxFaults, fileAddress, onePage, openBrowser, openPage, pageFolder, pictures, program, rowsOf, run, sample, serve, temporaryFolder, voice, writeWav } from "./tools.mjs";

let browser, server;
before(async () => {
  browser = await openBrowser();
  server = await serve(pageFolder);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const selectionText = (page) => page.locator("#selection [data-value]").allTextContents();
async function selectionScored(page) {
  await page.waitForFunction(() => [...document.querySelectorAll("#selection [data-value]")].every((one) => /\d/.test(one.textContent)));
}

test("a dropped file gives the program's rows, and every picture of them", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  await dropFile(page, sample, "sense_and_sensibility.flac");
  assert.match(await page.textContent("#recordings"), /sense_and_sensibility\.flac.*0:24\.7 · scored/);
  const ours = await savedRows(page, folder);
  const theirs = rowsOf(sample, "--window", "3", "--hop", "0.25");
  const worst = difference(ours, theirs);
  assert.ok(worst <= 1e-4, `off by ${worst}`);
  console.log(`16 kHz FLAC: ${ours.length} rows, off by at most ${worst.toExponential(1)}`);
  const summary = JSON.parse(run("predict", sample, "--format", "json", "--quiet", "--window", "3", "--hop", "0.25"))[0].summary;
  for (const [name, value] of Object.entries(summary)) assert.ok((await page.textContent("#recordings")).includes(`${name} ${value.toFixed(2)}`), name);
  await page.click("#timeline", { position: { x: 400, y: 150 } });
  await page.locator("section", { has: page.locator("#timeline") }).screenshot({ path: join(pictures, "curves.png") });
  await close();
});

test("16 bit WAV at 16 kHz gives the program's rows to 1e-4, other rates and decoders to .02", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  const wav16 = writeWav(join(folder, "sixteen.wav"), voice(12, 16000), 16000);
  const wav44 = writeWav(join(folder, "fortyfour.wav"), voice(12, 44100), 44100);
  const flac48 = join(folder, "fortyeight.flac");
  execFileSync("ffmpeg", ["-v", "error", "-i", writeWav(join(folder, "fortyeight.wav"), voice(12, 48000), 48000), flac48]);
  for (const [path, tolerance] of [[wav16, 1e-4], [wav44, 0.02], [flac48, 0.02]]) {
    await addFile(page, path);
    await page.locator("#recordings .choose").last().click();
    const compare = tolerance < 0.01 ? difference : differenceOfValues;
    const worst = compare(await savedRows(page, folder), rowsOf(path, "--window", "3", "--hop", "0.25"));
    assert.ok(worst <= tolerance, `${path} is off by ${worst}`);
    console.log(`${path.split("/").at(-1)}: off by at most ${worst.toExponential(1)}`);
  }
  assert.equal(await page.locator("#recordings .choose").count(), 3);
  await close();
});

test("a file that is no sound says so and stops nothing", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  writeFileSync(join(folder, "text.wav"), "not a sound");
  writeFileSync(join(folder, "empty.wav"), Buffer.concat([readFileSync(writeWav(join(folder, "e.wav"), [], 16000))]));
  const short = writeWav(join(folder, "short.wav"), voice(0.7, 16000), 16000);
  await page.setInputFiles("#files", [join(folder, "text.wav"), join(folder, "empty.wav"), short]);
  await isScored(page);
  const items = await page.locator("#recordings .choose").allTextContents();
  assert.match(items[0], /failed · This browser cannot decode the file/);
  assert.match(items[1], /failed · There is not one sample/);
  assert.match(items[2], /scored/);
  await page.locator("#recordings .choose").last().click();
  assert.ok(difference(await savedRows(page, folder), rowsOf(short, "--window", "3", "--hop", "0.25")) <= 1e-4);
  await page.locator("#recordings .remove").first().click();
  await page.waitForFunction(() => document.querySelectorAll("#recordings .choose").length === 2);
  // The question for a server that could decode it fails on static files, and the browser says so.
  await close().catch((error) => assert.match(error.message, /^console: Failed to load resource: .*404 .*v1\/models\)$/));
});

test("zoom by buttons, wheel and overview; a selection by the pointer has the program's scores of that interval", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  await addFile(page, sample);
  const box = await page.locator("#timeline").boundingBox();
  const picture = async () => (await page.locator("#timeline").screenshot()).toString("base64");
  const whole = await picture();
  await page.click("#zoom-in");
  const zoomed = await picture();
  assert.notEqual(zoomed, whole);
  assert.ok(await page.locator(".overview").isVisible());
  await page.mouse.move(box.x + 200, box.y + 100);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  assert.notEqual(await picture(), zoomed);
  await page.click("#zoom-all");
  await page.mouse.move(box.x, box.y - 30);
  assert.ok(await page.locator(".overview").isHidden());

  await page.mouse.move(box.x + 300, box.y + 150);
  await page.mouse.down();
  await page.mouse.move(box.x + 380, box.y + 160, { steps: 4 });
  await page.mouse.move(box.x + 520, box.y + 160, { steps: 4 });
  await page.mouse.up();
  await selectionScored(page);
  const shown = await selectionText(page);
  await page.fill("#label-text", "a stretch");
  await page.click("#add-label");
  await page.waitForFunction(() => /activation/.test(document.querySelector("#labels").textContent));
  const labels = await saved(page, "labels", folder);
  assert.match(readFileSync(labels, "utf8"), /^file,start_s,end_s,label\nsense_and_sensibility\.flac,[\d.]+,[\d.]+,a stretch\n$/);
  const [row] = rowsOf(sample, "--segments", labels);
  assert.equal(row.label, "a stretch");
  [row.activation, row.valence, row.dominance].forEach((value, i) => assert.ok(Math.abs(Number(shown[i]) - value) < 0.0051 + 1e-4, `${shown[i]} is not ${value}`));
  await page.click("#zoom-selection");
  await page.screenshot({ path: join(pictures, "selection.png"), fullPage: true });
  await close();
});

test("all that is saved can be read back", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  copyFileSync(sample, join(folder, "sample.flac"));
  const file = join(folder, "sample.flac");
  await addFile(page, file);
  await page.focus("#timeline");
  for (let i = 0; i < 8; ++i) await page.keyboard.press("Shift+ArrowRight");
  await page.fill("#label-text", 'he said "no"');
  await page.click("#add-label");

  // CSV: the program's own, but for its last digits.
  const theirs = run("predict", file, "--window", "3", "--hop", "0.25", "--format", "csv", "--quiet").trim().split("\n").map((line) => line.split(","));
  const ours = readFileSync(await saved(page, "csv", folder), "utf8").trim().split("\n").map((line) => line.split(","));
  assert.deepEqual(ours[0], theirs[0]);
  assert.equal(ours.length, theirs.length);
  for (let i = 1; i < ours.length; ++i)
    for (let k = 1; k < ours[0].length; ++k) {
      assert.equal(ours[i][k] === "", theirs[i][k] === "", `${ours[0][k]} of row ${i}`);
      assert.ok(ours[i][k] === theirs[i][k] || Math.abs(ours[i][k] - theirs[i][k]) <= 1e-4, `${ours[0][k]} of row ${i}: ${ours[i][k]}, ${theirs[i][k]}`);
    }

  // TextGrid: read by the program as intervals.
  const grid = await saved(page, "textgrid", folder);
  assert.match(grid, /sample\.TextGrid$/);
  const labelled = rowsOf(file, "--segments", grid, "--tier", "label");
  assert.deepEqual(labelled.map((row) => row.label), ['he said "no"']);
  assert.ok(Math.abs(labelled[0].end_s - 2) < 1e-6);
  const tier = (text, name) => [...text.split(`name = "${name}"`)[1].split("item [")[0].matchAll(/xmin = ([\d.]+) \n\s+xmax = ([\d.]+) \n\s+text = "([^"]*)"/g)].map((match) => match.slice(1));
  const programGrid = run("predict", file, "--window", "3", "--hop", "0.25", "--format", "textgrid", "--quiet");
  const [ourTier, theirTier] = [tier(readFileSync(grid, "utf8"), "valence"), tier(programGrid, "valence")];
  assert.equal(ourTier.length, theirTier.length);
  ourTier.forEach((interval, i) => {
    assert.deepEqual(interval.slice(0, 2), theirTier[i].slice(0, 2));
    assert.ok(Math.abs(interval[2] - theirTier[i][2]) <= 2e-4);
  });

  // EAF: sound XML whose annotations point to slots that are there.
  const eaf = readFileSync(await saved(page, "eaf", folder), "utf8");
  const facts = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "application/xml");
    const slots = new Map([...parsed.querySelectorAll("TIME_SLOT")].map((slot) => [slot.getAttribute("TIME_SLOT_ID"), Number(slot.getAttribute("TIME_VALUE"))]));
    const annotations = [...parsed.querySelectorAll("ALIGNABLE_ANNOTATION")];
    return {
      error: parsed.querySelector("parsererror")?.textContent ?? "",
      ordered: annotations.every((one) => slots.get(one.getAttribute("TIME_SLOT_REF1")) < slots.get(one.getAttribute("TIME_SLOT_REF2"))),
      tiers: [...parsed.querySelectorAll("TIER")].map((one) => one.getAttribute("TIER_ID")),
      label: [...parsed.querySelectorAll('TIER[TIER_ID="label"] ANNOTATION_VALUE')].map((one) => one.textContent),
    };
  }, eaf);
  assert.equal(facts.error, "");
  assert.ok(facts.ordered);
  assert.ok(["activation", "valence", "dominance", "category", "label"].every((name) => facts.tiers.includes(name)), facts.tiers.join());
  assert.deepEqual(facts.label, ['he said "no"']);

  const values = (text, tier) => [...text.split(`TIER_ID="${tier}"`)[1].split("</TIER>")[0].matchAll(/<ANNOTATION_VALUE>([^<]*)</g)].map((match) => match[1]);
  const [ourValues, theirValues] = [eaf, run("predict", file, "--window", "3", "--hop", "0.25", "--format", "eaf", "--quiet")].map((text) => values(text, "valence"));
  assert.equal(ourValues.length, theirValues.length);
  ourValues.forEach((value, i) => assert.ok(Math.abs(value - theirValues[i]) <= 2e-4, `${value} is not ${theirValues[i]}`));
  assert.deepEqual(values(eaf, "category"), values(run("predict", file, "--window", "3", "--hop", "0.25", "--format", "eaf", "--quiet"), "category"));

  // PNG: decoded, it has the three curves and little else than its background.
  const png = readFileSync(await saved(page, "png", folder));
  const picture = await page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    const share = (name) => {
      const wanted = [1, 3, 5].map((at) => parseInt(style.getPropertyValue(`--${name}`).trim().slice(at, at + 2), 16));
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (wanted.every((value, k) => Math.abs(data[i + k] - value) < 24)) ++count;
      return count / (data.length / 4);
    };
    return { width: canvas.width, height: canvas.height, curves: ["activation", "valence", "dominance"].map(share), ink: share("ink") };
  }, png.toString("base64"));
  assert.equal(picture.width, 2400);
  assert.ok(picture.height > 800 && picture.height < 1400, `${picture.height} pixels`);
  for (const share of [...picture.curves, picture.ink]) assert.ok(share > 2e-4 && share < 0.05, `${share} of the picture`);

  // WAV: the same samples, so the same rows.
  const wav = await saved(page, "wav", folder);
  assert.ok(difference(rowsOf(wav), rowsOf(file)) <= 1e-6);
  await close();
});

test("everything is done by keys, and a screen reader is told", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, server.url);
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.dataset?.export || document.activeElement?.className || document.activeElement?.tagName);
  const tabTo = async (name) => {
    for (let i = 0; i < 80; ++i) {
      if ((await focused()) === name) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not reach ${name}`);
  };
  const chooser = page.waitForEvent("filechooser"); // before the walk: Chromium needs a moment until it hands dialogs over
  await tabTo("choose");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(sample);
  await isScored(page);
  await page.waitForFunction(() => /is scored: activation [\d.]+, valence/.test(document.querySelector("#status").textContent));

  await tabTo("timeline");
  const text = () => page.getAttribute("#timeline", "aria-valuetext");
  const position = async () => Number(await page.getAttribute("#timeline", "aria-valuenow"));
  assert.match(await text(), /^0:00\.0: activation [\d.]+ give or take [\d.]+, valence/);
  const key = async (name) => {
    await page.keyboard.press(name);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
  await key("ArrowRight");
  assert.equal(await position(), 0.25);
  await key("PageDown");
  assert.equal(await position(), 2.75);
  await key("End");
  assert.ok(Math.abs((await position()) - 24.73) < 0.02);
  await key("Home");
  assert.equal(await position(), 0);
  await key("PageDown");
  const theirs = rowsOf(sample, "--window", "3", "--hop", "0.25").find((row) => (row.start_s + row.end_s) / 2 === 2.5);
  assert.ok((await text()).startsWith(`0:02.5: activation ${theirs.activation.toFixed(2)} `), await text());

  await key("+");
  assert.ok(await page.locator(".overview").isVisible());
  await key("0");
  assert.ok(await page.locator(".overview").isHidden());
  for (let i = 0; i < 4; ++i) await key("Shift+ArrowRight");
  await page.waitForFunction(() => /^Selection 0:02\.5 to 0:03\.5: activation [\d.]+/.test(document.querySelector("#status").textContent));
  await key("l");
  assert.equal(await focused(), "label-text");
  await page.keyboard.type("by keys");
  await page.keyboard.press("Enter");
  assert.match(await page.textContent("#labels"), /0:02\.5 – 0:03\.5 by keys/);
  await page.focus("#timeline");
  await key("Escape");
  assert.ok(await page.locator("#label-text").isHidden());

  await key(" ");
  await page.waitForFunction(() => document.querySelector("#play").textContent === "Pause");
  await page.waitForFunction(() => Number(document.querySelector("#timeline").getAttribute("aria-valuenow")) > 3.6);
  await page.focus("#timeline");
  await key(" ");
  await page.waitForFunction(() => document.querySelector("#play").textContent === "Play");

  await tabTo("json");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  await download.saveAs(join(folder, "x.json"));
  await page.keyboard.press("Tab");
  await tabTo("SUMMARY");
  await page.keyboard.press("Enter");
  const rows = JSON.parse(readFileSync(join(folder, "x.json"), "utf8"))[0].segments;
  await page.waitForFunction((count) => document.querySelectorAll("#table tbody tr").length === count, rows.length);
  const cells = await page.locator("#table tbody tr").nth(3).locator("td").allTextContents();
  assert.equal(cells[3], rows[3].activation.toFixed(2));
  await close();
});

for (const scheme of ["light", "dark"])
  test(`axe finds nothing and no box is out of place at 390 and 1440 px, ${scheme}`, async () => {
    const { page, close } = await openPage(browser, server.url, { colorScheme: scheme });
    assert.equal(await axe(page), "");
    await page.click("#settings summary", { timeout: 5000 });
    await addFile(page, sample);
    await page.focus("#timeline");
    for (let i = 0; i < 30; ++i) await page.keyboard.press("ArrowRight");
    for (let i = 0; i < 8; ++i) await page.keyboard.press("Shift+ArrowRight");
    await selectionScored(page);
    await page.fill("#label-text", "unhurried");
    await page.click("#add-label");
    await page.click("#table summary");
    assert.equal(await axe(page), "");
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      assert.equal(await boxFaults(page), "", `at ${width} px`);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(background, scheme === "dark" ? "rgb(13, 16, 20)" : "rgb(245, 247, 249)");
      if (width === 390) {
        await page.locator("#timeline").scrollIntoViewIfNeeded();
        await page.screenshot({ path: join(pictures, `phone-${scheme}.png`) });
      } else if (scheme === "dark") {
        await page.screenshot({ path: join(pictures, "page-dark.png"), fullPage: false });
      }
    }
    // On static files there is no server to ask, and the browser says so.
    await close().catch((error) => assert.match(error.message, /^console: Failed to load resource: .*404 .*v1\/models\)$/));
  });

test("the policy lets nothing in from elsewhere", async () => {
  const { page, context } = await openPage(browser, server.url);
  const failures = [];
  page.on("requestfailed", (request) => failures.push(request.failure().errorText));
  page.on("response", (response) => { if (!response.url().replace(/^blob:/, "").startsWith(server.url)) failures.push(response.url()); });
  const blocked = await page.evaluate(() => new Promise((done) => {
    const seen = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      seen.push(event.effectiveDirective);
      if (seen.length === 4) done(seen.sort());
    });
    document.body.append(Object.assign(new Image(), { src: "http://192.0.2.1/x.png" }));
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
    document.body.append(Object.assign(document.createElement("script"), { src: "http://192.0.2.1/x.js" }));
    fetch("http://192.0.2.1/").catch(() => undefined);
  }));
  assert.deepEqual(blocked, ["connect-src", "img-src", "script-src-elem", "script-src-elem"]);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.ok(failures.every((text) => /^csp$|BLOCKED_BY_CSP/.test(text)), failures.join("\n"));
  await context.close();
});

test("a second visit works without a connection", async (context) => {
  const folder = temporaryFolder(context);
  const own = await serve(pageFolder);
  const { page, context: browserContext, faults } = await openPage(browser, own.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await own.stop();
  const second = await browserContext.newPage();
  const errors = [];
  second.on("pageerror", (error) => errors.push(error.message));
  await second.goto(own.url);
  await addFile(second, sample);
  assert.ok(difference(await savedRows(second, folder), rowsOf(sample, "--window", "3", "--hop", "0.25")) <= 1e-4);
  assert.deepEqual([...errors, ...faults], []);
  await browserContext.close();
});

test("from the disk, with no server at all: the same numbers", async (context) => {
  const folder = temporaryFolder(context);
  const { page, close } = await openPage(browser, fileAddress(onePage));
  await dropFile(page, sample, "sense_and_sensibility.flac");
  assert.ok(difference(await savedRows(page, folder), rowsOf(sample, "--window", "3", "--hop", "0.25")) <= 1e-4);
  await addFile(page, writeWav(join(folder, "own.wav"), voice(5, 22050), 22050));
  assert.equal(await page.locator("#recordings .choose").count(), 2);
  assert.equal(await axe(page), "");
  await page.locator("#recordings .choose").first().click();
  await close();
});
