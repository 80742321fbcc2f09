import { SharedLimiter } from "./engine/engine.js";
import { engine } from "./load/loader.js";
import { checkLimits } from "./options/limits.js";
import { shares } from "./options/shares.js";

/** @typedef {ReturnType<typeof checkLimits>} Limits */

/**
 * Limits that calls share. What is in flight and who waits is known to the engine; here is what has to outlive it.
 */
class Limiter {
  #share;

  /** @param {Share} share */
  constructor(share) {
    this.#share = share;
  }

  get inFlight() {
    return this.#share.current?.inFlight ?? 0;
  }

  get waiting() {
    return this.#share.current?.waiting ?? 0;
  }
}

/** The package's side of a limiter. */
class Share {
  #limits;
  /** The engine's part of it, and which engine that is of. @type {{ shared: SharedLimiter, of: number } | undefined} */
  #made;
  #closedUntil = Number.NEGATIVE_INFINITY;

  /** @param {Limits} limits */
  constructor(limits) {
    this.#limits = limits;
  }

  /** The engine's part, if there is one and its engine is still there. */
  get current() {
    return this.#made?.of === engine.number ? this.#made.shared : undefined;
  }

  /** The engine's part, for one call. @returns {SharedLimiter} */
  forCall() {
    let shared = this.current;
    if (shared === undefined) {
      // What a lost engine sent is not known: as much as may be, as late as may be.
      const window = this.#made && this.#limits.rateLimit ? engine.lostAt + this.#limits.rateLimit.per : 0;
      shared = new SharedLimiter(this.#limits, Math.max(this.#closedUntil, window));
      this.#made = { shared, of: engine.number };
    }
    return shared.share();
  }

  /** The service asks for rest. @param {number} until */
  closed(until) {
    this.#closedUntil = Math.max(this.#closedUntil, until);
  }
}

/** @param {any} limits */
export function createLimiter(limits) {
  const share = new Share(checkLimits(limits));
  const limiter = new Limiter(share);
  shares.set(limiter, share);
  return limiter;
}
