import { now } from "./clock.js";
import * as engine from "./engine/engine.js";
import { FilterUsersError } from "./errors.js";
import { obstacle } from "./obstacle.js";
import { readOptions } from "./options.js";
import { takePanic } from "./panic.js";
import { describe } from "./request.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {WebAssembly.Module | BufferSource | Response | string | URL} Source */

/** Runs that are under way: a broken engine leaves them to be ended here. @type {Set<Run>} */
const running = new Set();
/** @type {Promise<void> | undefined} */
let loading;
let isBroken = false;

/**
 * The engine, loaded once however many first calls race; a failed load is tried anew by the next call, and an engine
 * that broke down is replaced by a fresh one.
 *
 * @param {() => Source | Promise<Source>} source
 */
export async function load(source) {
  loading ??= instantiate(source);
  const shared = loading;
  try {
    await shared;
  } catch (cause) {
    // Others wait for the same, and the first of them may have begun anew already.
    if (loading === shared) loading = undefined;
    const reasons = [`The engine could not be loaded: ${describe(cause)}`, (await obstacle()) ?? []].flat();
    throw new FilterUsersError("ENGINE", reasons.join(". "), { cause });
  }
  if (isBroken) {
    engine.__wbg_reset_state();
    isBroken = false;
  }
}

/** @param {() => Source | Promise<Source>} source */
async function instantiate(source) {
  await engine.default({ module_or_path: await source() });
}

/** @param {string} message */
function breakDown(message) {
  isBroken = true;
  for (const run of running) {
    run.crash(
      new FilterUsersError("ENGINE", `The engine broke down, which is a fault of this package: ${message}`),
    );
  }
}

/**
 * Hands `run` to the engine.
 *
 * @param {Run} run
 * @param {object} options
 */
export function start(run, options) {
  running.add(run);
  // Only pages have a window. However often it is added, it is there once.
  globalThis.window?.addEventListener?.("pagehide", leave);
  run.atEnd(() => running.delete(run));
  try {
    const breathed = now();
    const name = engine.start(run, readOptions(options), breathed);
    run.drive(() => poll(name));
  } catch (error) {
    const panic = takePanic();
    if (panic === undefined) run.fail(error);
    else breakDown(panic);
  }
}

/**
 * Lets the engine go on with a run. On stable Rust a panic in wasm is a trap: it leaves all runs as they are, and would
 * end a Node process if it were not caught. One without a panic says that memory or stack ran out.
 *
 * @param {number} run
 */
function poll(run) {
  try {
    engine.poll(run);
  } catch (trap) {
    breakDown(takePanic() ?? describe(trap));
  }
}

/**
 * The page is left. One that is gone for good is not to send anything more: Firefox fails its requests, and lets live on
 * what is sent again. One that may come back is the browser's to keep, with its requests or without.
 *
 * @param {{ persisted: boolean }} event
 */
function leave({ persisted }) {
  if (persisted) return;
  for (const run of running) run.abort(new FilterUsersError("ABORTED", "The page was left"));
}
