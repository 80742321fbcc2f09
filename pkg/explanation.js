import { CODES } from "./errors.js";

/** What is known of a failure here: the engine keeps it, and hands it back for an error to be made of it. */
export class Explanation {
  /**
   * @param {typeof CODES[number]} code
   * @param {string} message
   * @param {{ cause?: unknown, reply?: string }} [details]
   */
  constructor(code, message, details = {}) {
    this.code = CODES.indexOf(code);
    this.message = message;
    this.details = details;
  }
}
