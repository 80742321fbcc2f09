import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { withPage } from "./support.js";

const demo = withPage();

/** In kB, as it travels. What the page is allowed to grow to, the package not counted. */
const BUDGET = 200;

it("the page is light, as it travels", async (t) => {
  const page = await demo.browser.newPage();
  /** @type {Promise<[path: string, bytes: number]>[]} */
  const parts = [];
  page.on("requestfinished", (request) => {
    const { pathname } = new URL(request.url());
    parts.push(request.sizes().then(({ responseBodySize }) => [pathname, responseBodySize]));
  });
  await page.goto(demo.url);
  await page.locator("#status", { hasText: "Done" }).waitFor();
  // What the page and its worker share is asked for twice, and comes out of the cache then.
  const all = [...new Map((await Promise.all(parts)).sort((a, b) => a[1] - b[1]))].filter(
    ([path]) => !path.startsWith("/v1/"),
  );
  const kB = (/** @type {typeof all} */ of) => of.reduce((sum, [, bytes]) => sum + bytes, 0) / 1_000;
  const isPackage = (/** @type {[string, number]} */ [path]) => path.startsWith("/filter-users/");
  const [own, engine] = [kB(all.filter((part) => !isPackage(part))), kB(all.filter(isPackage))];
  for (const [path, bytes] of all) t.diagnostic(`${(bytes / 1_000).toFixed(1)} kB ${path}`);
  t.diagnostic(`${own.toFixed(0)} kB the page, ${engine.toFixed(0)} kB the package`);
  assert.ok(own < BUDGET, `${own} kB`);
  assert.ok(engine > 50 && engine < 200, `${engine} kB`);
  assert.ok(all.some(([path]) => path === "/assets/page.js"));
  await page.close();
});

describe("what is served", () => {
  /** @param {string} path @param {string} [accepted] */
  async function get(path, accepted) {
    const asked = request(demo.url + path, {
      headers: accepted ? { "accept-encoding": accepted } : {},
    }).end();
    const [answer] = await once(asked, "response");
    return { headers: answer.headers, body: Buffer.concat(await answer.toArray()) };
  }

  for (const path of ["/", "/assets/page.js", "/filter-users/index.js", "/docs/guide.md"]) {
    it(`is compressed for whoever takes that: ${path}`, async () => {
      const plain = await get(path);
      assert.equal(plain.headers["content-encoding"], undefined);
      const [br, gzip] = [await get(path, "gzip, deflate, br, zstd"), await get(path, "gzip")];
      assert.deepEqual([br.headers["content-encoding"], gzip.headers["content-encoding"]], ["br", "gzip"]);
      assert.ok(br.headers.vary?.includes("accept-encoding"));
      assert.ok(br.body.length < gzip.body.length && gzip.body.length < plain.body.length);
      assert.ok(brotliDecompressSync(br.body).equals(plain.body));
      assert.ok(gunzipSync(gzip.body).equals(plain.body));
    });
  }

  it("is not compressed where a run counts its bytes", async () => {
    const { headers } = await get("/v1/users?limit=100", "gzip, br");
    assert.equal(headers["content-encoding"], undefined);
  });
});
