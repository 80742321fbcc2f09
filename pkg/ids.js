import { FilterUsersError, show } from "./errors.js";

/**
 * The keys of users as a JSON array: what `body: "ids"` sends, and as bytes what the engine matches rows against. Its glue
 * would take a string character by character.
 *
 * @typedef {{ json: string, bytes: Uint8Array }} Ids
 */

/** @type {Ids} */
export const NO_IDS = { json: "", bytes: new Uint8Array() };

const encoder = new TextEncoder();

/**
 * The keys of `users`.
 *
 * @param {readonly unknown[]} users
 * @param {string} key
 * @param {number} first position of the first of them in the input
 * @returns {Ids}
 */
export function idsOf(users, key, first) {
  let isPlain = true;
  const ids = [];
  // A plain loop: it is done for every user, and takes a fifth less than `map`.
  for (let index = 0; index < users.length; index++) {
    const id = idOf(users[index], key, first + index);
    if (typeof id === "bigint") isPlain = false;
    ids.push(id);
  }
  const json = isPlain
    ? JSON.stringify(ids)
    : `[${ids.map((id) => (typeof id === "bigint" ? id : JSON.stringify(id))).join()}]`;
  return { json, bytes: encoder.encode(json) };
}

/**
 * Throws what is wrong with the first user that has no usable key.
 *
 * @param {readonly unknown[]} users
 * @param {string} key
 */
export function checkUsers(users, key) {
  for (let index = 0; index < users.length; index++) idOf(users[index], key, index);
}

/**
 * @param {unknown} user
 * @param {string} key
 * @param {number} position
 * @returns {string | number | bigint}
 */
function idOf(user, key, position) {
  if (user === null || typeof user !== "object") {
    throw new FilterUsersError(
      "INVALID_USER",
      `Expected user ${position} of the input to be an object, got ${show(user)}`,
    );
  }
  let id;
  try {
    id = /** @type {any} */ (user)[key];
  } catch (cause) {
    throw new FilterUsersError(
      "INVALID_USER",
      `Reading \`${key}\` of user ${position} of the input threw; see \`cause\``,
      { cause },
    );
  }
  if (typeof id === "string" || typeof id === "bigint" || Number.isSafeInteger(id)) return id;
  throw new FilterUsersError(
    "INVALID_USER",
    `Expected \`${key}\` of user ${position} of the input to be a string, a safe integer or a bigint, got ${show(id)}` +
      ` (option \`key\` says which property names a user)`,
  );
}
