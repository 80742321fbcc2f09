import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from "node:zlib";
import { filterUsers } from "filter-users";
import { fetch } from "filter-users/undici";
import { Agent, buildConnector } from "undici";
import { endless, everyone, respond, startService } from "../support/service.js";
import { assertLedger, eventually, pause, users } from "../support/users.js";

const text = `[${'{"id":1,"name":"Zoë"},'.repeat(20_000)}{}]`;

/** @type {[string, string, (text: string) => Uint8Array][]} */
const encodings = [
  ["gzip", "gzip", gzipSync],
  ["gzip by another name", "X-Gzip", gzipSync],
  ["Brotli", "br", brotliCompressSync],
  ["deflate", "deflate", deflateSync],
  ["two encodings", "gzip, br", (text) => brotliCompressSync(gzipSync(text))],
  ["no encoding by name", "identity", (text) => Buffer.from(text)],
];

describe("an encoded body", () => {
  for (const [name, encoding, encode] of encodings) {
    it(`is decoded: ${name}`, async (t) => {
      const { url } = await startService(t, () =>
        respond(encode(text), { headers: { "content-encoding": encoding } }),
      );
      const response = await fetch(url);
      assert.equal(await response.text(), text);
      assert.equal(response.headers.get("content-encoding"), encoding);
    });
  }

  it("of any size, to a slow reader, by a service that is held up", async (t) => {
    const bytes = randomBytes(4_000_000);
    const body = gzipSync(bytes, { level: 0 });
    const { url } = await startService(t, () => respond(body, { headers: { "content-encoding": "gzip" } }));
    const read = [];
    for await (const chunk of /** @type {any} */ ((await fetch(url)).body)) {
      read.push(chunk);
      if (read.length % 10 === 0) await pause(2);
    }
    assert.ok(bytes.equals(Buffer.concat(read)));
  });

  it("that is not what it says is not read to its end", async (t) => {
    const { url, log } = await startService(t, () => (answer, seen) => {
      answer.writeHead(200, { "content-encoding": "gzip" });
      endless("[".repeat(65_536))(answer, seen);
    });
    await assert.rejects((await fetch(url)).text(), { name: "TypeError", message: "terminated" });
    await eventually(() => log[0].state === "left", "the service sees that it is left");
  });

  it("may be a refusal's, too", async (t) => {
    const { url } = await startService(t, () =>
      respond(gzipSync("no"), { status: 400, headers: { "content-encoding": "gzip" } }),
    );
    assert.equal(await (await fetch(url)).text(), "no");
  });

  /** @type {[string, string, Uint8Array][]} */
  const bad = [
    ["ends early", "gzip", gzipSync(text).subarray(0, -20)],
    ["is not what it says", "gzip", Buffer.from(text)],
    ["is no Brotli", "br", Buffer.from(text)],
    ["is twice encoded, and ends early", "gzip, br", brotliCompressSync(gzipSync(text).subarray(0, -20))],
  ];
  for (const [name, encoding, body] of bad) {
    it(`that ${name} is an error`, async (t) => {
      const { url } = await startService(t, () =>
        respond(body, { headers: { "content-encoding": encoding } }),
      );
      const response = await fetch(url);
      await assert.rejects(response.text(), { name: "TypeError", message: "terminated" });
    });
  }

  for (const encoding of ["zstd", "gzip, compress", Array(6).fill("gzip").join()]) {
    it(`that is encoded as ${encoding} is refused`, async (t) => {
      const { url } = await startService(t, () =>
        respond("[]", { headers: { "content-encoding": encoding } }),
      );
      const error = await fetch(url).catch((error) => error);
      assert.equal(error.message, "fetch failed");
      assert.equal(error.cause.message, `The body is encoded as "${encoding}", which was not asked for`);
    });
  }

  it("is cut off at `maxReplyBytes` of what it says, however small it came", async (t) => {
    const { url, log } = await startService(t, () => (answer, seen) => {
      answer.writeHead(200, { "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(answer);
      const more = () => {
        while (!answer.destroyed && gzip.write(Buffer.alloc(65_536, " ")));
      };
      gzip.on("data", ({ length }) => {
        seen.sent += length;
      });
      gzip.on("drain", more);
      more();
    });
    const input = users(2);
    const result = await filterUsers(input, { url, fetch, maxReplyBytes: 1_000_000, retry: 0 });
    assertLedger(result, input);
    assert.equal(result.failed[0].error.code, "REPLY_TOO_LARGE");
    await eventually(() => log[0].state === "left", "the service sees that it is left");
  });
});

describe("a body that nobody reads", () => {
  it("holds the service up", async (t) => {
    const { url, log } = await startService(t, () => (answer, seen) => {
      const chunk = Buffer.alloc(65_536, " ");
      const more = () => {
        do seen.sent += chunk.length;
        while (!answer.destroyed && answer.write(chunk));
      };
      answer.on("drain", more).on("error", () => {});
      more();
    });
    const response = await fetch(url);
    await eventually(() => log[0].sent > 0, "it sends");
    let sent = -1;
    // Until the buffers of the operating system are full.
    while (sent !== log[0].sent) {
      sent = log[0].sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    for (let read = 0; read < sent; ) read += (await reader.read()).value?.length ?? Number.NaN;
    await eventually(() => log[0].sent > sent, "it goes on");
    await reader.cancel();
    await eventually(() => log[0].state === "left", "the service sees that it is left");
  });

  it("may be left", async (t) => {
    const { url, log } = await startService(t, () => endless("[]"));
    const response = await fetch(url);
    await response.body?.cancel();
    await eventually(() => log[0].state === "left", "the service sees that it is left");
  });
});

describe("an abort", () => {
  const reason = new Error("enough");

  it("before it began sends nothing", async (t) => {
    const { url, log } = await startService(t, () => "[]");
    await assert.rejects(fetch(url, { signal: AbortSignal.abort(reason) }), reason);
    assert.equal(log.length, 0);
  });

  it("while it connects is not waited for, and nothing is sent", async (t) => {
    const { url, log } = await startService(t, () => "[]");
    const connect = buildConnector({});
    const dispatcher = new Agent({
      connect: (options, callback) => {
        setTimeout(() => connect(options, callback), 50);
      },
    });
    t.after(() => dispatcher.destroy());
    const controller = new AbortController();
    const asked = fetch(url, { signal: controller.signal, dispatcher });
    await pause(10);
    controller.abort(reason);
    await assert.rejects(asked, reason);
    await (await fetch(url, { dispatcher })).text();
    await pause(100);
    assert.equal(log.length, 1);
  });

  it("before the head, or within the body, reaches the service", async (t) => {
    const { url, log } = await startService(t, ({ index }) => (answer) => {
      if (index === 1) answer.write("[1,");
    });
    for (const isWithin of [false, true]) {
      const controller = new AbortController();
      const asked = fetch(url, { signal: controller.signal }).then((response) => response.text());
      await eventually(() => log.length > Number(isWithin), "it is asked");
      if (isWithin) await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort(reason);
      await assert.rejects(asked, reason);
      await eventually(() => log[Number(isWithin)].state === "left", "the service sees it");
    }
  });

  it("is listened for no longer than there is something to abort", async (t) => {
    const { url } = await startService(t, ({ path }) =>
      path === "/bodiless" ? 204 : path === "/broken" ? (answer) => answer.destroy() : "[]",
    );
    for (const path of ["/ask", "/bodiless", "/broken"]) {
      const { signal } = new AbortController();
      let listeners = 0;
      const [add, remove] = [signal.addEventListener, signal.removeEventListener];
      signal.addEventListener = (/** @type {any[]} */ ...given) => {
        listeners++;
        add.apply(signal, /** @type {any} */ (given));
      };
      signal.removeEventListener = (/** @type {any[]} */ ...given) => {
        listeners--;
        remove.apply(signal, /** @type {any} */ (given));
      };
      const asked = fetch(new URL(path, url), { signal }).then((response) => response.text());
      assert.ok(listeners <= 1);
      await asked.catch(() => {});
      assert.equal(listeners, 0, path);
    }
  });
});

describe("a reply that comes whole", () => {
  it("passes users as it does by the platform's `fetch`", async (t) => {
    const { url } = await startService(t, everyone);
    const input = users(1000);
    const result = await filterUsers(input, { url, fetch, batchSize: 100 });
    assertLedger(result, input);
    assert.equal(result.passed.length, 1000);
  });
});
