import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { snippet } from "../../www/page/settings/snippet.js";
import { DEFAULTS } from "../../www/page/settings/state.js";
import { latestResult, run, text, withPage } from "./support.js";

const demo = withPage();

describe("the four ways", () => {
  it("are run for real, and what one failure costs is counted", async () => {
    const { page, wrong } = await demo.open("?users=600&batchSize=100&latency=20&spread=0&perId=0.1&seed=1");
    /** @type {Map<string | null, number[]>} users asked about, by run */
    const asked = new Map();
    page.on("request", (request) => {
      if (!request.url().includes("batchGet")) return;
      const run = new URL(request.url()).searchParams.get("run");
      asked.set(run, [...(asked.get(run) ?? []), JSON.parse(request.postData() ?? "").ids.length]);
    });
    await page.getByRole("button", { name: "Race the four ways" }).click();
    await page.getByRole("button", { name: "Race the four ways again" }).waitFor();
    const rows = await page.locator("#race-rows tr").all();
    const cells = await Promise.all(rows.map((row) => row.locator("td").allTextContents()));
    assert.deepEqual(
      cells.map(([_time, ...rest]) => rest.slice(0, 2)),
      [
        ["6", "300 of 600"],
        ["6", "600 of 600"],
        ["6", "600 of 600"],
        ["6", "1 of 600"],
      ],
    );
    const requests = [...asked.values()];
    const all = [100, 100, 100, 100, 100, 100];
    assert.deepEqual(requests.slice(0, 4), [all, all, all, all]);
    assert.deepEqual(
      requests.slice(4, 6),
      [[100, 100, 100, 100], all],
      "the loop ends, Promise.all has sent all",
    );
    assert.deepEqual(
      requests.map((of) => of.length),
      [6, 6, 6, 6, ...cells.map((cell) => Number(cell[3]))],
    );
    assert.equal(
      await text(page.locator("#race-said")),
      "User 301 cost Promise.all 600 users, p-map 600 users, and filterUsers 1 user.",
    );
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("can be stopped", async () => {
    const { page } = await demo.open("?users=100&latency=60000");
    await page.getByRole("button", { name: "Race the four ways" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator("#race-said", { hasText: "Stopped." }).waitFor();
    await page.close();
  });
});

describe("when nobody passed", () => {
  /** @param {string} where */
  const query = (where) => `?users=100&latency=5&spread=0&perId=0&where=${encodeURIComponent(where)}`;

  it("says which field no row has, and which they have", async () => {
    const { page } = await demo.open(query('{ "curentBalance": { "$gt": 500 } }'));
    const why = page.locator("#ledger-why");
    assert.equal(await why.isVisible(), false);
    await run(page);
    assert.equal(
      await text(why),
      'Nobody passed: no row has "curentBalance", which the condition asks for. ' +
        "Rows have: id, currentBalance, currency, plan, country, updatedAt. Is it misspelt, or deeper in the row?",
    );
    await page.close();
  });

  it("shows a row, where they have all that the condition asks for", async () => {
    const { page } = await demo.open(query('{ "currentBalance": { "$gt": 1e9 } }'));
    await run(page);
    assert.match(
      await text(page.locator("#ledger-why")),
      /^Nobody passed: the condition holds for none of the 98 rows\. One of them: {"id":1,"currentBalance":[\d.]+,/,
    );
    await page.close();
  });

  for (const [what, answer, said] of /** @type {[string, object[], RegExp][]} */ ([
    ["without rows", [], /^Nobody passed: the service answered without rows\. Is the path to the rows right/],
    [
      "with rows of others",
      [{ id: -1 }],
      /^Nobody passed: 2 rows came, and none of them is of a user that was/,
    ],
  ])) {
    it(`says that the service answered ${what}`, async () => {
      const { page } = await demo.open(query("{}"));
      await page.route(/batchGet/, (route) => route.fulfill({ json: answer }));
      await run(page);
      assert.match(await text(page.locator("#ledger-why")), said);
      await page.close();
    });
  }

  it("says nothing where somebody did", async () => {
    const { page } = await demo.open(query('{ "currentBalance": { "$gt": 500 } }'));
    await run(page);
    assert.equal(await page.locator("#ledger-why").isVisible(), false);
    await page.close();
  });
});

describe("the snippet", () => {
  it("is for what the controls are set to, and is copied", async () => {
    const { page } = await demo.open("?users=1000", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByLabel("Batch size").fill("33");
    for (const runtime of ["Browser", "Node", "Deno"]) {
      await page.getByLabel(runtime).check();
      await page.getByRole("button", { name: "Copy" }).click();
      await page.locator("#copied", { hasText: "Copied." }).waitFor();
      const code = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(code, await page.locator("#snippet").textContent());
      assert.match(code, /batchSize: 33,/);
      assert.equal(code.includes(demo.url), runtime !== "Browser", code);
    }
    await page.close();
  });

  it("does in the page what the page does", async () => {
    const { page } = await demo.open("?users=300&batchSize=20&latency=5&spread=0&perId=0&poison=7,9");
    await run(page);
    const { passed, skipped, missing, failed } = await latestResult(page);
    const printed = page.waitForEvent("console", (message) => message.text().includes("missing"));
    const code = `${await page.locator("#snippet").textContent()}`;
    // The page itself lets in no code that is not its server's.
    await page.route("**/snippet.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: code }),
    );
    await page.evaluate(() => import(`${location.origin}/snippet.js`));
    assert.equal(
      (await printed).text(),
      `${passed.length} passed ${skipped.length} skipped ${missing.length} missing`,
    );
    assert.deepEqual(failed, [7, 9]);
    await page.close();
  });

  it("runs in Node", async () => {
    const settings = {
      ...DEFAULTS,
      users: 300,
      latency: 5,
      spread: 0,
      poison: "7",
      hedge: "p95",
      rateLimit: 500,
      circuit: 3,
    };
    const folder = mkdtempSync(fileURLToPath(new URL("../snippet-", import.meta.url)));
    try {
      writeFileSync(join(folder, "snippet.mjs"), snippet(settings, "node", demo.url));
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ["snippet.mjs"], {
        cwd: folder,
      });
      assert.match(stdout, /^\d+ passed \d+ skipped \d+ missing\n$/);
      const reason = 'The id 7 cannot be answered: the "poison" dial names it.';
      assert.equal(stderr, `1 failed: The service refused with status 422: ${reason}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says to Deno where it may go", () => {
    const [first, second] = snippet(
      { ...DEFAULTS, target: "own", url: "https://a.example:8/x" },
      "deno",
      demo.url,
    ).split("\n");
    assert.equal(first, "// deno run --allow-net=a.example:8 filter.js");
    assert.equal(second, 'import { filterUsers } from "npm:filter-users";');
  });
});
