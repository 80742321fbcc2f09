/** Runs one candidate on the main thread of a fresh page, from before its import on, and tells of tasks over 50 ms. */

import { makeUsers, shouldPass, USERS } from "../data.js";

/** @type {Record<string, () => Promise<import("../candidates/index.js").Candidate>>} */
const candidates = {
  "filter-users": async () => (await import("../candidates/filter-users.js")).byCondition,
  "p-map": async () => (await import("../candidates/p-map.js")).byPMap,
};

/**
 * @param {string} candidate
 * @param {string} url
 */
async function run(candidate, url) {
  const users = makeUsers(USERS);
  // What making the users took is a task of its own, which is over when the clock starts.
  await nextTask();
  /** @type {number[]} */
  const tasks = [];
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "longtask" });
  const began = performance.now();
  const passed = await (await candidates[candidate]())(users, { url });
  const wall = performance.now() - began;
  await nextTask();
  note(observer.takeRecords());

  const expected = users.filter(shouldPass);
  if (passed.length !== expected.length || passed.some((user, index) => user !== expected[index]))
    throw new Error(`${candidate}: ${passed.length} users passed, ${expected.length} should have`);
  return { wall, tasks };

  /** @param {PerformanceEntryList} entries */
  function note(entries) {
    for (const { startTime, duration } of entries) if (startTime >= began - 1) tasks.push(duration);
  }
}

/** A task is told of after it has ended: by the second turn of a timer behind it. */
async function nextTask() {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve, 50));
}

Object.assign(globalThis, { run });
