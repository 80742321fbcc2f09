import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import Papa from "papaparse";
import { latestResult, number, run, text, withPage } from "./support.js";

const demo = withPage();

/** @typedef {import("playwright-core").Page} Page */

/** The cells of one column that are in the page, from the first row down. @param {Page} page @param {number} column */
const column = (page, column) =>
  page.locator(`#passed .grid-body .grid-row > div:nth-child(${column})`).allTextContents();

/** @param {Page} page @param {"CSV" | "JSON"} format */
async function download(page, format) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `Download ${format}` }).click(),
  ]);
  assert.equal(file.suggestedFilename(), `passed.${format.toLowerCase()}`);
  return readFile(await file.path(), "utf8");
}

/** The lowest balance of all who passed, as the table writes it. @param {Page} page */
function lowest(page) {
  return page.evaluate(() => {
    const { passed, rows } = /** @type {any} */ (globalThis).results.at(-1).result;
    const balances = passed.map((/** @type {any} */ user) => rows.get(user).currentBalance);
    return Math.min(...balances).toFixed(2);
  });
}

describe("the passing users", () => {
  it("are sorted, found and downloaded", async () => {
    const { page, wrong } = await demo.open("?latency=5&spread=4&perId=0&batchSize=100");
    await run(page);
    const { passed } = await latestResult(page);

    await page.getByRole("button", { name: "currentBalance" }).click();
    const heading = page.getByRole("columnheader", { name: "currentBalance" });
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    await page.locator("#passed .grid-row[aria-rowindex='2']", { hasText: await lowest(page) }).waitFor();
    const rising = (await column(page, 3)).map((cell) => Number(cell.replaceAll(",", "")));
    assert.deepEqual(
      rising,
      [...rising].sort((a, b) => a - b),
    );
    await page.keyboard.press("Enter");
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    const csv = Papa.parse((await download(page, "CSV")).trim(), { header: true, dynamicTyping: true }).data;
    const balances = csv.map((/** @type {any} */ row) => row.currentBalance);
    assert.deepEqual(
      balances,
      [...balances].sort((a, b) => b - a),
    );
    assert.deepEqual(
      csv.map((/** @type {any} */ row) => row.id).sort((a, b) => a - b),
      passed,
    );
    await page.getByRole("button", { name: "currentBalance" }).click();
    assert.equal(await heading.getAttribute("aria-sort"), "none");

    await page.getByLabel("Search").fill("ada it");
    await page.locator("#passed-count", { hasText: ` of ${passed.length}` }).waitFor();
    const found = JSON.parse(await download(page, "JSON"));
    assert.ok(found.length > 0 && found.length < passed.length);
    const ids = found.map((/** @type {any} */ user) => user.id);
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => a - b),
      "in the order of the input",
    );
    for (const user of found) {
      const said = JSON.stringify(Object.values(user)).toLowerCase();
      assert.ok(said.includes("ada") && said.includes("it"), said);
    }
    const holds = page.locator("#passed-holds");
    assert.equal(
      await text(holds),
      `Downloads hold what this table shows, in its order: ${found.length} of ${passed.length} users, ${Object.keys(found[0]).length} columns.`,
    );
    await page.getByLabel("Search").fill("nobody at all");
    await page.locator("#passed-count", { hasText: `0 of ${passed.length}` }).waitFor();
    assert.equal(await text(holds), "");
    assert.ok(await page.getByRole("button", { name: "Download CSV" }).isDisabled());
    await page.getByLabel("Search").fill("");
    await page.locator("#passed-count", { hasText: /^\d+$/ }).waitFor();
    // Looked at once: the table, which was empty, grows by more rows when the browser has measured it.
    const shown = (await column(page, 1)).map(Number);
    assert.ok(shown.length > 0);
    assert.deepEqual(shown, passed.slice(0, shown.length));
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("show what was searched for last, whatever is answered last", async () => {
    const { page } = await demo.open("?latency=0&spread=0&perId=0");
    await run(page);
    const { passed } = await latestResult(page);
    await page.getByLabel("Search").evaluate((at) => {
      const search = /** @type {HTMLInputElement} */ (at);
      for (const words of ["ada", ""]) {
        search.value = words;
        search.dispatchEvent(new Event("input"));
      }
    });
    // The worker answers in turn: whatever it was asked before is answered now.
    await download(page, "JSON");
    assert.equal(await number(page, "#passed-count"), passed.length);
    await page.close();
  });

  it("are downloaded without formulae for a spreadsheet to run", async () => {
    const { page } = await demo.open("?where=");
    await page.getByLabel("my own").check();
    await page.getByLabel("Address").fill("/v1/balances:batchGet");
    const notes = ["=1+1", "x;=HYPERLINK(A1)", "\n=2+2", "\t@SUM(A1)", "a, -3"];
    const sample = notes.map((note, index) => ({
      id: index + 1,
      note,
      ...(index === 0 && { constructor: "+4" }),
    }));
    await page.getByLabel(/^Sample of users/).fill(JSON.stringify(sample));
    await run(page);
    const csv = await download(page, "CSV");
    assert.match(csv, /'=1\+1/);
    assert.doesNotMatch(
      csv,
      /(^|[;,|\t\r\n"])\s*[=+@]/,
      "nothing is a formula, wherever a spreadsheet splits",
    );
    assert.match(csv, /'-3/);
    assert.match(await download(page, "JSON"), /"=1\+1"/);
    await page.close();
  });

  it("have in the page only the rows that are seen, and can be read to their end", async () => {
    const { page } = await demo.open("?users=20000&batchSize=1000&latency=0&spread=0&perId=0");
    await run(page);
    const table = page.getByRole("table", { name: "Passing users" });
    const { passed } = await latestResult(page);
    assert.equal(await number(page, "#passed-count"), passed.length);
    assert.equal(await table.getAttribute("aria-rowcount"), String(passed.length + 1));
    assert.ok((await column(page, 1)).length < 40);
    await table.focus();
    await page.keyboard.press("End");
    const last = page.locator(`#passed .grid-row[aria-rowindex="${passed.length + 1}"] > div:first-child`);
    await last.waitFor();
    assert.equal(Number(await last.textContent()), passed.at(-1));
    assert.ok((await column(page, 1)).length < 40);
    await page.close();
  });
});
