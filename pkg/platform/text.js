/**
 * UTF-8, by the platform's own means where it has them: jsdom has neither TextEncoder nor TextDecoder, and what is looked up
 * when it is first used can have been brought by then.
 */

/** @typedef {Pick<TextEncoder, "encode" | "encodeInto">} Encoder */

/** @type {Encoder | undefined} */
let encoder;
const LONE = /[\ud800-\udfff]/gu;

/** @returns {Encoder} */
export function textEncoder() {
  encoder ??= typeof TextEncoder === "function" ? new TextEncoder() : { encode, encodeInto };
  return encoder;
}

/** @returns {{ decode(bytes: Uint8Array): string }} */
export function newTextDecoder() {
  return typeof TextDecoder === "function" ? new TextDecoder("utf-8", { ignoreBOM: true }) : { decode };
}

/** @param {string} [text] */
function encode(text = "") {
  const escaped = encodeURIComponent(text.replace(LONE, "\ufffd"));
  const bytes = escaped.replace(/%(..)/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}

/**
 * @param {string} text
 * @param {Uint8Array} to has room for it
 */
function encodeInto(text, to) {
  const bytes = encode(text);
  to.set(bytes);
  return { read: text.length, written: bytes.length };
}

/** @param {Uint8Array} bytes */
function decode(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  try {
    return decodeURIComponent(text.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
  } catch {
    // No UTF-8, or cut within a character: only what a service said can be so, and this shows most of it.
    return text;
  }
}
