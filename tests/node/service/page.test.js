import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { withBalances } from "../support/balances.js";

const { get } = withBalances();

describe("the page", () => {
  it("lets in its own files and its own import map, nothing else", async () => {
    const response = await get("/");
    const html = await response.text();
    const importMap = html.match(/<script type="importmap">(.*?)<\/script>/s)?.[1] ?? "";
    assert.equal(JSON.parse(importMap).imports["filter-users"], "/filter-users/index.js");
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none';/);
    assert.ok(policy.includes(`'sha256-${createHash("sha256").update(importMap).digest("base64")}'`), policy);
    assert.ok(!policy.includes("unsafe-inline") && !policy.includes("http"), policy);
  });

  it("comes with every file that it names", async () => {
    const [head] = (await (await get("/")).text()).split("</head>");
    const files = [...head.matchAll(/(?:src|href)="([^"#]+)"/g)].map((match) => match[1]);
    assert.deepEqual(files, ["/icon.svg", "/assets/style.css", "/assets/page.js"]);
    const types = await Promise.all(
      files.map(async (file) => (await get(`${file}`)).headers.get("content-type")),
    );
    assert.match(types.join(), /^image\/svg\+xml,text\/css; charset=utf-8,\w+\/javascript; charset=utf-8$/);
  });

  for (const path of [
    "/service/main.js",
    "/service/balances.sqlite",
    "/filter-users/%2e%2e/package.json",
    "/filter-users/",
    "/assets/nothing.js",
    "/assets/..%2findex.html",
    "/page/main.js",
    "/v1/nothing",
  ]) {
    it(`does not serve ${path}`, async () => {
      const response = await get(path);
      assert.ok([403, 404].includes(response.status), `${response.status}`);
      assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
    });
  }
});
