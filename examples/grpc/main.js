/** Filters 1,000 users over each of the three protocols, and then serves the page until it is ended; with `--once` it is not. */

import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { filterUsers } from "filter-users";
import { sendOver } from "./balances.js";
import { startService } from "./service.js";

const service = await startService();
const options = {
  baseUrl: service.url,
  httpVersion: /** @type {const} */ ("2"),
  nodeOptions: { ca: service.cert },
};
const transports = {
  gRPC: createGrpcTransport(options),
  "gRPC-Web": createGrpcWebTransport(options),
  Connect: createConnectTransport(options),
};
const users = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1 }));

for (const [name, transport] of Object.entries(transports)) {
  const { passed, skipped, missing, failed, stats } = await filterUsers(users, {
    send: sendOver(transport),
    where: { currentBalance: { $gt: 500 } },
    split: true,
  });
  const unanswered = failed.flatMap(({ users }) => users);
  const verdicts = `${passed.length} passed, ${skipped.length} skipped, ${missing.length} missing, ${unanswered.length} failed`;
  console.log(`${name.padEnd(8)}  ${verdicts}  (${stats.requests.sent} requests)`);
}

if (process.argv.includes("--once")) service.close();
else
  console.log(
    `\nThe same in a browser: ${service.url} (whose certificate was made a moment ago, hence its warning)`,
  );
