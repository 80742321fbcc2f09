import assert from "node:assert/strict";

/** @typedef {{ id: number, name: string }} User */
/** @typedef {import("filter-users").FilterResult<any, any>} Result */

/** Users 1 to `count`. @param {number} count @returns {User[]} */
export function users(count) {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `user ${index + 1}` }));
}

/** @param {readonly any[]} list @returns {any[]} */
export const ids = (list) => list.map(({ id }) => id);

/** The users that failed. @param {Result} result @returns {any[]} */
export const failedUsers = (result) => result.failed.flatMap((failed) => failed.users);

/**
 * Checks the ledger: each user of `input` came out in exactly one verdict, as the very object that went in, in the
 * order of the input; nobody else did; and the figures say the same.
 *
 * @param {Result | undefined} result
 * @param {readonly object[]} input
 * @returns {asserts result is Result}
 */
export function assertLedger(result, input) {
  assert.ok(result, "there is a result");
  const failed = failedUsers(result);
  const lists = [result.passed, result.skipped, result.missing, failed];
  const place = new Map(input.map((user, index) => [user, index]));
  /** @type {Map<object, number>} */
  const verdicts = new Map(input.map((user) => [user, 0]));
  for (const user of lists.flat()) verdicts.set(user, (verdicts.get(user) ?? Number.NaN) + 1);
  const wrong = [...verdicts].filter(([, count]) => count !== 1);
  assert.deepEqual(wrong, [], "every user has one verdict, and nobody else has any");
  const groups = result.failed.map((failed) => failed.users);
  // Groups of those that failed may lie between each other: in order are their first users.
  for (const list of [...lists.slice(0, 3), ...groups, groups.map(([first]) => first)]) {
    const places = list.map((user) => place.get(user) ?? -1);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      "verdicts are in input order",
    );
  }
  assert.deepEqual(result.stats.users, {
    total: input.length,
    passed: result.passed.length,
    skipped: result.skipped.length,
    missing: result.missing.length,
    failed: failed.length,
  });
}

/**
 * What `promise` rejects with.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
export function rejection(promise) {
  return promise.then(
    () => assert.fail("it should have been rejected"),
    (error) => error,
  );
}

/**
 * Waits until `holds` does.
 *
 * @param {() => boolean} holds
 * @param {string} what
 */
export async function eventually(holds, what) {
  const until = performance.now() + 5000;
  while (!holds()) {
    assert.ok(performance.now() < until, `in time: ${what}`);
    await pause(5);
  }
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @template T
 * @param {readonly T[]} items
 * @returns {ReadableStream<T>}
 */
export function streamOf(items) {
  return new ReadableStream({
    start(controller) {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  });
}
