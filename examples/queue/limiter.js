/** One limit for the requests of all workers, kept in Redis and by the clock of Redis. */

import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

/**
 * A request holds a place from before it is sent until `per` ms after it was answered. The service sees it in between,
 * so in no window of `per` ms can it see more requests than there are places, however slow the network was. (Only one
 * that was given up, and that the network held back for longer than `per`, may come on top.)
 */
const TAKE = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
local isNew = not redis.call("ZSCORE", KEYS[1], ARGV[1])
if isNew and redis.call("ZCARD", KEYS[1]) >= tonumber(ARGV[2]) then
  return redis.call("ZRANGE", KEYS[1], 0, 0, "WITHSCORES")[2] - now
end
redis.call("ZADD", KEYS[1], now + 1 + ARGV[3], ARGV[1])
return 0
`;

const GIVE_BACK = `
local time = redis.call("TIME")
redis.call("ZADD", KEYS[1], "XX", time[1] * 1000 + math.floor(time[2] / 1000) + 1 + ARGV[2], ARGV[1])
`;

/** A place may be given back before its time is over: ask that often, in ms. */
const LONGEST_WAIT = 50;

/**
 * Members of the options of `filterUsers` that let a request go when there is a place for it.
 *
 * @param {import("ioredis").Redis} redis
 * @param {object} limit
 * @param {number} limit.requests at most so many
 * @param {number} limit.per in any window of so many ms
 * @param {number} limit.timeout ms one attempt may take, waiting for its place included; then a place comes back by
 * itself, be its worker dead
 * @param {string} [limit.key] one for each service
 */
export function limited(redis, { requests, per, timeout, key = "filter-users:places" }) {
  /** @type {WeakMap<AbortSignal, () => void>} */
  const giveBack = new WeakMap();
  let turn = Promise.resolve();

  /** @param {string} place @param {AbortSignal} signal */
  async function take(place, signal) {
    while (!signal.aborted) {
      const wait = Number(await redis.eval(TAKE, 1, key, place, requests, timeout + per));
      if (wait === 0) return;
      await setTimeout(Math.min(wait, LONGEST_WAIT));
    }
  }

  /** Asked before every attempt. @param {import("filter-users").AttemptContext} context */
  async function headers({ signal }) {
    const place = randomUUID();
    // One of this process asks at a time; the others wait behind it.
    const mine = turn.then(() => take(place, signal));
    turn = mine.catch(() => {});
    await mine;
    let isBack = false;
    const end = () => {
      if (isBack) return;
      isBack = true;
      // Should Redis refuse, the place comes back by itself.
      redis.eval(GIVE_BACK, 1, key, place, per).catch(() => {});
    };
    giveBack.set(signal, end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
    return {};
  }

  /** @param {string | URL | Request} url @param {RequestInit} [init] */
  async function fetch(url, init) {
    try {
      return await globalThis.fetch(url, init);
    } finally {
      giveBack.get(/** @type {AbortSignal} */ (init?.signal))?.();
    }
  }

  return { headers, fetch, timeout };
}
