// An hour of sound: opens, scrolls and zooms. Frames a second are printed, not asserted; memory is asserted.
import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, openPage, pageFolder, pictures, serve, temporaryFolder, voice, writeWav } from "./tools.mjs";

const most_mb = 600;

test("an hour opens, scrolls and zooms, in less than 600 MB", { timeout: 1500000 }, async (context) => {
  const folder = temporaryFolder(context);
  const minute = readFileSync(writeWav(join(folder, "minute.wav"), voice(60, 16000), 16000));
  const path = join(folder, "hour.wav");
  const header = Buffer.from(minute.subarray(0, 44));
  header.writeUInt32LE(36 + 60 * (minute.length - 44), 4);
  header.writeUInt32LE(60 * (minute.length - 44), 40);
  writeFileSync(path, header);
  const file = openSync(path, "a");
  for (let i = 0; i < 60; ++i) writeSync(file, minute, 44);
  closeSync(file);

  const browser = await openBrowser();
  context.after(() => browser.close());
  const server = await serve(pageFolder);
  context.after(() => server.stop());
  const { page, close } = await openPage(browser, server.url);
  const session = await browser.newBrowserCDPSession();
  // The highest resident memory so far of the process that runs the page and its worker.
  const peak_mb = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const peaks = processInfo.filter((one) => one.type === "renderer").map((one) => {
      const status = readFileSync(`/proc/${one.id}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
    });
    return Math.max(...peaks);
  };
  // Seconds of processor time of all of the browser's processes so far: unlike frames a second, the same on a busy machine.
  const processor_s = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, one) => {
      const fields = readFileSync(`/proc/${one.id}/stat`, "utf8").split(") ")[1].split(" ");
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    }, 0);
  };
  const begin = Date.now();
  await page.setInputFiles("#files", path);
  await page.waitForFunction(() => /activation \d/.test(document.querySelector("#recordings").textContent), null, { timeout: 120000 });
  const first_s = (Date.now() - begin) / 1000;
  await page.waitForFunction(() => /scored/.test(document.querySelector("#recordings").textContent), null, { timeout: 1400000 });
  const all_s = (Date.now() - begin) / 1000;
  assert.match(await page.textContent("#recordings"), /1:00:00\.0/);

  const frames = async (action) => {
    const before_s = await processor_s();
    const speed = await run(action);
    return { ...speed, processor_ms: ((await processor_s()) - before_s) * 1000 / count };
  };
  const count = 120;
  const run = (action) => page.evaluate(async ([kind, count]) => {
    const timeline = document.querySelector("#timeline"), place = timeline.getBoundingClientRect();
    timeline.focus();
    const times = [];
    let last = performance.now();
    for (let i = 0; i < count; ++i) {
      const turn = Math.floor(i / 20) % 2 === 0 ? 1 : -1;
      timeline.dispatchEvent(new WheelEvent("wheel", {
        bubbles: true, cancelable: true, clientX: place.left + place.width * 0.4, clientY: place.top + 100,
        ...(kind === "zoom" ? { deltaY: -30 * turn, ctrlKey: true } : { deltaX: 40 * turn }),
      }));
      await new Promise((done) => requestAnimationFrame(done));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    times.sort((a, b) => a - b);
    return { mean: 1000 / (times.reduce((sum, one) => sum + one, 0) / times.length), slow: 1000 / times[Math.floor(times.length * 0.95)] };
  }, [action, count]);
  await page.locator("section:has(#timeline)").screenshot({ path: join(pictures, "hour.png") });
  const zoom = await frames("zoom");
  await page.click("#zoom-in");
  await page.click("#zoom-in");
  const scroll = await frames("scroll");
  const memory = await peak_mb();
  const text = (one) => `${one.mean.toFixed(0)} frames/s (19 of 20 at ${one.slow.toFixed(0)} or more, ${one.processor_ms.toFixed(1)} ms of processor time each)`;
  console.log(`an hour: first values after ${first_s.toFixed(1)} s, all after ${all_s.toFixed(0)} s; zoom ${text(zoom)}, scroll ${text(scroll)}; at most ${memory.toFixed(0)} MB`);
  assert.ok(memory < most_mb, `${memory.toFixed(0)} MB`);
  await close();
});
