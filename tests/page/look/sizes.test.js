import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { run, text, withPage } from "../support.js";
import { misplaced } from "./layout.js";

const demo = withPage();

/** @typedef {import("playwright-core").Page} Page */

const PHONE = { viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true };
const QUICK = "latency=5&spread=0&perId=0";

/** @param {Page} page @returns {Promise<string[]>} */
const wrongIn = (page) => page.evaluate(`(${misplaced})(document)`);

/** @param {Page} page */
const openAll = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

describe("on a phone", () => {
  it("the results come into view when somebody presses Run", async () => {
    const { page } = await demo.open(`?users=200&${QUICK}`, PHONE);
    await run(page);
    await page.waitForFunction(
      () =>
        Math.abs(/** @type {Element} */ (document.querySelector("#results")).getBoundingClientRect().top) <
        60,
    );
    await page.close();
  });

  it("nothing moves when the page plays a run by itself", async () => {
    const { page } = await demo.open("", PHONE);
    await page.locator("#status", { hasText: "Done" }).waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.close();
  });
});

it("100,000 users are numbers that fit, on a phone, too", async () => {
  const { page } = await demo.open(`?users=100000&batchSize=1000&latency=0&spread=0&perId=0`, PHONE);
  await run(page);
  await openAll(page);
  assert.equal(await text(page.locator("#ledger-passed")), "49,366");
  assert.deepEqual(await wrongIn(page), []);
  await page.close();
});

describe("a table that is wider than the screen", () => {
  it("says that there is more to the side, until one is there", async () => {
    const { page } = await demo.open(`?users=200&${QUICK}`, PHONE);
    await run(page);
    const hint = page.locator("#passed .sideways");
    assert.match(await text(hint), /^More columns to the right/);
    assert.ok(await hint.isVisible());
    await page.locator("#passed .grid").evaluate((at) => at.scrollTo(10_000, 0));
    await hint.waitFor({ state: "hidden" });
    await page.close();
  });

  it("says nothing where all is seen", async () => {
    const { page } = await demo.open(`?users=200&${QUICK}`);
    await run(page);
    await openAll(page);
    await page.locator("#attempts .grid-body .grid-row").first().waitFor();
    assert.equal(await page.locator("#attempts .sideways").isVisible(), false);
    await page.close();
  });
});

describe("who has chosen a few colours for everything", () => {
  it("still tells the parts of the ledger apart", async () => {
    const { page } = await demo.open(`?users=300&batchSize=100&poison=250&split=false&${QUICK}`, {
      forcedColors: "active",
    });
    await run(page);
    /** How much of each part is drawn, of all that is not its ground. */
    const shares = [];
    for (const verdict of ["passed", "skipped", "missing", "failed"]) {
      const part = page.locator(`.ledger-bar [data-verdict="${verdict}"]`);
      const picture = (await part.screenshot()).toString("base64");
      shares.push(
        await page.evaluate(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes]));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          const ground = getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
          let drawn = 0;
          for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at] - ground[0]) > 100) drawn++;
          return drawn / (data.length / 4);
        }, picture),
      );
    }
    const [passed, skipped, missing, failed] = shares;
    assert.ok(passed > 0.9, `${shares}`);
    for (const share of [skipped, missing, failed]) assert.ok(share > 0.1 && share < 0.9, `${shares}`);
    await page.close();
  });
});

describe("who has set the browser to text of twice the size", () => {
  for (const [screen, options] of Object.entries({
    desk: { viewport: { width: 1280, height: 900 } },
    phone: PHONE,
  })) {
    it(`has all of it at that size, and nothing over anything else: ${screen}`, async () => {
      const { page } = await demo.open(`?users=300&poison=7&${QUICK}`, options);
      const sizes = () =>
        page.evaluate(() =>
          Array.from(document.body.querySelectorAll("*"), (at) =>
            Number.parseFloat(getComputedStyle(at).fontSize),
          ),
        );
      const before = await sizes();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
      await page.reload();
      await page.locator(".editor").waitFor({ state: "attached" });
      const after = await sizes();
      assert.equal(after.length, before.length);
      for (const [index, size] of after.entries())
        assert.ok(size >= 1.55 * before[index], `${index}: ${before[index]}px, and ${size}px`);
      assert.deepEqual(await wrongIn(page), []);
      await run(page);
      await page.getByRole("button", { name: "Race the four ways" }).click();
      await page.getByRole("button", { name: "Race the four ways again" }).waitFor();
      await openAll(page);
      assert.deepEqual(await wrongIn(page), []);
      await page.close();
    });
  }
});
