import { FilterUsersError, show } from "./errors.js";
import { load, start } from "./loader.js";
import { Run } from "./run.js";
import { Source } from "./source.js";

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
      // Both are copied before anything is waited for, so that the caller may change them at once.
      const run = new Run(new Source(users));
      if (options === null || typeof options !== "object" || Array.isArray(options)) {
        throw new FilterUsersError(
          "INVALID_OPTION",
          `Expected \`options\` to be an object, got ${show(options)}`,
        );
      }
      const copy = { ...options };
      await load(engineSource);
      start(run, copy);
      return run.result;
    },
  };
}
