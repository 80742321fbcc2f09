/** Shows a run, once a frame. What an earlier one left stays, dimmed, until this one has its first result. */

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./run.js").View} View */

/** Who wants less motion sees four steps a second. */
const CALM = 250;

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const { dataset } = document.body;

/** From when on what is seen is of an earlier run. */
export function outdate() {
  if (dataset.state === "ended") dataset.state = "waiting";
}

/** Where nothing came of it, what is seen is the latest again. */
export function update() {
  if (dataset.state === "waiting") dataset.state = "ended";
}

/**
 * @param {Run} run
 * @param {View[]} live those that show what is sent, at once
 * @param {View[]} views those that show what comes of it
 */
export async function show(run, live, views) {
  let isBegun = false;
  let isOver = false;
  let shownAt = 0;

  function begin() {
    isBegun = true;
    dataset.state = "running";
    for (const view of views) view.begin(run);
  }

  /** @param {number} now */
  function frame(now) {
    if (isOver) return;
    requestAnimationFrame(frame);
    if (calm.matches && now - shownAt < CALM) return;
    shownAt = now;
    if (!isBegun && hasResult(run)) begin();
    for (const view of isBegun ? [...live, ...views] : live) view.frame(run);
  }

  for (const view of live) view.begin(run);
  if (dataset.state === "new") begin();
  requestAnimationFrame(frame);
  await run.done.finally(() => {
    isOver = true;
  });
  if (!isBegun) begin();
  await Promise.all([...live, ...views].map((view) => view.end(run)));
  dataset.state = "ended";
}

/** @param {Run} run */
function hasResult({ ledger }) {
  return ledger.passed + ledger.skipped + ledger.missing + ledger.failed > 0;
}
