import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import { parseUsers } from "../../www/page/own/parse.js";
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
  JSON: '[{"id":1,"name":"Ada"},{"id":2,"name":"Grace"},{"id":3}]',
  "JSON, wrapped": '{ "page": 1, "users": [{"id":1,"name":"Ada"},{"id":2,"name":"Grace"},{"id":3}] }',
  NDJSON: '{"id":1,"name":"Ada"}\n{"id":2,"name":"Grace"}\n\n{"id":3}\n',
  CSV: "id;name\n1;Ada\n2;Grace\n3;\n",
  "ids, one a line": "1\n2\n3\n",
  "ids in JSON": "[1, 2, 3]",
};

describe("a service of one's own", () => {
  for (const [format, sample] of Object.entries(SAMPLES)) {
    it(`is asked about users pasted as ${format}`, async (t) => {
      const service = await startService(t, ({ ids }) => ids.map((id) => ({ id, currentBalance: id * 400 })));
      const { page, wrong } = await demo.open();
      await tryOwn(page, `${service.url}?mine`, sample);
      const said = format.startsWith("ids") ? "3 ids." : `3 users, read as ${format.split(",")[0]}.`;
      assert.equal(await text(page.locator("#sample-said")), said);
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
    await page.getByLabel("User id field", { exact: true }).fill("mail");
    await page.getByLabel("Path to rows").fill("data.rows");
    await page.getByLabel("Id field in rows").fill("who");
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
    const why = /^http:\/\/127\.0\.0\.1:\d+ could not be asked: connect ECONNREFUSED [\d.:]+/;
    assert.match(await text(page.locator("#failures summary")), why);
    assert.match(await text(page.locator("#status")), /^1 of 1 user failed: http:.+ ECONNREFUSED/);
    const error = await page.evaluate(() =>
      /** @type {any} */ (globalThis).results.at(-1).result.failed[0].error.toJSON(),
    );
    assert.deepEqual([error.code, error.status], ["NETWORK", undefined], "no answer of the service's");
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

describe("what is pasted", () => {
  for (const [what, sample, said] of [
    ["prose", "hello", /^There is no list of users in this/],
    [
      "an object without a list",
      '{ "error": "none" }',
      /^There is no list of users in this. Paste one, as in \[/,
    ],
    ["a list of lists", "[[1], [2]]", /^Entry 1 of the list is neither a user nor an id: \[1\]/],
    ["a page", "<!doctype html>", /^This is HTML or XML/],
    [
      "users without the field",
      "mail\na@b.c\nd@e.f",
      /^2 users, read as CSV. 2 of them have no "id", the user id/,
    ],
  ]) {
    it(`that is ${what} is said to be that at once`, async () => {
      const { page } = await demo.open();
      await tryOwn(page, demo.url, `${sample}`);
      assert.match(await text(page.locator("#sample-said.problem")), /** @type {RegExp} */ (said));
      await page.close();
    });
  }

  for (const [what, lines, ids] of /** @type {[string, string[], (string | number)[]][]} */ ([
    ["mail addresses", ["a@b.c", "d@e.f"], ["a@b.c", "d@e.f"]],
    ["names", ["ada", "grace"], ["ada", "grace"]],
    ["a name above numbers", ["id", "1", "2"], [1, 2]],
    ["a single number", ["7"], [7]],
    ["numbers that are none", ["007", "90071992547409931"], ["007", "90071992547409931"]],
  ])) {
    it(`one a line is ids: ${what}`, () => {
      const { users } = parseUsers(`${lines.join("\r\n")}\n`, "id");
      assert.deepEqual(
        users.map(({ id }) => id),
        ids,
      );
    });
  }

  it("stays quick, be it 50,000 users", async () => {
    const { page } = await demo.open();
    await page.getByLabel("my own").check();
    await page.getByLabel("Address").fill(demo.url);
    const times = await page.evaluate(() => {
      const sample = /** @type {HTMLTextAreaElement} */ (document.querySelector("#sample"));
      const took = (/** @type {() => void} */ act) => {
        const began = performance.now();
        act();
        return performance.now() - began;
      };
      const users = Array.from({ length: 50_000 }, (_, id) => ({
        id,
        name: `Somebody Called ${id}`,
        plan: "pro",
      }));
      sample.value = JSON.stringify(users);
      const input = new Event("input", { bubbles: true });
      const other = /** @type {HTMLElement} */ (document.querySelector("[name=batchSize]"));
      return {
        pasted: took(() => sample.dispatchEvent(input)),
        next: took(() => other.dispatchEvent(input)),
      };
    });
    assert.equal(await text(page.locator("#sample-said")), "50,000 users, read as JSON.");
    assert.ok(times.pasted < 1_000, `${times.pasted} ms`);
    assert.ok(times.next < 30, `what is typed elsewhere took ${times.next} ms`);
    await page.close();
  });
});

describe("one's own service, on the page", () => {
  it("is said to be asked through the demo's server", async () => {
    const { page } = await demo.open();
    await page.getByLabel("my own").check();
    await page.getByText("It is asked through this demo's server, not by your browser").waitFor();
    await page.close();
  });

  it("is tried with one user", async (t) => {
    const service = await startService(t, ({ ids }) => ids.map((id) => ({ id, currentBalance: id * 400 })));
    const { page } = await demo.open();
    await tryOwn(page, service.url, SAMPLES.NDJSON);
    await ended(page, () => page.getByRole("button", { name: "Try it with the first user" }).click());
    assert.deepEqual(
      service.log.map(({ ids }) => ids),
      [[1]],
    );
    assert.equal(
      await text(page.locator("#status")),
      "Done: the user is skipped: the condition does not hold.",
    );
    await page.close();
  });

  it("stands in the code with its headers, and with what a page needs of it", async () => {
    const { page } = await demo.open();
    await tryOwn(page, "https://service.example/ask", "1\n2");
    await page.getByLabel("Headers, one a line").fill("Authorization: Bearer secret");
    const code = page.locator("#snippet");
    assert.match(await text(code), /headers: { Authorization: "Bearer secret" }/);
    assert.match(await text(code), /access-control-allow-headers: content-type, authorization\n/);
    assert.doesNotMatch(await text(code), /relay/);
    for (const runtime of ["Node", "Deno"]) {
      await page.getByLabel(runtime).check();
      assert.match(await text(code), /headers: { Authorization: "Bearer secret" }/);
      assert.doesNotMatch(await text(code), /access-control/);
    }
    await page.getByLabel("the demo's").check();
    assert.doesNotMatch(await text(code), /secret|access-control/);
    await page.close();
  });

  it("is kept, with its condition, while situations are tried", async () => {
    const { page } = await demo.open("?latency=5");
    const editor = page.getByRole("textbox", { name: "Who passes" });
    await editor.fill('{ "plan": "pro" }');
    await tryOwn(page, "https://service.example/ask", "mail\na@b.c");
    await page.getByLabel("User id field", { exact: true }).fill("mail");
    await editor.fill('{ "consent": true }');
    await page.getByLabel("Headers, one a line").fill("a: b");
    await run(page, "All is well");
    assert.equal(await page.evaluate(() => location.search), "?where=%7B+%22plan%22%3A+%22pro%22+%7D");
    assert.equal(await text(editor), '{ "plan": "pro" }');
    assert.equal((await latestResult(page)).given.length, 1_000);
    await page.getByLabel("my own").check();
    assert.equal(await text(editor), '{ "consent": true }');
    assert.equal(await page.getByLabel("Address").inputValue(), "https://service.example/ask");
    assert.equal(await page.getByLabel("User id field", { exact: true }).inputValue(), "mail");
    assert.equal(await page.getByLabel("Headers, one a line").inputValue(), "a: b");
    assert.equal(await text(page.locator("#sample-said")), "1 user, read as CSV.");
    await page.close();
  });
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
