// What users do with the page, and its rows beside the program's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Waits until no recording of the list is unfinished. */
export const isScored = (page) => page.waitForFunction(() => {
  const items = [...document.querySelectorAll("#recordings .choose")];
  return items.length > 0 && items.every((item) => /scored|failed/.test(item.textContent));
}, null, { timeout: 600000 }); // a machine that does much else must not fail a test

/** As the file dialogue does it. */
export async function addFile(page, path) {
  await page.setInputFiles("#files", path);
  await isScored(page);
}

/** As a user's hand does it: the page gets a drop event that holds the file. */
export async function dropFile(page, path, name) {
  const transfer = await page.evaluateHandle(async ([base64, fileName]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], fileName));
    return data;
  }, [readFileSync(path).toString("base64"), name]);
  await page.dispatchEvent("#drop", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("#drop", "drop", { dataTransfer: transfer });
  await isScored(page);
}

/** Presses a button of the export and returns the path of what it saves. */
export async function saved(page, kind, folder) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-export="${kind}"]`)]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

export const savedRows = async (page, folder) => JSON.parse(readFileSync(await saved(page, "json", folder), "utf8"))[0].segments;

/** The largest difference of the values, among which speech (a share of frames, whose threshold a resampler's noise may cross) is not. */
export function differenceOfValues(ours, theirs) {
  return difference(ours.map((row) => ({ ...row, speech: "" })), theirs.map((row) => ({ ...row, speech: "" })));
}

/** The largest difference of all numbers of two lists of rows, which must have the same times, fields and warnings. */
export function difference(ours, theirs) {
  assert.equal(ours.length, theirs.length, "number of rows");
  let worst = 0;
  ours.forEach((row, i) => {
    const other = theirs[i];
    assert.deepEqual(Object.keys(row).sort(), Object.keys(other).filter((name) => name in row || other[name] !== null).sort());
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "number") worst = Math.max(worst, Math.abs(value - other[name]));
      else if (name === "categories" && value) for (const one of Object.keys(value)) worst = Math.max(worst, Math.abs(value[one] - other[name][one]));
      else assert.deepEqual(value, other[name], name);
    }
  });
  return worst;
}
