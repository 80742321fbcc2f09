import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { chromium } from "playwright-core";
import { CHROMIUM_ARGS, find } from "../../scripts/tools.js";
import { eventually } from "../../tests/node/support/users.js";
import { balancesOf, startService } from "./service.js";

const executablePath = find("chromium");

describe("the page", { skip: executablePath === undefined && "there is no Chromium" }, () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  });
  after(() => browser.close());

  /**
   * @param {import("node:test").TestContext} t
   * @param {import("./service.js").Handler} handler
   */
  async function open(t, handler) {
    /** @type {import("@connectrpc/connect").HandlerContext[]} */
    const log = [];
    const service = await startService((asked, context) => {
      log.push(context);
      return handler(asked, context);
    });
    t.after(() => service.close());
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    t.after(() => page.close());
    await page.goto(service.url);
    return { log, page };
  }

  test("asks over gRPC-Web, and heeds what it is answered", async (t) => {
    const { log, page } = await open(t, (asked, context) => {
      if (log.length === 1) {
        throw new ConnectError("busy", Code.ResourceExhausted, { "grpc-retry-pushback-ms": "50" });
      }
      if (asked.ids.includes(14n)) throw new ConnectError("14 is locked", Code.InvalidArgument);
      return balancesOf(asked, context);
    });
    await page.getByText("passed").waitFor();
    assert.equal(await page.locator("output").textContent(), "493 passed, 496 skipped, 10 missing, 1 failed");
    for (const { protocolName, requestHeader } of log) {
      assert.equal(protocolName, "grpc-web");
      assert.match(requestHeader.get("user-agent") ?? "", /Chrome/);
    }
  });

  test("cancels its calls when it is told to stop", async (t) => {
    const { log, page } = await open(t, async (_, { signal }) => {
      if (!signal.aborted) await once(signal, "abort");
      throw signal.reason;
    });
    await eventually(() => log.length === 4, "it asks");
    assert.ok(log.every(({ signal }) => !signal.aborted));
    await page.getByText("Stop").click();
    await eventually(() => log.every(({ signal }) => signal.aborted), "its calls are cancelled");
    await page.getByText("0 passed, 0 skipped, 0 missing, 1000 failed").waitFor();
    assert.equal(log.length, 4);
  });
});
