import assert from "node:assert/strict";
import { candidates, FAST_FLOOR, FLOOR } from "./candidates/index.js";
import { shouldPass } from "./data.js";

/**
 * Nothing is measured before every candidate has given the right answer: the same objects in the same order.
 *
 * @param {import("./data.js").User[]} users
 * @param {() => import("./serve.js").Service} service
 * @param {string[]} [names]
 */
export async function checkAnswers(users, service, names = Object.keys(candidates)) {
  const expected = users.filter(shouldPass);
  for (const name of names) {
    const passed = await candidates[name](users, service());
    const wanted = name === FLOOR || name === FAST_FLOOR ? [] : expected;
    assert.ok(
      passed.length === wanted.length && passed.every((user, index) => user === wanted[index]),
      `${name}: ${passed.length} users passed, ${wanted.length} should have, in the users' order`,
    );
  }
}
