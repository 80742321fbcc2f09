import base64 from "./engine/inline.js";

/** The engine that is shipped within the JavaScript. */
export function inlined() {
  const fromBase64 = /** @type {any} */ (Uint8Array).fromBase64;
  return fromBase64 === undefined ? decode(base64) : fromBase64(base64);
}

/** For platforms without `Uint8Array.fromBase64`. @param {string} text */
function decode(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < characters.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
