/** What failed users, in words, and whether it may go well another time. */

import { Unreachable } from "../own/relay.js";

/** @typedef {import("filter-users").FilterUsersError} FilterUsersError */

/** @type {Partial<Record<import("filter-users").ErrorCode, string>>} */
const CAUSES = {
  NETWORK: "The connection failed",
  TIMEOUT: "The answer took too long",
  DEADLINE: "The run's time was up",
  ABORTED: "The run was aborted",
  BAD_REPLY: "The answer could not be understood",
  REPLY_TOO_LARGE: "The answer was too large",
  CIRCUIT_OPEN: "Too many batches had failed, so this one was not sent",
  ROW_ERROR: "The row was an error",
  NO_ROW: "The answer left them out",
};

const LASTING = new Set(["BAD_REPLY", "REPLY_TOO_LARGE"]);

/** @param {FilterUsersError} error */
export function causeOf(error) {
  if (error.code === "HTTP_STATUS") return `The service answered ${error.status}`;
  if (error.cause instanceof Unreachable) return error.cause.message.replace(/\.$/, "");
  return CAUSES[error.code] ?? error.code;
}

/** @param {FilterUsersError} error */
export function mayPass({ code, status = 0 }) {
  return code === "HTTP_STATUS" ? status === 408 || status === 429 || status >= 500 : !LASTING.has(code);
}
