import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/**
 * The scripted service. An address is `/<ask>/<behaviour>`: what is remembered from one request to the next belongs to
 * one `ask`, a name the caller makes up, so that any number of runtimes can use the service at once.
 *
 * @typedef {import("node:http").ServerResponse} Answer
 * @typedef {{ restUntil: number, hanging: number, left: number }} Memory
 * @typedef {(answer: Answer, ids: string[], memory: Memory, ask: string) => unknown} Behaviour
 */

/** Pages of any origin may ask, with credentials, too: so all is named, since `*` does not count with them. @param {string} origin */
const cors = (origin) => ({
  "access-control-allow-origin": origin,
  "access-control-allow-credentials": "true",
  "access-control-allow-headers": "content-type",
  "access-control-expose-headers": "retry-after",
});

/** @type {Record<string, Behaviour>} */
const behaviours = {
  /** Knows everybody but the users whose ids end in 0, and is out of order for user 503. */
  balances(answer, ids) {
    if (ids.includes("503")) answer.writeHead(503).end("out of order");
    else answer.end(rows(ids));
  },

  refuses(answer) {
    answer.writeHead(403).end("not you");
  },

  /** Cannot bear user 7. */
  poison(answer, ids) {
    if (ids.includes("7")) answer.writeHead(413).end("too much");
    else answer.end(rows(ids));
  },

  /** Asks once for a second's rest, and starts over with whoever does not grant it: no clock but this one counts. */
  rests(answer, ids, memory) {
    const now = performance.now();
    const isEarly = now < memory.restUntil;
    if (memory.restUntil > 0 && !isEarly) return answer.end(rows(ids));
    memory.restUntil = now + 990;
    return answer.writeHead(429, { "retry-after": "1" }).end("slow down");
  },

  broken(answer, ids) {
    answer.end(rows(ids).slice(0, -3));
  },

  /** Loses the connection within the body, after all that a hasty reader might take for a whole reply. */
  async loses(answer, ids) {
    const body = rows(ids);
    answer.writeHead(200, { "content-length": body.length + 100 });
    answer.write(body);
    await pause(20);
    answer.destroy();
  },

  /** Answers user 1 and nobody else; and user 1 only when somebody else is waiting. */
  async hangs(answer, ids, memory) {
    if (ids.includes("1")) {
      await eventually(() => memory.hanging > 0);
      answer.end(rows(ids));
      return;
    }
    memory.hanging += 1;
    answer.on("close", () => {
      memory.hanging -= 1;
      memory.left += 1;
    });
  },

  /** Answers as soon as somebody is waiting. */
  async waits(answer, _, memory) {
    await eventually(() => memory.hanging > 0);
    answer.end(JSON.stringify({ hanging: memory.hanging }));
  },

  /** 30,000 chunks of one byte before the rows: as they are written in HTTP, since they would be joined on their way. */
  crumbs(answer, ids) {
    answer.flushHeaders();
    answer.socket?.write("1\r\n \r\n".repeat(30_000));
    answer.end(rows(ids));
  },

  /** The same as `whole`, flushed every 400 bytes. */
  flushes(answer, ids) {
    answer.flushHeaders();
    answer.socket?.write(`190\r\n${" ".repeat(400)}\r\n`.repeat(5_000));
    answer.end(rows(ids));
  },

  /** An ordinary reply of 2 MB. */
  whole(answer, ids) {
    answer.end(" ".repeat(2_000_000) + rows(ids));
  },

  /** Lets no page of another origin ask. */
  closed(answer, ids) {
    answer.end(rows(ids));
  },

  /** Gives a cookie, without which nobody is `known`. */
  greets(answer, _, __, ask) {
    answer.writeHead(200, { "set-cookie": `ask=${ask}; Path=/; SameSite=Lax; HttpOnly` }).end("{}");
  },

  known(answer, ids, _, ask) {
    if (answer.req.headers.cookie?.includes(`ask=${ask}`)) answer.end(rows(ids));
    else answer.writeHead(401).end("who are you?");
  },

  /** How many of those who were waiting went away; told when all of them have. */
  async left(answer, _, memory) {
    await eventually(() => memory.left > 0 && memory.hanging === 0);
    answer.end(JSON.stringify({ left: memory.left, hanging: memory.hanging }));
  },
};

/** Rows as text: not every id that is sent is a number that JavaScript knows. @param {string[]} ids */
function rows(ids) {
  const known = ids.filter((id) => !id.endsWith("0"));
  return `[${known.map((id) => `{"id":${id},"balance":${id.slice(-1)}00}`).join()}]`;
}

/** Waits for it, though not for ever. @param {() => boolean} holds */
async function eventually(holds) {
  for (let waits = 0; waits < 300 && !holds(); waits++) await pause(10);
}

/** A service that remembers, as a handler of requests. */
function createService() {
  /** @type {Map<string, Memory>} */
  const memories = new Map();
  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} answer
   */
  return async (request, answer) => {
    const [ask, name] = (request.url ?? "").split("/").slice(-2);
    if (name !== "closed")
      for (const [header, value] of Object.entries(cors(request.headers.origin ?? "*")))
        answer.setHeader(header, value);
    if (request.method === "OPTIONS") return answer.writeHead(204).end();
    const body = await read(request);
    const memory = memories.get(ask) ?? { restUntil: 0, hanging: 0, left: 0 };
    memories.set(ask, memory);
    answer.setHeader("content-type", "application/json");
    if (!Object.hasOwn(behaviours, name)) return answer.writeHead(404).end();
    return behaviours[name](answer, body.match(/\d+/g) ?? [], memory, ask);
  };
}

/** The service, on loopback: real HTTP. `handle` answers what comes another way. */
export async function startService() {
  const handle = createService();
  const server = createServer(handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    handle,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {import("node:http").IncomingMessage} request */
async function read(request) {
  let body = "";
  request.setEncoding("utf8");
  try {
    for await (const chunk of request) body += chunk;
  } catch {
    // The client went away while it was sending.
  }
  return body;
}
