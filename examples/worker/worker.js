/** A Cloudflare Worker that filters the users posted to it, by what the service at `SERVICE_URL` says. */

import { filterUsers } from "filter-users";

/** In 20 requests: a call of a Worker may make 50 (on Cloudflare's free plan), and some may be retried. */
const MOST_USERS = 5000;

const EXPECTED = 'Send { "users": [{ "id": 1 }, …] }.';

/** @typedef {{ id: string | number }} User any other members come back as they were */

export default {
  /** @param {Request} request @param {{ SERVICE_URL: string }} env */
  async fetch(request, env) {
    if (request.method !== "POST") {
      return refusal(405, `There is only POST here. ${EXPECTED}`, { allow: "POST" });
    }
    /** @type {unknown} */
    let body;
    try {
      body = await request.json();
    } catch (error) {
      return refusal(400, `The body is not JSON (${/** @type {Error} */ (error).message}). ${EXPECTED}`);
    }
    const { users } = /** @type {{ users?: unknown }} */ (body ?? {});
    if (!Array.isArray(users)) return refusal(400, `The body has no list of users. ${EXPECTED}`);
    if (users.length > MOST_USERS) {
      return refusal(413, `${users.length} users are too many: send up to ${MOST_USERS} at a time.`);
    }
    return filtered(users, env.SERVICE_URL, request.signal);
  },
};

/** @param {User[]} users @param {string} url @param {AbortSignal} signal */
async function filtered(users, url, signal) {
  try {
    const { failed, ...result } = await filterUsers(users, {
      url,
      where: { currentBalance: { $gt: 500 } },
      signal,
      // Whoever asked has gone: that is no error of this Worker, and nobody reads its answer.
      onAbort: "partial",
    });
    // An error as a whole has what the service replied, which is not for everybody.
    const reasons = failed.map(({ users, error: { code, message } }) => ({ users, code, message }));
    return Response.json({ ...result, failed: reasons });
  } catch (error) {
    const { code, message } = /** @type {import("filter-users").FilterUsersError} */ (error);
    if (code === "INVALID_USER") return refusal(400, `${message}. ${EXPECTED}`);
    throw error;
  }
}

/** @param {number} status @param {string} error @param {HeadersInit} [headers] */
function refusal(status, error, headers) {
  return Response.json({ error }, { status, headers });
}
