import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import { FilterUsersError, filterUsers, partialResult, streamUsers } from "filter-users";
import { runInChild } from "../support/child.js";
import { startService } from "../support/service.js";
import { assertLedger, ids, rejection, users } from "../support/users.js";

const send = async (/** @type {readonly any[]} */ batch) => batch;

/** What is evaluated in a realm of its own. @param {string} code @returns {any} */
const elsewhere = (code) => runInContext(code, createContext({ setTimeout }));

/** What libraries put in place of the global Promise. */
const REPLACEMENTS = {
  "a subclass": "globalThis.Promise = class Own extends Promise {};",
  "a class of its own, as zone.js has it": `
    const Native = Promise;
    const nativeThen = Native.prototype.then;
    class ZoneAwarePromise {
      #native;
      constructor(run) { this.#native = new Native(run); }
      get [Symbol.toStringTag]() { return "Promise"; }
      then(fulfilled, rejected) {
        const own = this.#native;
        return new ZoneAwarePromise((resolve, reject) => {
          nativeThen.call(nativeThen.call(own, fulfilled, rejected), resolve, reject);
        });
      }
      catch(rejected) { return this.then(undefined, rejected); }
      finally(done) { return this.then((value) => { done(); return value; }, (error) => { done(); throw error; }); }
    }
    for (const name of ["resolve", "reject", "all", "race", "allSettled", "any"])
      ZoneAwarePromise[name] = (value) => new ZoneAwarePromise((resolve, reject) => nativeThen.call(Native[name](value), resolve, reject));
    globalThis.Promise = ZoneAwarePromise;
    Native.prototype.then = function (fulfilled, rejected) {
      return new ZoneAwarePromise((resolve, reject) => nativeThen.call(this, resolve, reject)).then(fulfilled, rejected);
    };`,
  "one that waits for a task": `
    const Native = Promise;
    globalThis.Promise = class Bluebird {
      #native;
      constructor(run) { this.#native = new Native(run); }
      then(...given) { return Bluebird.resolve(new Native((resolve) => setTimeout(resolve, 0)).then(() => this.#native).then(...given)); }
      catch(rejected) { return this.then(undefined, rejected); }
      static resolve(value) { return new Bluebird((resolve) => resolve(value)); }
      static reject(value) { return new Bluebird((_, reject) => reject(value)); }
    };`,
};

describe("where `Promise` is another", () => {
  for (const [name, replace] of Object.entries(REPLACEMENTS)) {
    for (const when of ["before", "after"]) {
      it(`${name}, since ${when} the package was loaded: no user of any source is lost`, async () => {
        const found = await runInChild(`
          const replace = () => { ${replace} };
          ${when === "before" ? "replace();" : ""}
          const { filterUsers, streamUsers } = await import("filter-users");
          ${when === "after" ? "replace();" : ""}
          const users = Array.from({ length: 10 }, (_, id) => ({ id }));
          const sources = {
            array: () => users,
            generator: async function* () { yield* users; },
            stream: () => new ReadableStream({ start(c) { for (const user of users) c.enqueue(user); c.close(); } }),
            own: () => ({ [Symbol.asyncIterator]() {
              let at = 0;
              return { next: () => Promise.resolve(at < 10 ? { done: false, value: users[at++] } : { done: true }) };
            } }),
          };
          const send = (batch) => Promise.resolve(batch);
          const found = [];
          for (const source of Object.values(sources)) {
            let saved = 0;
            const onBatch = () => Promise.resolve().then(() => { saved++; });
            const { passed, stats } = await filterUsers(source(), { send, batchSize: 3, onBatch });
            let read = 0;
            for await (const _ of streamUsers(source(), { send, batchSize: 3 })) read++;
            found.push([passed.length, stats.complete, read, saved]);
          }
          console.log(JSON.stringify(found));
        `);
        assert.deepEqual(found, Array(4).fill([10, true, 10, 4]));
      });
    }
  }
});

describe("what comes of another realm", () => {
  it("an array, a Set, a Map and iterators are sources, and are accounted for at an abort", async () => {
    const sources = {
      array: "list",
      set: "new Set(list)",
      map: "new Map(list.map((user) => [user, user])).keys()",
      generator: "(function* () { yield* list; })()",
      later: "(async function* () { yield* list; })()",
    };
    for (const [name, source] of Object.entries(sources)) {
      const made = () =>
        elsewhere(
          `const list = Array.from({ length: 9 }, (_, id) => ({ id })); ({ list, source: ${source} })`,
        );
      const whole = made();
      assertLedger(await filterUsers(whole.source, { send, batchSize: 2 }), whole.list);
      const cut = made();
      const controller = new AbortController();
      const aborting = async () => {
        controller.abort();
        return [];
      };
      const options = /** @type {const} */ ({ batchSize: 2, concurrency: 1, onAbort: "partial" });
      const result = await filterUsers(cut.source, { send: aborting, ...options, signal: controller.signal });
      const isWhole = name === "array" || name === "set";
      assert.equal(result.stats.complete, isWhole, name);
      assertLedger(result, isWhole ? cut.list : cut.list.slice(0, result.stats.users.total));
    }
  });

  it("promises, rows, bytes and errors are what they are", async () => {
    const input = users(2);
    const answers = elsewhere(`({
      rows: async () => [{ id: 1 }, { id: 2 }],
      set: async () => new Set([{ id: 1 }, { id: 2 }]),
      body: async () => ({ status: 200, body: { getReader() {
        let isRead = false;
        return { read: async () => isRead ? { done: true } : (isRead = true, { done: false,
          value: new Uint8Array([...'[{"id":1},{"id":2}]'].map((char) => char.charCodeAt(0))) }) };
      } } }),
    })`);
    for (const answer of Object.values(answers))
      assert.deepEqual((await filterUsers(input, { send: answer })).passed, input);
    const thrown = elsewhere(`new TypeError("theirs")`);
    const failing = async () => {
      throw thrown;
    };
    const [{ error }] = (await filterUsers(input, { send: failing, retry: 0 })).failed;
    assert.deepEqual([error.code, error.cause], ["NETWORK", thrown]);
    assert.match(error.message, /theirs/);
  });

  it("conditions are conditions", async () => {
    const where = elsewhere(`({ id: { $in: [1, 3n] }, $or: [{ name: { $exists: true } }] })`);
    assert.deepEqual(ids((await filterUsers(users(4), { send, where })).passed), [1, 3]);
  });

  it("an ArrayBuffer is sent as it is", async (t) => {
    const service = await startService(t, () => []);
    const body = () => elsewhere(`new Uint8Array([104, 105]).buffer`);
    const { stats } = await filterUsers(users(1), { url: service.url, body });
    assert.deepEqual([service.log[0].body, stats.bytes.sent], ["hi", 2]);
  });

  it("so is a FormData, a Blob, a URLSearchParams or a ReadableStream that is another's", async () => {
    for (const kind of ["FormData", "Blob", "File", "URLSearchParams", "ReadableStream"]) {
      const own = elsewhere(
        `class Own { get [Symbol.toStringTag]() { return "${kind}"; } toString() { return "a=b"; } }; new Own()`,
      );
      /** @type {any} */
      let sent;
      const fetch = /** @type {any} */ (
        async (/** @type {string} */ _, /** @type {RequestInit} */ init) => {
          sent = init;
          return { status: 200, json: async () => [] };
        }
      );
      await filterUsers(users(1), { url: "http://service.test", fetch, body: () => own });
      assert.equal(sent.body, own, kind);
      assert.equal(new Headers(sent.headers).get("content-type"), null);
    }
  });

  it("a FilterUsersError of another copy of the package is one, and so is its partial result", async () => {
    const folder = mkdtempSync(join(tmpdir(), "filter-users-"));
    try {
      cpSync(dirname(fileURLToPath(import.meta.resolve("filter-users"))), folder, { recursive: true });
      cpSync(new URL("../../package.json", import.meta.url), join(folder, "package.json"));
      const other = await import(pathToFileURL(join(folder, "index.js")).href);
      assert.notEqual(other.FilterUsersError, FilterUsersError);
      const refusing = async (/** @type {readonly any[]} */ batch) => {
        if (batch.length > 1) throw new other.FilterUsersError("HTTP_STATUS", "too many", { status: 413 });
        return batch;
      };
      const input = users(4);
      const result = await filterUsers(input, { send: refusing });
      assert.deepEqual([result.passed.length, result.stats.batches.split], [4, 1]);
      const thrown = new Error("mine");
      const throwing = () => {
        throw thrown;
      };
      assert.equal(await rejection(other.filterUsers(input, { send, onBatch: throwing })), thrown);
      assertLedger(partialResult(thrown), input);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("an array of a class of its own", () => {
  it("is read as it is, by filterUsers and by streamUsers", async () => {
    // @ts-expect-error: it is odd on purpose
    class Species extends Array {
      static get [Symbol.species]() {
        return class {
          length = 0;
        };
      }
    }
    class Sliced extends Array {
      /** @returns {any} */
      slice() {
        throw new Error("sliced");
      }
    }
    for (const Own of [Species, Sliced, class extends Array {}]) {
      const input = /** @type {any[]} */ (Own.from(users(7)));
      assert.equal((await filterUsers(input, { send, batchSize: 2 })).passed.length, 7);
      const read = [];
      for await (const user of streamUsers(input, { send, batchSize: 2 })) read.push(user);
      assert.deepEqual(ids(read), [1, 2, 3, 4, 5, 6, 7]);
    }
    const plain = users(7);
    Object.defineProperty(plain, "constructor", { value: Species });
    const read = [];
    for await (const user of streamUsers(plain, { send, batchSize: 2 })) read.push(user);
    assert.equal(read.length, 7);
  });
});
