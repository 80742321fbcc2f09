import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import sqlite from "node-sqlite3-wasm";
import { createService } from "../../../www/service/service.js";
import { json, withBalances } from "../support/balances.js";

const { folder, database, ask } = withBalances();
const MAIN = fileURLToPath(new URL("../../../www/service/main.js", import.meta.url));

/** @param {string} path */
function checksum(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** @param {string} path @param {import("node:test").TestContext} t */
function startProcess(path, t) {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, DATABASE: path, PORT: "0" } });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

/** @param {ReturnType<typeof startProcess>} child @param {RegExp} pattern @returns {Promise<string>} */
async function printed(child, pattern) {
  let output = "";
  for await (const chunk of child.stdout) {
    output += chunk;
    if (pattern.test(output)) return output;
  }
  throw new Error(`The process ended without printing ${pattern}: ${output}`);
}

describe("the database", () => {
  it("is the same each time it is filled, and is filled afresh if it is of another version", async () => {
    const path = join(folder, "old.sqlite");
    const old = new sqlite.Database(path);
    old.exec("PRAGMA user_version = 999");
    old.close();
    const other = await createService({ database: path });
    await other.close();
    assert.equal(checksum(path), checksum(database));
  });

  it("is not filled again on the second start", async () => {
    const { ino, mtimeMs } = statSync(database);
    const second = await createService({ database });
    await second.close();
    const now = statSync(database);
    assert.deepEqual({ ino: now.ino, mtimeMs: now.mtimeMs }, { ino, mtimeMs });
  });

  it("is whole or not there after a first start that was killed", async (t) => {
    const path = join(folder, "killed.sqlite");
    const child = startProcess(path, t);
    await printed(child, /Filling the demo's database with 100,000 users/);
    child.kill("SIGKILL");
    await once(child, "exit");
    if (existsSync(path)) assert.equal(checksum(path), checksum(database));
  });

  it("can be filled by two processes at once, and then serves both", async (t) => {
    const path = join(folder, "shared.sqlite");
    const outputs = await Promise.all(
      [1, 2].map(async () => {
        const child = startProcess(path, t);
        return printed(child, /answers at \S+\n/);
      }),
    );
    for (const output of outputs) {
      const url = /answers at (\S+)/.exec(output)?.[1] ?? "";
      const users = await json(await fetch(`${url}/v1/users?limit=1`));
      assert.equal(users[0].name, "Freya Ahmed");
    }
    assert.equal(checksum(path), checksum(database));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("shared.sqlite-")),
      [],
    );
  });

  it("is not held up by a lock that a killed process left behind", async (t) => {
    mkdirSync(`${database}.lock`);
    t.after(() => rmSync(`${database}.lock`, { recursive: true }));
    const second = await createService({ database });
    t.after(second.close);
    assert.equal((await ask([1], { to: second })).status, 200);
  });

  it("says what to do about a file that is something else", async () => {
    const path = join(folder, "letter.sqlite");
    writeFileSync(path, "Dear reader, ".repeat(1000));
    await assert.rejects(
      createService({ database: path }),
      /letter\.sqlite is not the demo's database\. Delete it/,
    );
  });
});
