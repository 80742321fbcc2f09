/** `--import` this, and what imports undici gets the newest, in place of the one beside it that the oldest Node can do with. */

import * as module from "node:module";

// Of which the types of the oldest Node do not know.
const { registerHooks } = /** @type {any} */ (module);
registerHooks({
  resolve: (/** @type {string} */ specifier, /** @type {object} */ context, /** @type {any} */ next) =>
    specifier === "undici"
      ? next("undici8", { ...context, parentURL: import.meta.url })
      : next(specifier, context),
});
