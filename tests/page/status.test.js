import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createService } from "../../www/service/service.js";
import { violations } from "./look/violations.js";
import { ended, ledger, run, text, withPage } from "./support.js";

const demo = withPage();

/** @typedef {import("playwright-core").Page} Page */

const QUICK = "latency=5&spread=0&perId=0";

/** What the status says and how: its words, its sign, and which of the style sheet's colours it has. @param {Page} page */
function status(page) {
  return page.locator("#status").evaluate((at) => {
    const probe = document.createElement("i");
    document.body.append(probe);
    const names = ["passed", "missing", "failed", "text"];
    const colour = names.find((name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color === getComputedStyle(at).color;
    });
    probe.remove();
    const sign = getComputedStyle(at, "::before").content.replaceAll(/["\s]/g, "");
    return { said: at.textContent, sign, colour };
  });
}

describe("the status", () => {
  for (const [what, query, wanted] of [
    [
      "a run that went well",
      "?users=100",
      {
        said: "Done: all 100 users have a verdict: 55 passed, 43 skipped, 2 missing.",
        sign: "✓",
        colour: "passed",
      },
    ],
    [
      "one in which all failed",
      "?users=5000&batchSize=500&failing=100&retries=0",
      {
        said: "5,000 of 5,000 users failed: the service answered 503. Try again: press “Ask again”.",
        sign: "✕",
        colour: "failed",
      },
    ],
    [
      "one in which some failed, for good",
      "?users=100&poison=7",
      {
        said: "1 of 100 users failed: the service answered 422. See “Failed users” for why.",
        sign: "!",
        colour: "missing",
      },
    ],
    [
      "one in which nobody passed",
      `?users=100&where=${encodeURIComponent('{"currentBalance":{"$gt":1e9}}')}`,
      {
        said: "Done: all 100 users have a verdict: 0 passed, 98 skipped, 2 missing.",
        sign: "!",
        colour: "missing",
      },
    ],
  ]) {
    it(`says what came of ${what}, in words, by a sign and by its colour`, async () => {
      const { page } = await demo.open(`${query}&${QUICK}`);
      await run(page);
      assert.deepEqual(await status(page), wanted);
      await page.close();
    });
  }

  it("says so of a list with nobody in it", async () => {
    const { page } = await demo.open();
    await page.getByLabel("my own").check();
    await page.getByLabel("Address").fill(demo.url);
    await page.getByLabel(/^Sample of users/).fill("[]");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator("#status", { hasText: "the list is empty, so nobody was asked about" }).waitFor();
    await page.close();
  });
});

describe("a server that has been stopped", () => {
  const GONE = /The demo's server does not answer. Has npm start been stopped\?/;

  for (const [when, before] of /** @type {[string, boolean][]} */ ([
    ["before any user was had", false],
    ["after a run", true],
  ])) {
    it(`is said to be that: ${when}`, async () => {
      const service = await createService();
      const page = await demo.browser.newPage();
      await page.goto(`${service.url}/?users=100&${QUICK}`);
      await page.locator(".editor").waitFor();
      if (before) {
        await page.locator("#run").click();
        await page.locator("#status", { hasText: "Done" }).waitFor();
      }
      await service.close();
      await page.locator("#run").click();
      await page.locator('#status[data-kind="bad"]').waitFor();
      assert.match(await text(page.locator("#status")), GONE);
      await page.locator("#run:enabled").waitFor();
      await page.getByRole("button", { name: /^Race/ }).click();
      await page.locator("#race-said", { hasText: GONE }).waitFor();
      await page.close();
    });
  }
});

describe("what an earlier run left", () => {
  it("stays, paler, until the new one has its first result", async () => {
    const { page } = await demo.open(`?users=300&poison=7&${QUICK}`);
    await run(page);
    const before = await ledger(page);
    /** @type {(() => void)[]} */
    const held = [];
    await page.route(/batchGet/, (route) => void held.push(() => route.continue()));
    await page.getByRole("textbox", { name: "Who passes" }).fill('{ "plan": "pro" }');
    const opacity = () =>
      page.locator("#ledger-bar").evaluate((at) => {
        const card = /** @type {Element} */ (at.closest(".of-run"));
        return Number(getComputedStyle(card).opacity);
      });
    assert.equal(await opacity(), 1);
    await ended(page, async () => {
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.locator("#timeline-legend [data-kind=pending] b", { hasText: "6" }).waitFor();
      assert.ok((await opacity()) < 0.8);
      assert.deepEqual(await ledger(page), before);
      assert.deepEqual(await violations(page), [], "all of it can still be read");
      held.pop()?.();
      await page.locator("#ledger-sum", { hasText: "250 still open" }).waitFor();
      assert.equal(await opacity(), 1);
      await page.unroute(/batchGet/);
      for (const release of held) release();
    });
    assert.notEqual((await ledger(page)).passed, before.passed);
    await page.close();
  });

  it("is the latest again, where a run cannot begin", async () => {
    const { page } = await demo.open(`?users=100&${QUICK}`);
    await run(page);
    await page.getByLabel("my own").check();
    await page.getByLabel("Address").fill(demo.url);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.locator('#status[data-kind="bad"]').waitFor();
    assert.equal(await page.evaluate(() => document.body.dataset.state), "ended");
    await page.close();
  });
});
