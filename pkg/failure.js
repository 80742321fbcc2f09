import { CODES, FilterUsersError, show } from "./errors.js";

/**
 * @typedef {import("./explanation.js").Explanation} Explanation
 * @typedef {{ timeout: number, deadline: number, isUnread: boolean }} Told options, and whether the batch was never read
 */

/**
 * What the engine alone knows of.
 *
 * @type {{ [code: string]: (told: Told) => string }}
 */
const MESSAGES = {
  TIMEOUT: ({ timeout }) => `No whole answer within ${show(timeout)} ms (option \`timeout\`)`,
  DEADLINE: ({ deadline, isUnread }) =>
    `The run took longer than ${show(deadline)} ms (option \`deadline\`)` +
    (isUnread ? ", and its source was not read to its end" : ""),
  ABORTED: () => "The run was ended by an error before these users had a verdict",
  CIRCUIT_OPEN: () =>
    "Not sent, since too many batches before it failed in a row (option `circuit`). Send its users again once the service is well.",
};

/**
 * What befell a batch, as users see it.
 *
 * @param {number} code which of `CODES`
 * @param {{ batch: number, attempts: number, status?: number, retryAfter?: number }} facts
 * @param {Explanation | undefined} explanation
 * @param {FilterUsersError | undefined} earlier that of the attempt before, where the run ended while a retry was due
 * @param {Told} told
 */
export function failure(code, facts, explanation, earlier, told) {
  const known = CODES[code];
  const message = explanation?.message ?? MESSAGES[known](told);
  const details = { ...facts, ...explanation?.details };
  if (earlier === undefined) return new FilterUsersError(known, message, details);
  const before = `${message} The attempt before ended with: ${earlier.message}`;
  return new FilterUsersError(known, before, { ...details, cause: earlier });
}
