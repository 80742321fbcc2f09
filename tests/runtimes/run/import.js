/** For Node, Deno and Bun. */

import process from "node:process";
import { acceptance } from "../acceptance.js";

const { bun, deno, node } = process.versions;
const cases = await acceptance(process.argv[2]);
console.log(JSON.stringify({ version: bun ?? deno ?? node, cases }));
