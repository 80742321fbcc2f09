/**
 * The service, in a process of its own so that its CPU time is not the client's. As cheap as can be: a reply is put
 * together when it is first asked for, and sent from memory ever after.
 */

import { createServer } from "node:http";
import { makeReply } from "./data.js";

/** By address and request body. @type {Map<string, Buffer>} */
const replies = new Map();

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const reply = replyTo(request.url ?? "", String(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    response.writeHead(200, { "content-type": "application/json", "content-length": reply.length });
    response.end(reply);
  });
});

/**
 * @param {string} url
 * @param {string} body
 */
function replyTo(url, body) {
  const question = url + body;
  const known = replies.get(question);
  if (known) return known;
  const reply = makeReply(url === "/thin" ? "thin" : "fat", JSON.parse(body).ids);
  replies.set(question, reply);
  return reply;
}

// Idle connections stay: a reset would be timed as part of the client.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit());
