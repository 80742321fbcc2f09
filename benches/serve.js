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
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    /**
     * @param {import("./data.js").RowKind} kind
     * @param {number} [delay] milliseconds until it answers
     * @returns {Service}
     */
    of: (kind, delay) => ({ url: `${origin}/${kind}${delay ? `?delay=${delay}` : ""}` }),
    close: () => child.disconnect(),
  };
}
