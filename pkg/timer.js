/** A timer that can be stopped, as long as it stands among `timers`. */
export class Timer {
  #timers;
  #handle;

  /**
   * @param {Set<Timer>} timers
   * @param {number} ms
   * @param {() => void} onEnd
   */
  constructor(timers, ms, onEnd) {
    this.#timers = timers;
    const ring = () => {
      timers.delete(this);
      onEnd();
    };
    // Longer waits than setTimeout knows are cut; the engine sees that it is early, and waits again.
    this.#handle = setTimeout(ring, Math.min(Math.ceil(ms), 0x7fffffff));
    timers.add(this);
  }

  get isOver() {
    return !this.#timers.has(this);
  }

  end() {
    if (this.#timers.delete(this)) clearTimeout(this.#handle);
  }
}

/** A turn for everything else that is due: a macrotask, as short a one as the platform has. */
export class Breath {
  isOver = false;
  #cancel;

  /** @param {() => void} onEnd */
  constructor(onEnd) {
    this.#cancel = macrotask(() => {
      this.isOver = true;
      onEnd();
    });
  }

  end() {
    this.#cancel();
  }
}

const SETTLED = Promise.resolve();

/** In a microtask. Not by `queueMicrotask`, which fake timers replace. @param {() => void} task */
export function soon(task) {
  SETTLED.then(task);
}

/**
 * Answers what cancels it.
 *
 * @param {() => void} task
 */
function macrotask(task) {
  if (typeof setImmediate === "function") {
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  }
  if (typeof MessageChannel === "function") {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      task();
    });
    port1.start();
    port2.postMessage(null);
    return () => port1.close();
  }
  const timeout = setTimeout(task, 0);
  return () => clearTimeout(timeout);
}
