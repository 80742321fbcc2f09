import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { ask, judge } from "./by-fetch.js";

/** What people write without a package: Promise.all over a few batches, then over the next few. @type {import("./index.js").Candidate} */
export async function inChunks(users, service) {
  const passed = [];
  for (const batches of chunk(chunk(users, BATCH_SIZE), IN_FLIGHT)) {
    const answers = batches.map(async (batch) => judge(batch, await (await ask(batch, service)).json()));
    passed.push(...(await Promise.all(answers)));
  }
  return passed.flat();
}

/** The same, but the next batch goes as soon as there is room: behind a small semaphore. @type {import("./index.js").Candidate} */
export async function bySemaphore(users, service) {
  const limit = semaphore(IN_FLIGHT);
  const passed = await Promise.all(
    chunk(users, BATCH_SIZE).map((batch) =>
      limit(async () => judge(batch, await (await ask(batch, service)).json())),
    ),
  );
  return passed.flat();
}

/** @param {number} places */
function semaphore(places) {
  /** @type {(() => void)[]} */
  const queue = [];
  /**
   * @template T
   * @param {() => Promise<T>} task
   */
  return async (task) => {
    if (places > 0) places--;
    else await new Promise((resolve) => queue.push(() => resolve(undefined)));
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else places++;
    }
  };
}
