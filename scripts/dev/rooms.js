import { filesOf } from "../files.js";

/**
 * What a changed file asks for: what is to be built anew, and the tests that concern it. The first room whose folder it is in counts.
 *
 * @typedef {[program: string, ...args: string[]]} Command
 *
 * @typedef {object} Room
 * @property {string} folder
 * @property {(path: string) => Command[]} commands
 */

const node = process.execPath;

/** @type {Command} */
const BUNDLE = [node, "scripts/dev/bundle.js"];

/** @param {string[]} places folders of tests, or files */
function nodeTests(...places) {
  const files = places.map((place) => `tests/node/${place}`).flatMap(testsIn);
  return /** @type {Command} */ ([node, "--test", "--test-reporter=dot", ...files]);
}

/** @param {string} path */
const testsIn = (path) => (path.endsWith(".test.js") ? [path] : filesOf(path, ".test.js"));

/** Which of the package's rooms is tried where, for an answer within seconds; a change elsewhere concerns all. @type {Record<string, string[]>} */
const TRIED = {
  options: ["options", "where/condition.test.js", "where/errors.test.js", "where/function.test.js"],
  users: ["ledger/ledger.test.js", "ledger/losses.test.js", "ledger/equal-keys.test.js"],
  platform: ["request"],
  load: ["engine/module.test.js", "engine/panic.test.js"],
  undici: ["undici"],
};

/** @param {string} path */
function packageTests(path) {
  const room = /^pkg\/(\w+)\//.exec(path)?.[1] ?? "";
  return nodeTests(...(TRIED[room] ?? Object.values(TRIED).flat()));
}

/** @param {string} path the test itself, or all that lie beside what it needs */
const itself = (path) => (path.endsWith(".test.js") ? [nodeTests(path.slice("tests/node/".length))] : []);

/** @type {Room[]} */
export const ROOMS = [
  {
    folder: "src/reply",
    commands: () => [["cargo", "test", "--quiet", "--locked", "-p", "filter-users-reply", "--lib"]],
  },
  {
    folder: "src/engine",
    commands: () => [
      ["cargo", "test", "--quiet", "--locked", "-p", "filter-users", "--lib"],
      ["cargo", "test", "--quiet", "--locked", "--test", "simulation"],
    ],
  },
  {
    folder: "tests/simulation",
    commands: () => [["cargo", "test", "--quiet", "--locked", "--test", "simulation"]],
  },
  {
    folder: "src",
    commands: () => [["cargo", "xtask", "build"], BUNDLE, nodeTests(...Object.values(TRIED).flat())],
  },
  { folder: "pkg", commands: (path) => [BUNDLE, packageTests(path)] },
  { folder: "www", commands: () => [nodeTests("service/routes.test.js")] },
  { folder: "tests/node", commands: itself },
];
