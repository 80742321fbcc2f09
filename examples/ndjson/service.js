/** A balance service in a process of its own, so that its memory is not counted. Ends with the process that forked it. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startBalances } from "../../scripts/balances.js";

export async function startService() {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: [] });
  const [url] = await once(child, "message");
  return { url, close: () => child.disconnect() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startBalances({ knows: () => true });
  process.send?.(url);
  process.on("disconnect", () => process.exit());
}
