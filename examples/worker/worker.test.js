import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { refuse, silence, startService } from "../../tests/node/support/service.js";
import { eventually, ids, pause, users } from "../../tests/node/support/users.js";
import { runFirstCommand } from "../../tests/recipe.js";
import worker from "./worker.js";

/** @type {typeof import("./demo/workerd.js") | undefined} */
let workerd;
try {
  workerd = await import("./demo/workerd.js");
} catch (error) {
  // Where nobody looks on, what could not be tried must not pass for good.
  if (process.env.CI) throw error;
}
const skip = !workerd && "workerd is not there: `node setup.js` brings it, if there is one for this platform";

/** Knows everybody but those whose ids end in 0; the balance of every second one is high. */
const balances = (/** @type {import("../../tests/node/support/service.js").Seen} */ { ids }) =>
  ids.filter((id) => id % 10 !== 0).map((id) => ({ id, currentBalance: id % 2 === 0 ? 900 : 100 }));

/**
 * A worker and the service that it asks, which go with the test.
 *
 * @param {import("node:test").TestContext} t
 * @param {any} script
 */
async function start(t, script = balances) {
  const service = await startService(t, script);
  const { url, close } = await /** @type {NonNullable<typeof workerd>} */ (workerd).startWorker(service.url);
  t.after(close);
  /** @param {unknown} body @param {RequestInit} [init] */
  const post = async (body, init) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(url, { method: "POST", body: text, ...init });
    return {
      status: response.status,
      headers: response.headers,
      body: /** @type {any} */ (await response.json()),
    };
  };
  return { service, url, post };
}

describe("the worker", { skip }, () => {
  it("runs by what the README begins with", async (t) => {
    const demo = runFirstCommand(t, import.meta.dirname);
    const [, url, body] = await demo.says(/^curl (http:\S+) --json '(.+)'$/m);
    const response = await fetch(url, { method: "POST", body });
    const { passed, skipped, missing, failed } = /** @type {any} */ (await response.json());
    assert.deepEqual(
      { passed, skipped, missing, failed },
      {
        passed: [{ id: 14 }],
        skipped: [{ id: 3 }],
        missing: [{ id: 77 }],
        failed: [],
      },
    );
  });

  it("answers with every user in one verdict, and the figures", async (t) => {
    const { service, post } = await start(t);
    const { status, body } = await post({ users: users(1000) });
    assert.equal(status, 200);
    const { passed, skipped, missing, failed, stats } = body;
    assert.deepEqual([passed.length, skipped.length, missing.length], [400, 500, 100]);
    assert.deepEqual(failed, []);
    assert.deepEqual(passed[0], { id: 2, name: "user 2" });
    assert.deepEqual(stats.users, { total: 1000, passed: 400, skipped: 500, missing: 100, failed: 0 });
    assert.equal(service.log.length, 4);
  });

  it("answers with those whose batch failed, and why", async (t) => {
    const { post } = await start(t, (/** @type {any} */ seen) =>
      seen.ids.includes(300) ? refuse(403) : balances(seen),
    );
    const { status, body } = await post({ users: users(500) });
    assert.equal(status, 200);
    assert.equal(body.passed.length, 100);
    const [{ users: unanswered, ...why }] = body.failed;
    assert.deepEqual(ids(unanswered), ids(users(500).slice(250)));
    assert.deepEqual(Object.keys(why), ["code", "message"]);
    assert.equal(why.code, "HTTP_STATUS");
    assert.match(why.message, /403/);
  });

  it("answers, too, when the service is out of order", async (t) => {
    const { service, post } = await start(t, () => refuse(503));
    const { status, body } = await post({ users: users(10) });
    assert.deepEqual([status, body.failed[0].users.length, body.stats.requests.sent], [200, 10, 3]);
    assert.equal(service.log.length, 3);
  });

  it("refuses what it cannot read, and says what to do", async (t) => {
    const { service, post } = await start(t);
    for (const [body, message] of /** @type {[unknown, RegExp][]} */ ([
      ['{"users":', /^The body is not JSON \(.+\)\. Send \{ "users"/],
      ["", /^The body is not JSON \(.+\)\. Send \{ "users"/],
      ["null", /^The body has no list of users\. Send/],
      [[1, 2], /^The body has no list of users\. Send/],
      [{ users: { id: 1 } }, /^The body has no list of users\. Send/],
      [{ users: [{ id: 1 }, { ID: 2 }] }, /^Expected `id` of user 1 .+ to be a string, .+ Send/],
      [{ users: [null] }, /^Expected .+ Send/],
    ])) {
      const answer = await post(body);
      assert.equal(answer.status, 400);
      assert.match(answer.body.error, message);
    }
    assert.equal(service.log.length, 0);
  });

  it("refuses more users than it may ask about", async (t) => {
    const { service, post } = await start(t);
    const { status, body } = await post({ users: users(5001) });
    assert.equal(status, 413);
    assert.equal(body.error, "5001 users are too many: send up to 5000 at a time.");
    assert.equal(service.log.length, 0);
    assert.equal((await post({ users: users(5000) })).body.stats.users.total, 5000);
    assert.equal(service.log.length, 20);
  });

  it("takes no other method", async (t) => {
    const { post } = await start(t);
    const { status, headers, body } = await post("", { method: "GET", body: undefined });
    assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
    assert.match(body.error, /^There is only POST here\./);
  });

  it("stops asking when whoever asked has gone", async (t) => {
    const { service, url } = await start(t, () => silence);
    const body = JSON.stringify({ users: users(5000) });
    const socket = connect(Number(url.port), url.hostname);
    socket.on("error", () => {});
    socket.write(`POST / HTTP/1.1\r\nhost: worker\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await eventually(() => service.inFlight === 6, "it asks");
    // workerd takes a connection that just ends for one that still reads.
    socket.resetAndDestroy();
    await eventually(() => service.inFlight === 0, "the requests are aborted");
    await pause(500);
    assert.equal(service.log.length, 6);
  });

  // workerd gives up the requests of a lost client, whatever the worker does.
  // That it heeds the signal is seen in Node.
  it("ends the run by the signal of the request", { timeout: 10_000 }, async (t) => {
    const service = await startService(t, () => silence);
    const controller = new AbortController();
    const init = { method: "POST", body: JSON.stringify({ users: users(5000) }), signal: controller.signal };
    const answer = worker.fetch(new Request("http://worker/", init), { SERVICE_URL: service.url });
    await eventually(() => service.inFlight === 6, "it asks");
    controller.abort();
    const { failed } = /** @type {any} */ (await (await answer).json());
    assert.deepEqual([...new Set(failed.map((/** @type {any} */ { code }) => code))], ["ABORTED"]);
    assert.equal(failed.flatMap((/** @type {any} */ each) => each.users).length, 5000);
    await eventually(() => service.inFlight === 0, "the requests are aborted");
  });
});
