import { show, wrong } from "../errors.js";
import { isObject, Members } from "./members.js";
import { checkConcurrency, checkRateLimit } from "./policy.js";

/**
 * The limits of a limiter, as the engine reads them. None is there by default.
 *
 * @param {any} given
 */
export function checkLimits(given) {
  const takes = "an object like { concurrency: 20 } or { rateLimit: { requests: 50, per: 1000 } }";
  if (!isObject(given) || Array.isArray(given)) throw wrong("limits", takes, show(given));
  const limits = new Members({ ...given }, "", ["concurrency", "rateLimit"]);
  const isLimited = limits.get("concurrency") !== undefined;
  return { isLimited, concurrency: checkConcurrency(limits), ...checkRateLimit(limits) };
}
