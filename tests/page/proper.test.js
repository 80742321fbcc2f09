import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { violations } from "./look/violations.js";
import { ended, run, text, withPage } from "./support.js";

const demo = withPage();

/** @typedef {import("playwright-core").Page} Page */

const LOOKS = {
  light: { colorScheme: /** @type {const} */ ("light") },
  dark: { colorScheme: /** @type {const} */ ("dark") },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  "wide screen": { viewport: { width: 2560, height: 1300 } },
};

/** Keeps requests from the service; what it answers lets them go. @param {Page} page */
async function held(page) {
  /** @type {(() => void)[]} */
  const waiting = [];
  await page.route(/batchGet/, (route) => void waiting.push(() => route.continue()));
  return async () => {
    await page.unroute(/batchGet/);
    for (const go of waiting) go();
  };
}

/** @param {Page} page */
async function openAll(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.locator("#attempts .grid-body .grid-row").first().waitFor();
}

describe("everybody can use it", () => {
  for (const [look, options] of Object.entries(LOOKS)) {
    it(`axe finds nothing wrong: ${look}`, async () => {
      const { page, wrong } = await demo.open("?poison=7&latency=5&spread=0&perId=0&batchSize=100", options);
      assert.deepEqual(await violations(page), [], "when it is opened");
      await ended(page, async () => {
        const answer = await held(page);
        await page.getByRole("button", { name: "Run", exact: true }).click();
        await page.locator("#timeline-legend [data-kind=pending] b", { hasText: "6" }).waitFor();
        assert.deepEqual(await violations(page), [], "while it runs");
        await answer();
      });
      await page.locator("#status", { hasText: "1 of 1,000 users failed" }).waitFor();
      await page.getByRole("button", { name: "Race the four ways" }).click();
      await page.getByRole("button", { name: "Race the four ways again" }).waitFor();
      await openAll(page);
      assert.deepEqual(await violations(page), [], "after a run");
      await page.getByLabel("my own").check();
      await page.getByLabel(/^Sample of users/).fill("[");
      await page.getByRole("button", { name: "Run", exact: true }).click();
      assert.deepEqual(await violations(page), [], "with a service of one's own, and a problem");
      await page.goto(`${demo.url}/?users=100&failing=100&retries=0&latency=5&spread=0&perId=0`);
      await page.locator("#run").click();
      await page.locator("#status", { hasText: "100 of 100 users failed" }).waitFor();
      await openAll(page);
      assert.deepEqual(await violations(page), [], "when all have failed");
      assert.deepEqual(wrong, []);
      await page.close();
    });

    it(`nothing sticks out to the side: ${look}`, async () => {
      const { page } = await demo.open("?poison=7&latency=5&spread=0", options);
      await run(page);
      await openAll(page);
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= width, `${wide} pixels of ${width}`);
      await page.close();
    });
  }

  it("by keyboard alone: to the results, through a run, an abort and a failure", async () => {
    const { page } = await demo.open("?users=3000&latency=100");
    await page.keyboard.press("Tab");
    assert.equal(await text(page.locator(":focus")), "Skip to the results");
    // Past the links to the documents.
    const links = await page.locator("header a:visible").count();
    for (let passed = 0; passed <= links; passed++) await page.keyboard.press("Tab");
    assert.equal(await text(page.locator(":focus")), "Run");
    await ended(page, async () => {
      await page.keyboard.press("Enter");
      await page.locator("#ledger-passed:not(:text-is('0'))").waitFor();
      assert.equal(await text(page.locator(":focus")), "Abort");
      await page.keyboard.press("Space");
    });
    assert.equal(await text(page.locator(":focus")), "Run");
    await page.keyboard.press("Tab");
    assert.match(await text(page.locator(":focus")), /^Ask again about the [\d,]+ failed users$/);
    await page.locator("#failures summary").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("table", { name: "Users: The run was aborted" }).waitFor();
    await page.close();
  });

  it("Enter in any field runs it", async () => {
    const { page } = await demo.open();
    await page.getByLabel("Users", { exact: true }).fill("120");
    await ended(page, () => page.keyboard.press("Enter"));
    await page.locator("#status", { hasText: "all 120 users" }).waitFor();
    await page.close();
  });

  it("who wants less motion sees at most a few steps a second", async () => {
    const { page } = await demo.open("?users=1000&batchSize=5&latency=30", { reducedMotion: "reduce" });
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).steps = 0;
      new MutationObserver(() => /** @type {any} */ (globalThis).steps++).observe(
        /** @type {Element} */ (document.querySelector("#ledger-sum")),
        { childList: true, characterData: true, subtree: true },
      );
    });
    await run(page);
    const steps = await page.evaluate(() => /** @type {any} */ (globalThis).steps);
    const { total } = await page.evaluate(
      () => /** @type {any} */ (globalThis).results.at(-1).result.stats.time,
    );
    assert.ok(steps >= 2 && steps <= total / 250 + 3, `${steps} steps in ${total} ms`);
    await page.close();
  });

  it("the status says what a screen reader should say, and not more than once", async () => {
    const { page } = await demo.open();
    const status = page.getByRole("status").filter({ hasText: "Press Run" });
    assert.equal(await status.count(), 1);
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).said = [];
      const at = /** @type {Element} */ (document.querySelector("#status"));
      new MutationObserver(() => /** @type {any} */ (globalThis).said.push(at.textContent)).observe(at, {
        childList: true,
      });
    });
    await run(page);
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).said), [
      "Fetching the users …",
      "Asking about 1,000 users …",
      "Done: all 1,000 users have a verdict: 516 passed, 478 skipped, 6 missing.",
    ]);
    await page.close();
  });
});

describe("the policy", () => {
  it("lets nothing in and nothing out but what is the server's", async () => {
    const { page, wrong } = await demo.open();
    const tried = await page.evaluate(async () => {
      // The very server, by another name: it would answer, and lets pages of all origins read that.
      const other = new URL("/v1/dials", location.href);
      other.hostname = "localhost";
      const attempts = {
        fetch: () => fetch(other),
        script: () => import(`data:text/javascript,${0}`),
        eval: async () => new Function("return 1")(),
        style: async () => {
          const style = document.createElement("style");
          style.textContent = "body { outline: 9px solid red }";
          document.body.append(style);
          if (getComputedStyle(document.body).outlineWidth !== "9px") throw new Error("refused");
        },
      };
      /** @type {string[]} */
      const done = [];
      for (const [name, attempt] of Object.entries(attempts))
        await attempt().then(
          () => done.push(name),
          () => {},
        );
      return done;
    });
    assert.deepEqual(tried, []);
    assert.ok(
      wrong.some((said) => said.includes("Content Security Policy")),
      wrong.join("\n"),
    );
    await page.close();
  });
});
