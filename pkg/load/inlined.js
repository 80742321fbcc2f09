import { alphabet, text } from "../engine/inline.js";

/**
 * The engine that is shipped within the JavaScript. Written as `xtask/src/inline.rs` tells.
 *
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function inlined() {
  const digits = new Uint8Array(128);
  for (let digit = 0; digit < alphabet.length; digit++) digits[alphabet.charCodeAt(digit)] = digit;
  const plain = alphabet.length - 2;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let byte = digits[text.charCodeAt(at)];
    if (byte >= plain) byte = plain * (byte - plain + 1) + digits[text.charCodeAt(++at)];
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}
