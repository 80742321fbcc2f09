/**
 * What the engine waits for: promises, timers, the next turn of the event loop. It knows each by a place and a ticket, and
 * may have forgotten it by the time it comes.
 *
 * @typedef {(place: number, ticket: number, value: unknown, isFulfilled: boolean) => void} Settled
 */

/** The engine that is told. What an engine has asked for that broke down is told to nobody. */
let listener = {
  settled: /** @type {Settled} */ (ignore),
  trapped: /** @type {(trap: unknown) => void} */ (ignore),
};
/** What stops each, by the places that wait for them. @type {Map<number, () => void>} */
const timers = new Map();
const RESOLVED = /* @__PURE__ */ Promise.resolve();

function ignore() {}

/**
 * @param {Settled} settled
 * @param {(trap: unknown) => void} trapped called when the engine breaks down in a microtask of its own
 */
export function tell(settled, trapped) {
  listener = { settled, trapped };
}

/** The engine has broken down: nothing that it waits for is of use any more. */
export function forgetAll() {
  listener.settled = ignore;
  for (const stop of timers.values()) stop();
  timers.clear();
}

/**
 * Waits for a promise, or for a value that is none.
 *
 * @param {unknown} value
 * @param {number} place
 * @param {number} ticket
 * @param {(result: any) => void} [see] called with what comes, whether the engine still waits for it or not
 */
export function wait(value, place, ticket, see) {
  const to = listener;
  hear(value, (result, isFulfilled) => {
    if (isFulfilled) see?.(result);
    to.settled(place, ticket, result, isFulfilled);
  });
}

/**
 * By `await`, since methods of the caller's promises may throw.
 *
 * @param {unknown} value
 * @param {(result: unknown, isFulfilled: boolean) => void} tell
 */
async function hear(value, tell) {
  let result;
  let isFulfilled = true;
  try {
    result = await value;
  } catch (reason) {
    result = reason;
    isFulfilled = false;
  }
  tell(result, isFulfilled);
}

/**
 * Nobody waits for a promise: if it is rejected, that is nothing that nobody handled.
 *
 * @param {unknown} promise
 */
export function forget(promise) {
  hear(promise, ignore);
}

/**
 * What the engine waits for at `place` has come.
 *
 * @param {number} place
 * @param {number} ticket
 */
export function notify(place, ticket) {
  listener.settled(place, ticket, undefined, true);
}

/**
 * @param {number} ms no more than `setTimeout` can count
 * @param {number} place
 * @param {number} ticket
 */
export function sleep(ms, place, ticket) {
  const ring = () => {
    timers.delete(place);
    listener.settled(place, ticket, undefined, true);
  };
  // Who set it is to clear it: timers may be replaced by fake ones, or those by the real ones, meanwhile.
  const { setTimeout, clearTimeout } = globalThis;
  const timer = setTimeout(ring, Math.ceil(ms));
  // Fake ones that are over have nothing to clear, and node:test's would spoil those that come after them.
  const isInUse = () => clearTimeout === globalThis.clearTimeout || clearTimeout === clearTimeoutThen;
  timers.set(place, () => isInUse() && clearTimeout(timer));
}

/** @param {number} place */
export function stopTimer(place) {
  timers.get(place)?.();
  timers.delete(place);
}

/**
 * Waits for a macrotask, as short a one as the platform has: everything else that is due has its turn before.
 *
 * @param {number} place
 * @param {number} ticket
 */
export function nextTurn(place, ticket) {
  const to = listener;
  queueTurn(() => to.settled(place, ticket, undefined, true));
}

/** The same, for what goes on without the engine. @returns {Promise<void>} */
export const turn = () => new Promise(queueTurn);

/**
 * As they were at the time of import. Fake timers replace them, and their time may stand still; but who moves it on expects that
 * theirs are asked, too.
 */
const {
  setImmediate: setImmediateThen,
  setTimeout: setTimeoutThen,
  clearTimeout: clearTimeoutThen,
} = globalThis;

/** @param {() => void} pass */
function queueTurn(pass) {
  const { setImmediate, clearImmediate, setTimeout, clearTimeout } = globalThis;
  // Where both are fake, the timers were when the package was imported.
  const isQueued =
    (queueBy(setImmediateThen, setImmediate, clearImmediate, once) &&
      [setImmediateThen, setImmediate].some(isReal)) ||
    post(once) ||
    queueBy(setTimeoutThen, setTimeout, clearTimeout, once);
  if (!isQueued) throw new Error("There is neither setImmediate, MessageChannel nor setTimeout here");

  function once() {
    pass();
    pass = ignore;
  }
}

/** Those of Jest, Vitest and Sinon have a clock. @param {Function | undefined} queue */
const hasClock = (queue) => queue !== undefined && "clock" in queue;

/** Those of node:test are bound. @param {Function | undefined} queue */
const isReal = (queue) => queue?.name === "setImmediate" && !hasClock(queue);

/**
 * Whichever comes first. Edge runtimes have stubs that throw.
 *
 * @param {Function | undefined} then
 * @param {Function | undefined} today
 * @param {((fake: any) => void) | undefined} clear today's
 * @param {() => void} pass
 */
function queueBy(then, today, clear, pass) {
  if (then === today) return queue(then, pass) !== undefined;
  const fake = queue(today, pass);
  const real = queue(then, () => {
    // A clock may be asked whether any timer is left.
    if (hasClock(today)) clear?.(fake);
    pass();
  });
  return (fake ?? real) !== undefined;
}

/**
 * @param {Function | undefined} by
 * @param {() => void} pass
 */
function queue(by, pass) {
  try {
    return by?.call(globalThis, pass, 0);
  } catch {
    // Another may do.
    return undefined;
  }
}

/** @param {() => void} pass */
function post(pass) {
  if (typeof MessageChannel !== "function") return false;
  try {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      pass();
    });
    port1.start();
    port2.postMessage(null);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets the engine go on in a microtask. Its glue calls this in place of `queueMicrotask` (`xtask/src/glue.rs`), which fake
 * timers replace, and from which a trap would end a Node process: on stable Rust a panic in wasm is one.
 *
 * @param {() => void} task
 */
export function queueTask(task) {
  const to = listener;
  RESOLVED.then(() => {
    if (to.settled === ignore) return;
    try {
      task();
    } catch (trap) {
      to.trapped(trap);
    }
  });
}

/** Milliseconds, never running backwards where the platform has such a clock; looked up when it is read, so that fake ones can drive a run. */
export function now() {
  return globalThis.performance?.now() ?? Date.now();
}
