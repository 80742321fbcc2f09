import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { duration } from "../../www/page/format.js";
import { bars, latestResult, ledger, run, text, withPage } from "./support.js";

const demo = withPage();

/**
 * How many pixels of a canvas have each of these colours of the style sheet.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 * @param {readonly string[]} names
 * @returns {Promise<Record<string, number>>}
 */
function painted(page, selector, names) {
  return page.locator(selector).evaluate((at, names) => {
    const canvas = /** @type {HTMLCanvasElement} */ (at);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    const count = (/** @type {string} */ name) => {
      const hex = Number.parseInt(style.getPropertyValue(`--${name}`).trim().slice(1), 16);
      const wanted = [hex >> 16, (hex >> 8) & 255, hex & 255];
      let pixels = 0;
      for (let at = 0; at < data.length; at += 4) {
        // A see-through pixel is stored a little off.
        if (data[at + 3] > 20 && wanted.every((part, index) => Math.abs(data[at + index] - part) < 8))
          pixels++;
      }
      return [name, pixels];
    };
    return Object.fromEntries(names.map(count));
  }, names);
}

/** The page's situations, as a person meets them who has read nothing. */
describe("the situations to try", () => {
  /** @type {[string, (page: import("playwright-core").Page) => Promise<void>][]} */
  const situations = [
    ["All is well", async (page) => assert.equal((await bars(page)).answered, 20)],
    [
      "Now and then it fails",
      async (page) => {
        assert.equal((await ledger(page)).failed, 0);
        assert.equal((await bars(page)).retried, (await latestResult(page)).stats.requests.retried);
      },
    ],
    [
      "429 storm",
      async (page) => {
        const { gate, retried } = await bars(page);
        assert.ok(gate > 0 && retried > 0, `${gate} ${retried}`);
        assert.match(await text(page.locator("#timeline-summary")), /The service asked for rest/);
        assert.equal((await ledger(page)).failed, 0);
        assert.equal((await latestResult(page)).stats.requests.byStatus[429], retried);
      },
    ],
    [
      "One poison user",
      async (page) => {
        assert.deepEqual((await latestResult(page)).failed, [437]);
        assert.ok((await bars(page)).split > 0);
        const failure = page.locator("#failures details");
        await failure.locator("summary").click();
        assert.match(await text(failure.locator("summary")), /The service answered 422\s*1 user/);
        assert.match(await text(failure.locator("pre")), /The id 437 cannot be answered/);
        assert.deepEqual(await failure.locator(".grid-body .grid-row > div:first-child").allTextContents(), [
          "437",
        ]);
      },
    ],
    [
      "Some rows fail",
      async (page) => {
        const { failed, missing } = await ledger(page);
        assert.deepEqual({ failed, isMissing: missing > 0 }, { failed: 0, isMissing: true });
        const { stats } = await latestResult(page);
        assert.ok(Number(stats.requests.byError.ROW_ERROR) > 0);
        assert.equal(stats.requests.byStatus[200], stats.requests.sent, "no answer is refused");
        assert.equal((await bars(page)).retried, stats.requests.byError.ROW_ERROR);
      },
    ],
    [
      "It answers half",
      async (page) => {
        assert.equal((await ledger(page)).failed, 0);
        const { stats } = await latestResult(page);
        assert.ok(Number(stats.requests.byError.NO_ROW) >= 20, "each batch is asked about again");
        assert.equal((await bars(page)).retried, stats.requests.byError.NO_ROW);
      },
    ],
    [
      "A few slow answers",
      async (page) => {
        const { hedged, abandoned } = await bars(page);
        const [{ stats }, without] = [await latestResult(page, 2), (await latestResult(page)).stats];
        assert.ok(stats.requests.hedged > 0);
        assert.equal(abandoned, stats.requests.hedged, "of a request and its copy one is abandoned");
        assert.ok(hedged <= stats.requests.hedged);
        assert.equal(without.requests.hedged, 0);
        assert.deepEqual(without.users, stats.users);
        assert.ok(without.time.total > stats.time.total, `${without.time.total} ${stats.time.total}`);
        assert.ok(without.latency.p99 > stats.latency.p99, `${without.latency.p99} ${stats.latency.p99}`);
        assert.equal(
          await text(page.locator("#hedging-said")),
          `With ${stats.requests.hedged} second copies, the run took ${duration(stats.time.total)}; ` +
            `without, ${duration(without.time.total)}. 99 % of the answers came within ` +
            `${duration(stats.latency.p99)}; without, within ${duration(without.latency.p99)}.`,
        );
        const { answered } = await painted(page, "#hedging-chart canvas", ["answered"]);
        assert.ok(answered > 1_000, `${answered} pixels`);
      },
    ],
  ];
  for (const [name, check] of situations) {
    it(`${name}: one click runs it, and the page shows it`, async () => {
      const { page, wrong } = await demo.open();
      await run(page, name);
      const { passed, skipped, missing, failed } = await ledger(page);
      assert.equal(
        passed + skipped + missing + failed,
        Number(await page.getByLabel("Users", { exact: true }).inputValue()),
      );
      await check(page);
      assert.deepEqual(wrong, []);
      await page.close();
    });
  }

  it("can be changed for another while one goes on", async () => {
    const { page, wrong } = await demo.open();
    await page.getByRole("button", { name: "A few slow answers" }).click();
    await page.locator("#ledger-passed:not(:text-is('0'))").waitFor();
    await page.getByRole("button", { name: "All is well" }).click();
    await page.locator("#status", { hasText: "Done: all 1,000 users" }).waitFor();
    assert.equal(await page.locator("#hedging").isVisible(), false);
    assert.equal((await ledger(page)).failed, 0);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

describe("the legend", () => {
  it("names what there is, and nothing else", async () => {
    const { page } = await demo.open();
    const items = page.locator("#timeline-legend li:visible");
    assert.deepEqual(await items.count(), 0);
    await run(page, "One poison user");
    const { answered, split } = await bars(page);
    assert.deepEqual(
      (await items.allTextContents()).map((item) => item.trim()),
      [`answered ${answered}`, `refused, halved ${split}`, "failed for good 1"],
    );
    await page.close();
  });

  it("says with which status the service asked for rest", async () => {
    const { page } = await demo.open("?users=50&failing=100&failStatus=503&retryAfter=0&retries=1&latency=5");
    await run(page);
    await page.locator("#timeline-legend li:visible", { hasText: "service asked for rest (503)" }).waitFor();
    await page.close();
  });
});

describe("the timeline", () => {
  it("is there as a table, too, with every attempt and what became of it", async () => {
    const { page } = await demo.open();
    await run(page, "One poison user");
    await page.getByText("The same as a table").click();
    const table = page.getByRole("table", { name: "Attempts" });
    const { split, failed, answered } = await bars(page);
    assert.equal(await table.getAttribute("aria-rowcount"), String(split + failed + answered + 1));
    const first = await table.locator(".grid-body .grid-row").first().locator("div").allTextContents();
    assert.deepEqual([first[1], first[2], first[3]], ["0", "1", "50"]);
    await table.focus();
    await page.keyboard.press("End");
    await table.getByText("failed for good (422)").waitFor();
    await page.close();
  });

  for (const [situation, names] of Object.entries({
    "One poison user": ["answered", "split", "failed"],
    "429 storm": ["answered", "retried", "gate"],
  })) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      it(`draws each kind in its colour: ${situation}, ${colorScheme}`, async () => {
        const { page } = await demo.open("?users=1000", { colorScheme });
        const before = await painted(page, "#timeline canvas", names);
        await run(page, situation);
        const after = await painted(page, "#timeline canvas", names);
        for (const name of names)
          assert.ok(before[name] === 0 && after[name] > 40, `${after[name]} pixels ${name}`);
        await page.close();
      });
    }
  }

  it("draws each kind in a shape of its own", async () => {
    const { page } = await demo.open();
    const shapes = await page.evaluate(() =>
      Array.from(document.querySelectorAll("#timeline-legend canvas"), (at) => {
        const canvas = /** @type {HTMLCanvasElement} */ (at);
        const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        // Without its colour: how much of what it is drawn with stands where.
        return String(
          Array.from({ length: data.length / 4 }, (_, pixel) =>
            data[4 * pixel + 3] > 200 ? (data[4 * pixel] > 250 ? 2 : 1) : 0,
          ),
        );
      }),
    );
    assert.equal(new Set(shapes).size, 7);
    assert.ok(shapes.every((shape) => shape.includes("1")));
    await page.close();
  });

  it("tells of the attempt under the pointer, and looks closer by mouse and by keyboard", async () => {
    const { page } = await demo.open();
    await run(page);
    const box = await page.locator("#timeline .u-over").boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 30, box.y + 8);
    await page.locator("#timeline-tip", { hasText: "Batch 0, attempt 1" }).waitFor();
    const ticks = () =>
      page.evaluate(() => /** @type {any} */ (document.querySelector("#timeline canvas")).toDataURL());
    const all = await ticks();
    await page.locator("#timeline").focus();
    await page.keyboard.press("+");
    await page.waitForFunction(
      (all) => /** @type {any} */ (document.querySelector("#timeline canvas")).toDataURL() !== all,
      all,
    );
    await page.keyboard.press("0");
    await page.waitForFunction(
      (all) => /** @type {any} */ (document.querySelector("#timeline canvas")).toDataURL() === all,
      all,
    );
    await page.close();
  });
});
