import { STATUS_CODES } from "node:http";

/** A refusal, answered as a problem document (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} detail A sentence: what happened and what to do.
   * @param {{ members?: Record<string, unknown>, headers?: Record<string, string> }} [more] Further members of the body, and headers.
   */
  constructor(status, detail, { members = {}, headers = {} } = {}) {
    super(detail);
    this.status = status;
    this.members = members;
    this.headers = headers;
  }
}

/**
 * @param {import("fastify").FastifyReply} reply
 * @param {Problem} problem
 */
export function sendProblem(reply, { status, message, members, headers }) {
  const title = STATUS_CODES[status] ?? "Refused";
  return reply
    .code(status)
    .headers(headers)
    .type("application/problem+json")
    .send(JSON.stringify({ title, status, detail: message, ...members }));
}
