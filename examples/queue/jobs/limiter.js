/** One limit for the requests of all workers, kept in Redis and by its clock. */

import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

const NOW = `local time = redis.call("TIME") local now = time[1] * 1000 + math.floor(time[2] / 1000)`;
const TAKE = `${NOW}
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
local isNew = not redis.call("ZSCORE", KEYS[1], ARGV[1])
if isNew and redis.call("ZCARD", KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call("ZADD", KEYS[1], now + 1 + ARGV[2], ARGV[1])
return 1`;
const GIVE_BACK = `${NOW} redis.call("ZADD", KEYS[1], "XX", now + 1 + ARGV[2], ARGV[1])`;

/**
 * A `fetch` that sends at most `requests` in any window of `per` ms. A request holds a place from before it is sent until `per` ms
 * after its answer; if its worker dies, until `timeout` (of an attempt) and `per` are over. `key`: one for each service.
 *
 * @param {import("ioredis").Redis} redis
 * @param {{ requests: number, per: number, timeout?: number, key?: string, fetch?: typeof globalThis.fetch }} limit
 * @returns {typeof globalThis.fetch}
 */
export const limited =
  (redis, { requests, per, timeout = 30_000, key = "filter-users:places", fetch = globalThis.fetch }) =>
  async (url, init) => {
    const place = randomUUID();
    const take = () => redis.eval(TAKE, 1, key, place, timeout + per, requests);
    while (!(await take())) await setTimeout(50, undefined, { signal: init?.signal ?? undefined });
    try {
      return await fetch(url, init);
    } finally {
      // Should Redis refuse, it comes back by itself.
      redis.eval(GIVE_BACK, 1, key, place, per).catch(() => {});
    }
  };
