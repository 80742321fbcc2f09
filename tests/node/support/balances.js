import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { createService } from "../../../www/service/service.js";

/** @typedef {Awaited<ReturnType<typeof createService>>} Service */

/** The demo's balance service for the tests of one file, and ways to ask it. */
export function withBalances() {
  const folder = mkdtempSync(join(tmpdir(), "balance-service-"));
  const database = join(folder, "balances.sqlite");
  /** @type {Service} */
  let service;

  before(async () => {
    service = await createService({ database });
  });

  after(async () => {
    await service.close();
    rmSync(folder, { recursive: true });
  });

  /** @param {unknown} body @param {{ query?: string, headers?: Record<string, string>, to?: Service, signal?: AbortSignal }} [how] */
  function post(
    body,
    { query = "", headers = {}, to = service, signal = new AbortController().signal } = {},
  ) {
    return fetch(`${to.url}/v1/balances:batchGet?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      signal,
    });
  }

  return {
    folder,
    database,
    get url() {
      return service.url;
    },
    post,
    /** @param {readonly (number | string)[]} ids @param {Parameters<typeof post>[1]} [how] */
    ask: (ids, how) => post({ ids }, how),
    /** @param {string} path @param {RequestInit} [init] */
    get: (path, init) => fetch(`${service.url}${path}`, init),
  };
}

/** @param {Response} response @returns {Promise<any>} */
export const json = (response) => response.json();

/** @param {Response} response @param {number} status @param {RegExp} detail */
export async function assertProblem(response, status, detail) {
  const problem = await json(response);
  assert.equal(response.status, status, problem.detail);
  assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
  assert.equal(problem.status, status);
  assert.match(problem.detail, detail);
  return problem;
}
