import { allSettled } from "./all-settled.js";
import { bulk } from "./bulk.js";
import { dataLoader } from "./dataloader.js";
import { ours } from "./filter-users.js";
import { byPMap } from "./p-map.js";
import { promiseAll } from "./promise-all.js";
import { promisePool } from "./promise-pool.js";

/**
 * What filters users, as its README advises.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} promises what its documentation promises
 * @property {(task: Task) => Promise<Found>} run
 *
 * @typedef {{ users: import("../people.js").User[], url: string, signal?: AbortSignal }} Task
 * @typedef {{ passed: readonly import("../people.js").User[], failed: readonly import("../people.js").User[] }} Found who passed, and of whom it
 *   says that it is not known
 */

/** @type {Contender[]} */
export const CONTENDERS = [ours, promiseAll, allSettled, byPMap, promisePool, dataLoader, bulk];
