import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { filterUsers } from "filter-users";
import { sendOver } from "../balances.js";

const send = sendOver(createGrpcWebTransport({ baseUrl: location.origin }));
const users = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1 }));
const button = /** @type {HTMLButtonElement} */ (document.querySelector("button"));
const controller = new AbortController();
button.onclick = () => controller.abort();

const { passed, skipped, missing, failed } = await filterUsers(users, {
  send,
  where: { currentBalance: { $gt: 500 } },
  split: true,
  signal: controller.signal,
  onAbort: "partial",
});
button.disabled = true;
const unanswered = failed.flatMap(({ users }) => users);
/** @type {HTMLOutputElement} */ (document.querySelector("output")).value =
  `${passed.length} passed, ${skipped.length} skipped, ${missing.length} missing, ${unanswered.length} failed`;
