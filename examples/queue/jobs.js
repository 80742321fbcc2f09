/** What producer and workers agree on. */

export const QUEUE = "filter-users";

/**
 * @typedef {{ id: string | number, [name: string]: unknown }} User
 * @typedef {{ users: User[], tries: number }} JobData `tries`: how often the service was asked about them in vain
 */

/**
 * The same users always get the same name, so that a job that is added twice is one job, and a result that is written
 * twice is one result. What a job leaves undone is the next part of it.
 *
 * @param {number} number @param {number} [part]
 */
export const nameOf = (number, part = 0) => `${String(number).padStart(8, "0")}.${part}`;

/** @param {string} name */
export function nextPart(name) {
  const [number, part] = name.split(".").map(Number);
  return nameOf(number, part + 1);
}

/**
 * A job that throws could not write what it found (a full disk, say): that is tried again for ever, since its users have
 * to come out. Once done it leaves Redis; its result stays.
 *
 * @type {import("bullmq").JobsOptions}
 */
export const JOB = {
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: "fixed", delay: 5000 },
  removeOnComplete: true,
};

/** Waits for Redis as long as it takes. @param {string} url */
export const connectionTo = (url) => ({
  url,
  maxRetriesPerRequest: null,
  retryStrategy: (/** @type {number} */ times) => Math.min(times * 50, 1000),
});
