import { beginning, readBody, SHOWN } from "./body.js";
import { now } from "./clock.js";
import { refusalOf, show } from "./errors.js";
import { Explanation } from "./explanation.js";
import { toJson } from "./json.js";
import { describe, rowsOf } from "./request.js";
import { retryAfter } from "./retry-after.js";

/**
 * What came of a request.
 *
 * @typedef {object} Answer
 * @property {boolean} isAnswered whether an answer came, be it one that cannot be used
 * @property {number} [status] of an answer that has one
 * @property {number} [retryAfter] milliseconds for which it asks to be left alone
 * @property {number} received bytes of its body that were read
 * @property {Uint8Array[]} [reply] what is to be decided
 * @property {unknown[]} [rows] the same where `send` answered the rows themselves
 * @property {number} encoding milliseconds that it took to write those as JSON
 * @property {Explanation} [explanation] why there is nothing to decide
 */

/** @typedef {<T>(promise: T | PromiseLike<T>) => Promise<T>} Wait */

/** @param {Partial<Answer>} [facts] @returns {Answer} */
function answered(facts) {
  // What is spread comes last here and elsewhere: V8 of Node 20 makes a new hidden class each time that members come after it.
  return { isAnswered: true, received: 0, encoding: 0, ...facts };
}

/** @param {Explanation} explanation @returns {Answer} */
function unanswered(explanation) {
  return { isAnswered: false, received: 0, encoding: 0, explanation };
}

/**
 * Sends a request, and reads what comes of it. Whatever is waited for, is waited for by `wait`. Never rejects, whatever the
 * answer does to who looks at it.
 *
 * @param {import("./target.js").Prepared} request
 * @param {number} limit of bytes
 * @param {Wait} wait
 * @returns {Promise<Answer>}
 */
export async function ask(request, limit, wait) {
  try {
    return await askAndRead(request, limit, wait);
  } catch (thrown) {
    return unanswered(lost("Reading the answer failed", thrown));
  }
}

/**
 * @param {import("./target.js").Prepared} request
 * @param {number} limit
 * @param {Wait} wait
 * @returns {Promise<Answer>}
 */
async function askAndRead(request, limit, wait) {
  let answer;
  try {
    answer = await wait(request.go());
  } catch (thrown) {
    return refusedBy(thrown) ?? unanswered(lost(request.failing, thrown, request.advice()));
  }
  let rows;
  try {
    if (request.isOwn) rows = rowsOf(answer);
  } catch (thrown) {
    return unanswered(lost("Reading the rows that `send` answered failed", thrown));
  }
  return rows === undefined ? read(answer, limit, wait) : encode(rows);
}

/** What the caller's own code threw in place of an answer. @param {unknown} thrown */
function refusedBy(thrown) {
  const refusal = refusalOf(thrown);
  if (refusal === undefined) return undefined;
  const { message, reply, status, retryAfter } = refusal;
  const explanation = new Explanation("HTTP_STATUS", message, { reply, cause: thrown });
  return answered({ status, retryAfter, explanation });
}

/**
 * A failure of the network, or of what stands for it.
 *
 * @param {string} what
 * @param {unknown} thrown
 * @param {string} [advice]
 */
function lost(what, thrown, advice = "") {
  const message = `${what}: ${describe(thrown)}${advice}`;
  return new Explanation("NETWORK", message, { cause: thrown });
}

/** @param {unknown[]} rows */
function encode(rows) {
  const began = now();
  try {
    const reply = [new TextEncoder().encode(toJson(rows))];
    return answered({ rows, reply, encoding: now() - began });
  } catch (thrown) {
    const message = `No JSON can be made of the rows that \`send\` answered: ${describe(thrown)}`;
    return answered({ explanation: new Explanation("BAD_REPLY", message, { cause: thrown }) });
  }
}

/**
 * @param {any} response
 * @param {number} limit
 * @param {Wait} wait
 * @returns {Promise<Answer>}
 */
async function read(response, limit, wait) {
  const status = statusOf(response);
  if (status === undefined) {
    const message = `Expected a \`Response\` with a status, got ${show(response)}`;
    return unanswered(new Explanation("NETWORK", message));
  }
  if (status < 200 || status > 299) return refusal(response, status, wait);
  let body;
  try {
    body = await wait(readBody(response, limit));
  } catch (thrown) {
    return answered({ status, explanation: lost("The connection was lost within the reply", thrown) });
  }
  const { chunks: reply, bytes: received, hasMore } = body;
  if (!hasMore) return answered({ status, received, reply });
  const message = `The reply is larger than ${limit} bytes (option \`maxReplyBytes\`); ask about fewer users (\`batchSize\`)`;
  return answered({ status, received, explanation: new Explanation("REPLY_TOO_LARGE", message) });
}

/** A mock's answer is no instance of `Response`: its members are read, whatever it is. @param {any} response */
function statusOf(response) {
  let status;
  try {
    status = response.status;
  } catch {
    return undefined;
  }
  return Number.isInteger(status) && status >= 0 && status <= 999 ? Number(status) : undefined;
}

/** @type {{ [status: number]: string }} */
const HINTS = {
  401: "; see the options `headers` and `request`",
  403: "; see the options `headers` and `request`",
  404: "; see the options `url` and `method`",
  405: "; see the options `url` and `method`",
  413: "; ask about fewer users at once (option `batchSize`)",
  429: "; ask less often (options `concurrency` and `rateLimit`)",
};

/**
 * @param {any} response
 * @param {number} status
 * @param {Wait} wait
 */
async function refusal(response, status, wait) {
  let [received, reply] = [0, /** @type {string | undefined} */ (undefined)];
  try {
    const { chunks, bytes } = await wait(readBody(response, SHOWN));
    [received, reply] = [bytes, beginning(chunks)];
  } catch {
    // What it says of the reason is worth having, but its loss changes nothing.
  }
  const message = `The service refused with status ${status}${HINTS[status] ?? ""}`;
  const explanation = new Explanation("HTTP_STATUS", message, { reply });
  return answered({ status, received, retryAfter: retryAfter(response), explanation });
}
