import assert from "node:assert/strict";
import { it } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { withPage } from "./support.js";

const demo = withPage();

/** In kB, as a server that compresses sends it. What the page is allowed to grow to, the package not counted. */
const BUDGET = 190;

it("the page is light", async (t) => {
  const page = await demo.browser.newPage();
  /** @type {Promise<[path: string, bytes: number]>[]} */
  const parts = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    parts.push(response.body().then((body) => [pathname, brotliCompressSync(body).length]));
  });
  await page.goto(demo.url);
  await page.locator(".editor").waitFor();
  await page.locator("#run").click();
  await page.locator("#status", { hasText: "Done" }).waitFor();
  // What the page and its worker share is asked for twice and sent once.
  const all = [...new Map(await Promise.all(parts))].filter(([path]) => !path.startsWith("/v1/"));
  const kB = (/** @type {typeof all} */ of) => of.reduce((sum, [, bytes]) => sum + bytes, 0) / 1_000;
  const isPackage = (/** @type {[string, number]} */ [path]) => path.startsWith("/filter-users/");
  const [own, engine] = [kB(all.filter((part) => !isPackage(part))), kB(all.filter(isPackage))];
  for (const [path, bytes] of all) t.diagnostic(`${(bytes / 1_000).toFixed(1)} kB ${path}`);
  t.diagnostic(`${own.toFixed(0)} kB the page, ${engine.toFixed(0)} kB the package, compressed with brotli`);
  assert.ok(own < BUDGET, `${own} kB`);
  assert.ok(all.some(([path]) => path === "/assets/page.js") && engine > 50);
  await page.close();
});
