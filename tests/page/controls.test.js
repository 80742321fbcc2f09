import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULTS, NAMES, queryOf, settingsFrom } from "../../www/page/settings/state.js";
import { bars, figures, latestResult, ledger, number, run, text, withPage } from "./support.js";

/** @typedef {import("playwright-core").Page} Page */

const demo = withPage();

/** A quick run, of which single controls are then changed. */
const QUICK = { users: 600, latency: 5, spread: 0, perId: 0 };

/** @param {Partial<import("../../www/page/settings/state.js").Settings>} settings */
const query = (settings) => `?${queryOf({ ...DEFAULTS, ...QUICK, ...settings })}`;

/** @param {Page} page @param {string} name */
const field = (page, name) => page.locator(`#controls [name="${name}"]`);

/**
 * For every control: what a person sets it to, and what must come of it. `given` is what the run is set to beside it.
 *
 * @type {Partial<Record<import("../../www/page/settings/state.js").Name, { given?: object, to: string | boolean, check: (page: Page, urls: string[]) => Promise<void> }>>}
 */
const CONTROLS = {
  users: { to: "450", check: async (page) => assert.equal((await latestResult(page)).given.length, 450) },
  batchSize: { to: "30", check: async (page) => assert.equal((await figures(page)).Batches, "20") },
  concurrency: {
    to: "2",
    check: async (page) => assert.equal((await figures(page))["At most in flight"], "2 of 2"),
  },
  auto: {
    to: true,
    check: async (page) => {
      const { requests } = (await latestResult(page)).stats;
      assert.equal(
        (await figures(page))["At most in flight"],
        `${requests.maxInFlight} of ${requests.concurrency}`,
      );
      assert.equal(await field(page, "concurrency").isDisabled(), true);
      assert.equal(await page.locator("#six").isVisible(), true);
    },
  },
  retries: {
    given: { failing: 100, retryAfter: undefined, delay: 1, users: 100, budget: 100 },
    to: "3",
    check: async (page) => assert.equal((await bars(page)).retried, 6),
  },
  delay: {
    given: { failing: 100, retryAfter: undefined, users: 50, retries: 1, seed: 3 },
    to: "400",
    check: async (page) => {
      const { time, latency } = (await latestResult(page)).stats;
      assert.ok(
        time.total > latency.max * 2 + 10,
        `${time.total} ms for two answers of at most ${latency.max}`,
      );
    },
  },
  budget: {
    given: { failing: 100, retryAfter: undefined, delay: 1, users: 600, batchSize: 10, retries: 5 },
    to: "0",
    check: async (page) => assert.equal((await bars(page)).retried, 10, "ten retries are always allowed"),
  },
  timeout: {
    given: { latency: 5_000, users: 50, retries: 0 },
    to: "0.3",
    check: async (page) => {
      assert.match(await text(page.locator("#failures summary")), /took too long/);
      assert.ok((await latestResult(page)).stats.time.total >= 299);
    },
  },
  deadline: {
    given: { latency: 5_000, users: 50 },
    to: "0.3",
    check: async (page) => {
      assert.match(await text(page.locator("#failures summary")), /time was up/);
      assert.ok((await latestResult(page)).stats.time.total >= 299);
    },
  },
  hedge: {
    given: { users: 4_000, latency: 20, spread: 15, seed: 1 },
    to: "p50",
    check: async (page) => {
      const copies = Number((await figures(page))["Of them second copies"]);
      assert.ok(copies > 0);
      assert.equal(copies, (await latestResult(page)).stats.requests.hedged);
    },
  },
  split: {
    given: { poison: "7" },
    to: false,
    check: async (page) => assert.equal((await ledger(page)).failed, 50),
  },
  rateLimit: {
    to: "6",
    check: async (page) => assert.ok((await latestResult(page)).stats.time.total > 1_000),
  },
  circuit: {
    given: { failing: 100, retries: 0, retryAfter: undefined, concurrency: 1 },
    to: "2",
    check: async (page) => {
      assert.equal((await latestResult(page)).stats.requests.sent, 2);
      assert.match(await text(page.locator("#failures")), /Too many batches had failed/);
    },
  },
  latency: { to: "61", check: dial("latency", "61") },
  spread: { to: "3", check: dial("spread", "3") },
  perId: { to: "0.5", check: dial("per-id", "0.5") },
  slow: { given: { slowBy: 12 }, to: "25", check: dial("slow", "0.25:12") },
  slowBy: { given: { slow: 50 }, to: "12", check: dial("slow", "0.5:12") },
  failing: {
    given: { retries: 0 },
    to: "100",
    check: async (page, urls) => {
      await dial("fail", "503:1")(page, urls);
      assert.equal((await ledger(page)).failed, 600);
    },
  },
  failStatus: {
    given: { failing: 100, retries: 0 },
    to: "404",
    check: async (page) => assert.match(await text(page.locator("#failures summary")), /answered 404/),
  },
  allowed: {
    given: { retries: 20, budget: 100, retryAfter: 1, users: 350 },
    to: "5",
    check: dial("rate", "5/1000"),
  },
  retryAfter: {
    given: { failing: 100, failStatus: "429", retries: 0, users: 50 },
    to: "2",
    check: async (page, urls) => {
      await dial("retry-after", "2")(page, urls);
      assert.equal((await bars(page)).gate, 1);
    },
  },
  poison: { to: "5, 6", check: async (page) => assert.deepEqual((await latestResult(page)).failed, [5, 6]) },
  rowErrors: {
    given: { retries: 0 },
    to: "100",
    check: async (page, urls) => {
      await dial("row-errors", "1")(page, urls);
      const { failed, missing } = await ledger(page);
      assert.deepEqual(
        { all: failed + missing, isMissing: missing > 0 && missing < 20 },
        { all: 600, isMissing: true },
      );
    },
  },
  unprocessed: {
    given: { retries: 0 },
    to: "100",
    check: async (page, urls) => {
      await dial("unprocessed", "1")(page, urls);
      assert.equal((await ledger(page)).failed, 600);
    },
  },
  seed: { to: "9", check: dial("seed", "9") },
};

/** @param {string} name @param {string} value @returns {(page: Page, urls: string[]) => Promise<void>} */
function dial(name, value) {
  return async (_page, urls) => {
    for (const url of urls) assert.equal(new URL(url).searchParams.get(name), value);
    assert.ok(urls.length > 0);
  };
}

describe("every control does what it says, and stands in the address", () => {
  for (const [name, { given, to, check }] of Object.entries(CONTROLS)) {
    it(name, async () => {
      const { page, wrong } = await demo.open(query({ ...given }));
      for (const closed of await page.locator("aside details:not([open]) > summary").all())
        await closed.click();
      const control = field(page, name);
      if (typeof to === "boolean") await control.setChecked(to);
      else if (await control.evaluate((at) => at instanceof HTMLSelectElement))
        await control.selectOption(to);
      else await control.fill(to);
      /** @type {string[]} */
      const urls = [];
      page.on("request", (request) => request.url().includes("batchGet") && urls.push(request.url()));
      await run(page);
      await check(page, urls);
      const shared = settingsFrom(new URL(page.url()).search);
      assert.equal(
        String(shared[/** @type {import("../../www/page/settings/state.js").Name} */ (name)]),
        String(to),
      );
      assert.deepEqual(wrong, []);
      await page.close();
    });
  }

  it("and none is left out here", () => {
    const elsewhere = ["target", "where", "url", "body", "rows", "key", "rowKey"];
    assert.deepEqual([...Object.keys(CONTROLS), ...elsewhere].sort(), [...NAMES].sort());
  });
});

it("every control has a plain name", async () => {
  const { page } = await demo.open();
  const names = await page.locator("#controls input, #controls select").evaluateAll((fields) =>
    fields.map((field) => {
      const label = /** @type {HTMLInputElement} */ (field).labels?.[0]?.cloneNode(true);
      for (const inner of /** @type {Element} */ (label).querySelectorAll("select")) inner.remove();
      return label?.textContent?.trim();
    }),
  );
  for (const name of [
    "Batch size",
    "Jitter, ms",
    "Path to rows",
    "Random seed",
    "Slow requests, %",
    "User id field",
  ])
    assert.ok(names.includes(name), `${name} of ${names}`);
  assert.equal(new Set(names).size, names.length, "no two have the same");
  assert.ok(!names.some((name) => name?.includes("…")), `${names}`);
  await page.close();
});

describe("the condition", () => {
  it("is edited as JSON, and decides who passes", async () => {
    const { page, wrong } = await demo.open(query({}));
    const editor = page.getByRole("textbox", { name: "Who passes" });
    await editor.fill('{ "plan": "pro" }');
    await run(page);
    const plans = await page.locator("#passed .grid-body .grid-row").allTextContents();
    assert.ok(plans.length > 5 && plans.every((row) => row.includes("pro")), plans.join("\n"));
    assert.equal(settingsFrom(new URL(page.url()).search).where, '{ "plan": "pro" }');
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("says what is wrong with it, in the package's words", async () => {
    const { page } = await demo.open();
    const editor = page.getByRole("textbox", { name: "Who passes" });
    await editor.fill('{ "currentBalance": { "$gte": ');
    await page.locator("#where-problem", { hasText: "The condition is no JSON" }).waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator("#status", { hasText: "The condition is no JSON" }).waitFor();
    await editor.fill('{ "currentBalance": { "$gth": 5 } }');
    await page.locator("#where-problem", { hasText: "$gth" }).waitFor();
    await editor.fill("{}");
    await page.locator("#where-problem:empty").waitFor({ state: "attached" });
    await page.close();
  });
});

describe("the address", () => {
  it("brings back the run that was shared", async () => {
    const { page } = await demo.open(
      query({ users: 700, poison: "12", where: '{ "plan": "team" }', split: false }),
    );
    assert.equal(await field(page, "users").inputValue(), "700");
    assert.equal(await field(page, "split").isChecked(), false);
    await run(page);
    assert.equal((await latestResult(page)).given.length, 700);
    assert.equal(await number(page, "#ledger-failed"), 50);
    await page.close();
  });

  it("that asks for what cannot be opens the page all the same, and says so", async () => {
    const { page, wrong } = await demo.open(
      "?users=-5&failStatus=teapot&nothing=1&batchSize=many&latency=7&auto=maybe&target=moon&where=%7B",
    );
    assert.equal(await field(page, "users").inputValue(), "1000");
    assert.equal(await field(page, "failStatus").inputValue(), "503");
    assert.equal(await field(page, "batchSize").inputValue(), "50");
    assert.equal(await field(page, "latency").inputValue(), "7");
    assert.equal(await page.getByLabel("the demo's").isChecked(), true);
    assert.equal(
      await text(page.locator('#status[data-kind="bad"]')),
      "The address asks for target=moon, users=-5, batchSize=many, auto=maybe, failStatus=teapot, which is not possible: the usual is taken.",
    );
    const search = await page.evaluate(() => location.search);
    assert.ok(!/users|batchSize|moon/.test(search), search);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("that asks for what can be is taken at its word", async () => {
    const { page } = await demo.open(
      query({ retryAfter: undefined, poison: "3, 17", auto: true, deadline: 2.5 }),
    );
    assert.equal(await text(page.locator("#status")), "Press Run, or try a situation.");
    await page.close();
  });

  it("can be run only while every control holds what it takes", async () => {
    const { page } = await demo.open();
    await field(page, "batchSize").fill("0");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "batchSize");
    await page.close();
  });
});
