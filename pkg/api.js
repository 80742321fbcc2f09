import { Collected } from "./collected.js";
import { FilterUsersError, show, wrong } from "./errors.js";
import { load, start } from "./loader.js";
import { Run } from "./run.js";
import { Source } from "./source.js";
import { UserStream } from "./stream.js";
import { Unread } from "./unread.js";

/**
 * The package's functions, given where their engine comes from.
 *
 * @param {() => any} engineSource
 */
export function createApi(engineSource) {
  /**
   * @param {Run} run
   * @param {any} options
   */
  async function begin(run, options) {
    if (options === null || typeof options !== "object" || Array.isArray(options)) {
      throw wrong("options", "an object", show(options));
    }
    // Copied before anything is waited for, so that the caller may change it at once.
    const copy = { ...options };
    await load(engineSource);
    start(run, copy);
  }

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
      const collected = new Collected();
      await begin(new Run(Source.copied(users), collected), options);
      return collected.result;
    },

    /**
     * @param {any} users
     * @param {any} options
     */
    streamUsers(users, options) {
      const unread = new Unread();
      let run;
      try {
        run = new Run(new Source(users), unread);
      } catch (error) {
        // As all else that is wrong: it comes out where the stream is read.
        unread.fail(error, undefined);
        return new UserStream(unread, async () => {});
      }
      const ended = new Promise((resolve) => {
        run.atEnd(() => resolve(undefined));
      });
      begin(run, options).catch((error) => run.fail(error));
      return new UserStream(unread, async () => {
        run.abort(new FilterUsersError("ABORTED", "The stream was left before these users had a verdict"));
        await ended;
      });
    },
  };
}
