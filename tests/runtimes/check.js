/** Checks that need nothing of a runtime: not every one brings `node:assert`. */

/**
 * @param {unknown} holds
 * @param {string} what
 */
export function some(holds, what) {
  if (!holds) throw new Error(`It does not hold: ${what}`);
}

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} what
 */
export function same(actual, expected, what) {
  const [is, should] = [show(actual), show(expected)];
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

/** @param {unknown} value */
function show(value) {
  return JSON.stringify(value, (_, member) => (typeof member === "bigint" ? `${member}n` : member));
}

/**
 * Every user of `input` is in exactly one verdict, as the very object that went in; nobody else is in any; and the
 * figures say the same.
 *
 * @param {import("filter-users").FilterResult<any, any> | undefined} result
 * @param {readonly object[]} input
 */
export function ledger(result, input) {
  if (result === undefined) throw new Error("There is no result");
  const failed = result.failed.flatMap(({ users }) => users);
  const out = [...result.passed, ...result.skipped, ...result.missing, ...failed];
  some(new Set(out).size === out.length, "every user has one verdict");
  some(out.length === input.length && input.every((user) => out.includes(user)), "every user has a verdict");
  const { passed, skipped, missing } = result;
  const counts = { passed: passed.length, skipped: skipped.length, missing: missing.length };
  same(result.stats.users, { total: input.length, ...counts, failed: failed.length }, "figures");
}

/**
 * What `promise` rejects with.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
export function rejection(promise) {
  return promise.then(
    () => {
      throw new Error("It should have been rejected");
    },
    (error) => error,
  );
}
