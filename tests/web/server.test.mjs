// Decoding by a server, with one made here that answers as the program's does.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, openPage, pageFolder, sample, serve, temporaryFolder } from "./tools.mjs";

const segment = (start_s, activation) => ({ start_s, end_s: start_s + 3, speech: 1, activation, valence: 3, dominance: 5, familiarity: 0.5,
  categories: { calm: 0.25, sad: 0.75 }, embedding: null, warnings: [] });

/** Answers /v1/models and /v1/predict; keeps what it was asked. */
function fakeServer(token) {
  const asked = [];
  const answer = (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    if (!path.startsWith("/v1/")) return false;
    const reply = (status, body) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      reply(401, { error: { code: "unauthorized", message: "expected a token", retryable: false } });
      return true;
    }
    if (path === "/v1/models") {
      reply(200, { models: [{ name: "affectus" }, { name: "large", licence: "CC-BY-4.0", notes: "Hears much.", categories: ["sad", "calm"] }] });
      return true;
    }
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece)).on("end", () => {
      const body = Buffer.concat(pieces).toString("latin1");
      asked.push(body);
      if (body.includes("broken")) reply(422, { error: { code: "invalid_format", message: "broken.xyz: nothing that can be decoded", retryable: false } });
      else reply(200, { file: "x", duration_s: 4, model: "large", scale: "sam", summary: {}, warnings: ["truncated"], segments: [segment(0, 2), segment(1, 4)] });
    });
    return true;
  };
  return { asked, answer };
}

const field = (body, name) => new RegExp(`name="${name}"\r\n\r\n([^\r]*)\r\n`).exec(body)?.[1];

test("the server decodes and scores where the user says so", async (context) => {
  const folder = temporaryFolder(context);
  const browser = await openBrowser();
  context.after(() => browser.close());
  const { asked, answer } = fakeServer("");
  const server = await serve(pageFolder, answer);
  context.after(() => server.stop());
  const { page, faults } = await openPage(browser, server.url);
  assert.match(await page.textContent("#privacy"), /never leaves the machine/);
  await page.click("#settings summary");
  await page.waitForSelector("#where", { state: "visible" });
  assert.deepEqual(await page.locator("#where option").allTextContents(), ["in this browser", "by the server: affectus", "by the server: large"]);
  await page.selectOption("#where", "large");
  assert.match(await page.textContent("#privacy"), /sent to this server/);
  await page.fill("#window", "2");
  await page.selectOption("#hop", "0.5");

  writeFileSync(join(folder, "odd.amr"), "#!AMR what no browser decodes");
  writeFileSync(join(folder, "broken.xyz"), "broken");
  await page.setInputFiles("#files", [join(folder, "odd.amr"), join(folder, "broken.xyz"), sample]);
  await page.waitForFunction(() => {
    const items = [...document.querySelectorAll("#recordings .choose")];
    return items.length === 3 && items.every((item) => /scored|failed/.test(item.textContent));
  }, null, { timeout: 60000 });
  const items = await page.locator("#recordings .choose").allTextContents();
  assert.match(items[0], /odd\.amr.*0:04\.0 · scored.*activation 3\.00.*valence 3\.00.*dominance 5\.00/);
  assert.match(items[1], /failed · broken\.xyz: nothing that can be decoded/);
  assert.match(items[2], /scored/);
  assert.deepEqual(["model", "window", "hop", "scale", "format"].map((name) => field(asked[0], name)), ["large", "2", "0.5", "sam", "json"]);
  assert.ok(asked[0].includes('name="file"; filename="odd.amr"'));
  assert.ok(asked[2].includes("fLaC"));

  // The model that scored is named, with its licence and its categories.
  await page.locator("#recordings .choose").first().click();
  assert.equal(await page.textContent("#scored-by"), "Scored by the model large, whose licence is CC-BY-4.0 · Hears much. · cut short");
  assert.equal(await page.textContent("#categories"), "sadcalm");

  // A selection without samples is the average of its windows.
  await page.locator("#recordings .choose").first().click();
  await page.focus("#timeline");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.waitForFunction(() => /Selection .*activation 3\.00/.test(document.querySelector("#status").textContent));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click('[data-export="json"]')]);
  await download.saveAs(join(folder, "x.json"));
  assert.equal(JSON.parse(readFileSync(join(folder, "x.json"), "utf8"))[0].model, "large");
  assert.deepEqual(faults.filter((fault) => !/422/.test(fault)), []);
});

test("a server with a token asks for it", async (context) => {
  const browser = await openBrowser();
  context.after(() => browser.close());
  const { answer } = fakeServer("secret");
  const server = await serve(pageFolder, answer);
  context.after(() => server.stop());
  const { page, faults } = await openPage(browser, server.url);
  await page.click("#settings summary");
  await page.fill("#token", "wrong");
  await page.keyboard.press("Enter");
  await page.fill("#token", "secret");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#where", { state: "visible" });
  assert.deepEqual(faults.filter((fault) => !/401/.test(fault)), []);
});

test("what the browser cannot decode is offered to the server", async (context) => {
  const folder = temporaryFolder(context);
  const browser = await openBrowser();
  context.after(() => browser.close());
  const server = await serve(pageFolder, fakeServer("").answer);
  context.after(() => server.stop());
  const { page, close } = await openPage(browser, server.url);
  writeFileSync(join(folder, "odd.amr"), "#!AMR what no browser decodes");
  await page.setInputFiles("#files", join(folder, "odd.amr"));
  await page.waitForFunction(() => /the server may: choose/.test(document.querySelector("#recordings").textContent));
  await close();
});
