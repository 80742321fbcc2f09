import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:https";
import { json } from "node:stream/consumers";
import { describe, test } from "node:test";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { filterUsers } from "filter-users";
import { assertLedger, failedUsers, ids, users } from "../../tests/node/support/users.js";
import { sendOver } from "./balances.js";
import { rich, start } from "./support.js";

describe("the service", () => {
  test("speaks gRPC, gRPC-Web and Connect on one port", async (t) => {
    const { log, options } = await start(t);
    for (const [name, transport] of Object.entries({
      grpc: createGrpcTransport(options),
      "grpc-web": createGrpcWebTransport(options),
      connect: createConnectTransport(options),
    })) {
      const input = users(1000);
      const where = { currentBalance: { $gt: 500 } };
      const result = await filterUsers(input, { send: sendOver(transport), where });
      assertLedger(result, input);
      assert.deepEqual(ids(result.passed), rich(1000));
      assert.deepEqual(ids(result.missing), [77, 177, 277, 377, 477, 577, 677, 777, 877, 977]);
      const calls = log.splice(0);
      assert.deepEqual(
        calls.map(({ context }) => context.protocolName),
        Array(4).fill(name),
      );
    }
  });

  test("speaks JSON over HTTP/1.1, too", async (t) => {
    const { service } = await start(t);
    const call = request(`${service.url}/balances.v1.BalanceService/BatchGetBalances`, {
      method: "POST",
      ca: service.cert,
      headers: { "content-type": "application/json" },
    });
    call.end('{"ids":["14",77]}');
    const [response] = await once(call, "response");
    assert.deepEqual(await json(response), { balances: [{ id: "14", currentBalance: 518 }] });
  });

  test("is trusted by its own certificate only", async (t) => {
    const { options, log, filter } = await start(t);
    const other = await start(t);
    for (const ca of [undefined, other.service.cert]) {
      const send = sendOver(createGrpcTransport({ ...options, nodeOptions: { ca } }));
      const [{ error }] = (await filter(users(3), { send, retry: 0 })).failed;
      assert.equal(error.code, "NETWORK");
      assert.match(error.message, /self-signed certificate/);
    }
    assert.equal(log.length, 0);
  });
});

describe("ids", () => {
  test("beyond 2^53 match to the last digit, whatever they are in JavaScript", async (t) => {
    const { filter, log } = await start(t);
    const near = 2n ** 53n;
    const input = [
      { id: near },
      { id: `${near + 1n}` },
      { id: near + 2n },
      { id: 2n ** 63n - 1n },
      { id: `${-(2n ** 63n)}` },
      { id: 14 },
      { id: "28" },
      { id: 0 },
    ];
    const result = await filter(input, { keepRows: true });
    assert.deepEqual(
      log[0].ids,
      input.map(({ id }) => BigInt(id)),
    );
    assert.deepEqual(result.missing, []);
    for (const user of input) {
      const { id, currentBalance } = result.rows?.get(user) ?? {};
      assert.equal(id, BigInt(user.id));
      assert.equal(currentBalance, Number((id * 37n) % 1000n));
    }
    assert.deepEqual(
      result.passed,
      input.filter(({ id }) => (BigInt(id) * 37n) % 1000n > 500n),
    );
  });

  test("that are no int64 fail alone, and the service is not asked about them", async (t) => {
    const { filter, log } = await start(t);
    const input = [...users(20), { id: "Ada" }, { id: 2n ** 63n }];
    const result = await filter(input, { split: true });
    assert.deepEqual(ids(failedUsers(result)), ["Ada", 2n ** 63n]);
    for (const [index, what] of ["Ada", "9223372036854775808"].entries()) {
      const { code, status, message, attempts } = result.failed[index].error;
      assert.deepEqual(
        [code, status, message],
        ["HTTP_STATUS", 400, `[invalid_argument] ${what} is no int64`],
      );
      assert.ok(attempts > 1, "it was a piece of a batch");
    }
    assert.deepEqual(
      log.flatMap(({ ids }) => ids).sort((a, b) => Number(a - b)),
      input.slice(0, 20).map(({ id }) => BigInt(id)),
    );
  });
});
