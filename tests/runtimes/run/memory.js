/** For Deno: one run whose reply comes from the address that is given. */

import process from "node:process";
import { filterUsers } from "filter-users";

const { passed } = await filterUsers([{ id: 1 }, { id: 2 }], { url: process.argv[2], retry: 0 });
if (passed.length !== 2) throw new Error(`${passed.length} passed`);
// For whoever looks on.
await new Promise((resolve) => setTimeout(resolve, 100));
console.log("done");
