import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fetch as byUndici } from "filter-users/undici";
import { cut, drip, headOnly, reset, respond, startService } from "../support/service.js";

/** @typedef {import("../support/service.js").Script} Script */

/**
 * What is to be seen of an answer, or of the error in its place.
 *
 * @param {typeof globalThis.fetch} fetch
 * @param {string} url
 * @param {any} init
 */
async function seen(fetch, url, init) {
  try {
    const response = await fetch(`${url}#there`, init);
    const { status, statusText, ok, redirected, headers } = response;
    assert.ok(response instanceof Response);
    const hasBody = response.body !== null;
    const body = await response.text().catch(shown);
    const own = { cookies: headers.getSetCookie(), said: headers.get("x-said") };
    return { status, statusText, ok, redirected, url: response.url, hasBody, body, ...own };
  } catch (error) {
    return shown(error);
  }
}

/** @param {any} error */
const shown = ({ name, message, cause }) => ({ name, message, code: cause?.code });

/** @type {[string, Script, object?][]} */
const answers = [
  ["text", () => "[]"],
  ["text that is not ASCII", () => "Zoë, 東京"],
  ["an empty body", () => ""],
  ["no content", () => 204],
  ["a refusal with a body", () => respond("no", { status: 404, headers: { "x-said": "one, two" } })],
  ["a status of nobody's", () => respond("", { status: 299 })],
  [
    "headers more than once",
    () => (answer) =>
      answer
        .writeHead(
          200,
          [
            ["set-cookie", "a=1"],
            ["x-said", "one"],
            ["set-cookie", "b=2; c"],
            ["x-said", "two"],
          ].flat(),
        )
        .end(),
  ],
  [
    "a header that is not ASCII",
    () => respond("", { headers: { "x-said": Buffer.from("Zoë, 東京").toString("latin1") } }),
  ],
  ["a body in many parts", () => drip("[1,2,3]", 2)],
  ["a connection that is lost", () => reset],
  ["a body that is cut", () => cut("[1,2,3,4]")],
  ["an answer to HEAD", () => headOnly, { method: "HEAD" }],
  [
    "an answer with a hint before it",
    () => (answer) => {
      answer.writeEarlyHints({ link: "</style.css>; rel=preload" });
      answer.end("[]");
    },
  ],
];

describe("`fetch` of filter-users/undici answers as the platform's does", () => {
  for (const [name, script, init] of answers) {
    it(name, async (t) => {
      const { url } = await startService(t, script);
      assert.deepEqual(await seen(byUndici, url, init), await seen(fetch, url, init));
    });
  }

  it("nobody that listens", async (t) => {
    const { url } = await startService(t, () => 200);
    const gone = url.replace(/:\d+/, ":1");
    const error = await byUndici(gone).catch((error) => error);
    assert.deepEqual(
      [error.name, error.message, error.cause.code],
      ["TypeError", "fetch failed", "ECONNREFUSED"],
    );
  });

  /** @type {[string, RegExp][]} */
  const addresses = [
    ["/ask", /Invalid URL/],
    ["ftp://127.0.0.1/", /of http or https/],
    ["http://me:secret@127.0.0.1/", /without credentials/],
    ["http://:secret@127.0.0.1/", /without credentials/],
  ];
  for (const [url, says] of addresses) {
    it(`an address that is none: ${url}`, async () => {
      const error = await byUndici(url).catch((error) => error);
      assert.ok(error instanceof TypeError);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /secret/);
    });
  }
});

describe("`fetch` of filter-users/undici sends what the platform's does", () => {
  const form = new FormData();
  form.append("name", "Zoë");
  /** @type {[string, any][]} */
  const requests = [
    ["nothing", undefined],
    ["a method in small letters", { method: "post" }],
    ["a method with a body", { method: "PATCH", body: "[]" }],
    ["text", { method: "POST", body: "Zoë" }],
    [
      "text that is said to be JSON",
      { method: "POST", body: "[]", headers: { "Content-Type": "application/json" } },
    ],
    ["bytes", { method: "POST", body: new TextEncoder().encode("[1]").subarray(1) }],
    ["a buffer", { method: "POST", body: new TextEncoder().encode("[1]").buffer }],
    ["a blob", { method: "POST", body: new Blob(["[1]"], { type: "text/csv" }) }],
    ["parameters", { method: "POST", body: new URLSearchParams({ name: "Zoë" }) }],
    ["a stream", { method: "POST", body: new Response("[1,2]").body, duplex: "half" }],
    [
      "headers as pairs",
      {
        headers: [
          ["x-a", "1"],
          ["x-b", "2"],
          ["x-a", "3"],
        ],
      },
    ],
    [
      "headers of one's own for all",
      { headers: { accept: "text/csv", "user-agent": "me", "accept-encoding": "gzip" } },
    ],
  ];
  for (const [name, init] of requests) {
    it(name, async (t) => {
      const { url, log } = await startService(t, () => "[]");
      const streamed = init?.body?.getReader ? init.body.tee() : undefined;
      await (
        await byUndici(`${url}?a=1&b=%20#there`, { ...init, ...(streamed && { body: streamed[0] }) })
      ).text();
      await (
        await fetch(`${url}?a=1&b=%20#there`, { ...init, ...(streamed && { body: streamed[1] }) })
      ).text();
      const [ours, theirs] = log.map(sent);
      assert.deepEqual(ours, theirs);
    });
  }

  it("a form", async (t) => {
    const { url, log } = await startService(t, () => "[]");
    for (const each of [byUndici, fetch]) await (await each(url, { method: "POST", body: form })).text();
    const [ours, theirs] = log.map(({ body, headers }) => [
      headers["content-type"]?.replace(/boundary=.*/, ""),
      body.replace(/-+formdata-[\w-]+/g, "boundary"),
    ]);
    assert.deepEqual(ours, theirs);
  });

  it("a `Request`, with what stands beside it", async (t) => {
    const { url, log } = await startService(t, () => "[]");
    for (const each of [byUndici, fetch]) {
      const request = new Request(url, { method: "POST", body: "[1]", headers: { "x-a": "1" } });
      await (await each(request, { headers: { "x-b": "2" } })).text();
    }
    const [ours, theirs] = log.map((seen) => ({ ...sent(seen), length: undefined }));
    assert.deepEqual(ours, theirs);
  });

  it("bytes as they are at the call", async (t) => {
    const { url, log } = await startService(t, () => "[]");
    const bytes = new TextEncoder().encode("[1]");
    const answer = byUndici(url, { method: "POST", body: bytes });
    bytes.fill(0);
    await (await answer).text();
    assert.equal(log[0].body, "[1]");
  });
});

/** What a service sees that is the same for both. @param {import("../support/service.js").Seen} seen */
function sent({ method, path, body, headers }) {
  const { accept, "content-type": type, "content-length": length, "accept-encoding": encodings } = headers;
  const { "user-agent": agent, "x-a": a, "x-b": b } = headers;
  const isOurs = agent === "undici" || agent === "node";
  return { method, path, body, accept, type, length, encodings, a, b, agent: isOurs ? "its own" : agent };
}
