import { CONDITION, candidates, FLOOR, FUNCTION, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers, ROW_KINDS } from "../data.js";
import { measure } from "../measure.js";
import { readyService } from "../ready.js";

const NAMES = [CONDITION, FUNCTION, PEER, FLOOR];

/**
 * Without the network: every `fetch` resolves at once with a reply that is ready.
 *
 * @param {{ users: number, plan: import("../measure.js").Plan }} setting
 */
export async function engineAlone({ users: count, plan }) {
  const users = makeUsers(count);
  /** @type {Record<string, Record<string, import("../measure.js").Samples>>} */
  const samples = {};
  for (const kind of ROW_KINDS) {
    const ready = readyService(kind, users);
    await checkAnswers(users, ready, NAMES);
    samples[kind] = await measure(Object.fromEntries(NAMES.map((name) => [name, work(name)])), plan);

    /** @param {string} name */
    function work(name) {
      return () => {
        const service = ready();
        return () => candidates[name](users, service);
      };
    }
  }
  return samples;
}
