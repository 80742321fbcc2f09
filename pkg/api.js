import { load, start } from "./load/loader.js";
import { checkOptions } from "./options/check.js";
import { now } from "./platform/wait.js";
import { Call } from "./users/call.js";
import { Ledger } from "./users/ledger.js";
import { Source } from "./users/source.js";
import { UserStream } from "./users/stream.js";

/**
 * The package's functions, given where their engine comes from.
 *
 * @param {() => any} engineSource
 */
export function createApi(engineSource) {
  return {
    /** @param {any} [source] */
    async init(source) {
      await load(source === undefined ? engineSource : () => source);
    },

    /**
     * @param {any} users
     * @param {any} options
     */
    async filterUsers(users, options) {
      const call = new Call(new Ledger(Source.copied(users)));
      // Copied before anything is waited for, so that the caller may change it at once.
      const checked = checkOptions(options);
      await load(engineSource);
      return start(call, (engine) => call.orCrash(engine.filterUsers(call, checked, now())));
    },

    /**
     * @param {any} users
     * @param {any} options
     */
    streamUsers(users, options) {
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
        return start(call, (engine) => engine.streamUsers(call, checked, now()));
      };
      return new UserStream(call, begin());
    },
  };
}
