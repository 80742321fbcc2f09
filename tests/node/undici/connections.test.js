import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { filterUsers } from "filter-users";
import { fetch } from "filter-users/undici";
import { Agent, MockAgent, ProxyAgent } from "undici";
import { runInChild } from "../support/child.js";
import { everyone, startService } from "../support/service.js";
import { ids, users } from "../support/users.js";

/** @param {import("undici").Dispatcher} dispatcher @returns {typeof globalThis.fetch} */
const by = (dispatcher) => (input, init) =>
  fetch(/** @type {string} */ (input), /** @type {any} */ ({ ...init, dispatcher }));

describe("connections", () => {
  it("are used again", async (t) => {
    const { url, log, sockets } = await startService(t, everyone);
    const { passed } = await filterUsers(users(60), { url, fetch, batchSize: 2, concurrency: 3 });
    assert.equal(passed.length, 60);
    assert.equal(log.length, 30);
    // Undici opens one more now and then, while another is about to be free.
    assert.ok(sockets.size <= 6, `${sockets.size} connections`);
  });

  it("have several requests at a time only where a dispatcher says so", async (t) => {
    const { url, log, sockets } = await startService(t, (seen) => (answer) => {
      // Until the others are there, if they come.
      setTimeout(() => answer.end(JSON.stringify(everyone(seen))), 50);
    });
    await filterUsers(users(8), { url, fetch, batchSize: 2, concurrency: 4 });
    assert.equal(sockets.size, 4);
    const dispatcher = new Agent({ connections: 1, pipelining: 4 });
    t.after(() => dispatcher.close());
    const { passed } = await filterUsers(users(8), {
      url,
      fetch: by(dispatcher),
      batchSize: 2,
      concurrency: 4,
    });
    assert.equal(passed.length, 8);
    assert.equal(sockets.size, 5);
    assert.equal(log.length, 8);
  });

  it("go through a proxy where a dispatcher says so", async (t) => {
    const { url } = await startService(t, everyone);
    /** @type {(string | undefined)[]} */
    const asked = [];
    const proxy = createServer().on("connect", ({ url: to = "" }, socket) => {
      asked.push(to);
      const there = connect(Number(to.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        there.pipe(socket).pipe(there);
      });
      there.on("error", () => socket.destroy());
      socket.on("error", () => there.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
    const dispatcher = new ProxyAgent({ uri: `http://127.0.0.1:${port}`, proxyTunnel: true });
    t.after(async () => {
      await dispatcher.destroy();
      proxy.close();
    });
    const { passed } = await filterUsers(users(2), { url, fetch: by(dispatcher) });
    assert.deepEqual(ids(passed), [1, 2]);
    assert.deepEqual(asked, [new URL(url).host]);
  });

  it("may be none at all, in a test that mocks them", async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    dispatcher
      .get("http://service.test")
      .intercept({ path: "/ask", method: "POST" })
      .reply(200, [{ id: 1 }], { headers: { "x-name": "Zoë" } });
    const { passed, missing } = await filterUsers(users(2), {
      url: "http://service.test/ask",
      fetch: by(dispatcher),
    });
    assert.deepEqual([ids(passed), ids(missing)], [[1], [2]]);
    await dispatcher.close();
  });

  it("that are idle do not keep a program from ending", async (t) => {
    const { url } = await startService(t, everyone);
    const began = performance.now();
    const row = await runInChild(`
      import { fetch } from "filter-users/undici";
      const response = await fetch(${JSON.stringify(url)}, { method: "POST", body: '{"ids":[7]}' });
      console.log(await response.text());
    `);
    assert.deepEqual(row, [{ id: 7, ok: true }]);
    // Undici leaves a connection open for 4 s.
    assert.ok(performance.now() - began < 3500);
  });
});
