import { ask } from "./answer.js";
import { beginning } from "./body.js";
import { Explanation } from "./explanation.js";
import { judge } from "./judge.js";

/**
 * One attempt: builds the request, sends it, reads the answer, and has the run tell the engine of each stage that is
 * over. It owns an abort signal, and every promise it waits for. Once ended, nothing of it goes on, and it is let go
 * even by a promise that never settles.
 */
export class Attempt {
  #controller = new AbortController();
  /** Lets go who waits. @type {() => void} */
  #release = () => {};
  #isEnded = false;
  #run;
  #users;
  #ids;
  /** @type {import("./target.js").Prepared | undefined} */
  #prepared;
  /** @type {import("./answer.js").Answer | undefined} */
  #answer;

  /** Whether its request has been sent. */
  isSent = false;
  /** Why the stage that is over failed. @type {Explanation | undefined} */
  explanation;
  /** The rows that are kept, by their users. @type {Map<unknown, unknown> | undefined} */
  kept;

  /**
   * @param {import("./run.js").Run} run
   * @param {{ batch: number, attempt: number, request: number }} which
   * @param {import("./batches.js").Asked} about
   */
  constructor(run, { batch, attempt, request }, { users, ids }) {
    this.#run = run;
    this.context = { batch, attempt, request, signal: this.#controller.signal };
    this.#users = users;
    this.#ids = ids;
  }

  get request() {
    return this.context.request;
  }

  /** What came of the stage that is over, as `src/web/service.rs` takes it: NaN stands for what is not known. */
  get facts() {
    if (!this.#answer) return [this.#prepared?.bytes ?? 0, this.#prepared?.encoding ?? 0];
    const { isAnswered, status, retryAfter, received, encoding, reply = [], rows } = this.#answer;
    const length = reply.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    const known = [status ?? Number.NaN, retryAfter ?? Number.NaN];
    return [...known, Number(isAnswered), received, encoding, length, Number(rows !== undefined)];
  }

  /** Builds the request. Answers whether that took no waiting; if it does, it lands. */
  prepare() {
    try {
      const prepared = this.#run.options.target.prepare(this, this.#users, this.#ids);
      if (prepared instanceof Promise) {
        this.#prepareLater(prepared);
        return false;
      }
      this.#prepared = prepared;
    } catch (thrown) {
      this.#fail(/** @type {Explanation} */ (thrown));
    }
    return true;
  }

  /** @param {Promise<import("./target.js").Prepared>} preparing */
  async #prepareLater(preparing) {
    try {
      this.#prepared = await preparing;
    } catch (thrown) {
      this.#fail(/** @type {Explanation} */ (thrown));
    }
    this.#land();
  }

  /** Sends what is built, and reads the answer. */
  async send() {
    this.isSent = true;
    const prepared = /** @type {import("./target.js").Prepared} */ (this.#prepared);
    this.#answer = await ask(prepared, this.#run.options.maxReplyBytes, (promise) => this.wait(promise));
    if (this.#answer.explanation) this.#fail(this.#answer.explanation);
    this.#land();
  }

  /**
   * An attempt waits for one thing at a time.
   *
   * @template T
   * @param {T | PromiseLike<T>} promise
   * @returns {Promise<T>}
   */
  wait(promise) {
    // Not by `Promise.race`, which makes twice as many promises.
    return new Promise((resolve, reject) => {
      this.#release = reject;
      Promise.resolve(promise).then(resolve, reject);
    });
  }

  /** What an answer that is of no use still has to say, nobody wants. @param {Explanation} explanation */
  #fail(explanation) {
    this.explanation = explanation;
    this.#controller.abort(this.#run.abortReason);
  }

  #land() {
    if (!this.#isEnded) this.#run.land(this);
  }

  /** Not needed any more: what is under way is aborted. */
  end() {
    this.#isEnded = true;
    this.#controller.abort(this.#run.abortReason);
    this.#release();
  }

  // ---- the reply -------------------------------------------------------------------------------

  /** The keys of its users, as a JSON array. */
  get ids() {
    return this.#ids.bytes;
  }

  /** Copies the reply. @param {Uint8Array} bytes */
  copyTo(bytes) {
    let end = 0;
    for (const chunk of this.#answer?.reply ?? []) {
      bytes.set(chunk, end);
      end += chunk.byteLength;
    }
  }

  /**
   * What there is to say of a reply that cannot be read.
   *
   * @param {string} why
   * @param {number} at
   */
  unreadable(why, at) {
    const { rows, reply = [] } = this.#answer ?? {};
    const details = rows ? {} : { reply: beginning(reply) };
    return new Explanation("BAD_REPLY", `The reply cannot be read: ${why} (at byte ${at})`, details);
  }

  /**
   * Takes the rows that were found, asks the caller's `where` about them, and keeps them if they are wanted.
   *
   * @param {Uint32Array} positions which of the users have a row
   * @param {Uint32Array} places where those rows are among those that `send` answered
   * @param {Uint8Array} json the rows themselves, where they came as bytes
   * @param {Uint8Array} passes where a 1 is entered for each row that passes
   */
  judge(positions, places, json, passes) {
    const { where, keepRows } = this.#run.options;
    const own = this.#answer?.rows;
    const rows = own ? Array.from(places, (place) => own[place]) : JSON.parse(new TextDecoder().decode(json));
    const users = Array.from(positions, (position) => this.#users[position]);
    if (typeof where === "function") judge(where, rows, users, passes);
    if (keepRows) this.kept = new Map(users.map((user, index) => [user, rows[index]]));
  }
}
