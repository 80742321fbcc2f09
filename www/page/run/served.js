/** The page outlives its server, which ends with `npm start`. */

export const GONE =
  "The demo's server does not answer. Has npm start been stopped? Start it again, then press Run.";

/** Whether the server still answers. */
export async function isServed() {
  try {
    await fetch("/v1/dials", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}
