import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { duration } from "../../www/page/format.js";
import { bars, ended, figures, latestResult, ledger, number, run, text, withPage } from "./support.js";

const demo = withPage();

/** Which of the first users pass, asked without the package. @param {number} count */
async function truth(count) {
  const users = /** @type {{ id: number }[]} */ (
    await (await fetch(`${demo.url}/v1/users?limit=${count}`)).json()
  );
  const body = JSON.stringify({ ids: users.map(({ id }) => id) });
  const reply = await fetch(`${demo.url}/v1/balances:batchGet`, { method: "POST", body });
  const rows = /** @type {{ id: number, currentBalance: number }[]} */ (await reply.json());
  const known = new Map(rows.map(({ id, currentBalance }) => [id, currentBalance]));
  const ids = users.map(({ id }) => id);
  return {
    passed: ids.filter((id) => Number(known.get(id)) > 500),
    skipped: ids.filter((id) => Number(known.get(id)) <= 500),
    missing: ids.filter((id) => !known.has(id)),
  };
}

/** What the service logged of the page's latest run. @param {import("playwright-core").Page} page @param {() => Promise<void>} action */
async function withLog(page, action) {
  const request = page.waitForRequest((request) => request.url().includes("/v1/balances:batchGet"));
  await action();
  const name = new URL((await request).url()).searchParams.get("run");
  return (await fetch(`${demo.url}/v1/log?run=${name}`)).json();
}

describe("a run with all well", () => {
  it("shows what the service says, in the ledger and in the table", async () => {
    const { page, wrong } = await demo.open();
    await run(page);
    const wanted = await truth(1_000);
    assert.deepEqual(await ledger(page), {
      passed: wanted.passed.length,
      skipped: wanted.skipped.length,
      missing: wanted.missing.length,
      failed: 0,
    });
    assert.equal(await text(page.locator("#ledger-sum")), "516 + 478 + 6 + 0 = 1,000 of 1,000 users");
    assert.equal(await number(page, "#passed-count"), wanted.passed.length);
    const shown = await page.locator("#passed .grid-body .grid-row > div:first-child").allTextContents();
    assert.deepEqual(shown.map(Number), wanted.passed.slice(0, shown.length));
    assert.match(
      await text(page.locator("#status")),
      /^Done: all 1,000 users have a verdict: 516 passed, 478 skipped, 6 missing\.$/,
    );
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

const HARD =
  "?users=2000&batchSize=40&failing=15&failStatus=503&retries=1&budget=100&poison=77,1234&latency=20&spread=15&perId=0&retryAfter=";

describe("a run in which much goes wrong", () => {
  it("shows the numbers of the result, which are those that the service logged", async () => {
    const { page, wrong } = await demo.open(HARD);
    const log = await withLog(page, () => run(page));
    const { stats, ...result } = await latestResult(page);
    const { total, ...users } = stats.users;
    assert.equal(total, 2_000);
    assert.deepEqual(await ledger(page), users);
    assert.ok(
      users.failed >= 2 && result.failed.includes(77) && result.failed.includes(1_234),
      `${result.failed}`,
    );
    const listed = [...result.passed, ...result.skipped, ...result.missing, ...result.failed];
    assert.deepEqual(
      listed.sort((a, b) => a - b),
      result.given,
    );

    const shown = await figures(page);
    assert.equal(Number(shown["Requests sent"]), stats.requests.sent);
    assert.equal(Number(shown["Of them retries"]), stats.requests.retried);
    assert.equal(Number(shown.Batches), stats.batches.total);
    assert.equal(Number(shown["Batches halved"]), stats.batches.split);
    assert.equal(Number(shown["Rows received"]), stats.rows.received);
    assert.equal(Number(shown["Seen by the service"]), log.requests);
    assert.equal(log.requests, stats.requests.sent);
    assert.deepEqual(log.byStatus, stats.requests.byStatus);

    const { pending, gate, ...ends } = await bars(page);
    assert.deepEqual([pending, gate], [0, 0]);
    assert.equal(
      Object.values(ends).reduce((sum, bars) => sum + bars),
      log.requests,
    );
    assert.equal(ends.answered, log.byStatus[200]);
    assert.equal(ends.retried, stats.requests.retried);
    assert.equal(ends.retried + ends.split + ends.failed, log.byStatus[503] + log.byStatus[422]);
    assert.equal(await number(page, "#latency-count"), stats.latency.count);
    for (const name of /** @type {const} */ (["p50", "p90", "p99", "max"])) {
      assert.equal(await text(page.locator(`#latency-${name}`)), duration(stats.latency[name]));
    }
    assert.equal(await number(page, "#failures-count"), users.failed);
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("asks again about the failed, and keeps in the ledger what was settled", async () => {
    const { page, wrong } = await demo.open(`${HARD}&split=false`);
    await run(page);
    const before = await ledger(page);
    assert.ok(before.failed >= 80, JSON.stringify(before));
    await page.getByLabel("Poison users").fill("");
    await page.getByLabel("Refused, %").fill("0");
    await ended(page, () => page.locator("#again").click());
    assert.equal((await latestResult(page)).given.length, before.failed);
    const wanted = await truth(1_000);
    const now = await ledger(page);
    assert.equal(now.passed + now.skipped + now.missing, 2_000);
    assert.equal(now.failed, 0);
    assert.ok(now.passed > before.passed && now.passed > wanted.passed.length);
    assert.equal(await number(page, "#passed-count"), now.passed);
    assert.equal(await page.locator("#again").isDisabled(), true);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});

describe("Abort", () => {
  it("ends the run, and every user is accounted for", async () => {
    const { page, wrong } = await demo.open("?users=5000&batchSize=50&latency=300");
    await ended(page, async () => {
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.locator("#ledger-passed:not(:text-is('0'))").waitFor();
      assert.match(await text(page.locator("#progress-text")), /about .+ left$/);
      assert.equal(await page.evaluate(() => document.activeElement?.id), "abort");
      await page.keyboard.press("Enter");
    });
    const now = await ledger(page);
    const { stats } = await latestResult(page);
    const { total, ...users } = stats.users;
    assert.deepEqual(now, users);
    assert.equal(total, 5_000);
    assert.ok(now.failed > 0 && now.passed > 0, JSON.stringify(now));
    assert.match(
      await text(page.locator("#status")),
      /^Aborted: [\d,]+ of 5,000 users are settled\. Press “Ask again” for the other [\d,]+\.$/,
    );
    const { abandoned, pending } = await bars(page);
    assert.ok(abandoned > 0 && pending === 0);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "run");
    assert.match(await text(page.locator("#failures summary")), /The run was aborted/);
    assert.deepEqual(wrong, []);
    await page.close();
  });
});
