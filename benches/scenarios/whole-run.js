import { candidates } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers, ROW_KINDS } from "../data.js";
import { measure } from "../measure.js";

/**
 * The whole way: requests to a service on the same machine, and everything made of the replies.
 *
 * @param {{ users: number, plan: import("../measure.js").Plan, service: Awaited<ReturnType<typeof import("../serve.js").serve>> }} setting
 */
export async function wholeRun({ users: count, plan, service }) {
  const users = makeUsers(count);
  /** @type {Record<string, Record<string, import("../measure.js").Samples>>} */
  const samples = {};
  for (const kind of ROW_KINDS) {
    const target = service.of(kind);
    await checkAnswers(users, () => target);
    const tasks = Object.entries(candidates).map(([name, run]) => [name, () => () => run(users, target)]);
    samples[kind] = await measure(Object.fromEntries(tasks), plan);
  }
  return samples;
}
