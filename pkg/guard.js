/**
 * A frame of JavaScript under a frame of the engine, at which a trap can be caught.
 *
 * @param {() => void} frame
 */
export function guard(frame) {
  frame();
}
