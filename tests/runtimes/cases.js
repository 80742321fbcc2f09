/** @typedef {{ name: string, ok: boolean, error?: string }} Case */

/** Of a case; without it, a run that never ends would not be told from an environment that hangs. */
const PATIENCE = 15_000;

/**
 * What comes of each case, one after the other.
 *
 * @template T
 * @param {Record<string, T>} cases
 * @param {(run: T) => Promise<void>} run
 * @returns {Promise<Case[]>}
 */
export async function tryAll(cases, run) {
  const found = [];
  for (const [name, each] of Object.entries(cases)) found.push(await attempt(name, run(each)));
  return found;
}

/**
 * @param {string} name
 * @param {Promise<void>} run
 * @returns {Promise<Case>}
 */
async function attempt(name, run) {
  /** @type {any} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("it does not end")), PATIENCE);
  });
  try {
    await Promise.race([run, late]);
    return { name, ok: true };
  } catch (/** @type {any} */ error) {
    // Not the stack alone: only V8 begins it with the message.
    return { name, ok: false, error: `${error}\n${error?.stack ?? ""}` };
  } finally {
    clearTimeout(timer);
  }
}
