/** Milliseconds, never running backwards where the platform has such a clock. */
export function now() {
  return globalThis.performance?.now() ?? Date.now();
}
