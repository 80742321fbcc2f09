import { ENOUGH } from "../people.js";

/** @typedef {import("../people.js").User} User */

/**
 * What one writes for a batch: asks the service, and answers who of the batch passes.
 *
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {(batch: readonly User[]) => Promise<User[]>}
 */
export function asking(url, signal) {
  return async (batch) => {
    const rows = await rowsOf(url, batch, signal);
    return batch.filter(({ id }) => rows.get(id)?.balance > ENOUGH);
  };
}

/**
 * The rows of a batch by id.
 *
 * @param {string} url
 * @param {readonly User[]} batch
 * @param {AbortSignal} [signal]
 * @returns {Promise<Map<number, any>>}
 */
export async function rowsOf(url, batch, signal) {
  const response = await fetch(`${url}/balances`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: batch.map(({ id }) => id) }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  const rows = /** @type {any[]} */ (await response.json());
  return new Map(rows.map((row) => [row.id, row]));
}
