/** What the tests share: the service, misbehaving, and a client of it. */

import { once } from "node:events";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { filterUsers } from "filter-users";
import { assertLedger, ids, users } from "../../tests/node/support/users.js";
import { sendOver } from "./balances.js";
import { balancesOf, startService } from "./service.js";

/** @typedef {{ index: number, ids: bigint[], context: import("@connectrpc/connect").HandlerContext }} Call */

/**
 * The real service, which answers as it is meant to once `script` is through with the call.
 *
 * @param {import("node:test").TestContext} t
 * @param {(call: Call) => unknown} [script]
 */
export async function start(t, script = () => {}) {
  /** @type {Call[]} */
  const log = [];
  const service = await startService(async (asked, context) => {
    const call = { index: log.length, ids: asked.ids, context };
    log.push(call);
    await script(call);
    return balancesOf(asked, context);
  });
  t.after(() => service.close());
  const options = {
    baseUrl: service.url,
    httpVersion: /** @type {const} */ ("2"),
    nodeOptions: { ca: service.cert },
  };
  const send = sendOver(createGrpcTransport(options));
  /**
   * Over gRPC, the ledger being checked.
   *
   * @template {import("./balances.js").User} U
   * @param {U[]} input
   * @param {object} [more]
   */
  const filter = async (input, more) => {
    const where = { currentBalance: { $gt: 500 } };
    const result = await filterUsers(input, { send, where, retry: { limit: 1, delay: 1 }, ...more });
    assertLedger(result, input);
    return result;
  };
  return { service, log, options, send, filter };
}

/** Answers nothing until the call is cancelled. @param {Call} call */
export const silence = async ({ context: { signal } }) => {
  if (!signal.aborted) await once(signal, "abort");
};

/** Those of users 1 to `count` who exist and have more than 500. @param {number} count */
export const rich = (count) => ids(users(count)).filter((id) => id % 100 !== 77 && (id * 37) % 1000 > 500);
