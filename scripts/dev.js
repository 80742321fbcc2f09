/**
 * `npm run dev`: watches the sources; of what is saved, builds anew what it takes and runs the tests that concern it, and says how long
 * that took.
 */

import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { ROOMS } from "./dev/rooms.js";
import { installPacked } from "./packed.js";
import { root, run, setup } from "./setup.js";

/** Editors save in several steps; within so many milliseconds they are one. */
const SETTLED = 50;
/** What nobody wrote. */
const MADE = /(^|\/)(node_modules|target|\.work)\/|^pkg\/engine(\/|$|\.wasm)|\.sqlite|~$/;

/** @typedef {import("./dev/rooms.js").Command} Command */

await setup();
if (!existsSync(join(root, "tests/node_modules/filter-users"))) installPacked();
if (!existsSync(join(root, "target/panics"))) run("cargo", ["xtask", "build", "--panics"]);

/** @type {Set<string>} */
const saved = new Set();
/** @type {import("node:child_process").ChildProcess | undefined} */
let running;
/** How many rounds have begun: one that another has followed ends. */
let rounds = 0;
/** @type {NodeJS.Timeout | undefined} */
let timer;

for (const folder of ["src", "pkg", "www", "tests/simulation", "tests/node"])
  watch(join(root, folder), { recursive: true }, (_, name) => {
    const path = `${folder}/${name}`;
    if (name === null || MADE.test(path)) return;
    saved.add(path);
    clearTimeout(timer);
    timer = setTimeout(begin, SETTLED);
  });
console.log("Watching. Save a file; Ctrl-C ends it.");

async function begin() {
  const paths = [...saved];
  saved.clear();
  const round = ++rounds;
  running?.kill();
  const commands = commandsFor(paths);
  if (commands.length === 0) return;
  console.log(`\n${styleText("bold", paths.join(", "))}`);
  const began = performance.now();
  for (const command of commands) {
    const isGood = await isGoodWith(command);
    if (round !== rounds) return;
    if (!isGood) return say("red", "failed", began);
  }
  say("green", "good", began);
}

/** Each once, however many files ask for it. @param {string[]} paths @returns {Command[]} */
function commandsFor(paths) {
  const wanted = paths.flatMap((path) => {
    const room = ROOMS.find(({ folder }) => path.startsWith(`${folder}/`));
    return room?.commands(path) ?? [];
  });
  return [...new Map(wanted.map((command) => [command.join(" "), command])).values()];
}

/** @param {Command} command @returns {Promise<boolean>} */
function isGoodWith([program, ...args]) {
  return new Promise((resolve) => {
    running = spawn(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, SEEDS: "2000" } });
    running.once("close", (status) => resolve(status === 0));
    running.once("error", () => resolve(false));
  });
}

/** @param {"red" | "green"} colour @param {string} what @param {number} began */
function say(colour, what, began) {
  console.log(styleText(colour, `${what} after ${((performance.now() - began) / 1000).toFixed(1)} s`));
}
