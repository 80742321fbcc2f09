/** Filters 1,000 users by the script, against a service of its own, and says how the script was called. */

import { once } from "node:events";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { startBalances } from "../../../scripts/balances.js";
import { allowing, startScript } from "./script.js";

const USERS = 1000;
const CONDITION = '{"currentBalance":{"$gt":500}}';

const service = await startBalances();
const script = startScript(service.url, [service.url, CONDITION]);
Readable.from(someUsers()).pipe(script.stdin);
const [passed, figures, [status]] = await Promise.all([
  text(script.stdout),
  text(script.stderr),
  once(script, "close"),
]);
service.close();
process.exitCode = status;

console.log(`deno ${allowing(service.url).join(" ")} \\\n  ${service.url} '${CONDITION}' \\`);
console.log("  < users.ndjson > passed.ndjson\n");
console.log(figures);
console.log(`passed.ndjson begins with\n${passed.split("\n", 3).join("\n")}`);

function* someUsers() {
  for (let id = 1; id <= USERS; id++) yield `${JSON.stringify({ id, email: `user.${id}@example.com` })}\n`;
}
