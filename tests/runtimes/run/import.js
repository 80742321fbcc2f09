/** For Node, Deno and Bun. */

import process from "node:process";
import * as api from "filter-users";
import { acceptance } from "../acceptance.js";

const { bun, deno, node } = process.versions;
const cases = await acceptance(process.argv[2], api);
console.log(JSON.stringify({ version: bun ?? deno ?? node, cases }));
