import { once } from "node:events";
import { createServer } from "node:http";

/**
 * A request as the service saw it.
 *
 * @typedef {object} Seen
 * @property {number} index 0 for the first request
 * @property {number} at milliseconds, of `performance.now()`
 * @property {string} method
 * @property {string} path
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 * @property {any[]} ids what the body has as `ids`
 * @property {"open" | "answered" | "left"} state whether the request is in flight, was answered, or lost its client
 * @property {number | undefined} status what it was answered with
 * @property {number} sent bytes of the body it was answered with
 */

/** @typedef {import("node:http").ServerResponse & { write(chunk: string | Uint8Array): boolean }} Answer */
/** @typedef {(answer: Answer, seen: Seen) => void} Behaviour */

/**
 * What to answer: a status, a body (a string or bytes), a value to be sent as JSON, or a behaviour.
 *
 * @typedef {(seen: Seen) => number | string | object | Behaviour | Promise<object>} Script
 */

/**
 * A real HTTP service on loopback that does to each request what `script` says. It ends with the test.
 *
 * @param {{ after(end: () => Promise<void>): void }} t
 * @param {Script} script
 */
export async function startService(t, script) {
  /** @type {Seen[]} */
  const log = [];
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const seen = await see(request, response, log);
    const answer = await script(seen);
    seen.status ??= 200;
    behaviour(answer)(/** @type {Answer} */ (response), seen);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/ask`,
    log,
    sockets,
    /** How many requests are in flight. */
    get inFlight() {
      return log.filter(({ state }) => state === "open").length;
    },
  };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {Seen[]} log
 */
async function see(request, response, log) {
  /** @type {Seen} */
  const seen = {
    index: log.length,
    at: performance.now(),
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers,
    body: "",
    ids: [],
    state: "open",
    status: undefined,
    sent: 0,
  };
  log.push(seen);
  response.on("close", () => {
    seen.state = response.writableFinished ? "answered" : "left";
  });
  request.setEncoding("utf8");
  try {
    for await (const chunk of request) seen.body += chunk;
  } catch {
    // The client went away while it was sending.
  }
  seen.ids = idsIn(seen.body);
  return seen;
}

/** @param {string} body */
function idsIn(body) {
  try {
    return JSON.parse(body).ids ?? [];
  } catch {
    return [];
  }
}

/**
 * @param {any} answer
 * @returns {Behaviour}
 */
function behaviour(answer) {
  if (typeof answer === "function") return answer;
  if (typeof answer === "number") return respond("", { status: answer });
  if (typeof answer === "string" || answer instanceof Uint8Array) return respond(answer);
  return respond(JSON.stringify(answer));
}

/**
 * An ordinary answer.
 *
 * @param {string | Uint8Array} body
 * @param {{ status?: number, headers?: Record<string, string> }} [head]
 * @returns {Behaviour}
 */
export function respond(body, { status = 200, headers = {} } = {}) {
  return (answer, seen) => {
    seen.status = status;
    seen.sent = Buffer.byteLength(body);
    answer.writeHead(status, { "content-length": seen.sent, ...headers }).end(body);
  };
}

/**
 * A refusal.
 *
 * @param {number} status
 * @param {Record<string, string>} [headers]
 */
export const refuse = (status, headers) => respond("no", { status, headers });

/** Loses the connection before anything is answered. @type {Behaviour} */
export const reset = (answer) => {
  answer.socket?.resetAndDestroy();
};

/** Answers nothing, for ever. @type {Behaviour} */
export const silence = () => {};

/** Answers with a head, and never with a body. @type {Behaviour} */
export const headOnly = (answer) => {
  answer.writeHead(200, { "content-type": "application/json" }).flushHeaders();
};

/**
 * Loses the connection within the body.
 *
 * @param {string} body
 * @returns {Behaviour}
 */
export function cut(body) {
  return (answer) => {
    answer.writeHead(200, { "content-length": Buffer.byteLength(body) });
    answer.write(body.slice(0, body.length >> 1));
    setTimeout(() => answer.destroy(), 10);
  };
}

/**
 * Sends the body byte by byte.
 *
 * @param {string} body
 * @param {number} ms between two of them
 * @returns {Behaviour}
 */
export function drip(body, ms) {
  return (answer) => {
    let next = 0;
    const timer = setInterval(() => {
      if (next === body.length) answer.end();
      else answer.write(body[next++]);
    }, ms);
    answer.on("close", () => clearInterval(timer));
  };
}

/**
 * Never stops sending.
 *
 * @param {string} chunk
 * @returns {Behaviour}
 */
export function endless(chunk) {
  return (answer) => {
    const more = () => {
      while (!answer.destroyed && answer.write(chunk));
    };
    answer.on("drain", more);
    answer.on("error", () => {});
    more();
  };
}

/** A row for every user asked about. @param {Seen} seen */
export const everyone = ({ ids }) => ids.map((id) => ({ id, ok: true }));

/** A row for every user asked about, those with even ids being fine. @param {Seen} seen */
export const evenOnes = ({ ids }) => ids.map((id) => ({ id, ok: id % 2 === 0 }));
