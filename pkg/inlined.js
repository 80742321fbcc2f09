import base64 from "./engine/inline.js";

/** The engine that is shipped within the JavaScript. */
export function inlined() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
