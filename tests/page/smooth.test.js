import assert from "node:assert/strict";
import { it } from "node:test";
import { latestResult, number, run, withPage } from "./support.js";

const demo = withPage();

/** In microseconds, as traces have it. */
const LONG = 50_000;
const FRAME = 1e6 / 60;

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur: number, tdur: number, args: any }} Traced */

/**
 * Long tasks are counted as the Long Tasks API does, in time that goes by; a machine on which much else runs makes any task
 * long that way, so that the time a task had the processor decides.
 */
for (const [title, query] of Object.entries({
  "100,000 users in batches of 250": "?users=100000&batchSize=250&latency=40&spread=30&perId=0.05",
  "1,000 users, one a request": "?users=1000&batchSize=1&concurrency=16&latency=10&spread=5&perId=0",
})) {
  it(`the page's thread stays free: ${title}`, { timeout: 180_000 }, async (t) => {
    const { page, wrong } = await demo.open(query);
    await page.evaluate(() => {
      /** @type {any} */ (globalThis).long = [];
      const keep = (/** @type {PerformanceObserverEntryList} */ list) =>
        /** @type {any} */ (globalThis).long.push(
          ...list.getEntries().map(({ duration }) => Math.round(duration)),
        );
      new PerformanceObserver(keep).observe({ entryTypes: ["longtask"] });
    });
    await demo.browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
    await run(page);
    // Until the table has all rows, and stands in their order.
    const first = await page.evaluate(
      () => /** @type {any} */ (globalThis).results.at(-1).result.passed[0].id,
    );
    await page.locator("#passed .grid-row[aria-rowindex='2']", { hasText: `${first}` }).waitFor();
    await page.getByRole("button", { name: "currentBalance" }).click();
    await page
      .getByRole("columnheader", { name: "currentBalance" })
      .and(page.locator("[aria-sort=ascending]"))
      .waitFor();
    const { traceEvents } = JSON.parse((await demo.browser.stopTracing()).toString());

    const own = onMainThread(traceEvents);
    const tasks = own.filter(({ name }) => /RunTask$/.test(name));
    const frames = own.filter(({ name }) => name === "FireAnimationFrame");
    assert.ok(
      tasks.length > 1_000 && frames.length > 50,
      `${tasks.length} tasks, ${frames.length} frames were traced`,
    );
    const observed = /** @type {number[]} */ (
      await page.evaluate(() => /** @type {any} */ (globalThis).long)
    );
    const busy = tasks.map(({ tdur }) => tdur).sort((a, b) => b - a);
    const drawing = frames.map(({ tdur }) => tdur).sort((a, b) => b - a);
    const { time } = (await latestResult(page)).stats;
    t.diagnostic(
      `longest task: ${ms(busy[0])} of the processor; a frame's drawing: ${ms(drawing[drawing.length >> 1])}, at most ${ms(drawing[0])}`,
    );
    t.diagnostic(
      `${frames.length} frames in ${(time.total / 1_000).toFixed(1)} s; ${observed.length} tasks went on for over 50 ms, whoever held them up`,
    );
    const long = tasks.filter(({ tdur }) => tdur > LONG);
    assert.deepEqual(
      long.map((task) => [ms(task.tdur), ...partsOf(task, own)]),
      [],
    );
    // One in twenty may come late: the engine of the browser cleans up then.
    assert.ok(drawing[Math.floor(drawing.length / 20)] < FRAME, `${drawing.slice(0, 20).map(ms)}`);
    assert.equal(await number(page, "#passed-count"), (await latestResult(page)).passed.length);
    assert.deepEqual(wrong, []);
    await page.close();
  });
}

/** @param {Traced[]} events */
function onMainThread(events) {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events.filter(
    ({ ph, pid, tid, tdur }) => ph === "X" && tdur !== undefined && threads.has(`${pid} ${tid}`),
  );
}

/** What took most of a task. @param {Traced} task @param {Traced[]} events */
function partsOf(task, events) {
  return events
    .filter(({ ts, dur, tdur }) => ts >= task.ts && ts + dur <= task.ts + task.dur && tdur > 5_000)
    .map(
      ({ name, tdur, args }) =>
        `${ms(tdur)} ${name} ${args.data?.functionName ?? ""} ${args.data?.url ?? ""}`,
    );
}

/** @param {number} microseconds */
function ms(microseconds) {
  return `${(microseconds / 1_000).toFixed(1)} ms`;
}
