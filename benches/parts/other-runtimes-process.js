/** In Deno and Bun: a whole run, beside the peer and the floor. Takes the service's origin and the plan, prints samples as JSON. */

import process from "node:process";
import { CONDITION, FLOOR, PEER } from "../candidates/index.js";
import { overLoopback } from "../over-loopback.js";

const [origin, plan] = process.argv.slice(2);
const samples = await overLoopback([CONDITION, PEER, FLOOR], JSON.parse(plan), (kind) => ({
  url: `${origin}/${kind}`,
}));
console.log(JSON.stringify(samples));
// Deno and Bun may keep their connections.
process.exit();
