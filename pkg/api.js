import { load, start } from "./load/loader.js";
import { checkOptions } from "./options/check.js";
import { now } from "./platform/wait.js";
import { Call } from "./users/call.js";
import { Ledger } from "./users/ledger.js";
import { Source } from "./users/source.js";
import { UserStream } from "./users/stream.js";

/*
 * The package's functions, given where their engine comes from: made one by one, so that bundlers leave out what is not used.
 */

/** @param {() => any} engineSource */
export function createInit(engineSource) {
  /** @param {any} [source] */
  return async function init(source) {
    await load(source === undefined ? engineSource : () => source);
  };
}

/** @param {() => any} engineSource */
export function createFilterUsers(engineSource) {
  /**
   * @param {any} users
   * @param {any} options
   */
  return async function filterUsers(users, options) {
    const call = new Call(new Ledger(Source.copied(users)));
    // Copied before anything is waited for, so that the caller may change it at once.
    const checked = checkOptions(options);
    await load(engineSource);
    return start(call, checked.limiter, (engine, limiter) =>
      call.orCrash(engine.filterUsers(call, checked, limiter, now())),
    );
  };
}

/** @param {() => any} engineSource */
export function createStreamUsers(engineSource) {
  /**
   * @param {any} users
   * @param {any} options
   */
  return function streamUsers(users, options) {
    /** @type {Call} */
    let call;
    /** @type {any} */
    let checked;
    try {
      call = new Call(new Ledger(new Source(users)));
      checked = checkOptions(options);
    } catch (error) {
      // As all else that is wrong: it comes out where the stream is read.
      return new UserStream(new Call(new Ledger(new Source([]))), Promise.reject(error));
    }
    const begin = async () => {
      await load(engineSource);
      return start(call, checked.limiter, (engine, limiter) =>
        engine.streamUsers(call, checked, limiter, now()),
      );
    };
    return new UserStream(call, begin());
  };
}
