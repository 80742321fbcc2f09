import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fetch as byUndici } from "filter-users/undici";
import { endless, respond, startService } from "../support/service.js";
import { eventually } from "../support/users.js";

/** Its path tells where it is redirected to, and how: `/307/there`. Elsewhere it answers. @type {import("../support/service.js").Script} */
const redirecting = ({ path }) => {
  const [, status, ...rest] = path.split("/");
  if (!/^\d+$/.test(status)) return "[]";
  return respond("elsewhere", {
    status: Number(status),
    headers: { location: decodeURIComponent(rest.join("/")) },
  });
};

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} url
 * @param {any} init
 */
async function outcome(fetch, url, init) {
  try {
    const response = await fetch(url, init);
    return {
      status: response.status,
      url: response.url,
      redirected: response.redirected,
      body: await response.text(),
    };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    return { name, message };
  }
}

const POST = {
  method: "POST",
  body: '{"ids":[1]}',
  headers: { "content-type": "application/json", authorization: "secret", "x-own": "1" },
};

/** @type {[string, string, any][]} */
const ways = [
  ...[301, 302, 303, 307, 308].flatMap((status) => [
    /** @type {[string, string, any]} */ ([`POST, ${status}`, `/${status}/there`, POST]),
    /** @type {[string, string, any]} */ ([`GET, ${status}`, `/${status}/there`, {}]),
    /** @type {[string, string, any]} */ ([`PUT, ${status}`, `/${status}/there`, { ...POST, method: "PUT" }]),
  ]),
  ["HEAD, 303", "/303/there", { method: "HEAD" }],
  ["two of them", "/307/%2F308%2Fthere", POST],
  ["without an address", "/307/", POST],
  ["round and round", "/307/%2E", POST],
  ["to no address", "/307/http:%2F%2F[", POST],
  ["to another kind of address", "/307/ftp:%2F%2F127.0.0.1%2F", POST],
  ["told to fail", "/307/there", { ...POST, redirect: "error" }],
  ["told to be left alone", "/307/there", { ...POST, redirect: "manual" }],
];

describe("redirects, as the platform's `fetch` takes them", () => {
  for (const [name, path, init] of ways) {
    it(name, async (t) => {
      const { url, log } = await startService(t, redirecting);
      const start = new URL(path, url).href;
      const ours = await outcome(byUndici, start, init);
      const ourRequests = log.splice(0).map(sent);
      assert.deepEqual(ours, await outcome(fetch, start, init));
      assert.deepEqual(ourRequests, log.map(sent));
    });
  }

  for (const isOther of [true, false]) {
    it(`${isOther ? "do not show" : "show"} a token to ${isOther ? "another" : "the same"} origin`, async (t) => {
      const { url: there, log } = await startService(t, () => "[]");
      const { url } = await startService(t, ({ path }) =>
        path === "/ask"
          ? respond("", { status: 307, headers: { location: isOther ? there : "/again" } })
          : path,
      );
      const response = await byUndici(url, {
        ...POST,
        headers: { ...POST.headers, cookie: "a=1", "proxy-authorization": "secret" },
      });
      assert.equal(response.redirected, true);
      if (!isOther) assert.equal(await response.text(), "/again");
      else {
        const { authorization, cookie, "proxy-authorization": proxy, "x-own": own } = log[0].headers;
        assert.deepEqual([authorization, cookie, proxy, own], [undefined, undefined, undefined, "1"]);
      }
    });
  }

  it("leave the rest of what the first address says", async (t) => {
    const { url, log } = await startService(t, ({ path }) =>
      path === "/ask"
        ? (answer) => {
            answer.writeHead(307, { location: "/there" });
            endless("elsewhere ".repeat(1000))(answer, log[0]);
          }
        : path,
    );
    assert.equal(await (await byUndici(url, POST)).text(), "/there");
    await eventually(() => log[0].state === "left", "the service sees that it is left");
  });

  it("of a body that is a stream fail, since it is gone", async (t) => {
    const { url } = await startService(t, redirecting);
    for (const each of [byUndici, fetch]) {
      const init = /** @type {any} */ ({ method: "POST", body: new Response("[1]").body, duplex: "half" });
      await assert.rejects(each(new URL("/307/there", url), init), TypeError);
    }
  });
});

/** @param {import("../support/service.js").Seen} seen */
function sent({ method, path, body, headers }) {
  const { "content-type": type, "content-length": length, authorization, "x-own": own } = headers;
  return { method, path, body, type, length, authorization, own };
}
