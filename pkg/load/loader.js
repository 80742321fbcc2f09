import {
  filterUsers,
  __wbg_reset_state as instantiateAnew,
  default as instantiateFrom,
  LargeBody,
  memoryPages,
  settled,
  streamUsers,
} from "../engine/engine.js";
import { describe, FilterUsersError } from "../errors.js";
import { holdLargeBy } from "../platform/body.js";
import { forgetAll, now, tell, turn } from "../platform/wait.js";
import { missing } from "./missing.js";
import { takePanic } from "./panic.js";

/** @typedef {import("../users/call.js").Call} Call */
/** @typedef {WebAssembly.Module | BufferSource | Response | string | URL} Source */

/** What begins a call. Named one by one, as all else of it: some bundlers keep the whole of a module that is taken as one object. */
const FUNCTIONS = { filterUsers, streamUsers };
/** Which engine there is, and when the one before it was lost: what was made in that is gone with it. */
export const engine = { number: 0, lostAt: 0 };
/** Calls that are not over: a broken engine leaves them to be ended here. @type {Set<Call>} */
const pending = new Set();
/** @type {Promise<void> | undefined} */
let loading;
/** Whether there has to be a fresh one before the next call. */
let isSpent = false;
/** Memory of wasm never shrinks: an idle engine with more than so many pages, of 64 KiB each, is let go. */
const MOST_PAGES = 512;

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
    const reasons = [`The engine could not be loaded: ${describe(cause)}`, (await missing()) ?? []].flat();
    throw new FilterUsersError("ENGINE", reasons.join(". "), { cause });
  }
  renew();
}

/** A fresh engine in place of one that is not to be used any more. */
function renew() {
  if (!isSpent) return;
  lose();
  instantiateAnew();
  connect();
  isSpent = false;
}

/** @param {() => Source | Promise<Source>} source */
async function instantiate(source) {
  await instantiateFrom({ module_or_path: await source() });
  connect();
}

function lose() {
  engine.number++;
  engine.lostAt = now();
}

function connect() {
  tell(settled, breakDown);
  holdLargeBy((expected) => LargeBody.open(expected));
}

/**
 * The engine has met a trap, be it of a panic or because memory or stack ran out: it leaves all calls as they are.
 *
 * @param {unknown} trap
 */
function breakDown(trap) {
  const message = takePanic() ?? describe(trap);
  isSpent = true;
  lose();
  forgetAll();
  for (const call of pending) {
    call.crash(
      new FilterUsersError("ENGINE", `The engine broke down, which is a fault of this package: ${message}`),
    );
  }
}

/**
 * Has the engine begin with `call`. What a broken engine does not answer any more, is answered by the call itself.
 *
 * @template T
 * @param {Call} call
 * @param {import("../options/shares.js").Share | undefined} limiter
 * @param {(functions: typeof FUNCTIONS, limiter: any) => T} begin
 * @returns {T}
 */
export function start(call, limiter, begin) {
  pending.add(call);
  // Only pages have a window. However often it is added, it is there once.
  globalThis.window?.addEventListener?.("pagehide", leave);
  call.onEnd = end;
  if (limiter) call.onClosed = (until) => limiter.closed(until);
  return begin(FUNCTIONS, limiter?.forCall());
}

/** @param {Call} call */
function end(call) {
  pending.delete(call);
  if (pending.size > 0 || isSpent || memoryPages() <= MOST_PAGES) return;
  isSpent = true;
  // It is still at work. Nor is a call to come that would do it.
  turn().then(renew);
}

/**
 * The page is left. One that is gone for good is not to send anything more: Firefox fails its requests, and lets live on
 * what is sent again. One that may come back is the browser's to keep, with its requests or without.
 *
 * @param {{ persisted: boolean }} event
 */
function leave({ persisted }) {
  if (persisted) return;
  for (const call of pending) call.abort(new FilterUsersError("ABORTED", "The page was left"));
}
