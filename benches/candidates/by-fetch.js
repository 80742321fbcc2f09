/** What everyone who writes it with `fetch` writes alike. */

import { MINIMUM } from "../data.js";

/**
 * @param {import("../data.js").User[]} batch
 * @param {import("../serve.js").Service} service
 */
export async function ask(batch, { url, fetch = globalThis.fetch }) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: batch.map((user) => user.id) }),
  });
  if (!response.ok) throw new Error(`The service answered ${response.status}`);
  return response;
}

/**
 * @param {import("../data.js").User[]} batch
 * @param {import("../data.js").Row[]} rows
 */
export function judge(batch, rows) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return batch.filter((user) => {
    const row = byId.get(user.id);
    return row !== undefined && row.currentBalance > MINIMUM;
  });
}
