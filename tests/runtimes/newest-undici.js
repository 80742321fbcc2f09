/** `--import` this, and what imports undici gets the newest, in place of the one beside it that the oldest Node can do with. */

import { registerHooks } from "node:module";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "undici"
      ? next("undici8", { ...context, parentURL: import.meta.url })
      : next(specifier, context),
});
