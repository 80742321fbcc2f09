import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, find } from "../../scripts/tools.js";
import { createService } from "../../www/service/service.js";

/** @typedef {import("playwright-core").Page} Page */

/**
 * The package as the page imports it, with its results kept for the test: so that no door for tests is left in the page.
 */
const RECORDER = `
  import * as real from "/filter-users/index.js?real";
  export * from "/filter-users/index.js?real";
  globalThis.results = [];
  export async function filterUsers(users, options) {
    const result = await real.filterUsers(users, options);
    if (users.length > 0) globalThis.results.push({ users, result });
    return result;
  }
`;

/** The demo's server and a browser, for the tests of one file. */
export function withPage() {
  /** @type {Awaited<ReturnType<typeof createService>>} */
  let service;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    service = await createService();
    browser = await chromium.launch({ executablePath: find("chromium"), args: CHROMIUM_ARGS });
  });
  after(async () => {
    await browser.close();
    await service.close();
  });

  return {
    get url() {
      return service.url;
    },
    get browser() {
      return browser;
    },
    /**
     * The page, opened; whatever goes wrong in it, and whatever it asks of others, is in `wrong`. Opened with settings,
     * be they the usual ones, it waits for somebody to press Run.
     *
     * @param {string} [query]
     * @param {import("playwright-core").BrowserContextOptions} [options]
     */
    async open(query = "?users=1000", options = {}) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      /** @type {string[]} */
      const wrong = [];
      page.on("pageerror", (error) => wrong.push(`${error.stack}`));
      page.on("console", (message) => {
        // A refusal that the run was to meet is told there, too.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          wrong.push(message.text());
      });
      page.on("request", (request) => {
        if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) wrong.push(`asks ${request.url()}`);
      });
      await page.route("**/filter-users/index.js", (route) =>
        route.fulfill({ contentType: "text/javascript", body: RECORDER }),
      );
      await page.goto(`${service.url}/${query}`);
      await page.locator(".editor").waitFor({ state: "attached" });
      return { page, wrong };
    },
  };
}

/** Until what `action` sets going has ended. @param {Page} page @param {() => Promise<unknown>} action */
export async function ended(page, action) {
  const before = await page.evaluate(() => /** @type {any} */ (globalThis).results.length);
  await action();
  await page.waitForFunction(
    (before) =>
      /** @type {any} */ (globalThis).results.length > before && document.querySelector("#run:enabled"),
    before,
    { timeout: 120_000 },
  );
}

/** Presses a button and waits for the run to end. @param {Page} page @param {string} [name] */
export function run(page, name = "Run") {
  return ended(page, () => page.getByRole("button", { name, exact: true }).click());
}

/** The ledger as a person reads it. @param {Page} page */
export async function ledger(page) {
  const [passed, skipped, missing, failed] = await Promise.all(
    ["passed", "skipped", "missing", "failed"].map((verdict) => number(page, `#ledger-${verdict}`)),
  );
  return { passed, skipped, missing, failed };
}

/** @param {Page} page @param {string} selector */
export async function number(page, selector) {
  return Number((await text(page.locator(selector))).replaceAll(",", ""));
}

/** @param {import("playwright-core").Locator} at */
export async function text(at) {
  return (await at.textContent())?.trim() ?? "";
}

/** The figures as a person reads them, by name. @param {Page} page @returns {Promise<Record<string, string>>} */
export async function figures(page) {
  const rows = await page.locator("#figures > div").all();
  const read = rows.map(async (row) => [
    await text(row.locator("dt")),
    (await text(row.locator("dd"))).replaceAll(",", ""),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

/** How many bars there are of each kind, as the legend says. @param {Page} page @returns {Promise<Record<string, number>>} */
export async function bars(page) {
  const items = await page.locator("#timeline-legend li").all();
  const read = items.map(async (item) => [
    await item.getAttribute("data-kind"),
    Number((await text(item.locator("b"))).replaceAll(",", "")),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

/** What the package gave the page for its latest run, or for one before it. @param {Page} page @param {number} [back] */
export function latestResult(page, back = 1) {
  return page.evaluate((back) => {
    const { users, result } = /** @type {any} */ (globalThis).results.at(-back);
    const ids = (/** @type {any[]} */ list) => list.map((user) => user.id);
    return {
      given: ids(users),
      passed: ids(result.passed),
      skipped: ids(result.skipped),
      missing: ids(result.missing),
      failed: ids(result.failed.flatMap((/** @type {any} */ batch) => batch.users)),
      stats: /** @type {import("filter-users").Stats} */ (result.stats),
    };
  }, back);
}
