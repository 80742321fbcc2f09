/**
 * The service, in a process of its own so that its CPU time is not the client's. As cheap as can be: a reply is put
 * together when it is first asked for, and sent from memory ever after. What is fetched by GET are this project's own
 * modules, for pages that ask the service.
 */

import { createServer } from "node:http";
import { makeReply } from "./data.js";
import { serveModule } from "./serve-module.js";

/** By address and request body. @type {Map<string, { reply: Buffer, delay: number }>} */
const answers = new Map();

const server = createServer((request, response) => {
  const { url = "", method } = request;
  if (method === "GET") return serveModule(url, response);
  /** @type {Buffer[]} */
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { reply, delay } = answerTo(url, String(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    const answer = () => {
      response.writeHead(200, { "content-type": "application/json", "content-length": reply.length });
      response.end(reply);
    };
    if (delay > 0) setTimeout(answer, delay);
    else answer();
  });
});

/**
 * @param {string} address
 * @param {string} body
 */
function answerTo(address, body) {
  const question = address + body;
  const known = answers.get(question);
  if (known) return known;
  const { pathname, searchParams } = new URL(address, "http://service.example");
  const reply = makeReply(pathname === "/thin" ? "thin" : "fat", JSON.parse(body).ids);
  const answer = { reply, delay: Number(searchParams.get("delay")) };
  answers.set(question, answer);
  return answer;
}

// Idle connections stay: a reset would be timed as part of the client.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit());
