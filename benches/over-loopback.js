import { candidates } from "./candidates/index.js";
import { checkAnswers } from "./check.js";
import { makeUsers, ROW_KINDS, USERS } from "./data.js";
import { measure } from "./measure.js";

/**
 * The whole way: requests to a service on the same machine, and everything made of the replies, of each kind of rows.
 *
 * @param {string[]} names of candidates
 * @param {import("./measure.js").Plan} plan
 * @param {(kind: import("./data.js").RowKind) => import("./serve.js").Service} serviceOf
 */
export async function overLoopback(names, plan, serviceOf) {
  const users = makeUsers(USERS);
  /** @type {Record<string, import("./part.js").ByName>} */
  const samples = {};
  for (const kind of ROW_KINDS) {
    const service = serviceOf(kind);
    await checkAnswers(users, () => service, names);
    const tasks = names.map((name) => [name, () => () => candidates[name](users, service)]);
    samples[kind] = await measure(Object.fromEntries(tasks), plan);
  }
  return samples;
}
