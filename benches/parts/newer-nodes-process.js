/** `node --expose-gc newer-nodes-process.js <plan>`: measures what is planned, and prints it as JSON. */

import { platformVersions } from "../machine.js";
import { measureParts } from "../measure-parts.js";

const plan = JSON.parse(process.argv[2]);
const names = /** @type {import("../measure-parts.js").PartName[]} */ (Object.keys(plan));
process.stdout.write(
  JSON.stringify({ versions: platformVersions(), measured: await measureParts(names, plan) }),
);
