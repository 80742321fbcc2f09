import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, find } from "../../scripts/tools.js";
import { eventually } from "../../tests/node/support/users.js";
import { runFirstCommand } from "../../tests/recipe.js";
import { balancesOf, startServer } from "./server.js";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {object} Asked
 * @property {number} from the first of its users
 * @property {"open" | "answered" | "left"} state
 * @property {(status?: number) => void} answer
 */

const executablePath = find("chromium");

const RESULT = "494 have more, 496 have not, 10 are unknown, 0 could not be asked about";
const FIRST = "Users 1 to 1000";
const SECOND = "Users 1001 to 2000";

describe("the hook", { skip: executablePath === undefined && "there is no Chromium" }, () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  });
  after(() => browser.close());

  /**
   * The app, in front of a service that answers when the test says so. `texts` are those that the app has shown, one after
   * the other; `open` are the requests that wait for an answer, by their users.
   *
   * @param {import("node:test").TestContext} t
   */
  async function start(t) {
    /** @type {Asked[]} */
    const asked = [];
    const server = await startServer((ids, response) => {
      /** @type {Asked} */
      const request = {
        from: ids[0],
        state: "open",
        answer: (status = 200) => {
          request.state = "answered";
          response.writeHead(status).end(balancesOf(ids));
        },
      };
      response.on("close", () => {
        if (!response.writableFinished) request.state = "left";
      });
      asked.push(request);
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(5000);
    t.after(async () => {
      await page.close();
      server.close();
    });
    /** @type {string[]} */
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(`${error.stack}`));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    await page.addInitScript(() => {
      /** @type {string[]} */
      const texts = [];
      Object.assign(globalThis, { texts, aborts: 0 });
      const abort = AbortController.prototype.abort;
      AbortController.prototype.abort = function (/** @type {unknown} */ reason) {
        /** @type {any} */ (globalThis).aborts++;
        abort.call(this, reason);
      };
      new MutationObserver(() => {
        const shown = [...(document.querySelector("section")?.children ?? [])];
        const text = shown
          .map(({ textContent }) => textContent)
          .join(" ")
          .trim();
        if (text !== texts.at(-1)) texts.push(text);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.goto(server.url);
    const open = () => asked.filter(({ state }) => state === "open").sort((a, b) => a.from - b.from);
    const opened = (/** @type {number} */ first) =>
      eventually(
        () => `${open().map(({ from }) => from)}` === `${[0, 250, 500, 750].map((offset) => first + offset)}`,
        `only the users from ${first} on are asked about`,
      );
    const answerAll = (/** @type {number} */ status = 200) => {
      for (const { answer } of open()) answer(status);
    };
    const texts = () => page.evaluate(() => /** @type {any} */ (globalThis).texts);
    const click = (/** @type {string} */ name) => page.getByRole("button", { name }).click();
    const status = () => page.getByRole("status").textContent();
    const count = (/** @type {string} */ state) => asked.filter((request) => request.state === state).length;
    return { page, wrong, open, opened, answerAll, texts, click, status, count };
  }

  test("gives one result in StrictMode, whose first run is aborted", async (t) => {
    const { page, opened, answerAll, texts, status, count, wrong } = await start(t);
    await opened(1);
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).aborts), 1);
    answerAll();
    assert.equal(await status(), RESULT);
    assert.deepEqual(await texts(), ["", FIRST, `${FIRST} ${RESULT}`]);
    assert.deepEqual([count("answered"), count("left"), count("open")], [4, 0, 0]);
    assert.deepEqual(wrong, []);
  });

  test("shows progress, batch by batch", async (t) => {
    const { page, open, opened, texts } = await start(t);
    await opened(1);
    for (const done of [250, 500, 750]) {
      open()[0].answer();
      await page.locator(`progress[value="${done}"]`).waitFor();
    }
    open()[0].answer();
    await page.getByText(RESULT).waitFor();
    assert.deepEqual(await texts(), ["", FIRST, `${FIRST} ${RESULT}`]);
  });

  test("aborts the requests when its component goes, and begins anew when it comes back", async (t) => {
    const { page, open, opened, answerAll, texts, click, status, count, wrong } = await start(t);
    await opened(1);
    open()[0].answer();
    await page.locator('progress[value="250"]').waitFor();
    await click("Hide");
    await eventually(() => open().length === 0, "the service is left");
    assert.deepEqual([count("answered"), count("left")], [1, 3]);
    await click("Show");
    await opened(1);
    assert.equal(count("left"), 3, "the first run of the two that StrictMode makes asks nothing");
    answerAll();
    assert.equal(await status(), RESULT);
    assert.deepEqual(await texts(), ["", FIRST, "", FIRST, `${FIRST} ${RESULT}`]);
    assert.deepEqual(wrong, []);
  });

  test("takes another list midway, and shows nothing of the first", async (t) => {
    const { page, open, opened, answerAll, texts, click, status, count, wrong } = await start(t);
    await opened(1);
    open()[0].answer();
    await page.locator('progress[value="250"]').waitFor();
    await click("Next list");
    await opened(1001);
    assert.equal(await page.locator("progress").getAttribute("value"), "0");
    answerAll();
    assert.equal(await status(), RESULT);
    assert.equal(count("answered"), 5);
    assert.deepEqual(await texts(), ["", FIRST, SECOND, `${SECOND} ${RESULT}`]);
    assert.deepEqual(wrong, []);
  });

  test("takes another list after a result, and does not show that as the new one's", async (t) => {
    const { opened, answerAll, texts, click, status } = await start(t);
    await opened(1);
    answerAll();
    await status();
    await click("Next list");
    await opened(1001);
    answerAll();
    await status();
    assert.deepEqual(await texts(), ["", FIRST, `${FIRST} ${RESULT}`, SECOND, `${SECOND} ${RESULT}`]);
  });

  test("asks anew for other options", async (t) => {
    const { page, open, opened, answerAll, texts, status } = await start(t);
    await opened(1);
    answerAll();
    await status();
    await page.getByRole("spinbutton").fill("500");
    await eventually(() => `${open().map(({ from }) => from)}` === "1,501", "in two batches");
    answerAll();
    await status();
    assert.deepEqual(await texts(), ["", FIRST, `${FIRST} ${RESULT}`, FIRST, `${FIRST} ${RESULT}`]);
  });

  test("has the batches that failed in its result", async (t) => {
    const { open, opened, answerAll, status } = await start(t);
    await opened(1);
    open()[0].answer(403);
    answerAll();
    assert.match(`${await status()}`, /, 250 could not be asked about$/);
  });

  test("has the error of a call that is refused, and recovers from it", async (t) => {
    const { page, opened, answerAll, count, status } = await start(t);
    await opened(1);
    await page.getByRole("spinbutton").fill("0");
    const alert = await page.getByRole("alert").textContent();
    assert.match(`${alert}`, /^FilterUsersError: Expected `batchSize` to be an integer from 1 up, got 0/);
    assert.equal(await page.locator("progress").count(), 0);
    await eventually(() => count("open") === 0, "the run before it is aborted");
    await page.getByRole("spinbutton").fill("250");
    await opened(1);
    answerAll();
    assert.equal(await status(), RESULT);
    assert.equal(await page.getByRole("alert").count(), 0);
  });
});

test("its service refuses a body that is no JSON, and lives on", async (t) => {
  const service = await startServer();
  t.after(service.close);
  for (const body of ["{", "", "null", '{"ids":1}']) {
    const { status } = await fetch(`${service.url}/balances`, { method: "POST", body });
    assert.equal(status, 400, body);
  }
});

test("runs by what the README begins with", async (t) => {
  const [, url] = await runFirstCommand(t, import.meta.dirname).says(/^The app is at (http:\S+)$/m);
  const script = await (await fetch(`${url}/app.js`)).text();
  assert.match(script, /FilterUsersError/, "the app has the package in it");
});
