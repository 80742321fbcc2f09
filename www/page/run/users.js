/** The users of the demo's database, fetched in pages that are small enough to be read within a frame. */

const PAGE = 2_000;

/** @typedef {{ id: number, name: string }} User */

/** @type {User[]} */
const loaded = [];

/**
 * @param {number} count
 * @param {{ signal: AbortSignal, onProgress: (loaded: number) => void }} how
 * @returns {Promise<User[]>}
 */
export async function demoUsers(count, { signal, onProgress }) {
  while (loaded.length < count) {
    const reply = await fetch(`/v1/users?limit=${PAGE}&after=${loaded.at(-1)?.id ?? 0}`, { signal });
    if (!reply.ok) throw new Error(`The users could not be had: the service answered ${reply.status}.`);
    const page = await reply.json();
    if (page.length === 0) break;
    loaded.push(...page);
    onProgress(Math.min(loaded.length, count));
  }
  return loaded.slice(0, count);
}
