import { now } from "./clock.js";
import { Breath, soon } from "./timer.js";

/**
 * When the engine looks at what lands: at once, or at the end of the turn of the event loop, with whatever else lands in
 * it. To take all at one go costs a fifth less altogether, for all that it takes is in the processor's caches; but the next
 * requests leave later for it. So that is done where there is much to do, and not where there is mostly waiting.
 */
export class Turns {
  #wake;
  /** When something first landed in the turn at hand. @type {number | undefined} */
  #began;
  /** What is left of that turn. @type {Breath | undefined} */
  #rest;
  #isHeld = false;
  /** When the turn before ended, and how long it took from what first landed in it on. */
  #ended = 0;
  #took = 0;

  /** @param {() => void} wake has the engine look */
  constructor(wake) {
    this.#wake = wake;
  }

  /**
   * Something has landed. If it is the last that can, there is nothing to wait for, whatever has become of the clock, as in
   * tests.
   *
   * @param {boolean} isLast
   */
  land(isLast) {
    if (this.#began === undefined) this.#begin();
    if (isLast || !this.#isHeld) this.#wake();
    if (isLast) this.#end();
    else this.#rest ??= new Breath(this.#pass);
  }

  #begin() {
    const began = now();
    // What the turns take before anything lands is about as much as what they take from there on.
    this.#isHeld = began - this.#ended < 2 * this.#took;
    this.#began = began;
  }

  #pass = () => {
    if (this.#isHeld) this.#wake();
    this.#end();
  };

  #end() {
    const began = this.#began ?? 0;
    this.stop();
    // Behind the engine's look.
    soon(() => {
      this.#ended = now();
      this.#took = this.#ended - began;
    });
  }

  stop() {
    this.#rest?.end();
    this.#rest = undefined;
    this.#began = undefined;
  }
}
