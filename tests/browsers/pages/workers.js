import { service } from "./report.js";

export { report } from "./report.js";

/**
 * Has a worker run the suite.
 *
 * @param {Worker | ServiceWorker} worker
 * @returns {Promise<import("../../runtimes/cases.js").Case[]>}
 */
export function answerOf(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", (event) => {
      const { message } = /** @type {ErrorEvent} */ (event);
      reject(new Error(`The worker failed: ${message ?? "it cannot be loaded"}`));
    });
    port1.onmessage = ({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data.cases));
    worker.postMessage(service, [port2]);
  });
}
