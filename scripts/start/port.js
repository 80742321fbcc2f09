/** Which port the demo takes. */

const FIRST = 8787;
const TRIES = 100;

/**
 * Starts on `PORT`, or without one on the first free port from 8787 on.
 *
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function onFreePort(start) {
  const { PORT } = process.env;
  return PORT ? start(Number(PORT)) : firstFree(start, FIRST);
}

/**
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @param {number} port
 * @returns {Promise<T>}
 */
async function firstFree(start, port) {
  try {
    return await start(port);
  } catch (error) {
    if (isTaken(error) && port < FIRST + TRIES) return firstFree(start, port + 1);
    throw error;
  }
}

/** @param {unknown} error */
function isTaken(error) {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
