/** The figures of a run that has ended, and beside them what the service counted itself. */

import { element, make } from "../dom.js";
import { count, duration, size } from "../format.js";

/** @returns {import("./run.js").View & { seen: (requests: number) => void }} */
export function figuresView() {
  const list = element("figures");
  /** @type {Map<string, HTMLElement>} */
  let values = new Map();

  /** @param {[name: string, value: string][]} figures */
  function show(figures) {
    values = new Map(figures.map(([name, value]) => [name, make("dd", {}, value)]));
    list.replaceChildren(...[...values].map(([name, value]) => make("div", {}, make("dt", {}, name), value)));
  }

  return {
    begin: () => show([]),
    frame: () => {},
    end({ result, name }) {
      if (!result) return;
      const { batches, requests, rows, bytes, time } = result.stats;
      show([
        ["Requests sent", count(requests.sent)],
        ...(name ? /** @type {[string, string][]} */ ([["Seen by the service", "…"]]) : []),
        ["Of them retries", count(requests.retried)],
        ["Of them second copies", count(requests.hedged)],
        ["At most in flight", `${count(requests.maxInFlight)} of ${count(requests.concurrency)}`],
        ["Batches", count(batches.total)],
        ["Batches halved", count(batches.split)],
        ["Rows received", count(rows.received)],
        ["Bytes received", size(bytes.received)],
        ["Page busy deciding", duration(time.encoding + time.deciding)],
      ]);
    },
    seen(requests) {
      const value = values.get("Seen by the service");
      if (value) value.textContent = count(requests);
    },
  };
}
