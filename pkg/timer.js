/** A timer that can be stopped. Whoever waits for it is let go in either case. */
export class Timer {
  /** @type {() => void} */
  #release = () => {};
  /** @type {import("./run.js").Run} */
  #run;
  #handle;

  /**
   * @param {import("./run.js").Run} run
   * @param {number} ms
   */
  constructor(run, ms) {
    this.#run = run;
    this.done = new Promise((resolve) => {
      this.#release = () => resolve(undefined);
    });
    // Longer waits than setTimeout knows are cut; the engine sees that it is early, and waits again.
    this.#handle = setTimeout(() => this.end(), Math.min(Math.ceil(ms), 0x7fffffff));
    run.holds.add(this);
  }

  end() {
    if (!this.#run.holds.delete(this)) return;
    clearTimeout(this.#handle);
    this.#release();
  }
}

/** Lets everything else that is due have its turn: a macrotask, as short a one as the platform has. */
export function breathe() {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
    } else if (typeof MessageChannel === "function") {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(undefined);
      };
      port2.postMessage(null);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
