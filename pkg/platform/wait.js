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
/** By the places that wait for them. @type {Map<number, ReturnType<typeof setTimeout>>} */
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
  for (const timer of timers.values()) clearTimeout(timer);
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
  timers.set(place, setTimeout(ring, Math.ceil(ms)));
}

/** @param {number} place */
export function stopTimer(place) {
  clearTimeout(timers.get(place));
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
const { setImmediate: setImmediateThen, setTimeout: setTimeoutThen } = globalThis;

/** @param {() => void} pass */
function queueTurn(pass) {
  let isOver = false;
  const once = () => {
    if (!isOver) pass();
    isOver = true;
  };
  const isQueued =
    queueBy([setImmediateThen, globalThis.setImmediate], once) ||
    post(once) ||
    queueBy([setTimeoutThen, globalThis.setTimeout], once);
  if (!isQueued) throw new Error("There is neither setImmediate, MessageChannel nor setTimeout here");
}

/**
 * Whichever comes first. Edge runtimes have stubs that throw.
 *
 * @param {readonly (Function | undefined)[]} queues
 * @param {() => void} pass
 */
function queueBy(queues, pass) {
  let isQueued = false;
  for (const queue of new Set(queues)) {
    if (typeof queue !== "function") continue;
    try {
      queue.call(globalThis, pass, 0);
      isQueued = true;
    } catch {
      // Another may do.
    }
  }
  return isQueued;
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
