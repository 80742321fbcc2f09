/** In Deno and Bun: a whole run, beside the peer and the floor. Takes the service's origin and the plan, prints samples as JSON. */

import process from "node:process";
import { CONDITION, candidates, FLOOR, PEER } from "../candidates/index.js";
import { checkAnswers } from "../check.js";
import { makeUsers, ROW_KINDS, USERS } from "../data.js";
import { measure } from "../measure.js";

const NAMES = [CONDITION, PEER, FLOOR];
const [origin, plan] = process.argv.slice(2);
const users = makeUsers(USERS);
/** @type {Record<string, import("../part.js").ByName>} */
const samples = {};
for (const kind of ROW_KINDS) {
  const target = { url: `${origin}/${kind}` };
  await checkAnswers(users, () => target, NAMES);
  const tasks = NAMES.map((name) => [name, () => () => candidates[name](users, target)]);
  samples[kind] = await measure(Object.fromEntries(tasks), JSON.parse(plan));
}
console.log(JSON.stringify(samples));
// Deno and Bun may keep their connections.
process.exit();
