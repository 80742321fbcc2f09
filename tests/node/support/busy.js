/** Holds the thread, as work that takes long does. @param {number} ms */
export function beBusy(ms) {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
