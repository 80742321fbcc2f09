import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * @typedef {object} Service
 * @property {string} url
 * @property {typeof globalThis.fetch} [fetch] Instead of the global one.
 */

/** Starts the service. */
export async function serve() {
  const child = fork(new URL("service.js", import.meta.url), { execArgv: [] });
  const [{ port }] = await once(child, "message");
  return {
    /**
     * @param {import("./data.js").RowKind} kind
     * @returns {Service}
     */
    of: (kind) => ({ url: `http://127.0.0.1:${port}/${kind}` }),
    close: () => child.disconnect(),
  };
}
