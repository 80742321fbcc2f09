import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import { startService } from "../node/support/service.js";
import { freePort } from "../port.js";
import { ended, latestResult, ledger, run, text, withPage } from "./support.js";

const demo = withPage();

/** @param {import("playwright-core").Page} page @param {string} url @param {string} sample */
async function tryOwn(page, url, sample) {
  await page.getByLabel("my own").check();
  await page.getByLabel("Address").fill(url);
  await page.getByLabel(/^Sample of users/).fill(sample);
}

const SAMPLES = {
  JSON: '{ "users": [{"id":1,"name":"Ada"},{"id":2,"name":"Grace"},{"id":3}] }',
  NDJSON: '{"id":1,"name":"Ada"}\n{"id":2,"name":"Grace"}\n\n{"id":3}\n',
  CSV: "id;name\n1;Ada\n2;Grace\n3;\n",
};

describe("a service of one's own", () => {
  for (const [format, sample] of Object.entries(SAMPLES)) {
    it(`is asked about users pasted as ${format}`, async (t) => {
      const service = await startService(t, ({ ids }) => ids.map((id) => ({ id, currentBalance: id * 400 })));
      const { page, wrong } = await demo.open();
      await tryOwn(page, `${service.url}?mine`, sample);
      assert.equal(await text(page.locator("#sample-said")), `3 users, read as ${format}.`);
      await run(page);
      assert.deepEqual(
        service.log.map(({ path, ids }) => [path, ids]),
        [["/ask?mine", [1, 2, 3]]],
      );
      assert.deepEqual(await ledger(page), { passed: 2, skipped: 1, missing: 0, failed: 0 });
      assert.deepEqual(wrong, [], "the page itself asks nobody but its own server");
      await page.close();
    });
  }

  it("is asked as its options say, with its own headers", async (t) => {
    const service = await startService(t, () => ({ data: { rows: [{ who: "b", currentBalance: 900 }] } }));
    const { page } = await demo.open();
    await tryOwn(page, service.url, "mail,age\na,007\nb,41");
    await page.getByLabel("Headers, one a line").fill("Authorization: Bearer secret\nX-Tenant: 7");
    await page.getByLabel("Sent as").selectOption("users");
    await page.getByLabel("Named by", { exact: true }).fill("mail");
    await page.getByLabel("Rows at").fill("data.rows");
    await page.getByLabel("In a row named by").fill("who");
    await run(page);
    const [{ headers, body }] = service.log;
    assert.equal(headers.authorization, "Bearer secret");
    assert.equal(headers["x-tenant"], "7");
    assert.deepEqual(JSON.parse(body), {
      users: [
        { mail: "a", age: "007" },
        { mail: "b", age: 41 },
      ],
    });
    assert.deepEqual(await ledger(page), { passed: 1, skipped: 0, missing: 1, failed: 0 });
    assert.ok(!page.url().includes("secret"), page.url());
    await page.close();
  });

  it("that refuses or is not there shows as that", async (t) => {
    const service = await startService(t, () => 418);
    const { page } = await demo.open();
    await tryOwn(page, service.url, "id\n1");
    await run(page);
    assert.match(await text(page.locator("#failures summary")), /The service answered 418/);
    await page.getByLabel("Address").fill(`http://127.0.0.1:${await freePort()}/nobody`);
    await ended(page, () => page.getByRole("button", { name: "Run", exact: true }).click());
    await page.locator("#failures summary").click();
    assert.match(await text(page.locator("#failures pre")), /could not be asked: connect ECONNREFUSED/);
    await page.close();
  });

  it("is let go when the run is aborted", { timeout: 60_000 }, async (t) => {
    const service = await startService(t, () => () => {});
    const { page } = await demo.open();
    await tryOwn(page, service.url, "id\n1");
    await ended(page, async () => {
      await page.getByRole("button", { name: "Run", exact: true }).click();
      while (service.log.length === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
      await page.locator("#abort").click();
    });
    while (service.log[0].state !== "left") await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.deepEqual((await latestResult(page)).failed, [1]);
    await page.close();
  });

  it("takes a sample from a file", async () => {
    const { page } = await demo.open();
    await page.getByLabel("my own").check();
    const buffer = Buffer.from(SAMPLES.NDJSON);
    await page
      .getByLabel("or choose a file")
      .setInputFiles({ name: "users.ndjson", mimeType: "text/plain", buffer });
    await page.locator("#sample-said", { hasText: "3 users, read as NDJSON." }).waitFor();
    await page.close();
  });

  it("takes a sample that is dropped", async () => {
    const { page } = await demo.open();
    await page.getByLabel("my own").check();
    await page.locator("#sample").evaluate((at, csv) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([csv], "users.csv"));
      at.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, SAMPLES.CSV);
    await page.locator("#sample-said", { hasText: "3 users, read as CSV." }).waitFor();
    await page.close();
  });

  for (const [what, sample, problem] of [
    ["nothing", " ", /Paste or drop/],
    ["half a list", '[{"id":1},', /JSON/],
    ["a line that is no JSON", '{"id":1}\nid 2', /Line 2 is no JSON/],
    ["a line with too much", "id,name\n1,Ada\n2,Grace,7", /Line 3 of the CSV/],
  ]) {
    it(`says what is wrong with ${what}`, async () => {
      const { page } = await demo.open();
      await tryOwn(page, "http://127.0.0.1:1/", `${sample}`);
      await page.getByRole("button", { name: "Run", exact: true }).click();
      const said = page.locator('#status[data-kind="bad"]');
      await said.waitFor();
      assert.match(await text(said), /** @type {RegExp} */ (problem));
      await page.close();
    });
  }
});

describe("the relay", () => {
  /** @param {Record<string, string>} headers @param {string} [to] */
  async function ask(headers, to = "http://127.0.0.1:1/") {
    const asked = request(`${demo.url}/relay?to=${encodeURIComponent(to)}`, { method: "POST", headers });
    asked.end("{}");
    const [answer] = await once(asked, "response");
    answer.resume();
    return answer.statusCode;
  }
  const own = { "content-type": "application/json", "sec-fetch-site": "same-origin" };

  it("serves only the page of its own server", async () => {
    assert.equal(await ask(own), 502);
    assert.equal(await ask({ "content-type": "application/json" }), 403);
    assert.equal(await ask({ ...own, "sec-fetch-site": "cross-site" }), 403);
    assert.equal(await ask({ ...own, "sec-fetch-site": "same-site" }), 403);
    assert.equal(await ask({ ...own, host: "rebound.example" }), 403);
  });

  it("refuses a Host that is no name", async () => {
    assert.equal(await ask({ ...own, host: "a b" }), 403);
  });

  it("follows no redirect, and lets none through to the page, which would", async (t) => {
    /** @type {string[]} */
    const asked = [];
    const inner = await startService(t, () => {
      asked.push("inner");
      return {};
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const service = await startService(t, () => (answer) => {
        answer.writeHead(status, { location: `${demo.url}/relay?to=${encodeURIComponent(inner.url)}` });
        answer.end();
      });
      assert.equal(await ask(own, service.url), 502);
    }
    assert.deepEqual(asked, []);
  });

  it("passes on the headers that the page names, and none that a browser adds", async (t) => {
    const service = await startService(t, () => []);
    const given = { authorization: "Bearer a", "api-key": "b", "x-stray": "c", host: new URL(demo.url).host };
    await ask(
      { ...own, ...given, "relay-headers": "authorization, API-Key, host, sec-fetch-site" },
      service.url,
    );
    const { headers } = service.log[0];
    assert.deepEqual([headers.authorization, headers["api-key"]], ["Bearer a", "b"]);
    assert.deepEqual([headers["x-stray"], headers["relay-headers"]], [undefined, undefined]);
    assert.equal(headers.host, new URL(service.url).host);
    assert.notEqual(headers["sec-fetch-site"], "same-origin");
  });

  it("takes addresses of the web only", async () => {
    for (const to of ["file:///etc/passwd", "nowhere", ""]) assert.equal(await ask(own, to), 400);
  });

  it("passes status, Retry-After and bytes on as they are, and no cookie of this server", async (t) => {
    const service = await startService(t, () => (answer) => {
      answer.writeHead(429, { "retry-after": "7", "content-type": "text/plain", "set-cookie": "a=1" });
      answer.end("slow down");
    });
    const { page } = await demo.open();
    const seen = await page.evaluate(async (to) => {
      // biome-ignore lint/suspicious/noDocumentCookie: that is where a page's cookies are
      document.cookie = "mine=1";
      const body = '{"ids":[90071992547409931234]}';
      const reply = await fetch(`/relay?to=${encodeURIComponent(to)}`, { method: "POST", body });
      return [reply.status, reply.headers.get("retry-after"), await reply.text(), document.cookie];
    }, service.url);
    assert.deepEqual(seen, [429, "7", "slow down", "mine=1"]);
    assert.equal(service.log[0].body, '{"ids":[90071992547409931234]}');
    assert.equal(service.log[0].headers.cookie, undefined);
    assert.equal(service.log[0].headers.origin, undefined);
    await page.close();
  });
});
