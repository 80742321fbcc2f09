import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { violations } from "./look/violations.js";
import { latestResult, text, withPage } from "./support.js";

const demo = withPage();
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

describe("the page, opened", () => {
  it("plays the first situation by itself, once, and leaves the focus where it was", async () => {
    const { page, wrong } = await demo.open("");
    await page.locator("#status", { hasText: "Done" }).waitFor();
    assert.match(await text(page.locator("#situation")), /^All is well/);
    assert.equal((await latestResult(page)).given.length, 1_000);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "BODY");
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).results.length), 1);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  for (const [whom, query, options] of /** @type {const} */ ([
    ["who wants less motion", "", { reducedMotion: "reduce" }],
    ["who was sent settings", "?users=500", {}],
  ])) {
    it(`waits for ${whom}`, async () => {
      const { page } = await demo.open(query, options);
      await page.waitForTimeout(300);
      assert.equal(await text(page.locator("#status")), "Press Run, or try a situation.");
      assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).results.length), 0);
      await page.close();
    });
  }

  it("says how to install the package, as the README does", async () => {
    const { page } = await demo.open();
    const commands = await page.locator(".install code").allTextContents();
    const [, install] = readFileSync(`${ROOT}README.md`, "utf8").split(/^## Install$|^## Try it$/m);
    assert.deepEqual(commands, ["npm pack", "npm install ../path/to/filter-users-0.1.0.tgz"]);
    for (const command of commands) assert.ok(install.includes(command), install);
    await page.close();
  });
});

/** Where the links of a page lead, within the demo's server. @param {import("playwright-core").Page} page */
async function linksOf(page) {
  const all = await page
    .locator("a[href]")
    .evaluateAll((links) => links.map((link) => /** @type {any} */ (link).href));
  return all.filter((/** @type {string} */ link) => link.startsWith(demo.url));
}

describe("the documents", () => {
  it("are pages, whose links lead on to what they name", async () => {
    const page = await demo.browser.newPage();
    await page.goto(`${demo.url}/?users=1`);
    const waiting = await linksOf(page);
    assert.ok(waiting.length >= 5, waiting.join("\n"));
    /** @type {Map<string, string[]>} the anchors of each */
    const pages = new Map([[`${demo.url}/`, []]]);
    /** @type {string[]} */
    const links = [];
    for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) {
      links.push(link);
      const [address] = link.split("#");
      // What the source is like is told in the repository itself.
      if (pages.has(address) || !address.endsWith(".md")) continue;
      const reply = await page.goto(address);
      if (reply?.status() === 404 && !existsSync(ROOT + new URL(address).pathname)) continue;
      assert.equal(reply?.status(), 200, address);
      assert.ok((await page.locator("h1").count()) === 1, address);
      pages.set(address, await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id)));
      waiting.push(...(await linksOf(page)));
    }
    assert.ok(pages.size > 8, `${[...pages.keys()]}`);
    for (const link of new Set(links)) {
      const [address, anchor] = link.split("#");
      const anchors = pages.get(address);
      if (anchors && anchor) assert.ok(anchors.includes(decodeURIComponent(anchor)), link);
    }
    await page.close();
  });

  it("can be read by everybody", async () => {
    const page = await demo.browser.newPage({ viewport: { width: 390, height: 800 } });
    for (const path of ["/README.md", "/docs/options.md"]) {
      await page.goto(demo.url + path);
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= width, `${wide} pixels of ${width}`);
      assert.deepEqual(await violations(page), []);
      const pictures = await page
        .locator("img")
        .evaluateAll((all) => all.map((img) => /** @type {HTMLImageElement} */ (img).naturalWidth));
      assert.ok(pictures.every((width) => width > 0));
    }
    await page.close();
  });

  it("are those of the repository, and no other file is", async () => {
    for (const path of [
      "/docs/none.md",
      "/docs/..%2Fpackage.json",
      "/docs/screenshots/..%2Fguide.md",
      "/api/..%2Findex.html",
    ])
      assert.ok((await fetch(demo.url + path)).status >= 400, path);
  });
});

it("the API has a link where its page has been made, and a word where it has not", async (t) => {
  const folder = `${ROOT}www/api`;
  if (existsSync(folder)) return t.skip("it has been made here");
  const { page } = await demo.open();
  const link = page.getByRole("link", { name: "API" });
  assert.equal(await link.count(), 0);
  const reply = await fetch(`${demo.url}/api`);
  assert.equal(reply.status, 404);
  assert.match(await reply.text(), /npm run docs/);
  mkdirSync(folder);
  try {
    writeFileSync(`${folder}/index.html`, "<!doctype html><title>The API</title>");
    await page.reload();
    await link.click();
    assert.equal(await page.title(), "The API");
  } finally {
    rmSync(folder, { recursive: true });
  }
  await page.close();
});
