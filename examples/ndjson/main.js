/** Filters a file of a million users into another, and says how long that took and how much memory. */

import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { fetch } from "filter-users/undici";
import { filterLines } from "./filter.js";
import { startService } from "./service.js";

const { lines: text } = parseArgs({ options: { lines: { type: "string", default: "1000000" } } }).values;
const lines = Number(text);
if (!Number.isSafeInteger(lines) || lines < 1) {
  console.error(`--lines takes a number of lines from 1 up (as in: --lines=50000), not ${text}.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "ndjson-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
process.on("SIGINT", () => process.exit(130));
const [from, to] = [join(folder, "users.ndjson"), join(folder, "passed.ndjson")];
await pipeline(Readable.from(someUsers()), createWriteStream(from));
const service = await startService();
await filter();
service.close();

function* someUsers() {
  for (let id = 1; id <= lines; id++) {
    yield `${JSON.stringify({ id, name: `user ${id}`, email: `user.${id}@example.com`, plan: "free" })}\n`;
  }
}

async function filter() {
  const before = process.memoryUsage().rss;
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const stats = await filterLines(createReadStream(from), createWriteStream(to), {
    url: service.url,
    where: { currentBalance: { $gt: 500 } },
    fetch,
    onProgress: ({ users }) => showProgress(users.total),
  });
  clearInterval(sampling);

  const { users, time } = /** @type {import("filter-users").Stats} */ (stats);
  const seconds = time.total / 1000;
  console.log(`lines    ${count(users.total)} in, ${count(users.passed)} out`);
  console.log(`time     ${seconds.toFixed(1)} s, ${count(users.total / seconds)} users a second`);
  console.log(`memory   ${megabytes(most)} at most while filtering, ${megabytes(before)} before it`);
  console.log(`         ${megabytes(process.resourceUsage().maxRSS * 1024)} in the life of the process`);
}

/** @param {number} done */
function showProgress(done) {
  if (!process.stdout.isTTY) return;
  const end = done === lines ? "\n" : "";
  process.stdout.write(`\r${((done / lines) * 100).toFixed(0)} % of ${count(lines)}${end}`);
}

/** @param {number} number */
function count(number) {
  return Math.round(number).toLocaleString("en");
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${count(bytes / 1024 ** 2)} MiB`;
}
