// Recording from a microphone that plays a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileAddress, onePage, openBrowser, openPage, pageFolder, pictures, rowsOf, serve, temporaryFolder, voice, writeWav } from "./tools.mjs";

for (const where of ["served", "from the disk"])
  test(`live curves move, and what is recorded has the program's numbers, ${where}`, async (context) => {
    const folder = temporaryFolder(context);
    const sound = writeWav(join(folder, "sound.wav"), voice(30, 48000), 48000);
    const browser = await openBrowser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${sound}`);
    context.after(() => browser.close());
    const server = await serve(pageFolder);
    context.after(() => server.stop());
    const { page, close } = await openPage(browser, where === "served" ? server.url : fileAddress(onePage),
                                           { permissions: where === "served" ? ["microphone"] : [] });
    await page.click("#record");
    await page.waitForFunction(() => /live/.test(document.querySelector("#recordings").textContent) && /activation \d/.test(document.querySelector("#recordings").textContent), null, { timeout: 60000 });
    const look = async () => ({
      picture: (await page.locator("#timeline").screenshot()).toString("base64"),
      now: Number(await page.getAttribute("#timeline", "aria-valuenow")),
      text: await page.getAttribute("#timeline", "aria-valuetext"),
    });
    const first = await look();
    await page.waitForFunction((now) => Number(document.querySelector("#timeline").getAttribute("aria-valuenow")) >= now + 1.5, first.now, { timeout: 60000 });
    const second = await look();
    assert.notEqual(second.picture, first.picture);
    assert.notEqual(second.text, first.text);
    assert.match(await page.textContent("#status"), /^\d+:\d\d\.\d: activation [\d.]+ give or take [\d.]+, valence/);
    if (where === "served") await page.screenshot({ path: join(pictures, "live.png") });
    await page.click("#record");
    await page.waitForFunction(() => /scored/.test(document.querySelector("#recordings").textContent), null, { timeout: 60000 });

    const save = async (kind) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-export="${kind}"]`)]);
      await download.saveAs(join(folder, `live.${kind}`));
      return join(folder, `live.${kind}`);
    };
    const ours = JSON.parse(readFileSync(await save("json"), "utf8"))[0].segments;
    const theirs = rowsOf(await save("wav"), "--window", "3", "--hop", "0.25");
    assert.ok(ours.length >= 6, `${ours.length} rows`);
    assert.equal(ours.length, theirs.length);
    let worst = 0;
    ours.forEach((row, i) => {
      assert.deepEqual([row.start_s, row.end_s], [theirs[i].start_s, theirs[i].end_s]);
      for (const name of ["activation", "valence", "dominance", "speech"]) worst = Math.max(worst, Math.abs(row[name] - theirs[i][name]));
    });
    assert.ok(worst <= 1e-4, `off by ${worst}`);
    console.log(`live, ${where}: ${ours.length} rows, off by at most ${worst.toExponential(1)}`);
    assert.ok(ours.some((row) => row.speech > 0.2), "the sound of the file arrives");
    await close();
  });
