import { people, shouldPass } from "./people.js";
import { serve } from "./service.js";

/** What has not ended by then is said to hang: of all, none waits longer by its own rules but for an answer. */
const PATIENCE = 10_000;

/**
 * What became of the users.
 *
 * @typedef {object} Judged
 * @property {number} lost should have passed, and nobody says that it is not known
 * @property {number} doubled passed more than once
 * @property {number} wrong passed, and should not have
 * @property {number} unknown of whom it is said that it is not known
 * @property {string} [error] in place of a result: no verdict is told, though most were known
 * @property {boolean} [hangs]
 *
 * @param {import("./contenders/index.js").Contender} contender
 * @param {import("./faults.js").Fault} fault
 * @returns {Promise<Judged>}
 */
export async function judge(contender, fault) {
  const users = people(fault.hasEqualIds);
  const service = await serve(fault);
  const controller = new AbortController();
  service.state.onAnswered = (count) => {
    // By then it is read.
    if (count === fault.abortsAfter)
      setTimeout(() => controller.abort(new Error("The caller gave up")), 1_000);
  };
  const signal = fault.abortsAfter === undefined ? undefined : controller.signal;
  const running = contender.run({ users, url: service.url, ...(signal && { signal }) });
  const found = await Promise.race([
    running.catch((/** @type {unknown} */ error) => ({ error: `${error}` })),
    new Promise((resolve) => setTimeout(resolve, PATIENCE)),
  ]);
  const none = { lost: 0, doubled: 0, wrong: 0, unknown: users.length };
  // Its service stays: to lose it is another fault, of which one that hangs may not be the only one to hear.
  if (found === undefined) return { ...none, hangs: true };
  await service.close();
  return "error" in found ? { ...none, error: found.error } : count(users, found);
}

/**
 * @param {import("./people.js").User[]} users
 * @param {import("./contenders/index.js").Found} found
 * @returns {Judged}
 */
function count(users, { passed, failed }) {
  const times = new Map();
  for (const { nr } of passed) times.set(nr, (times.get(nr) ?? 0) + 1);
  const unknown = new Set(failed.map(({ nr }) => nr));
  const judged = { lost: 0, doubled: 0, wrong: 0, unknown: unknown.size };
  for (const user of users) {
    const has = times.get(user.nr) ?? 0;
    const should = shouldPass(user);
    if (should && has === 0 && !unknown.has(user.nr)) judged.lost++;
    if (has > 1) judged.doubled++;
    if (has > 0 && (!should || unknown.has(user.nr))) judged.wrong++;
  }
  return judged;
}
