/** Ways to ask about users in batches: a loop, the two that are used most, each as its README shows it, and this package. */

import { filterUsers } from "filter-users";
import pMap from "p-map";
import { optionsOf } from "../settings/options.js";

/** @typedef {import("../settings/state.js").Settings} Settings */
/** @typedef {import("../run/attempts.js").Attempts} Attempts */
/** @typedef {{ users: any[], url: string, settings: Settings, attempts: Attempts, began: number, signal: AbortSignal }} Job */

/**
 * How many users the caller has an answer for in the end; `rest` is when nothing of it is in flight any more.
 *
 * @typedef {{ answered: number, rest?: Promise<unknown> }} Outcome
 */

class Refusal extends Error {}

/** @type {{ title: string, way: (job: Job) => Promise<Outcome> }[]} */
export const WAYS = [
  { title: "A loop: one batch after the other", way: inTurn },
  { title: "Promise.all over the batches", way: all },
  { title: "p-map over the batches", way: mapped },
  { title: "filterUsers", way: filtered },
];

/** The first error ends the loop: what came before it is there, and nobody after it is asked about. @param {Job} job */
async function inTurn(job) {
  let answered = 0;
  try {
    for (const [index, batch] of batchesOf(job).entries()) answered += await ask(job, batch, index);
  } catch (error) {
    expected(error);
  }
  return { answered };
}

/** @param {Job} job */
async function all(job) {
  const asked = batchesOf(job).map((batch, index) => ask(job, batch, index));
  return outcome(job, Promise.all(asked), Promise.allSettled(asked));
}

/** @param {Job} job */
async function mapped(job) {
  /** @type {Promise<number>[]} */
  const asked = [];
  const { auto, concurrency } = job.settings;
  const result = pMap(
    batchesOf(job),
    (batch, index) => {
      const answer = ask(job, batch, index);
      asked.push(answer);
      return answer;
    },
    // p-map finds no number itself: without one, it sends all at once.
    auto ? {} : { concurrency },
  );
  const rest = result.catch(() => {}).then(() => Promise.allSettled(asked));
  return outcome(job, result, rest);
}

/** Of a promise that is rejected, the caller has nothing. @param {Job} job @param {Promise<unknown>} result @param {Promise<unknown>} rest */
async function outcome({ users }, result, rest) {
  try {
    await result;
    return { answered: users.length, rest };
  } catch (error) {
    expected(error);
    return { answered: 0, rest };
  }
}

/** @param {Job} job */
async function filtered({ users, url, settings, attempts, signal }) {
  const { failed } = await filterUsers(users, { url, ...optionsOf(settings), signal, onEvent: attempts.add });
  return { answered: users.length - failed.reduce((sum, batch) => sum + batch.users.length, 0) };
}

/** @param {Job} job */
function batchesOf({ users, settings: { batchSize } }) {
  const count = Math.ceil(users.length / batchSize);
  return Array.from({ length: count }, (_, index) => users.slice(index * batchSize, (index + 1) * batchSize));
}

/** @param {unknown} error */
function expected(error) {
  if (!(error instanceof Refusal)) throw error;
}

/**
 * One request of plain `fetch`, which throws when it is refused.
 *
 * @param {Job} job
 * @param {{ id: number }[]} users
 * @param {number} batch
 * @returns {Promise<number>} the users it brought an answer for
 */
async function ask({ url, attempts, began, signal }, users, batch) {
  const event = () => ({
    at: performance.now() - began,
    batch,
    attempt: 1,
    users: users.length,
    request: batch + 1,
  });
  attempts.add({ ...event(), type: "sent" });
  const reply = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: users.map(({ id }) => id) }),
    signal,
  });
  const { byteLength: bytes } = await reply.arrayBuffer();
  const { ok, status } = reply;
  const sent = event();
  const refusal = ok ? undefined : new Refusal(`The service answered ${status}`);
  const error = /** @type {import("filter-users").FilterUsersError | undefined} */ (refusal);
  attempts.add({ ...sent, type: "answered", status, bytes, ms: sent.at, error });
  if (refusal) throw refusal;
  return users.length;
}
