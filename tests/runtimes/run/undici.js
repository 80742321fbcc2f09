/** For Node: with the `fetch` of filter-users/undici in place of its own. */

import { createRequire } from "node:module";
import process from "node:process";
import * as api from "filter-users";
import { acceptance } from "../acceptance.js";
import "../newest-undici.js";

const { fetch } = await import("filter-users/undici");
globalThis.fetch = fetch;
const undici = createRequire(import.meta.url)("undici8/package.json").version;
const cases = await acceptance(process.argv[2], api);
console.log(JSON.stringify({ version: `${process.versions.node}, undici ${undici}`, cases }));
