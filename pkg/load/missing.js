/** The smallest module there is. */
const EMPTY = [0, 97, 115, 109, 1, 0, 0, 0];
/** One with what came last of all that the engine needs: a function from an externref to a vector of an i32. */
const NEWEST = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 111, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
];

/**
 * What is missing here for any engine, and what to do about it; undefined if nothing is. It is tried and not
 * read from errors, which every platform words in its own way.
 *
 * @returns {Promise<string | undefined>}
 */
export async function missing() {
  if (typeof WebAssembly !== "object")
    return "There is no WebAssembly here: React Native has none, a browser's lockdown mode and --jitless turn it off";
  if (!WebAssembly.validate(new Uint8Array(NEWEST)))
    return "WebAssembly with SIMD and reference types is needed: Chrome 96, Firefox 90, Safari 16.4, Node 20.19 or later";
  try {
    // The way in which engines are made: a policy in WebKit forbids that, and not `new WebAssembly.Module`.
    await WebAssembly.instantiate(new Uint8Array(EMPTY));
  } catch {
    return (
      "WebAssembly may not be compiled here. Of a page, let the Content-Security-Policy allow it: script-src 'self' " +
      "'wasm-unsafe-eval'; of a browser extension, content_security_policy.extension_pages of its manifest. Edge runtimes " +
      "take what was compiled before: have it bundled with the condition `workerd`, `edge-light` or `unwasm`, with " +
      'OpenNext by serverExternalPackages: ["filter-users"], or give init() the module that you import from ' +
      "filter-users/engine.wasm"
    );
  }
  return undefined;
}
