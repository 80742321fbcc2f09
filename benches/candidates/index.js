/**
 * What is measured side by side. Each is given the users and the service, and answers with the users that pass.
 *
 * @typedef {import("../data.js").User} User
 * @typedef {(users: User[], service: import("../serve.js").Service) => Promise<User[]>} Candidate
 */

import { bySemaphore, inChunks } from "./by-hand.js";
import { byRequest, byTransport, transportFloor } from "./by-undici.js";
import { byCondition, byFunction } from "./filter-users.js";
import { floor } from "./floor.js";
import { byPMap } from "./p-map.js";
import { byPQueue } from "./p-queue.js";

export const PEER = "p-map + fetch + json()";
export const FLOOR = "floor: replies read and dropped";
export const CONDITION = "filterUsers, where: condition";
export const FAST = "filterUsers, by filter-users/undici";
export const FAST_FLOOR = "floor, by filter-users/undici";
export const REQUEST = "undici.request + JSON.parse";
export const FUNCTION = "filterUsers, where: function";

/** @type {Record<string, Candidate>} */
export const candidates = {
  [CONDITION]: byCondition,
  [FAST]: byTransport,
  [FUNCTION]: byFunction,
  [PEER]: byPMap,
  "p-queue + fetch + json()": byPQueue,
  [REQUEST]: byRequest,
  "Promise.all over chunks": inChunks,
  "Promise.all behind a semaphore": bySemaphore,
  [FLOOR]: floor,
  [FAST_FLOOR]: transportFloor,
};
