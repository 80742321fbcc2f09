import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Of a server, to listen. */
const TRIES = 600;

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Whether something listens at `port` before its program has ended.
 *
 * @param {number} port
 * @param {Promise<unknown>} ended
 */
export async function eventuallyListens(port, ended) {
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  for (let tries = 0; tries < TRIES && !hasEnded; tries++) {
    if (await listens(port)) return true;
    await pause(50);
  }
  return false;
}

/** Not by `fetch`, which would keep the connection, and use it again just when the server gives it up. @param {number} port */
async function listens(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    // Where nobody listens, a socket that happens to be given this very port is connected to itself.
    return socket.localPort !== port;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
