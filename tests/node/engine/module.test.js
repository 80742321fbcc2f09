import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runInChild } from "../support/child.js";

/**
 * Counts what is compiled and instantiated, before anything is imported; but not the parser of Node's own `fetch`,
 * whose imports are called `env`.
 */
const COUNT = `
  const count = { compile: 0, instantiate: 0, modules: 0 };
  for (const name of ["compile", "instantiate", "instantiateStreaming", "compileStreaming"]) {
    const original = WebAssembly[name];
    const counted = name.startsWith("compile") ? "compile" : "instantiate";
    WebAssembly[name] = (source, imports) => {
      if (!imports?.env) count[counted]++;
      return original(source, imports);
    };
  }
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(type, args) {
      if (!args[1]?.env) count.instantiate++;
      return Reflect.construct(type, args);
    },
  });
  WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: (...args) => (count.modules++, Reflect.construct(...args)) });
  const users = [{ id: 1 }, { id: 2 }];
  const send = async (batch) => batch;
  const print = (value) => console.log(JSON.stringify(value));
`;

describe("filter-users", () => {
  it("does nothing when it is imported: no engine, no timer, no global", async () => {
    const found = await runInChild(`${COUNT}
      const timers = [];
      for (const name of ["setTimeout", "setInterval", "setImmediate", "fetch", "queueMicrotask"])
        globalThis[name] = () => timers.push(name);
      const before = Object.getOwnPropertyNames(globalThis);
      const names = Object.keys(await import("filter-users"));
      const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
      print({ count, timers, added, names });`);
    assert.deepEqual(found.count, { compile: 0, instantiate: 0, modules: 0 });
    assert.deepEqual([found.timers, found.added], [[], []]);
    for (const name of [
      "FilterUsersError",
      "emptyStats",
      "filterUsers",
      "init",
      "mergeStats",
      "partialResult",
    ]) {
      assert.ok(found.names.includes(name), name);
    }
  });

  it("instantiates its engine once, however many first calls race and others follow", async () => {
    const { count, passed } = await runInChild(`${COUNT}
      const { filterUsers } = await import("filter-users");
      const runs = await Promise.all(Array.from({ length: 20 }, () => filterUsers(users, { send })));
      runs.push(await filterUsers(users, { send }));
      print({ count, passed: runs.map((run) => run.passed.length) });`);
    assert.equal(count.instantiate, 1);
    assert.deepEqual(passed, Array(21).fill(2));
  });

  it("init() loads it earlier, and a second init() or call not again", async () => {
    const counts = await runInChild(`${COUNT}
      const { filterUsers, init } = await import("filter-users");
      const counts = [];
      await Promise.all([init(), init()]);
      counts.push(count.instantiate);
      await init();
      await filterUsers(users, { send });
      counts.push(count.instantiate);
      print(counts);`);
    assert.deepEqual(counts, [1, 1]);
  });

  it("that could not be loaded says so with ENGINE, and is tried anew", async () => {
    const { error, passed } = await runInChild(`${COUNT}
      const { filterUsers, init } = await import("filter-users");
      const error = await init(new Uint8Array([1, 2, 3])).catch(({ name, code, cause }) => ({ name, code, cause: String(cause) }));
      const { passed } = await filterUsers(users, { send });
      print({ error, passed });`);
    assert.equal(error.name, "FilterUsersError");
    assert.equal(error.code, "ENGINE");
    assert.match(error.cause, /CompileError/);
    assert.deepEqual(passed, [{ id: 1 }, { id: 2 }]);
  });

  it("can be required", async (t) => {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major < 20 || (major === 20 && minor < 19)) return t.skip("this Node requires no ES modules");
    const found = await runInChild(
      `${COUNT}
      const { filterUsers } = require("filter-users");
      filterUsers(users, { send }).then(({ passed }) => print({ passed }));`,
      "commonjs",
    );
    assert.deepEqual(found.passed, [{ id: 1 }, { id: 2 }]);
  });

  it("is one package, whether imported or required", async () => {
    const found = await runInChild(`
      import { createRequire } from "node:module";
      import * as imported from "filter-users";
      const required = createRequire(process.cwd() + "/x.js")("filter-users");
      console.log(JSON.stringify(imported.FilterUsersError === required.FilterUsersError));`);
    assert.equal(found, true);
  });

  it("can be required where ES modules cannot, and errors and what they ended are known to both copies", async () => {
    const found = await runInChild(
      `
      const required = require("filter-users");
      const { init } = require("filter-users/slim");
      const boom = () => { throw reason; };
      const reason = new Error("boom");
      const send = async (batch) => batch;
      (async () => {
        const imported = await import("filter-users");
        const { code } = await init().catch((error) => error);
        const error = await imported.filterUsers([{ id: 1 }], {}).catch((error) => error);
        class Own extends required.FilterUsersError {}
        const isOne = [error instanceof required.FilterUsersError, error instanceof Own, new Own("REQUEST", "") instanceof Own];
        const { passed } = await required.filterUsers([{ id: 1 }], { send });
        await required.filterUsers([{ id: 2 }], { send, onBatch: boom }).catch(() => {});
        const partial = imported.partialResult(reason).passed;
        const isTwo = imported.FilterUsersError !== required.FilterUsersError;
        console.log(JSON.stringify({ code, isOne, isTwo, passed, partial }));
      })();`,
      "commonjs",
      ["--no-experimental-require-module"],
    );
    assert.deepEqual(found, {
      code: "ENGINE",
      isOne: [true, false, true],
      isTwo: true,
      passed: [{ id: 1 }],
      partial: [{ id: 2 }],
    });
  });

  it("brings its package.json", async () => {
    const found = await runInChild(`
      import json from "filter-users/package.json" with { type: "json" };
      console.log(JSON.stringify([json.name, json.dependencies ?? null, json.sideEffects]));`);
    assert.deepEqual(found, ["filter-users", null, false]);
  });
});

describe("filter-users/slim", () => {
  it("without init is ENGINE, and says what to do", async () => {
    const error = await runInChild(`${COUNT}
      const { filterUsers } = await import("filter-users/slim");
      print(await filterUsers(users, { send }).catch(({ code, cause, message }) => ({ code, text: message + cause })));`);
    assert.equal(error.code, "ENGINE");
    assert.match(error.text, /init\(source\).*engine\.wasm/);
  });

  for (const [what, source] of [
    ["bytes", "bytes"],
    ["an ArrayBuffer", "bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)"],
    ["a compiled module", "new WebAssembly.Module(bytes)"],
    ["a Response", 'new Response(bytes, { headers: { "content-type": "application/wasm" } })'],
    ["a promise of a Response", "Promise.resolve(new Response(bytes))"],
    ["a URL", 'new URL("data:application/wasm;base64," + bytes.toString("base64"))'],
  ]) {
    it(`works with ${what} of filter-users/engine.wasm, after a call that failed, too`, async () => {
      const found = await runInChild(`
        import { readFileSync } from "node:fs";
        import { createRequire } from "node:module";
        import { filterUsers, init } from "filter-users/slim";
        const bytes = readFileSync(createRequire(process.cwd() + "/x.js").resolve("filter-users/engine.wasm"));
        const send = async (batch) => batch;
        await filterUsers([], { send }).catch(() => {});
        console.warn = () => {};
        await init(${source});
        const { passed } = await filterUsers([{ id: 1 }], { send });
        console.log(JSON.stringify(passed));`);
      assert.deepEqual(found, [{ id: 1 }]);
    });
  }

  it("holds no engine of its own", async () => {
    const found = await runInChild(`
      import { createRequire } from "node:module";
      import { readFileSync } from "node:fs";
      const slim = createRequire(process.cwd() + "/x.js").resolve("filter-users/slim");
      console.log(JSON.stringify(/inline/.test(readFileSync(slim, "utf8"))));`);
    assert.equal(found, false);
  });
});
