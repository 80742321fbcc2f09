/** What the engine said when it broke down, before the trap that follows. @type {string | undefined} */
let last;

/** @param {string} message */
export function panicked(message) {
  last = message;
}

/** The message of a panic that was not looked at yet. */
export function takePanic() {
  const message = last;
  last = undefined;
  return message;
}
