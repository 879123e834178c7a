// The pages that the program writes, on a phone and on a desktop, light and dark.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, boxFaults, fileAddress, openBrowser, openPage, pictures, run, temporaryFolder, voice, writeWav } from "./tools.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

/** Utterances of invented speakers in two partitions. */
function corpus(folder, { utterances = 12, speakers = 3, seconds = 2 } = {}) {
  mkdirSync(join(folder, "invented"));
  const lines = ["path,speaker,gender,partition,category,activation,valence,dominance"];
  for (let i = 0; i < utterances; ++i) {
    const part = i / utterances;
    writeWav(join(folder, "invented", `${i}.wav`), voice(seconds * (1 + part), 16000).map((value) => value * (0.2 + part)), 16000);
    const category = ["angry", "neutral", "sad", "a category of a rather long name"][(i + Math.floor(i / speakers)) % 4];
    lines.push(`${i}.wav,speaker_${i % speakers},${i % 2 ? "female" : "male"},${part < 0.5 ? "train" : "test"},${category},${1 + (i * 5) % 7},${1 + (i * 3) % 7},${1 + 6 * part}`);
  }
  writeFileSync(join(folder, "invented", "manifest.csv"), lines.join("\n") + "\n");
  return join(folder, "invented");
}

const longName = "a_recording_whose_name_is_far_too_long_for_any_heading_on_a_telephone_2026-11-26T18-00-00_copy.wav";

const reports = {
  "predict, one file": { heading: "Emotion in speech", write: (folder, page) => run("predict", "samples/sense_and_sensibility.flac", "--window", "3", "--hop", "0.5", "--output", page, "--quiet") },
  "predict, several, one fails": {
    heading: "Emotion in speech",
    write: (folder, page) => {
      const good = writeWav(join(folder, longName), voice(40, 16000), 16000);
      const silent = writeWav(join(folder, "silent.wav"), new Float32Array(32000), 16000);
      run("predict", good, silent, "--output", page, "--quiet");
    },
  },
  evaluate: { heading: "Agreement with human ratings", write: (folder, page) => run("evaluate", "affectus", corpus(folder), "--partition", "all", "--output", page, "--quiet") },
  "evaluate --degrade": {
    heading: "Agreement with human ratings",
    write: (folder, page) => run("evaluate", "affectus", corpus(folder), "--partition", "all", "--degrade", "white:20,white:0", "--output", page, "--quiet"),
  },
  "corpus info": { heading: "Corpus invented", write: (folder, page) => run("corpus", "info", corpus(folder), "--output", page, "--quiet") },
  analyse: {
    heading: "Which values carry emotion",
    write: (folder, page) => run("analyse", corpus(folder), "--frontend", "mfb+prosody", "--partition", "train", "--output", page, "--quiet"),
  },
  reproduce: {
    heading: "Reproduction of the paper",
    write: (folder, page) => {
      run("reproduce", corpus(folder, { utterances: 72, speakers: 8, seconds: 0.6 }), "--output", join(folder, "results"), "--folds", "4", "--epochs", "1",
          "--resamples", "100", "--systems", "filterbank,filterbank-prosody", "--quiet");
      copyFileSync(join(folder, "results/index.html"), page);
    },
  },
};

/** Pages whose values are in their tables alone, or in clouds of points. */
const withoutReadings = ["evaluate"];

for (const [name, { heading, write }] of Object.entries(reports))
  test(`the page of ${name}`, async (context) => {
    const folder = temporaryFolder(context);
    const path = join(folder, "report.html");
    write(folder, path);
    for (const scheme of ["light", "dark"]) {
      const { page, close } = await openPage(browser, fileAddress(path), { colorScheme: scheme });
      assert.equal(await page.textContent("h1"), heading);
      assert.equal(await page.locator("h1").count(), 1);
      assert.equal(await axe(page), "");
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        assert.equal(await boxFaults(page), "", `at ${width} px`);
        // Where there is a chart with readings, hovering over its middle shows one of them, and all of it is within the picture.
        const chart = page.locator(`svg:visible:has(.hit)`).first();
        assert.equal((await chart.count()) === 0, withoutReadings.includes(name), "charts with readings");
        if (await chart.count()) {
          await chart.scrollIntoViewIfNeeded();
          const hits = chart.locator(".hit");
          for (const index of [0, Math.floor((await hits.count()) / 2), (await hits.count()) - 1]) {
            const place = await hits.nth(index).evaluate((one) => {
              const box = one.getBoundingClientRect();
              return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
            });
            await page.mouse.move(place.x, place.y);
            // The browser notices the pointer in one of its next frames.
            let shown = [];
            for (let i = 0; i < 100 && shown.length !== 1; ++i) {
              await page.waitForTimeout(50);
              shown = await chart.locator(".read").evaluateAll((all) => all.filter((one) => getComputedStyle(one).visibility === "visible").map((one) => one.textContent));
            }
            assert.equal(shown.length, 1, `${shown.length} readings are shown`);
            assert.match(shown[0], /\d/);
            assert.equal(await boxFaults(page), "", `with a reading, at ${width} px`);
          }
        }
        if (name === "predict, one file" && scheme === "light" && width === 1440) await page.screenshot({ path: join(pictures, "report.png") });
        if (scheme === "light") await page.screenshot({ path: join(pictures, `report-${name.replace(/\W+/g, "-")}-${width}.png`), fullPage: true });
      }
      await close();
    }
  });
