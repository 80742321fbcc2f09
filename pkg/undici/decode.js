import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** What is asked for, as `fetch` does: over plain http there may be those in between that know no Brotli. @param {URL} url */
export const acceptedFrom = ({ protocol }) => (protocol === "https:" ? "br, gzip, deflate" : "gzip, deflate");

/** @type {Record<string, () => import("node:stream").Transform>} */
const DECODERS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** More than anybody sends; each takes memory (CVE-2022-32206). */
const MOST = 5;

/**
 * What undoes a `content-encoding`; undefined where there is nothing to undo. Unlike in `fetch`, a body that ends early is an
 * error: of rows that are lines, the last ones would be lost without a word.
 *
 * @param {string | null} encoding
 * @param {(error?: Error | null) => void} ended
 */
export function decoderOf(encoding, ended) {
  const names = (encoding ?? "").toLowerCase().split(/[\s,]+/);
  const undone = names.filter((name) => name !== "" && name !== "identity").reverse();
  if (undone.length === 0) return undefined;
  if (undone.length > MOST || !undone.every((name) => Object.hasOwn(DECODERS, name)))
    throw new Error(`The body is encoded as ${JSON.stringify(encoding)}, which was not asked for`);
  const decoders = undone.map((name) => DECODERS[name]());
  for (const decoder of decoders) decoder.on("error", ended);
  // Not by `pipeline`, to which it has ended as soon as the last of them was given all.
  const output = decoders.reduce((from, to) => from.pipe(to));
  output.on("end", ended);
  return { input: decoders[0], output };
}
