/** The balance service as a `send`, over whichever transport: gRPC in Node, gRPC-Web in a page. */

import { protoInt64 } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { BalanceService } from "./gen/balances/v1/balances_pb.js";
import { overGrpc } from "./send.js";

/** @typedef {{ id: bigint | number | string }} User */

/** @param {import("@connectrpc/connect").Transport} transport */
export function sendOver(transport) {
  const client = createClient(BalanceService, transport);
  return overGrpc(async (/** @type {readonly User[]} */ batch, { signal }) => {
    const ids = batch.map(({ id }) => int64(id));
    const { balances } = await client.batchGetBalances({ ids }, { signal });
    return balances;
  });
}

/** An id that is no int64 cannot be asked about; refused as the service would, it fails alone where batches are split. */
function int64(/** @type {User["id"]} */ id) {
  try {
    return protoInt64.parse(id);
  } catch {
    throw new ConnectError(`${id} is no int64`, Code.InvalidArgument);
  }
}
