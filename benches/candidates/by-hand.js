import { BATCH_SIZE, chunk, IN_FLIGHT } from "../data.js";
import { ask, judge } from "./by-fetch.js";

/** What people write without a package: Promise.all behind a small semaphore. @type {import("./index.js").Candidate} */
export async function byHand(users, service) {
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
