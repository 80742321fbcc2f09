import { filterUsers } from "filter-users";
import { useEffect, useState } from "react";

/**
 * @template U, R
 * @typedef {object} Filtering
 * @property {import("filter-users").Stats} [stats] the figures so far
 * @property {import("filter-users").FilterResult<U, R>} [result] once every user has a verdict
 * @property {unknown} [error] what ended the run, if it was ended
 */

const BEGINNING = Object.freeze({});

/**
 * Filters `users` while the component is there, and anew when `users` or `options` are others than at the last render.
 *
 * @template U, R
 * @param {import("filter-users").Users<U>} users
 * @param {Omit<import("filter-users").FilterOptions<U, R>, "signal" | "onProgress">} options
 * @returns {Filtering<U, R>}
 */
export function useFilterUsers(users, options) {
  const [latest, setLatest] = useState({
    users,
    options,
    filtering: /** @type {Filtering<U, R>} */ (BEGINNING),
  });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const show = (/** @type {Filtering<U, R>} */ filtering) => {
      // A run that was aborted has nothing to say: not even that it was.
      if (!signal.aborted) setLatest({ users, options, filtering });
    };
    filterUsers(users, { ...options, signal, onProgress: (stats) => show({ stats }) }).then(
      (result) => show({ stats: result.stats, result }),
      (error) => show({ error }),
    );
    return () => controller.abort();
  }, [users, options]);

  // Until the run for these has something to show, what is there belongs to others.
  return latest.users === users && latest.options === options ? latest.filtering : BEGINNING;
}
