/** Which port the demo takes. */

const FIRST = 8787;
const TRIES = 100;

/**
 * Starts on the first free port from `PORT`, or without one from 8787 on.
 *
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function onFreePort(start) {
  const { PORT } = process.env;
  return firstFree(start, PORT ? Number(PORT) : FIRST, TRIES);
}

/**
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @param {number} port
 * @param {number} tries
 * @returns {Promise<T>}
 */
async function firstFree(start, port, tries) {
  try {
    return await start(port);
  } catch (error) {
    if (!isTaken(error) || tries === 0) throw error;
    console.log(`Port ${port} is taken; the next is tried.`);
    return firstFree(start, port + 1, tries - 1);
  }
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
